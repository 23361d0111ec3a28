import Client
import Deployment
import Domain
import Glibc
import Kernel
import Linux
import Protocol
import Sodium
import Testing
import ZeroMQ

/// Services on a loopback address, with keys: real processes, real connections.
@Suite(.serialized) struct NetworkTests {
    private static let waitMilliseconds: Int64 = 10_000
    /// Within which a revoked peer must be cut.
    private static let cutMilliseconds: Int64 = 2_000

    private static var ticks: Int64 { monotonicNanoseconds() / 1_000_000 }

    /// An installation on a network whose Routing runs and answers.
    private func withRouting(_ body: (Installation) throws -> Void) throws {
        let installation = try Installation(isNetworked: true)
        defer { try? installation.remove() }
        try installation.start(.routing)
        #expect(try Caller(installation.deployment).ask(ShowStatus(), of: .routing, as: nil).position.stream == .routing)
        try body(installation)
    }

    /// Changes keys, as `alurctl keys` does.
    private func office(_ installation: Installation, _ body: (borrowing KeyOffice) throws -> Void) throws {
        try body(try KeyOffice(try Deployment(home: installation.home)))
    }

    /// A connection to Routing with any keys.
    private func dealer(_ installation: Installation, _ keys: CurveKeyPair?, at place: Deployment.Endpoints? = nil, serverKey: String? = nil) throws
        -> Socket
    {
        let place = try place ?? installation.deployment.endpoints(of: .routing)
        let server = try #require(serverKey ?? place.key)
        let socket = try Socket(.dealer, in: try Context(), options: SocketOptions(curve: keys.map { .client(keys: $0, serverKey: server) }))
        try socket.connect(place.commands)
        return socket
    }

    /// What Routing answers; nil when there was no connection or no answer until the deadline.
    private func exchange<Body: QueryBody>(
        _ body: Body, _ socket: borrowing Socket, grant: [UInt8] = [], milliseconds: Int64 = waitMilliseconds
    ) throws -> Reply? {
        try exchange(Body.verb, try JSONText().encode(body), socket, grant: grant, milliseconds: milliseconds)
    }

    /// The first page of Routing's journal, or what is said instead.
    private func pull(_ socket: borrowing Socket, milliseconds: Int64 = waitMilliseconds) throws -> Reply? {
        let pull = PullJournal(after: StreamPosition(stream: .routing, epoch: 1, position: 0), hash: "", waitMilliseconds: 0)
        return try exchange(PullJournal.verb, try JSONText().encode(pull), socket, milliseconds: milliseconds)
    }

    private func exchange(_ verb: String, _ body: [UInt8], _ socket: borrowing Socket, grant: [UInt8] = [], milliseconds: Int64) throws -> Reply? {
        let deadline = Self.ticks + milliseconds
        let id = Identifier(milliseconds: wallClockMilliseconds(), random: (0, UInt64(truncatingIfNeeded: monotonicNanoseconds())))
        let request = Request(id: id, verb: verb, grant: grant, body: body)
        var poller = Poller()
        let index = poller.add(socket, for: .writable)
        while Self.ticks < deadline {
            try poller.wait(timeoutMilliseconds: Int(max(0, deadline - Self.ticks)))
            guard poller.isWritable(index), try socket.send(request.frames) else { continue }
            poller.watch(index, for: .readable)
            while Self.ticks < deadline {
                try poller.wait(timeoutMilliseconds: Int(max(0, deadline - Self.ticks)))
                while let message = try socket.receive() { if let reply = Reply(frames: message.frames), reply.id == id { return reply } }
            }
        }
        return nil
    }

    private func code(_ reply: Reply?) throws -> String? {
        guard let reply, reply.status == .rejected else { return reply?.status.rawValue }
        return try JSONText().decode(Rejection.self, from: reply.body).code
    }

    @Test("A case walks from the letter to the archive over TCP with keys, in the demo's own processes")
    func wholeWalk() throws {
        let stage = try Stage()
        defer { try? stage.remove() }
        try stage.copy("deploy/catalog/kalender")
        try stage.copy("Tests/EndToEnd/FifthAgency/kecamatan-contoh")
        let end = try stage.start(["--json", "--tcp", "\(Installation.newAddress()):4700"]).wait(timeoutMilliseconds: 300_000)
        let output = try stage.output()
        #expect(end == .exited(0), "\(output)")
        #expect(try stage.row("profil-kecamatan")?.steps == 8)
        #expect(try stage.deployment().isNetworked)
    }

    @Test("Who does not know the server's key, has a key nobody authorised, or has none, is not let in")
    func strangers() throws {
        try withRouting { installation in
            let own = try CurveKeys(installation.deployment).identity("alurctl")
            #expect(try code(exchange(ShowStatus(), try dealer(installation, own))) == "ok")
            let short: Int64 = 1_500
            #expect(try exchange(ShowStatus(), try dealer(installation, try .generate()), milliseconds: short) == nil)
            #expect(
                try exchange(ShowStatus(), try dealer(installation, own, serverKey: try CurveKeyPair.generate().publicKey), milliseconds: short)
                    == nil)
            #expect(try exchange(ShowStatus(), try dealer(installation, nil), milliseconds: short) == nil)
            #expect(try code(exchange(ShowStatus(), try dealer(installation, own))) == "ok")
        }
    }

    @Test("A peer does what the table names and is refused the rest, in words; a change of the table is in force without a restart")
    func table() throws {
        try withRouting { installation in
            let keys = try CurveKeyPair.generate()
            try office(installation) { try $0.authorise("gateway", key: keys.publicKey, .init(asks: [.routing: .these(["grant.issue"])])) }
            let socket = try dealer(installation, keys)
            #expect(try code(exchange(ShowStatus(), socket)) == "forbidden")
            #expect(try code(pull(socket)) == "forbidden")
            #expect(try code(exchange(IssueGrant(operatorName: "gateway"), socket)) == "forbidden")
            try installation.editPeers { $0.replacing("[grant.issue]", with: "[grant.issue, service.status]") }
            let deadline = Self.ticks + Self.cutMilliseconds
            var answer = ""
            while answer != "ok", Self.ticks < deadline { answer = try code(exchange(ShowStatus(), socket)) ?? "" }
            #expect(answer == "ok")
            #expect(try code(pull(socket)) == "forbidden")
        }
    }

    @Test("A grant that was issued to one peer is no good with another's key")
    func grantsStayWithTheirPeer() throws {
        try withRouting { installation in
            let keys = try CurveKeyPair.generate()
            try office(installation) { try $0.authorise("meja", key: keys.publicKey, .init(asks: [.routing: .all], isOperator: true)) }
            let socket = try dealer(installation, keys)
            let reply = try #require(try exchange(IssueGrant(operatorName: "budi"), socket))
            let grant = try #require(bytes(hexadecimal: try JSONText().decode(IssueGrant.Answer.self, from: reply.body).grant))
            func list(_ socket: borrowing Socket) throws -> String? { try code(exchange(ListAgencies(), socket, grant: grant)) }
            #expect(try list(socket) == "ok")
            #expect(try list(try dealer(installation, try CurveKeys(installation.deployment).identity("alurctl"))) == "unauthenticated")
        }
    }

    @Test("A revoked peer is cut within two seconds: no verb, no page, no connection; others go on")
    func revocation() throws {
        try withRouting { installation in
            let keys = try CurveKeyPair.generate()
            try office(installation) { try $0.authorise("pembaca", key: keys.publicKey, .init(reads: [.routing], asks: [.routing: .all])) }
            let socket = try dealer(installation, keys)
            #expect(try code(exchange(ShowStatus(), socket)) == "ok")
            try office(installation) { _ = try $0.revoke("pembaca") }
            let revoked = Self.ticks
            // Asks until it is answered no more, and looks when it was answered last.
            var answered = revoked
            while try code(exchange(ShowStatus(), socket, milliseconds: Self.cutMilliseconds)) == "ok", Self.ticks - revoked < Self.waitMilliseconds {
                answered = Self.ticks
            }
            #expect(answered - revoked < Self.cutMilliseconds)
            #expect(try code(pull(socket, milliseconds: 500)) != "ok")
            #expect(try exchange(ShowStatus(), try dealer(installation, keys), milliseconds: 1_500) == nil)
            #expect(try Caller(installation.deployment).ask(ShowStatus(), of: .routing, as: nil).position.stream == .routing)
        }
    }

    @Test("While a service's key is changed both are good; afterwards the old one's connections end, and callers have gone over by themselves")
    func rotation() throws {
        try withRouting { installation in
            let caller = try Caller(installation.deployment)
            _ = try caller.ask(ShowStatus(), of: .routing, as: nil)
            let own = try CurveKeys(installation.deployment).identity("alurctl")
            let old = try installation.deployment.endpoints(of: .routing)
            let first = try dealer(installation, own)
            #expect(try code(exchange(ShowStatus(), first)) == "ok")
            try office(installation) { _ = try $0.beginRotation("routing", port: 4720) }
            let new = try Deployment(home: installation.home).endpoints(of: .routing)
            #expect(new.key != old.key)
            let second = try dealer(installation, own, at: new)
            #expect(try code(exchange(ShowStatus(), second)) == "ok")
            #expect(try code(exchange(ShowStatus(), first)) == "ok")
            try office(installation) { try $0.finishRotation("routing") }
            let deadline = Self.ticks + Self.cutMilliseconds
            var isGone = false
            while !isGone, Self.ticks < deadline { isGone = try exchange(ShowStatus(), first, milliseconds: 300) == nil }
            #expect(isGone)
            #expect(try exchange(ShowStatus(), try dealer(installation, own, at: old), milliseconds: 1_000) == nil)
            #expect(try code(exchange(ShowStatus(), second)) == "ok")
            // A caller from before the change finds the service at its new place.
            #expect(try caller.ask(ShowStatus(), of: .routing, as: nil).position.stream == .routing)
        }
    }

    @Test("A service does not start with a key file that others may read, without a key, or without a table; its last line says what to run")
    func refusals() throws {
        let installation = try Installation(isNetworked: true)
        defer { try? installation.remove() }
        let (key, yaml, peers) = ("\(installation.home)/keys/intake.curve", "\(installation.home)/alur.yaml", "\(installation.home)/peers.yaml")
        chmod(key, 0o644)
        #expect(try installation.refusal(.intake).contains("run `chmod 600 \(key)`"))
        chmod(key, 0o600)
        let text = String(decoding: try readFile(yaml, sizeBytesMaximum: 1 << 16), as: UTF8.self)
        let own = try #require(try installation.deployment.endpoints(of: .intake).key)
        try writeFileAtomically(yaml, Array(text.replacing(", key: \"\(own)\"", with: "").utf8))
        #expect(try installation.refusal(.intake).contains("run `alurctl keys new intake --home \(installation.home)`"))
        try writeFileAtomically(yaml, Array(text.utf8))
        try renameFile(peers, to: "\(peers).lama")
        #expect(try installation.refusal(.intake).contains("\(peers): cannot be read"))
        try renameFile("\(peers).lama", to: peers)
        try installation.start(.intake)
        #expect(try Caller(installation.deployment).ask(ShowStatus(), of: .intake, as: nil).position.stream == .intake)
    }
}
