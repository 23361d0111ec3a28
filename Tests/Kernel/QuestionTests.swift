import Domain
import Kernel
import Protocol
import Rehearsal
import SQLite
import Testing

@Suite struct QuestionTests {
    private func answer(_ request: Request, _ desk: inout QuestionDesk, _ room: Rehearsal) throws -> (Reply.Status, Rejection?) {
        let reply = try desk.answer(request, key: nil, reading: room.engine.reading, position: room.engine.position, now: room.now)
        return (reply.status, reply.status == .ok ? nil : try JSONText().decode(Rejection.self, from: reply.body))
    }

    @Test("A question that may be slow is answered only at the endpoint that may be slow; the other does not know it")
    func coldQuestion() throws {
        let room = try Rehearsal(shelf)
        let node = Node(room.engine, grantKey: try Rehearsal.publicKey())
        let request = Request(id: room.newIdentifier(), verb: ReadRoll.verb, body: try JSONText().encode(ReadRoll(failure: nil)))
        let clock = Node.Clock(now: room.now, ticks: 0)
        #expect(node.receive(request.frames, from: Node.Peer(name: [1], key: nil), clock) == nil)
        func replies(_ sendings: [Node.Sending]) -> [Reply] {
            sendings.compactMap { if case .toPeer([1], let frames) = $0 { Reply(frames: frames) } else { nil } }
        }
        #expect(try replies(try node.turn(clock)).map { try JSONText().decode(Rejection.self, from: $0.body).code } == ["unknownVerb"])
        var files = QuestionDesk(shelf, grantKey: try Rehearsal.publicKey()) { _ in [1, 2, 3] }
        #expect(try answer(request, &files, room).0 == .ok)
        var known = request
        known.verb = CountRolls.verb
        #expect(try answer(known, &files, room).0 == .ok)
    }

    @Test("A question that the store cannot answer is `unavailable`, one that we got wrong a `fault`; neither tells what was asked")
    func brokenQuestions() throws {
        let room = try Rehearsal(shelf)
        var desk = QuestionDesk(shelf, grantKey: try Rehearsal.publicKey()) { _ in [] }
        func ask(_ failure: ReadRoll.Failure) throws -> (Reply.Status, Rejection?) {
            let body = try JSONText().encode(ReadRoll(failure: failure))
            return try answer(Request(id: room.newIdentifier(), verb: ReadRoll.verb, body: body), &desk, room)
        }
        for (failure, status, code) in [
            (ReadRoll.Failure.store, Reply.Status.unavailable, "unavailable"), (.statement, .fault, "fault"), (.mistake, .fault, "fault"),
        ] {
            let (found, rejection) = try ask(failure)
            #expect(found == status && rejection?.code == code && rejection?.field == nil)
            #expect(rejection?.message.contains("rahasia") == false)
        }
    }

    @Test("A question that the disk fails stops the service; asked again it would fail again, and nobody would know")
    func diskFails() throws {
        let mishap = SQLite.Mishap()
        let room = try Rehearsal(doors, on: try Database.inMemory(mishap: mishap))
        let grant = try Rehearsal.signer().sign(Grant(principal: official, expires: room.now.milliseconds + 60_000, peer: nil))
        let count = try JSONText().encode(CountKnocks(door: name(1)))
        let questions = [
            Request(id: room.newIdentifier(), verb: CountKnocks.verb, grant: grant, body: count),
            Request(id: room.newIdentifier(), verb: ListParked.verb, body: Array("{}".utf8)),
        ]
        for question in questions {
            let node = Node(room.engine, grantKey: try Rehearsal.publicKey())
            let clock = Node.Clock(now: room.now, ticks: 0)
            _ = node.receive(question.frames, from: Node.Peer(name: [1], key: nil), clock)
            mishap.plan = .statement(after: 0)
            #expect(throws: Engine.Stopped.self, "\(question.verb)") { try node.turn(clock) }
        }
    }

    @Test("A question that meets a mistake of ours, or a row that the disk has changed, stands in the status with what to run")
    func problemIsTold() throws {
        let room = try Rehearsal(shelf)
        let node = Node(room.engine, grantKey: try Rehearsal.publicKey())
        let clock = Node.Clock(now: room.now, ticks: 0)
        func ask(_ verb: String, _ body: [UInt8]) throws -> Reply {
            _ = node.receive(Request(id: room.newIdentifier(), verb: verb, body: body).frames, from: Node.Peer(name: [1], key: nil), clock)
            for case .toPeer(_, let frames) in try node.turn(clock) { return try #require(Reply(frames: frames)) }
            throw Fault("no reply")
        }
        func problems() throws -> [String] {
            try JSONText().decode(ShowStatus.Answer.self, from: try ask(ShowStatus.verb, Array("{}".utf8)).body).problems
        }
        #expect(try problems().isEmpty)
        #expect(try ask(CountRolls.verb, try JSONText().encode(CountRolls(readsFile: true))).status == .fault)
        #expect(try problems() == ["archival could not answer `roll.count`: a question that is not cold reads a file"])
    }

    @Test("A question that reads a file without being one that may be slow is our mistake")
    func warmQuestionReadsNoFile() throws {
        let room = try Rehearsal(shelf)
        var desk = QuestionDesk(shelf, grantKey: try Rehearsal.publicKey())
        let body = try JSONText().encode(CountRolls(readsFile: true))
        #expect(try answer(Request(id: room.newIdentifier(), verb: CountRolls.verb, body: body), &desk, room).1?.code == "fault")
    }
}

private struct ReadRoll: QueryBody {
    static let verb = "roll.read"
    static let isCold = true
    var failure: Failure?
    struct Answer: Codable { var size: Int }
    enum Failure: String, Codable { case store, statement, mistake }
}

private struct CountRolls: QueryBody {
    static let verb = "roll.count"
    var readsFile: Bool?
    struct Answer: Codable { var count: Int }
}

private let roll = FileReference(hash: String(repeating: "0", count: 64), size: 3, mediaType: "text/plain")

/// A service of questions alone: one reads a file, the other should not.
private let shelf = Service(
    name: .archival, migrations: [], tables: [], commands: [], events: [],
    queries: [
        .on(ReadRoll.self, by: [.anyone]) { query, question in
            switch query.failure {
            case .store: _ = try Database.reader(path: "/rahasia")
            case .statement: _ = try question.reading.exists("SELECT rahasia FROM nowhere")
            case .mistake: throw Fault("rahasia")
            case nil: break
            }
            return ReadRoll.Answer(size: try question.file(roll).count)
        },
        .on(CountRolls.self, by: [.anyone]) { query, question in
            CountRolls.Answer(count: query.readsFile == true ? try question.file(roll).count : 1)
        },
    ])
