import Domain
import Kernel
import Protocol
import Rehearsal
import SQLite
import Testing

/// A service between its start and its first decision: its readers may know more of its journal than its own disk.
@Suite struct StartingTests {
    private let room: Rehearsal
    private let node: Node
    private let peer = Node.Peer(name: [9], key: nil)

    init() throws {
        room = try Rehearsal(bells)
        try room.give(ForbidBell(door: name(1), isForbidden: true), by: operatorUji)
        node = Node(room.engine, grantKey: try Rehearsal.publicKey(), readers: [.routing, .archival])
    }

    private func clock(_ ticks: Int64) -> Node.Clock { Node.Clock(now: room.now, ticks: ticks) }

    private func command() throws -> Request { try room.request(ForbidBell(door: name(2), isForbidden: true), by: operatorUji) }

    private func replies(_ sendings: [Node.Sending]) -> [Reply] {
        sendings.compactMap { if case .toPeer([9], let frames) = $0 { Reply(frames: frames) } else { nil } }
    }

    private func questions(_ sendings: [Node.Sending]) throws -> [ServiceName: Request] {
        var found: [ServiceName: Request] = [:]
        for case .toUpstream(let reader, let frames) in sendings {
            let request = try Request(frames: frames)
            if request.verb == ShowCursor.verb { found[reader] = request }
        }
        return found
    }

    private func answer(_ question: Request, _ reader: ServiceName, at position: Int64, _ ticks: Int64) throws {
        let place = StreamPosition(stream: .drafting, epoch: 1, position: position)
        let body = try JSONText().encode(ShowCursor.Answer(place: place, hash: "", isRecovering: false))
        let reply = Reply(id: question.id, status: .ok, position: StreamPosition(stream: reader, epoch: 1, position: 0), body: body)
        node.receive(reply.frames, fromUpstream: reader, clock(ticks))
    }

    @Test("A command waits until all readers have answered, and is decided when none has read further than the journal goes")
    func commandWaitsForReaders() throws {
        _ = node.receive(try command().frames, from: peer, clock(0))
        let first = try node.turn(clock(0))
        #expect(replies(first).isEmpty)
        let asked = try questions(first)
        #expect(Set(asked.keys) == [.routing, .archival])
        try answer(try #require(asked[.routing]), .routing, at: 1, 1)
        #expect(replies(try node.turn(clock(1))).isEmpty)
        try answer(try #require(asked[.archival]), .archival, at: 0, 2)
        #expect(node.nextTurn(clock(2)) == 2, "the answers are not taken at once")
        #expect(replies(try node.turn(clock(2))).map(\.status) == [.ok])
        #expect(node.nextTurn(clock(2)) != clock(2).ticks)
    }

    @Test("Readers that do not answer are waited for two seconds, and no longer")
    func silentReadersHoldUpNobody() throws {
        _ = node.receive(try command().frames, from: peer, clock(0))
        var ticks: Int64 = 0
        while ticks < 2_000 {
            #expect(replies(try node.turn(clock(ticks))).isEmpty)
            let next = try #require(node.nextTurn(clock(ticks)))
            #expect(next > ticks, "it turns without end")
            ticks = min(2_000, next)
        }
        #expect(replies(try node.turn(clock(2_000))).map(\.status) == [.ok])
    }

    @Test("A service whose reader has read further decides nothing, says so with the command to run, and answers questions")
    func readerAheadStopsDeciding() throws {
        _ = node.receive(try command().frames, from: peer, clock(0))
        let asked = try questions(try node.turn(clock(0)))
        try answer(try #require(asked[.archival]), .archival, at: 2, 1)
        let refused = replies(try node.turn(clock(1)))
        #expect(refused.map(\.status) == [.unavailable])
        #expect(try refused.map { try JSONText().decode(Rejection.self, from: $0.body).code } == ["recovering"])
        #expect(room.engine.tip.position == 1)
        for request in [try command(), Request(id: room.newIdentifier(), verb: ShowStatus.verb, body: Array("{}".utf8))] {
            _ = node.receive(request.frames, from: peer, clock(5_000))
        }
        let later = replies(try node.turn(clock(5_000)))
        #expect(later.map(\.status) == [.unavailable, .ok])
        let status = try JSONText().decode(ShowStatus.Answer.self, from: try #require(later.last).body)
        #expect(status.problems.first?.contains("alurctl restore BACKUP drafting") == true)
        #expect(room.engine.tip.position == 1)
        #expect(try questions(try node.turn(clock(9_000))).isEmpty)
    }

    @Test("A question that names a place it is asked behind waits for that place from the first moment on, though nothing is read yet")
    func placeIsWaitedFor() throws {
        let place = StreamPosition(stream: .intake, epoch: 1, position: 1)
        let question = Request(id: room.newIdentifier(), verb: ListParked.verb, after: [place], body: Array("{}".utf8))
        _ = node.receive(question.frames, from: peer, clock(0))
        #expect(replies(try node.turn(clock(0))).isEmpty)
        let late = replies(try node.turn(clock(Limits.afterMilliseconds)))
        #expect(try late.map { try JSONText().decode(Rejection.self, from: $0.body).code } == ["notYet"])
    }

    /// A node of a service that was restored up to its first event.
    private func restored(reached: Int64?) -> Node {
        func place(_ position: Int64) -> StreamPosition { StreamPosition(stream: .drafting, epoch: 1, position: position) }
        let note = RecoveryNote(restored: place(1), reached: reached.map(place))
        return Node(room.engine, grantKey: (try? Rehearsal.publicKey()) ?? [], readers: [.routing, .archival], note: note)
    }

    /// Answers what a restored node asks, until it asks no more: the readers stand at these positions and give back what `giver` has kept; Archival may
    /// refuse a verb.
    private func recover(
        _ node: Node, from first: Int64 = 0, routing: Int64, archival: Int64, giving journal: Engine? = nil, refusing verb: String? = nil
    ) throws -> String? {
        for ticks in first..<first + 10 {
            for case .toUpstream(let reader, let frames) in try node.turn(clock(ticks)) {
                let request = try Request(frames: frames)
                var reply = Reply(id: request.id, status: .rejected, position: room.engine.position, body: Array("{}".utf8))
                if reader == .archival, request.verb == verb {
                    reply.body = try JSONText().encode(Rejection.notForThisPeer(request.verb))
                } else if request.verb == ShowCursor.verb {
                    let position = reader == .routing ? routing : archival
                    let hash = try (journal ?? room.engine).reading.first(
                        "SELECT lower(hex(hash)) FROM journal WHERE position = ?", .integer(position)
                    ) { $0.text(0) }
                    let place = StreamPosition(stream: .drafting, epoch: 1, position: position)
                    reply.body = try JSONText().encode(ShowCursor.Answer(place: place, hash: hash ?? "", isRecovering: false))
                    reply.status = .ok
                } else if request.verb != ShowKept.verb {
                    continue
                } else if let journal {
                    let after = try JSONText().decode(ShowKept.self, from: request.body).after
                    let hash = try journal.reading.first("SELECT lower(hex(hash)) FROM journal WHERE position = ?", .integer(after.position)) {
                        $0.text(0)
                    }
                    let (page, payload) = try journal.page(after: after, hash: hash ?? "")
                    reply = Reply(id: request.id, status: .ok, position: reply.position, body: try JSONText().encode(page), payload: payload)
                }
                node.receive(reply.frames, fromUpstream: reader, clock(ticks))
            }
        }
        return try problem(node, at: first + 10)
    }

    private func problem(_ node: Node, at ticks: Int64 = 9_000) throws -> String? {
        let request = Request(id: room.newIdentifier(), verb: ShowStatus.verb, body: Array("{}".utf8))
        _ = node.receive(request.frames, from: peer, clock(ticks))
        let reply = try #require(replies(try node.turn(clock(ticks))).last)
        return try JSONText().decode(ShowStatus.Answer.self, from: reply.body).problems.first
    }

    /// The service as it was before it lost what came after its first event.
    private func whole() throws -> Rehearsal {
        let whole = try Rehearsal(bells, on: try .inMemory(image: try room.engine.image()))
        whole.now = room.now.advanced(byMilliseconds: 1_000)
        for count in 5...9 { try whole.give(ForbidBell(door: name(count), isForbidden: true), by: operatorUji) }
        return whole
    }

    @Test("A reader that refuses to be asked is no reader that has nothing: the status says so, nothing is given up, and it is asked again")
    func refusingReaderIsNotEmpty() throws {
        let whole = try whole()
        for verb in [ShowCursor.verb, ShowKept.verb] {
            let node = restored(reached: 4)
            for ticks in [Int64(0), 10_000] {
                let problem = try recover(node, from: ticks, routing: 0, archival: 6, giving: whole.engine, refusing: verb)
                #expect(problem?.contains("archival will not tell it") == true && problem?.contains("peers.yaml") == true, "\(problem ?? "")")
                #expect(problem?.contains("--accept-loss") == false && !node.mayDecide)
            }
            #expect(room.engine.tip.position == 1)
        }
        let node = restored(reached: 4)
        _ = try recover(node, routing: 0, archival: 6, giving: whole.engine, refusing: ShowKept.verb)
        #expect(try recover(node, from: 20_000, routing: 0, archival: 6, giving: whole.engine) == nil)
        #expect(node.mayDecide && room.engine.tip == whole.engine.tip)
    }

    @Test("Where one reader refuses, the others are asked, and what they have is enough")
    func othersAreAsked() throws {
        let whole = try whole()
        let node = restored(reached: 4)
        for ticks in [Int64(0), 10_000] { _ = try recover(node, from: ticks, routing: 2, archival: 6, giving: whole.engine, refusing: ShowKept.verb) }
        #expect(node.mayDecide && room.engine.tip == whole.engine.tip)
    }

    @Test("A restored service waits for all its readers, however long, and names those it has no word from")
    func restoredServiceWaitsForAll() throws {
        let node = restored(reached: 1)
        _ = try node.turn(clock(0))
        _ = try node.turn(clock(600_000))
        #expect(!node.mayDecide)
        #expect(try problem(node)?.hasSuffix("no word yet from archival, routing: start them.") == true)
    }

    @Test("A restored service takes back what its readers kept, and then decides")
    func restoredServiceTakesBack() throws {
        let whole = try whole()
        let node = restored(reached: 4)
        #expect(try recover(node, routing: 2, archival: 6, giving: whole.engine) == nil)
        #expect(node.mayDecide)
        #expect(room.engine.tip == whole.engine.tip)
    }

    @Test("A restored service that misses what nobody has kept, or has no witness of its end, decides nothing and names --accept-loss")
    func restoredServiceWithAGap() throws {
        // A mark before the backup's end is that of a start on an empty disk.
        for (reached, archival) in [(Int64(1), Int64(3)), (4, 1), (nil, 0), (0, 0)] as [(Int64?, Int64)] {
            let node = restored(reached: reached)
            #expect(try recover(node, routing: 0, archival: archival)?.contains("--accept-loss") == true, "\(reached ?? -1) \(archival)")
            #expect(!node.mayDecide)
        }
        for (reached, archival) in [(Int64(1), Int64(0)), (nil, 1)] as [(Int64?, Int64)] {
            let node = restored(reached: reached)
            #expect(try recover(node, routing: 0, archival: archival) == nil)
            #expect(node.mayDecide)
        }
    }

    @Test("A restored service lets nobody read its journal before it knows how far that goes")
    func restoredServiceIsNotRead() throws {
        let node = restored(reached: nil)
        func statusOfPull(_ ticks: Int64) throws -> [Reply.Status] {
            let pull = PullJournal(after: StreamPosition(stream: .drafting, epoch: 1, position: 0), hash: "", waitMilliseconds: 0)
            let request = Request(id: room.newIdentifier(), verb: PullJournal.verb, body: try JSONText().encode(pull))
            _ = node.receive(request.frames, from: peer, clock(ticks))
            return replies(try node.turn(clock(ticks))).map(\.status)
        }
        #expect(try statusOfPull(0) == [.unavailable])
        #expect(try recover(node, from: 500, routing: 0, archival: 1) == nil)
        #expect(try statusOfPull(9_500) == [.ok])
    }

    private func isWitness(_ node: Node) throws -> Bool {
        let request = Request(id: room.newIdentifier(), verb: ShowCursor.verb, body: try JSONText().encode(ShowCursor(stream: .intake)))
        _ = node.receive(request.frames, from: peer, clock(30))
        let reply = try #require(replies(try node.turn(clock(30))).first)
        return try !JSONText().decode(ShowCursor.Answer.self, from: reply.body).isRecovering
    }

    @Test("A service that was restored is no witness of another journal's end before it has read there again, also after its next start")
    func restoredServiceIsNoWitness() throws {
        let node = restored(reached: 1)
        #expect(try recover(node, routing: 0, archival: 0) == nil)
        #expect(node.mayDecide)
        #expect(try !isWitness(node))
        let later = try Rehearsal(bells, on: try .inMemory(image: try room.engine.image()))
        later.now = room.now.advanced(byMilliseconds: 1_000)
        let nodeLater = Node(later.engine, grantKey: try Rehearsal.publicKey())
        #expect(try !isWitness(nodeLater))
        nodeLater.couldNotPull(.intake, clock(30))
        // A page that is empty says as much as a full one.
        for case .toUpstream(.intake, let frames) in try nodeLater.turn(clock(60)) {
            let place = StreamPosition(stream: .intake, epoch: 1, position: 0)
            let page = try JSONText().encode(JournalPage(after: place, count: 0, hash: "", last: 0))
            nodeLater.receive(
                Reply(id: try Request(frames: frames).id, status: .ok, position: place, body: page).frames, fromUpstream: .intake, clock(60))
        }
        #expect(try isWitness(nodeLater))
        try later.give(ForbidBell(door: name(3), isForbidden: true), by: operatorUji)
        let last = try Rehearsal(bells, on: try .inMemory(image: try later.engine.image()))
        #expect(try isWitness(Node(last.engine, grantKey: try Rehearsal.publicKey())))
    }

    @Test("A restored service tells nobody words before it has its journal again: something in it may have been destroyed by law since")
    func restoredServiceWithholdsWords() throws {
        let house = try Rehearsal(doors)
        try house.give(Knock(door: name(1), times: 1), by: official)
        let grant = try Rehearsal.signer().sign(Grant(principal: official, expires: house.now.milliseconds + 60_000, peer: nil))
        /// What becomes of a question about words, and of one that anyone may ask.
        func statuses(_ note: RecoveryNote?) throws -> [Reply.Status] {
            let node = Node(house.engine, grantKey: try Rehearsal.publicKey(), readers: [.routing], note: note)
            let body = try JSONText().encode(CountKnocks(door: name(1)))
            let requests = [
                Request(id: house.newIdentifier(), verb: CountKnocks.verb, grant: grant, body: body),
                Request(id: house.newIdentifier(), verb: ListSeals.verb, body: try JSONText().encode(ListSeals(stream: .routing))),
            ]
            for request in requests { _ = node.receive(request.frames, from: peer, clock(0)) }
            let answers = replies(try node.turn(clock(0)))
            #expect(node.withholdsWords == (note != nil))
            return requests.compactMap { request in answers.first { $0.id == request.id }?.status }
        }
        #expect(try statuses(nil) == [.ok, .ok])
        #expect(try statuses(RecoveryNote(restored: house.engine.position, reached: nil)) == [.unavailable, .ok])
    }

    @Test("A service says how far it has read another's journal, and that it does not follow one")
    func cursorIsTold() throws {
        try room.hear(DoorKnocked(door: name(2), count: 1), from: .intake, about: name(2))
        for (stream, place) in [(ServiceName.intake, "intake:1:1"), (.archival, nil)] {
            let body = try JSONText().encode(ShowCursor(stream: stream))
            _ = node.receive(Request(id: room.newIdentifier(), verb: ShowCursor.verb, body: body).frames, from: peer, clock(0))
            let reply = try #require(replies(try node.turn(clock(0))).first)
            let answer = try JSONText().decode(ShowCursor.Answer.self, from: reply.body)
            #expect(answer.place?.description == place)
            #expect(answer.hash.count == (place == nil ? 0 : 64))
            #expect(answer.isRecovering)
        }
    }
}
