import Domain
import Kernel
import Nettle
import Protocol
import Rehearsal
import SQLite
import Sodium
import Testing

@Suite("Kernel: passing over what concerns nobody here") struct PassingOverTests {
    private func savedPlace(_ reading: Reading) throws -> Int64? {
        try reading.integer("SELECT position FROM cursor WHERE stream = 'intake'")
    }

    private func engine(_ image: [UInt8]) throws -> Engine {
        let settings = Engine.Settings(grantKey: try Rehearsal.publicKey(), salt: { [UInt8](repeating: 5, count: 16) })
        return try Engine(bells, database: try Database.inMemory(image: image), settings: settings)
    }

    @Test("What concerns nobody here moves the place without a commit; the next commit writes it, and a crash before that reads it again")
    func placeIsWrittenWithTheNextCommit() throws {
        let room = try Rehearsal(bells)
        for _ in 0..<3 { try room.hear(BellForbidden(door: name(1), isForbidden: true), from: .intake, about: name(1)) }
        #expect(room.engine.cursors[.intake]?.position == 3)
        #expect(try savedPlace(room.engine.reading) == nil)
        #expect(room.engine.hasReached([StreamPosition(stream: .intake, epoch: 1, position: 3)]))
        #expect(try engine(try room.engine.image()).cursors[.intake]?.position == 0)
        try room.hear(DoorKnocked(door: name(1), count: 1), from: .intake, about: name(1))
        #expect(try savedPlace(room.engine.reading) == 4)
        #expect(try engine(try room.engine.image()).cursors[.intake]?.position == 4)
    }

    @Test("No more than ten thousand such events are read again after a crash")
    func placeIsWrittenNowAndThen() throws {
        let room = try Rehearsal(bells)
        let first = try run(of: 9_999, behind: nil)
        _ = try room.engine.process([.run(first)], now: room.now)
        #expect(try savedPlace(room.engine.reading) == nil)
        _ = try room.engine.process([.run(try run(of: 1, behind: first))], now: room.now)
        #expect(try savedPlace(room.engine.reading) == 10_000)
    }

    /// Events that no bell cares about.
    private func run(of count: Int, behind earlier: JournalRun?) throws -> JournalRun {
        let json = JSONText()
        var hash = try earlier.map { try #require(bytes(hexadecimal: $0.hash)) } ?? [UInt8](repeating: 0, count: SHA256.size)
        let start = earlier?.end ?? StreamPosition(stream: .intake, epoch: 1, position: 0)
        let header = EventHeader(
            id: name(1), source: .intake, type: BellForbidden.type, time: Moment(milliseconds: 1), subject: name(1), command: name(2),
            bodyHash: nil, actor: "operator/uji", grantHash: nil, contentHash: nil, depth: 0)
        let event = header.encoded(data: try json.encode(BellForbidden(door: name(1), isForbidden: true)))
        for index in 1...count { hash = chainHash(after: hash, epoch: 1, position: start.position + Int64(index), event: event) }
        return JournalRun(
            after: start, entries: [JournalEntry](repeating: JournalEntry(event: event, content: []), count: count), hash: hexadecimal(hash))
    }

    /// A knock that only Routing may hear.
    private struct WhisperedKnock: EventBody {
        static let type = DoorKnocked.type
        var door: Identifier
        var count: Int
        var recipient: ServiceName? { .routing }
    }

    @Test("An event that is for another service is passed over, though there is a reaction to its type")
    func othersEventsArePassedOver() throws {
        let room = try Rehearsal(bells)
        try room.hear(WhisperedKnock(door: name(1), count: 1), from: .intake, about: name(1))
        #expect(try room.events(BellRung.self).isEmpty)
        #expect(try savedPlace(room.engine.reading) == nil)
        try room.hear(DoorKnocked(door: name(1), count: 1), from: .intake, about: name(1))
        #expect(try room.events(BellRung.self).count == 1)
    }

    @Test(
        "What somebody waits for is taken at once; what nobody waits for waits a few milliseconds for a command to share its commit",
        arguments: [(Reaction.Haste.prompt, Int64(0)), (.unhurried, 5)])
    func hasteDecides(_ haste: Reaction.Haste, _ milliseconds: Int64) throws {
        let source = try Rehearsal(doors)
        try source.give(Knock(door: name(1)), by: official)
        let room = try Rehearsal(ringing(haste))
        let node = Node(room.engine, grantKey: try Rehearsal.publicKey())
        func clock(_ ticks: Int64) -> Node.Clock { Node.Clock(now: room.now, ticks: ticks) }
        let pulls = try node.turn(clock(100)).compactMap { if case .toUpstream(.intake, let frames) = $0 { frames } else { nil } }
        let pull = try Request(frames: try #require(pulls.first))
        let (page, payload) = try source.engine.page(after: StreamPosition(stream: .intake, epoch: 1, position: 0), hash: "")
        let reply = Reply(id: pull.id, status: .ok, position: source.engine.position, body: try JSONText().encode(page), payload: payload)
        node.receive(reply.frames, fromUpstream: .intake, clock(200))
        for early in 0..<milliseconds {
            _ = try node.turn(clock(200 + early))
            #expect(try room.events(BellRung.self).isEmpty)
        }
        _ = try node.turn(clock(200 + milliseconds))
        #expect(try room.events(BellRung.self).count == 1)
    }

    @Test("With its hands full of what nobody waits for, a service waits until that is due, and does not turn without end")
    func fullHandsWait() throws {
        let source = try Rehearsal(doors)
        let room = try Rehearsal(ringing(.unhurried))
        let node = Node(room.engine, grantKey: try Rehearsal.publicKey())
        let clock = Node.Clock(now: room.now, ticks: 200)
        var sendings = try node.turn(Node.Clock(now: room.now, ticks: 100))
        var taken = 0
        while let frames = sendings.compactMap({ if case .toUpstream(.intake, let frames) = $0 { frames } else { nil } }).first {
            taken += 1
            try source.give(Knock(door: name(taken)), by: official)
            let asked = try Request(frames: frames)
            let place = try JSONText().decode(PullJournal.self, from: asked.body)
            let (page, payload) = try source.engine.page(after: place.after, hash: place.hash)
            let reply = Reply(id: asked.id, status: .ok, position: source.engine.position, body: try JSONText().encode(page), payload: payload)
            node.receive(reply.frames, fromUpstream: .intake, clock)
            sendings = try node.turn(clock)
            try #require(taken < 100, "it pulls without end")
        }
        #expect(taken > 1)
        #expect(try room.events(BellRung.self).isEmpty)
        #expect(node.nextTurn(clock) == 205)
    }
}
