import Domain
import Kernel
import Protocol
import Rehearsal
import Testing

@Suite struct FollowingTests {
    @Test("An event that the rules refuse is parked, later ones of its case queue behind it, other cases go on")
    func refusedEventIsParked() throws {
        let room = try Rehearsal(bells)
        try room.give(ForbidBell(door: name(1), isForbidden: true), by: operatorUji)
        try room.hear(DoorKnocked(door: name(1), count: 1), from: .intake, about: name(1))
        try room.hear(DoorKnocked(door: name(2), count: 1), from: .intake, about: name(2))
        try room.give(ForbidBell(door: name(1), isForbidden: false), by: operatorUji)
        try room.hear(DoorKnocked(door: name(1), count: 2), from: .intake, about: name(1))
        #expect(try room.events(BellRung.self).map(\.body.door) == [name(2)])
        #expect(try room.engine.parkedEvents().map(\.code) == ["bellForbidden", "queued"])
        #expect(try room.events(EventParked.self).map(\.body.position) == [1, 3])
    }

    @Test("Parked events are tried again in their order, from the first of their case")
    func parkedEventsAreRetried() throws {
        let room = try Rehearsal(bells)
        try room.give(ForbidBell(door: name(1), isForbidden: true), by: operatorUji)
        for count in 1...3 { try room.hear(DoorKnocked(door: name(1), count: count), from: .intake, about: name(1)) }
        #expect(try room.rejection { try room.give(RetryParked(stream: .intake, position: 1), by: operatorUji) } == "bellForbidden")
        try room.give(ForbidBell(door: name(1), isForbidden: false), by: operatorUji)
        #expect(try room.rejection { try room.give(RetryParked(stream: .intake, position: 2), by: operatorUji) } == "invalid")
        try room.give(RetryParked(stream: .intake, position: 1), by: operatorUji)
        #expect(try room.events(BellRung.self).map(\.body.count) == [1, 2, 3])
        #expect(try room.engine.parkedEvents().isEmpty)
    }

    @Test("A parked event is given up only with a reason, which stays in the journal")
    func parkedEventIsDiscarded() throws {
        let room = try Rehearsal(bells)
        try room.give(ForbidBell(door: name(1), isForbidden: true), by: operatorUji)
        try room.hear(DoorKnocked(door: name(1), count: 1), from: .intake, about: name(1))
        #expect(try room.rejection { try room.give(DiscardParked(stream: .intake, position: 1, reason: ""), by: operatorUji) } == "invalid")
        try room.give(DiscardParked(stream: .intake, position: 1, reason: "salah pintu"), by: operatorUji)
        #expect(try room.events(EventUnparked.self).map(\.content?.reason) == ["salah pintu"])
        #expect(try room.engine.parkedEvents().isEmpty)
    }

    @Test("An event with sixteen causes before it causes nothing more: it is parked, and one with fifteen is not")
    func depthEnds() throws {
        let room = try Rehearsal(bells)
        try room.hear(DoorKnocked(door: name(1), count: 1), from: .intake, about: name(1), depth: Limits.causationDepth - 1)
        try room.hear(DoorKnocked(door: name(2), count: 1), from: .intake, about: name(2), depth: Limits.causationDepth)
        #expect(try room.events(BellRung.self).map(\.body.door) == [name(1)])
        #expect(try room.events(BellRung.self).map(\.header.depth) == [Limits.causationDepth])
        #expect(try room.engine.parkedEvents().map(\.code) == ["tooDeep"])
    }

    @Test("Two services that move each other in a circle come to rest")
    func circleEnds() throws {
        let rooms = [try Rehearsal(player(.intake, other: .drafting)), try Rehearsal(player(.drafting, other: .intake))]
        try rooms[0].give(ThrowBall(ball: name(1)), by: operatorUji)
        var seen: [(position: Int64, hash: String)] = [(0, ""), (0, "")]
        for turn in 0..<3 * Limits.causationDepth {
            let (source, reader) = (rooms[turn % 2], rooms[(turn + 1) % 2])
            let after = StreamPosition(stream: source.engine.service.name, epoch: 1, position: seen[turn % 2].position)
            let (page, payload) = try source.engine.page(after: after, hash: seen[turn % 2].hash)
            _ = try reader.engine.process([.run(try #require(JournalRun(page, payload: payload)))], now: reader.now)
            seen[turn % 2] = (after.position + Int64(page.count), page.hash)
        }
        #expect(try rooms.flatMap { try $0.events(BallThrown.self) }.map(\.header.depth).sorted() == Array(0...Limits.causationDepth))
        #expect(try rooms.flatMap { try $0.engine.parkedEvents() }.map(\.code) == ["tooDeep"])
    }

    @Test("The result of a call outside enters the journal once, and again only if the crash came before its commit")
    func effectsHappenOnce() throws {
        let room = try Rehearsal(bells)
        try room.hear(DoorKnocked(door: name(1), count: 1), from: .intake, about: name(1))
        try room.hear(DoorKnocked(door: name(1), count: 2), from: .intake, about: name(1))
        for expected in [2, 1] {
            let pending = try room.engine.pendingEffects(most: 8)
            #expect(pending.count == expected)
            let first = try #require(pending.first)
            _ = try room.engine.process(
                [.effect(position: first.position, index: first.index, isLast: first.isLast, command: first.intent.command(.refused("away")))],
                now: room.now)
        }
        #expect(try room.engine.pendingEffects(most: 8).isEmpty)
        #expect(try room.events(RingNoted.self).count == 2)
    }

    @Test("A page that does not continue what was read stops the reading and changes nothing")
    func anotherChainIsNotRead() throws {
        let (source, room) = (try Rehearsal(doors), try Rehearsal(bells))
        try source.give(Knock(door: name(1)), by: official)
        let (page, payload) = try source.engine.page(after: StreamPosition(stream: .intake, epoch: 1, position: 0), hash: "")
        var run = try #require(JournalRun(page, payload: payload))
        run.hash = String(repeating: "0", count: 64)
        #expect(throws: Engine.Parted.self) { try room.engine.process([.run(run)], now: room.now) }
        #expect(try room.events(BellRung.self).isEmpty)
        run = try #require(JournalRun(page, payload: payload))
        _ = try room.engine.process([.run(run)], now: room.now)
        _ = try room.engine.process([.run(run)], now: room.now)
        #expect(try room.events(BellRung.self).count == 1, "a page that comes twice is read once")
    }

    @Test("Reading on lengthens the log as well: a checkpoint falls due")
    func readingMakesCheckpointsDue() throws {
        let room = try Rehearsal(bells)
        // The first is forbidden and parks; those behind it queue, and all say so in the journal.
        try room.give(ForbidBell(door: name(1), isForbidden: true), by: .operator(name: "uji"))
        for _ in 0..<998 { try room.hear(DoorKnocked(door: name(1), count: 1), from: .intake, about: name(1)) }
        #expect(!room.engine.isCheckpointDue)
        try room.hear(DoorKnocked(door: name(1), count: 1), from: .intake, about: name(1))
        #expect(room.engine.isCheckpointDue)
        try room.engine.checkpoint()
        #expect(!room.engine.isCheckpointDue)
    }
}

private struct ThrowBall: CommandBody {
    static let verb = "ball.throw"
    var ball: Identifier
}

private struct BallThrown: EventBody {
    static let type = "ball.thrown"
    var ball: Identifier
}

/// A service that throws back every ball that the other one throws.
private func player(_ name: ServiceName, other: ServiceName) -> Service {
    Service(
        name: name, migrations: [], tables: [],
        commands: [.on(ThrowBall.self, by: [.operators, .services]) { command, _ in [Event(BallThrown(ball: command.ball), about: command.ball)] }],
        events: [.on(BallThrown.self)],
        reactions: [.to(BallThrown.self, from: other) { event, _ in [ThrowBall(ball: event.body.ball)] }])
}
