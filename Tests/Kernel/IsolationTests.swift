import Domain
import Kernel
import Protocol
import Rehearsal
import SQLite
import Testing

/// What is our mistake harms the one command or event it is in, and leaves nothing half done.
@Suite struct IsolationTests {
    private func reply(_ body: some CommandBody, by principal: Principal, _ room: Rehearsal) throws -> Reply {
        let replies = try room.engine.process([.command(try room.request(body, by: principal), key: nil)], now: room.now)
        return try #require(replies.first ?? nil)
    }

    @Test("A statement that SQLite cannot run is our mistake: the command is answered `fault`, the service goes on")
    func brokenStatementIsOurMistake() throws {
        let room = try Rehearsal(gongs)
        #expect(try reply(TuneGong(mishap: .statement), by: operatorUji, room).status == .fault)
        #expect(try reply(TuneGong(mishap: nil), by: operatorUji, room).status == .ok)
    }

    @Test("An `apply` that refuses is our mistake: nothing of the command stays and nobody is told that the rules said no")
    func refusingApplyIsOurMistake() throws {
        let room = try Rehearsal(gongs)
        let tip = room.engine.tip
        #expect(try reply(TuneGong(mishap: .apply), by: operatorUji, room).status == .fault)
        #expect(room.engine.tip == tip)
        #expect(try room.engine.reading.integer("SELECT count(*) FROM gong") == 0)
    }

    @Test("A retry that cannot go through changes nothing, also not for the events of the case before the one it stopped at")
    func failedRetryChangesNothing() throws {
        let room = try Rehearsal(gongs)
        try room.give(TuneGong(mishap: nil), by: operatorUji)
        for count in [1, 2] { try room.hear(DoorKnocked(door: name(1), count: count), from: .intake, about: name(1)) }
        #expect(try room.engine.parkedEvents().map(\.code) == ["gongUntuned", "queued"])
        for _ in 1...2 { try room.give(TuneGong(mishap: nil), by: operatorUji) }
        let tip = room.engine.tip
        #expect(try reply(RetryParked(stream: .intake, position: 1), by: operatorUji, room).status == .fault)
        #expect(room.engine.tip == tip)
        #expect(try room.engine.parkedEvents().count == 2)
    }

    @Test("A rebuild after a retry makes the same replies again")
    func retryRebuilds() throws {
        let room = try Rehearsal(bells)
        try room.give(ForbidBell(door: name(1), isForbidden: true), by: operatorUji)
        for count in 1...3 { try room.hear(DoorKnocked(door: name(1), count: count), from: .intake, about: name(1)) }
        try room.give(ForbidBell(door: name(1), isForbidden: false), by: operatorUji)
        let id = room.newIdentifier()
        let first = try room.give(RetryParked(stream: .intake, position: 1), by: operatorUji, id: id)
        #expect(first.position == room.engine.position)
        #expect(try room.give(RetryParked(stream: .intake, position: 1), by: operatorUji, id: id) == first)
        let copy = try Database.inMemory()
        _ = try Replay.rebuild(bells, from: room.engine.reading, into: copy)
        #expect(try Replay.differences(bells, room.engine.reading, copy.reading) == [])
    }

    private func page(_ knocks: [Knock]) throws -> JournalRun {
        let source = try Rehearsal(street)
        for knock in knocks { try source.give(knock, by: official) }
        let (page, payload) = try source.engine.page(after: StreamPosition(stream: .intake, epoch: 1, position: 0), hash: "")
        return try #require(JournalRun(page, payload: payload))
    }

    @Test("An event without a case that cannot be processed stops its stream there: the ones before it have been taken")
    func streamStopsAtTheEvent() throws {
        let room = try Rehearsal(bells)
        try room.give(ForbidBell(door: name(2), isForbidden: true), by: operatorUji)
        let run = try page([Knock(door: name(1)), Knock(door: name(2), times: 7), Knock(door: name(3))])
        let rest = JournalRun(
            after: StreamPosition(stream: .intake, epoch: 1, position: 1), entries: Array(run.entries.dropFirst()), hash: run.hash)
        for page in [run, rest] { #expect(throws: Engine.Parted.self) { try room.engine.process([.run(page)], now: room.now) } }
        #expect(try room.events(BellRung.self).map(\.body.door) == [name(1)])
        #expect(room.engine.cursors[.intake]?.position == 1)
    }

    @Test("A page of another chain is not read, also when one of its events makes us fail")
    func chainIsCheckedBeforeTheEvents() throws {
        let room = try Rehearsal(bells)
        var run = try page([Knock(door: name(1), times: 1313)])
        run.hash = String(repeating: "0", count: 64)
        #expect(throws: Engine.Parted.self) { try room.engine.process([.run(run)], now: room.now) }
        #expect(room.engine.cursors[.intake]?.position == 0)
        #expect(try room.engine.parkedEvents().isEmpty)
    }
}

/// Doors on a street: whoever knocks seven times does so at no door in particular.
private let street = Service(
    name: .intake, migrations: [], tables: [],
    commands: [
        .on(Knock.self, by: [.officials]) { knock, _ in
            [Event(DoorKnocked(door: knock.door, count: knock.times), about: knock.times == 7 ? nil : knock.door)]
        }
    ],
    events: [.on(DoorKnocked.self)])

private struct TuneGong: CommandBody {
    static let verb = "gong.tune"
    var mishap: Mishap?

    enum Mishap: String, Codable { case statement, apply }
}

private struct GongTuned: EventBody {
    static let type = "gong.tuned"
    var isBroken: Bool
}

private struct StrikeGong: CommandBody {
    static let verb = "gong.strike"
    var count: Int
}

private struct MendGong: CommandBody {
    static let verb = "gong.mend"
}

private struct GongStruck: EventBody {
    static let type = "gong.struck"
}

/// A gong is struck once it was tuned twice; the second stroke breaks it, and nobody can mend it.
private let gongs = Service(
    name: .drafting, migrations: ["CREATE TABLE gong(number INTEGER PRIMARY KEY) STRICT"], tables: ["gong"],
    commands: [
        .on(TuneGong.self, by: [.operators]) { command, decision in
            if command.mishap == .statement { _ = try decision.reading.integer("SELECT abs(-9223372036854775807 - 1)") }
            return [Event(GongTuned(isBroken: command.mishap == .apply), about: nil)]
        },
        .on(StrikeGong.self, by: [.services]) { command, decision in
            guard try decision.reading.integer("SELECT count(*) FROM gong") ?? 0 > 1 else { throw Rejection("gongUntuned", "Tune it first.") }
            guard command.count < 2 else { throw Rejection("gongBroken", "Mend it first.") }
            return [Event(GongStruck(), about: nil)]
        },
        .on(MendGong.self, by: [.services]) { _, _ in throw Rejection("noTools", "Buy tools first.") },
    ],
    events: [
        .on(GongTuned.self) { event, tables in
            try tables.run("INSERT INTO gong VALUES(?)", .integer(event.position))
            if event.body.isBroken { throw Rejection("noTone", "It gives no tone.") }
        },
        .on(GongStruck.self),
    ],
    reactions: [
        .to(DoorKnocked.self, from: .intake, onRejection: ["gongBroken": .compensate { _ in MendGong() }]) { event, _ in
            [StrikeGong(count: event.body.count)]
        }
    ])
