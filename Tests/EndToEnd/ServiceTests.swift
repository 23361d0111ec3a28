import Client
import Deployment
import Domain
import Glibc
import Kernel
import Linux
import Protocol
import Testing
import ZeroMQ

@Suite(.serialized) struct ServiceTests {
    @Test("A service that is told to stop ends its batch and exits with 0 within two seconds", arguments: ServiceName.allCases)
    func stopsCleanly(_ service: ServiceName) throws {
        let installation = try Installation()
        defer { try? installation.remove() }
        try installation.start(service)
        let caller = try Caller(installation.deployment)
        #expect(try caller.ask(ShowStatus(), of: service, as: nil).position.stream == service)
        let before = monotonicNanoseconds()
        #expect(try installation.stop(service, SIGTERM) == .exited(0))
        #expect(monotonicNanoseconds() - before < 2_000_000_000)
    }

    @Test("What a killed service left in its log is in its database before the next one adds to it")
    func logIsTakenOver() throws {
        let installation = try Installation()
        defer { try? installation.remove() }
        try installation.start(.routing)
        let speaker = Caller.Speaker.operator(name: "uji")
        for number in 1...2 { try Caller(installation.deployment).give(ApplyCatalogue.sample(number), to: .routing, as: speaker) }
        _ = try installation.stop(.routing, SIGKILL)
        let log = "\(installation.deployment.folder(of: .routing))/journal.db-wal"
        let left = try #require(try fileStatus(log)?.sizeBytes)
        try installation.start(.routing)
        _ = try Caller(installation.deployment).ask(ShowStatus(), of: .routing, as: nil)
        #expect(try #require(try fileStatus(log)?.sizeBytes) < left)
    }

    @Test("A second process on the same folder refuses to start and says which folder is in use")
    func oneProcessAFolder() throws {
        let installation = try Installation()
        defer { try? installation.remove() }
        try installation.start(.intake)
        _ = try Caller(installation.deployment).ask(ShowStatus(), of: .intake, as: nil)
        let second = try ChildProcess(
            arguments: ["\(try Installation.binaries())/alur-intake", "serve", "--home", installation.home],
            environment: environmentVariables(), outputPath: "\(installation.home)/log/second.log")
        #expect(try second.wait(timeoutMilliseconds: 10_000) == .exited(78))
        let log = String(decoding: try readFile("\(installation.home)/log/second.log", sizeBytesMaximum: 1 << 16), as: UTF8.self)
        #expect(log.contains("\(installation.home)/data/intake is in use"))
    }

    @Test("Frames that are no request are answered with a code and change nothing; the service goes on")
    func malformedFramesAreAnswered() throws {
        let installation = try Installation()
        defer { try? installation.remove() }
        try installation.start(.intake)
        let caller = try Caller(installation.deployment)
        let before = try caller.ask(ShowStatus(), of: .intake, as: nil).position
        let id = Identifier(milliseconds: 1, random: (2, 3)).bytes
        let tag = Request.tag
        let table: [([[UInt8]], String)] = [
            ([Array("HELO".utf8)], "malformedFrame"),
            ([Array("ALUR/9".utf8), id, [], [], [], []], "unknownVersion"),
            ([tag, id, Array("letter.register".utf8)], "malformedFrame"),
            ([tag, [1, 2], Array("letter.register".utf8), [], [], Array("{}".utf8)], "malformedFrame"),
            ([tag, id, Array("letter.burn".utf8), [], [], Array("{}".utf8)], "unknownVerb"),
            ([tag, id, Array("letter.register".utf8), [], [], Array("{}".utf8)], "unauthenticated"),
            ([tag, id, Array("letter.register".utf8), [1, 2, 3], [], Array("{}".utf8)], "unauthenticated"),
            ([tag, id, Array("letter.register".utf8), [UInt8](repeating: 1, count: 32), [], Array("{}".utf8)], "grantUnknown"),
            ([tag, id, Array("service.status".utf8), [], Array("moon:1:2".utf8), Array("{}".utf8)], "malformedFrame"),
            ([tag, id, Array("journal.pull".utf8), [], [], Array("[1".utf8)], "malformedBody"),
            ([[UInt8]](repeating: tag, count: 9), "malformedFrame"),
        ]
        let socket = try Socket(.dealer, in: try Context())
        try socket.connect(try installation.deployment.endpoints(of: .intake).commands)
        for (frames, code) in table {
            let reply = try #require(try Self.exchange(frames, socket))
            #expect(reply.status == .rejected)
            let rejection = try JSONText().decode(Rejection.self, from: reply.body)
            #expect(rejection.code == code)
            #expect(rejection.message.hasSuffix("."))
        }
        #expect(try caller.ask(ShowStatus(), of: .intake, as: nil).position == before)
    }

    @Test("A peer that pulls and never reads costs at most 64 MiB, and others are answered meanwhile")
    func deafPeerCostsLittle() throws {
        let installation = try Installation()
        defer { try? installation.remove() }
        try installation.start(.routing)
        let caller = try Caller(installation.deployment)
        // A journal with something in it: the agency's catalogue is about a page.
        for number in 1...12 { try caller.give(ApplyCatalogue.sample(number), to: .routing, as: .operator(name: "uji")) }
        let before = try caller.ask(ShowStatus(), of: .routing, as: nil).residentBytes
        let context = try Context()
        let deaf = try Socket(.dealer, in: context)
        try deaf.connect(try installation.deployment.endpoints(of: .routing).commands)
        var poller = Poller()
        let writable = poller.add(deaf, for: .writable)
        let place = StreamPosition(stream: .routing, epoch: 1, position: 0)
        let pull = try JSONText().encode(PullJournal(after: place, hash: "", waitMilliseconds: 0))
        // After each pull another peer is answered, so that the service has taken the pull and sent its page: a thousand pages of some 200 KiB.
        for number in 0..<1_000 {
            try poller.wait(timeoutMilliseconds: 0)
            let id = Identifier(milliseconds: 1, random: (0, UInt64(number)))
            if poller.isWritable(writable) { _ = try deaf.send(Request(id: id, verb: PullJournal.verb, body: pull).frames) }
            _ = try caller.ask(ShowStatus(), of: .routing, as: nil)
        }
        let after = try caller.ask(ShowStatus(), of: .routing, as: nil).residentBytes
        // A sanitizer keeps what was freed for a while, and shadows all of it.
        let most = (Installation.isSanitized ? 512 : 64) << 20
        #expect(after - before < most, "\((after - before) >> 20) MiB")
    }

    private static func exchange(_ frames: [[UInt8]], _ socket: borrowing Socket) throws -> Reply? {
        var poller = Poller()
        let index = poller.add(socket, for: .writable)
        try poller.wait(timeoutMilliseconds: 5_000)
        guard poller.isWritable(index), try socket.send(frames) else { return nil }
        poller.watch(index, for: .readable)
        try poller.wait(timeoutMilliseconds: 5_000)
        return try socket.receive().flatMap { Reply(frames: $0.frames) }
    }
}
