import Domain
import Kernel
import Protocol
import Rehearsal
import SQLite
import Testing

/// Two services that lay on one disk: the one that is followed has lost something for good, the one that follows it was given its own journal back.
@Suite struct LossOfTwoTests {
    private let writer: Rehearsal
    private let reader: Rehearsal

    init() throws {
        writer = try Rehearsal(doors)
        reader = try Rehearsal(bells)
    }

    private func knock(_ numbers: Int..., at writer: Rehearsal) throws {
        for number in numbers { try writer.give(Knock(door: name(number)), by: official) }
    }

    /// Lets a reader pull one page from where it stands.
    private func read(_ writer: Rehearsal, _ reader: Rehearsal) throws {
        let pull = try #require(reader.engine.pull(from: .intake, waitMilliseconds: 0))
        let (page, payload) = try writer.engine.page(after: pull.after, hash: pull.hash)
        _ = try reader.engine.process([.run(try #require(JournalRun(page, payload: payload)))], now: reader.now)
    }

    private func accept(_ writer: Rehearsal, _ reader: Rehearsal) throws {
        try reader.give(AcceptEpoch(stream: .intake, epochs: try writer.engine.epochs()), by: operatorUji)
    }

    /// The service as its backup has it.
    private func restored(_ service: Service, _ backup: [UInt8], _ now: Moment) throws -> Rehearsal {
        let room = try Rehearsal(service, on: try Database.inMemory(image: backup))
        room.now = now.advanced(byMilliseconds: 60_000)
        return room
    }

    /// Gives the reader all that it had written since its backup.
    private func refill(_ restored: Rehearsal) throws {
        let place = restored.engine.position
        let hash = try reader.engine.reading.first("SELECT lower(hex(hash)) FROM journal WHERE position = ?", .integer(place.position)) { $0.text(0) }
        let (page, payload) = try reader.engine.page(after: place, hash: try #require(hash))
        try restored.engine.refill(try #require(JournalRun(page, payload: payload)), from: .archival, now: restored.now)
    }

    private func rings(_ reader: Rehearsal) throws -> [Identifier] { try reader.events(BellRung.self).map(\.body.door) }

    @Test("A refilled reader that accepts the loss of what it had reacted to knows what is left of that, and reacts to what comes in the new epoch")
    func newEpochIsReactedTo() throws {
        try knock(1, 2, at: writer)
        try read(writer, reader)
        let readerBackup = try reader.engine.image()
        try knock(3, at: writer)
        let writerBackup = try writer.engine.image()
        try knock(4, 1, at: writer)
        try read(writer, reader)

        let writerAgain = try restored(doors, writerBackup, writer.now)
        let readerAgain = try restored(bells, readerBackup, reader.now)
        try refill(readerAgain)
        try writerAgain.acceptLoss()
        try knock(5, 3, at: writerAgain)
        try accept(writerAgain, readerAgain)
        try read(writerAgain, readerAgain)
        #expect(try rings(readerAgain) == [1, 2, 3, 4, 1, 5, 3].map { name($0) })
        #expect(try readerAgain.engine.parkedEvents().isEmpty)
    }

    @Test("A reader that is refilled with what it did in the new epoch, too, does none of that twice, and sets aside nothing that was lost")
    func newEpochIsKnown() throws {
        try knock(1, 2, at: writer)
        let writerBackup = try writer.engine.image()
        try read(writer, reader)
        let readerBackup = try reader.engine.image()
        try knock(3, 4, at: writer)
        try read(writer, reader)
        let writerAgain = try restored(doors, writerBackup, writer.now)
        try writerAgain.acceptLoss()
        try accept(writerAgain, reader)
        // It stands where the knock at door 4 stood.
        try knock(5, at: writerAgain)
        try read(writerAgain, reader)

        let readerAgain = try restored(bells, readerBackup, reader.now)
        try refill(readerAgain)
        try accept(writerAgain, readerAgain)
        try read(writerAgain, readerAgain)
        try knock(6, at: writerAgain)
        try read(writerAgain, readerAgain)
        #expect(try rings(readerAgain) == [1, 2, 3, 4, 5, 6].map { name($0) })
        #expect(try readerAgain.engine.parkedEvents().isEmpty)
        let copy = try Database.inMemory()
        _ = try Replay.rebuild(bells, from: readerAgain.engine.reading, into: copy)
        #expect(try Replay.differences(bells, readerAgain.engine.reading, copy.reading).isEmpty)
    }

    @Test("An epoch that begins before the first event, or behind no hash, is refused", arguments: [Int64.min, -1, 0, 2])
    func strangeEpoch(_ since: Int64) throws {
        let hash = since == 2 ? "00" : String(repeating: "0", count: 64)
        let epoch = EpochStart(number: 2, since: since, hash: hash)
        #expect(try reader.rejection { try reader.give(AcceptEpoch(stream: .intake, epochs: [epoch]), by: operatorUji) } == "invalid")
    }
}
