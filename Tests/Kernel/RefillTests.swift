import Domain
import Kernel
import Protocol
import Rehearsal
import SQLite
import Sodium
import Testing

/// A service that was restored from a backup, and the reader that kept what came after it.
@Suite struct RefillTests {
    private let writer: Rehearsal
    private let reader: Rehearsal

    init() throws {
        writer = try Rehearsal(doors)
        reader = try Rehearsal(bells)
    }

    private func knock(_ door: Int, _ times: Int = 1) throws -> Request {
        try writer.request(Knock(door: name(door), times: times), by: official)
    }

    private func process(_ request: Request) throws -> Reply {
        try #require(try writer.engine.process([.command(request, key: nil)], now: writer.now)[0])
    }

    /// What the writer's journal holds behind a place, as a reader pulls it.
    private func run(_ engine: Engine, after position: Int64) throws -> JournalRun {
        let place = StreamPosition(stream: engine.service.name, epoch: 1, position: position)
        let (page, payload) = try engine.page(after: place, hash: try hash(engine, at: position))
        return try #require(JournalRun(page, payload: payload))
    }

    private func hash(_ engine: Engine, at position: Int64) throws -> String {
        try engine.reading.first("SELECT lower(hex(hash)) FROM journal WHERE position = ?", .integer(position)) { $0.text(0) } ?? ""
    }

    private func read(after position: Int64) throws {
        _ = try reader.engine.process([.run(try run(writer.engine, after: position))], now: reader.now)
    }

    private func kept(after position: Int64, by engine: Engine) throws -> JournalRun {
        let (page, payload) = try engine.keptPage(after: StreamPosition(stream: .intake, epoch: 1, position: position))
        return try #require(JournalRun(page, payload: payload))
    }

    @Test(
        "What a reader kept puts journal, tables and replies of the writer back as they were, whether the reader reacted or passed over, however late"
    )
    func readerGivesBack() throws {
        for number in 1...2 { _ = try process(try knock(number)) }
        let backup = try writer.engine.image()
        try read(after: 0)
        let request = try knock(3, 2)
        let reply = try process(request)
        try read(after: 2)
        // This concerns no rule of the reader: passed over, and in memory only.
        try writer.give(NoteBackup(position: 1, hash: try hash(writer.engine, at: 1)), by: operatorUji)
        try read(after: 3)

        let key = try #require(SigningKey(seed: [UInt8](repeating: 9, count: 32)))
        let restored = try Rehearsal(doors, on: try Database.inMemory(image: backup), sealKey: key)
        // A page that goes on from where the backup ends, though the reader got it as a part of a longer one.
        while restored.engine.tip.position < writer.engine.tip.position {
            let run = try kept(after: restored.engine.tip.position, by: reader.engine)
            try restored.engine.refill(run, from: .drafting, now: writer.now.advanced(byMilliseconds: 86_400_000))
        }
        #expect(restored.engine.tip == writer.engine.tip)
        #expect(try Replay.differences(doors, writer.engine.reading, restored.engine.reading).isEmpty)
        #expect(try restored.engine.process([.command(request, key: nil)], now: writer.now)[0] == reply)
        #expect(restored.engine.tip == writer.engine.tip)
    }

    @Test("Events are taken back only where they go on from the journal's end with the chain's hash; else nothing changes")
    func strangeEventsAreRefused() throws {
        for number in 1...3 { _ = try process(try knock(number)) }
        let whole = try run(writer.engine, after: 0)
        let restored = try Rehearsal(doors)
        var late = whole
        late.after.position = 1
        var forged = whole
        forged.hash = String(repeating: "0", count: 64)
        var foreign = whole
        foreign.after.stream = .drafting
        var cut = whole
        cut.entries.removeLast()
        var swapped = whole
        swapped.entries.swapAt(0, 1)
        for run in [late, forged, foreign, cut, swapped] {
            #expect(throws: Engine.Parted.self) { try restored.engine.refill(run, from: .drafting, now: restored.now) }
        }
        #expect(restored.engine.tip.position == 0)
        try restored.engine.refill(whole, from: .drafting, now: restored.now)
        #expect(restored.engine.tip == writer.engine.tip)
    }

    @Test("A restored service that reads again what it had reacted to does nothing twice, and sets aside what it had set aside")
    func reactionsAreKnown() throws {
        let backup = try reader.engine.image()
        for door in [1, 2, 1, 3] { _ = try process(try knock(door)) }
        try reader.give(ForbidBell(door: name(2), isForbidden: true), by: operatorUji)
        try read(after: 0)
        _ = try process(try knock(4))
        let journal = try run(reader.engine, after: 0)
        let parked = try reader.engine.parkedEvents().map(\.position)
        #expect(parked == [2])

        let restored = try Rehearsal(bells, on: try Database.inMemory(image: backup))
        try restored.engine.refill(journal, from: .archival, now: reader.now)
        #expect(try restored.engine.parkedEvents().isEmpty)
        _ = try restored.engine.process([.run(try run(writer.engine, after: 0))], now: reader.now)
        try read(after: 4)
        #expect(try restored.events(BellRung.self).map(\.body.door) == [1, 1, 3, 4].map { name($0) })
        #expect(try restored.engine.parkedEvents().map(\.position) == parked)
        #expect(restored.engine.tip == reader.engine.tip)
        #expect(try Replay.differences(bells, reader.engine.reading, restored.engine.reading).isEmpty)
        restored.now = reader.now.advanced(byMilliseconds: 1_000)
        try restored.give(ForbidBell(door: name(2), isForbidden: false), by: operatorUji)
        try restored.give(RetryParked(stream: .intake, position: 2), by: operatorUji)
        #expect(try restored.events(BellRung.self).last?.body.door == name(2))
    }

    @Test("A reader keeps what it has read over its own restart, gives nothing with a gap, and lets go of what a verified backup has")
    func keepingEndsWithABackup() throws {
        for number in 1...3 { _ = try process(try knock(number)) }
        try read(after: 0)
        let again = try Rehearsal(bells, on: try Database.inMemory(image: try reader.engine.image()))
        #expect(try kept(after: 0, by: again.engine) == run(writer.engine, after: 0))
        #expect(try kept(after: 2, by: again.engine) == run(writer.engine, after: 2))
        #expect(throws: Rejection.self) { try kept(after: 3, by: again.engine) }
        let hash = try hash(writer.engine, at: 3)
        #expect(try writer.rejection { try writer.give(NoteBackup(position: 2, hash: hash), by: operatorUji) } == "invalid")
        try writer.give(NoteBackup(position: 3, hash: hash), by: operatorUji)
        _ = try process(try knock(4))
        try read(after: 3)
        _ = try process(try knock(5))
        try read(after: 5)
        #expect(try reader.rejection { _ = try kept(after: 0, by: reader.engine) } == "notKept")
        #expect(try kept(after: 3, by: reader.engine).entries.count == 2)
        #expect(try kept(after: 5, by: reader.engine).entries.count == 1)
    }
}
