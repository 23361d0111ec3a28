import Domain
import Kernel
import Nettle
import Protocol
import Rehearsal
import SQLite
import Sodium

extension FuzzTarget {
    /// Commands and questions of every service, made up so that they reach its rules, in a real engine with tasks open.
    ///
    /// A service may refuse whatever it likes, and may never be wrong: no `fault`, no `unavailable`, a repeat gets the reply of the first time, and the
    /// journal replays to the same tables.
    public static let commands = FuzzTarget(
        name: "commands",
        seeds: {
            try Room.all.get().enumerated().flatMap { service, room in
                let verbs = room.commands.indices.flatMap { verb in
                    [0, 1, 13].flatMap { principal in
                        [[], [UInt8](repeating: 1, count: 24), [1, 0, 1, 2, 0, 1, 1, 0, 2, 1, 3, 0, 1, 1, 4, 1, 0, 1]].map { choices in
                            [UInt8(service), 0, UInt8(verb), UInt8(principal)] + choices
                        }
                    }
                }
                return verbs + room.questions.indices.map { [UInt8(service), 5, UInt8($0), 0] }
            }
        },
        run: { _ = try acceptedVerbs($0) })

    /// Takes one input as `commands` does; the verbs of what was carried out.
    public static func acceptedVerbs(_ input: [UInt8]) throws -> [String] {
        let source = ByteSource(input)
        let rooms = try Room.all.get()
        guard let room = source.pick(rooms) else { return [] }
        let visit = try Visit(room, source)
        for _ in 0..<8 where !source.isAtEnd { try visit.step() }
        // Every sixteenth input, because it reads the whole journal.
        if input.reduce(0, { $0 &* 31 &+ $1 }) % 16 == 0 { try visit.checkReplay() }
        return visit.accepted
    }

    /// What the services answer to, and what the runtime does in each of them.
    public static func verbs() throws -> (commands: [String], runtime: [String], questions: [String]) {
        let verbs = try Room.all.get().map { try $0.service().verbs }
        return (verbs.flatMap(\.commands), Engine.operatorVerbs, verbs.flatMap(\.queries))
    }
}

/// One input in one room.
private final class Visit {
    private let room: Room
    private let source: ByteSource
    private let engine: Engine
    private var desk: QuestionDesk
    private var now = Words.now
    private var count: UInt64 = 0
    /// The verbs of the commands that made something happen.
    private(set) var accepted: [String] = []
    private let json = JSONText()

    init(_ room: Room, _ source: ByteSource) throws {
        self.room = room
        self.source = source
        engine = try room.engine()
        desk = QuestionDesk(engine.service, grantKey: try Rehearsal.publicKey()) { _ in Array("Sasaran strategis".utf8) }
    }

    func step() throws {
        switch source.byte() % 8 {
        case 0...4: try giveCommand()
        case 5, 6: try askQuestion()
        default: try letTimePass()
        }
    }

    private func giveCommand() throws {
        guard let type = source.pick(room.commands) else { return }
        guard let request = try request(type.verb, isSignedSingly: type.isSignedSingly, { try self.invented(type) }) else { return }
        let reply = try self.reply(to: request)
        guard reply.status == .ok else { return }
        guard reply.body != Array(#"{"events":[]}"#.utf8) else { return }
        accepted.append(type.verb)
        try hold(try self.reply(to: request) == reply, "\(type.verb): a repeat got another reply")
    }

    private func askQuestion() throws {
        guard let type = source.pick(room.questions) else { return }
        guard let request = try request(type.verb, { try self.invented(type) }) else { return }
        try check(try desk.answer(request, key: nil, reading: engine.reading, position: engine.position, now: Words.now), request)
    }

    private func letTimePass() throws {
        now = now.advanced(byMilliseconds: [1_000, 86_400_000, 365 * 86_400_000, -86_400_000][source.below(4)])
        _ = try engine.process([.clock], now: now)
        try hold(try engine.faultCount() == 0, "what time makes necessary met a fault: \(try firstFault())")
    }

    private func reply(to request: Request) throws -> Reply {
        // The grants were made for this moment; the journal's own time has gone as far as the clock has.
        guard let reply = try engine.process([.command(request, key: nil)], now: Words.now).first ?? nil else {
            throw Broken("\(request.verb) had no reply")
        }
        try check(reply, request)
        return reply
    }

    private func check(_ reply: Reply, _ request: Request) throws {
        try hold(reply.id == request.id, "\(request.verb): the reply has another id")
        try hold(reply.status == .ok || reply.status == .rejected, "\(request.verb) ended as \(reply.status): \(try firstFault())")
        try hold(Reply(frames: reply.frames) == reply, "\(request.verb): the reply's frames are not the reply")
    }

    private func firstFault() throws -> String { try engine.reading.first("SELECT what FROM fault LIMIT 1") { $0.text(0) } ?? "nothing on record" }

    /// A request of that verb with a body made up, changed in up to three places and perhaps damaged; nil where the bytes make none.
    private func request(_ verb: String, isSignedSingly: Bool = false, _ body: () throws -> [UInt8]) throws -> Request? {
        guard let principal = source.pick(room.principals) else { return nil }
        count += 1
        let id = Identifier(milliseconds: Words.now.milliseconds, random: (1, count))
        let bytes: [UInt8]
        do {
            bytes = try body()
        } catch is DecodingError {
            return nil
        }
        let hash = hexadecimal(SHA256.hash(Array(verb.utf8), [0], bytes))
        var only: SoleCommand?
        if isSignedSingly, case .official = principal { only = SoleCommand(id: id, service: engine.service.name, verb: verb, hash: hash) }
        let grant = Grant(principal: principal, expires: Words.now.milliseconds + 60_000, peer: nil, only: only)
        return Request(id: id, verb: verb, grant: try Rehearsal.signer().sign(grant), body: bytes)
    }

    private func invented<Body: Codable>(_ type: Body.Type) throws -> [UInt8] {
        let whole = type == ApplyCatalogue.self ? room.catalogue as? Body : nil
        let body = try whole ?? Body(from: Invention(source: source, words: room.words))
        var bytes = try json.encode(body)
        let changes = source.below(4)
        if changes > 0 {
            var value = try json.decode(JSONValue.self, from: bytes)
            for _ in 0..<changes { value = value.mutated(source) }
            bytes = try json.encode(value)
        }
        if source.byte() > 0xF0, !bytes.isEmpty { bytes[source.below(bytes.count)] = source.byte() }
        return bytes
    }

    func checkReplay() throws {
        let again = try Database.inMemory()
        _ = try Replay.rebuild(engine.service, from: engine.reading, into: again)
        let differences = try Replay.differences(engine.service, engine.reading, again.reading)
        let name = engine.service.name.rawValue
        try hold(differences.isEmpty, "the tables of \(name) are not those of its journal: \(differences.joined(separator: "; "))")
    }
}
