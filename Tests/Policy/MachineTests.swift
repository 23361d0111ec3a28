import Domain
import Drafting
import Intake
import Kernel
import Policy
import Protocol
import Rehearsal
import Testing

/// What goes without a grant: pages of a journal, the state of a service, files.
@Suite struct MachineTests {
    /// `kenal` may pull and is cleared for contents; `kepala` may pull and gets headers only; nobody else may do anything.
    private static let rights = MachineRights(
        mayAsk: { ["kenal", "kepala"].contains($0) && $1 == PullJournal.verb || $1 == ShowKept.verb }, mayReadContent: { $0 == "kenal" },
        isService: { $0 == "kunci-" + $1.rawValue })

    /// What a node answers to a peer of that key.
    private func ask(_ room: Rehearsal, _ body: some Encodable & Sendable, _ verb: String, key: String?) throws -> Reply {
        let node = Node(room.engine, grantKey: try Rehearsal.publicKey(), machines: Self.rights)
        let clock = Node.Clock(now: room.now, ticks: 0)
        let request = Request(id: room.newIdentifier(), verb: verb, body: try JSONText().encode(body))
        var sendings = [node.receive(request.frames, from: Node.Peer(name: [1], key: key), clock)].compactMap { $0 }
        sendings += try node.turn(clock)
        let replies = sendings.compactMap { sending in if case .toPeer(_, let frames) = sending { Reply(frames: frames) } else { nil } }
        return try #require(replies.first)
    }

    @Test("A page of a journal goes whole to a local machine and to a cleared peer, without contents to one that is not, and to no other at all")
    func pages() throws {
        let room = try Scene(intake).room
        try room.give(try OfficeSketch.letter("1", .rahasia), by: OfficeSketch.official("agendaris"))
        let pull = PullJournal(after: StreamPosition(stream: .intake, epoch: 1, position: 0), hash: "", waitMilliseconds: 0)
        func page(_ key: String?) throws -> Reply { try ask(room, pull, PullJournal.verb, key: key) }
        func contents(_ reply: Reply) -> Int { reply.payload.indices.filter { $0 % 2 == 1 && !reply.payload[$0].isEmpty }.count }
        let whole = try page(nil)
        #expect(whole.status == .ok && contents(whole) == 1)
        #expect(try page("kenal").payload == whole.payload)
        let headers = try page("kepala")
        #expect(headers.status == .ok && contents(headers) == 0 && headers.body == whole.body)
        #expect(
            headers.payload.indices.filter { $0 % 2 == 0 }.map { headers.payload[$0] }
                == whole.payload.indices.filter { $0 % 2 == 0 }.map { whole.payload[$0] })
        #expect(try page("asing").status == .rejected)
    }

    @Test("What a service has kept of another's journal, words and all, it gives back to that other one alone")
    func kept() throws {
        let room = try Scene(drafting).room
        func code(_ stream: ServiceName, _ key: String?) throws -> String {
            let body = ShowKept(after: StreamPosition(stream: stream, epoch: 1, position: 0))
            let reply = try ask(room, body, ShowKept.verb, key: key)
            return reply.status == .ok ? "ok" : try JSONText().decode(Rejection.self, from: reply.body).code
        }
        #expect(try code(.routing, nil) == "ok" && code(.routing, "kunci-routing") == "ok")
        for key in ["kenal", "kunci-intake", "kunci-drafting", "asing"] { #expect(try code(.routing, key) == "forbidden", "\(key)") }
        #expect(try code(.intake, "kunci-intake") == "notKept")
    }

    @Test("How a service is and what it has set aside is told to the operator's own machine, and to no peer that its table does not name")
    func status() throws {
        let room = try Scene(intake).room
        for verb in [ShowStatus.verb, ListParked.verb] {
            #expect(try ask(room, ShowStatus(), verb, key: nil).status == .ok)
            for key in ["kenal", "asing"] { #expect(try ask(room, ShowStatus(), verb, key: key).status == .rejected) }
        }
    }

    @Test("A person gets a file only of what the person sees, whoever knows its hash; a machine what its table names", arguments: Keamanan.allCases)
    func files(_ keamanan: Keamanan) throws {
        let scene = try Scene(drafting)
        let file = FileReference(hash: String(repeating: "7", count: 64), size: 3, mediaType: "text/plain")
        scene.room.files.sizes[file.hash] = file.size
        let task = try scene.hear(.susun, keamanan) { $0.document = DocumentVersion(name: Scene.version.name, version: 0, hash: "") }
        try scene.room.give(SaveVersion(task: task.task, file: file, name: "a.txt", parent: 0), by: OfficeSketch.official("kabid-a"))
        var desk = QuestionDesk(drafting, grantKey: try Rehearsal.publicKey())
        func code(_ principal: Principal?, _ hash: String, key: String? = nil) throws -> String? {
            let grant = try principal.map {
                try Rehearsal.signer().sign(Grant(principal: $0, expires: scene.room.now.milliseconds + 1, peer: key))
            }
            let request = Request(id: scene.room.newIdentifier(), verb: GetFile.verb, grant: grant ?? [], body: [])
            return try scene.room.rejection {
                try desk.admit(
                    request, fetching: hash, key: key, machines: Self.rights, reading: scene.room.engine.reading, now: scene.room.now)
            }
        }
        for role in HandTable.Role.officials {
            #expect(try code(role.principal(), file.hash) == (HandTable.sees("case", keamanan, role) == .full ? nil : "notFound"), "\(role)")
            #expect(try code(role.principal(), String(repeating: "8", count: 64)) == "notFound", "\(role)")
        }
        #expect(try code(nil, file.hash) == nil)
        #expect(try code(nil, file.hash, key: "kenal") == "forbidden")
        #expect(try code(.operator(name: "uji"), file.hash, key: "asing") == "forbidden")
    }
}
