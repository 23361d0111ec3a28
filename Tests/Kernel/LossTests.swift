import Domain
import Kernel
import Protocol
import Rehearsal
import SQLite
import Testing

/// A service that lost something for good, and the readers that follow it into its new epoch.
@Suite struct LossTests {
    private let restored: Rehearsal
    private let reader: Rehearsal

    /// Two knocks that are in the backup, and two more that the reader alone has heard of.
    init() throws {
        let writer = try Rehearsal(doors)
        reader = try Rehearsal(bells)
        for door in 1...2 { try writer.give(Knock(door: name(door)), by: official) }
        restored = try Rehearsal(doors, on: try Database.inMemory(image: try writer.engine.image()))
        restored.now = writer.now.advanced(byMilliseconds: 60_000)
        for door in [3, 1] { try writer.give(Knock(door: name(door)), by: official) }
        try Self.read(writer, reader)
    }

    /// Lets a reader pull one page from where it stands.
    private static func read(_ writer: Rehearsal, _ reader: Rehearsal) throws {
        let pull = try #require(reader.engine.pull(from: .intake, waitMilliseconds: 0))
        let (page, payload) = try writer.engine.page(after: pull.after, hash: pull.hash)
        _ = try reader.engine.process([.run(try #require(JournalRun(page, payload: payload)))], now: reader.now)
    }

    private func accept(_ reader: Rehearsal) throws {
        try reader.give(AcceptEpoch(stream: .intake, epochs: try restored.engine.epochs()), by: operatorUji)
    }

    private func rings() throws -> [Identifier] { try reader.events(BellRung.self).map(\.body.door) }

    @Test("A new epoch begins only in a service that was restored and misses something, by an operator and with a reason")
    func notWithoutNeed() throws {
        #expect(try restored.rejection { try restored.give(AcceptLoss(highest: [], reason: "iseng"), by: operatorUji) } == "notRecovering")
        #expect(try restored.rejection { try restored.acceptLoss(reason: "") } == "invalid")
        #expect(try restored.rejection { try restored.acceptLoss(by: official) } == "forbidden")
        #expect(restored.engine.tip.epoch == 1)
        #expect(try restored.rejection { try accept(reader) } == "invalid")
    }

    @Test("The chain goes on from the last hash kept, and the journal holds together over both epochs, also in its replay")
    func chainGoesOn() throws {
        let kept = restored.engine.tip
        try restored.acceptLoss()
        try restored.give(Knock(door: name(5)), by: official)
        #expect(restored.engine.position == StreamPosition(stream: .intake, epoch: 2, position: kept.position + 2))
        #expect(try JournalChain.walk(restored.engine.reading, of: .intake) == restored.engine.tip)
        #expect(try restored.engine.epochs().map(\.since) == [kept.position + 1])
        let copy = try Database.inMemory()
        _ = try Replay.rebuild(doors, from: restored.engine.reading, into: copy)
        #expect(try Replay.differences(doors, restored.engine.reading, copy.reading).isEmpty)
    }

    @Test("A reader of the old epoch is told which command to run, goes on when that was given, and sets aside the cases of what is lost")
    func readerGoesOn() throws {
        try restored.acceptLoss()
        for door in [5, 3] { try restored.give(Knock(door: name(door)), by: official) }
        let parted = #expect(throws: Rejection.self) { try Self.read(restored, reader) }
        #expect(parted?.code == "journalParted")
        #expect(parted?.message.contains("alurctl cursor accept intake") == true)
        try accept(reader)
        #expect(try reader.rejection { try accept(reader) } == "invalid")
        #expect(try reader.engine.parkedEvents().map(\.code) == ["lost", "lost"])
        try Self.read(restored, reader)
        // What was rung for what is lost stays rung; door 3 waits until somebody has looked, door 5 does not.
        #expect(try rings() == [1, 2, 3, 1, 5].map { name($0) })
        #expect(try reader.engine.parkedEvents().map(\.code).sorted() == ["lost", "lost", "queued"])
        try reader.give(RetryParked(stream: .intake, position: 3), by: operatorUji)
        #expect(try rings() == [1, 2, 3, 1, 5, 3].map { name($0) })
        try reader.give(DiscardParked(stream: .intake, position: 4, reason: "sudah diperiksa"), by: operatorUji)
        #expect(try reader.engine.parkedEvents().isEmpty)
        let copy = try Database.inMemory()
        _ = try Replay.rebuild(bells, from: reader.engine.reading, into: copy)
        #expect(try Replay.differences(bells, reader.engine.reading, copy.reading).isEmpty)
    }

    @Test("An event of the new epoch that stands where one of its case was lost takes its place, and is tried again like any other")
    func newEventTakesThePlaceOfTheLost() throws {
        try restored.acceptLoss()
        try restored.give(Knock(door: name(1)), by: official)
        try accept(reader)
        try Self.read(restored, reader)
        let parked = try reader.engine.parkedEvents()
        #expect(parked.map(\.position) == [3, 4])
        #expect(parked.map(\.code) == ["lost", "queued"])
        #expect(try rings() == [1, 2, 3, 1].map { name($0) })
        try reader.give(RetryParked(stream: .intake, position: 4), by: operatorUji)
        #expect(try rings() == [1, 2, 3, 1, 1].map { name($0) })
        #expect(try reader.engine.parkedEvents().map(\.position) == [3])
    }

    @Test("A reader that had not come to what is lost, or begins anew, follows the chain over both epochs")
    func readerBehindGoesOn() throws {
        try restored.acceptLoss()
        try restored.give(Knock(door: name(5)), by: official)
        let fresh = try Rehearsal(bells)
        #expect(throws: Rejection.self) { try Self.read(restored, fresh) }
        try accept(fresh)
        try Self.read(restored, fresh)
        #expect(try fresh.events(BellRung.self).map(\.body.door) == [1, 2, 5].map { name($0) })
        #expect(try fresh.engine.parkedEvents().isEmpty)
    }
}
