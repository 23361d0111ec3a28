import Domain
import Kernel
import Protocol
import Rehearsal
import SQLite
import Testing

/// A bit has flipped in a database: what is read of the journal, what was kept of other journals, and where a service stands in them.
@Suite struct ChangedByTheDiskTests {
    private let writer: Rehearsal
    private let reader: Rehearsal

    init() throws {
        writer = try Rehearsal(doors)
        reader = try Rehearsal(bells)
        for number in 1...4 { _ = try writer.engine.process([.command(try knock(number), key: nil)], now: writer.now) }
        let (page, payload) = try writer.engine.page(after: StreamPosition(stream: .intake, epoch: 1, position: 0), hash: "")
        _ = try reader.engine.process([.run(try #require(JournalRun(page, payload: payload)))], now: reader.now)
    }

    private func knock(_ door: Int) throws -> Request { try writer.request(Knock(door: name(door), times: 1), by: official) }

    /// A database as an engine has it, with one thing changed behind its back.
    private func changed(_ engine: Engine, _ change: String) throws -> Database {
        let database = try Database.inMemory(image: try engine.image())
        try database.begin()
        try database.tables.execute(change)
        try database.commit()
        return database
    }

    @Test(
        "A row of the journal that the disk has changed is not read out: the service stops, and says what to run",
        arguments: [
            "UPDATE journal SET hash = zeroblob(32) WHERE position = 2",
            "UPDATE journal SET event = CAST(replace(CAST(event AS TEXT), 'alurdepth', 'alurdepht') AS BLOB) WHERE position = 3",
            "UPDATE journal SET position = 9 WHERE position = 2",
        ])
    func changedRow(_ change: String) throws {
        let room = try Rehearsal(doors, on: try changed(writer.engine, change))
        let problem = #expect(throws: Engine.Stopped.self) {
            try room.engine.page(after: StreamPosition(stream: .intake, epoch: 1, position: 0), hash: "")
        }
        #expect(problem?.description.contains("alurctl restore BACKUP intake") == true)
    }

    @Test("What nobody has changed has no finding, also when a backup has made what was kept needless")
    func whole() throws {
        #expect(try KeptCheck.findings(.drafting, reader.engine.reading) == [])
        let tip = writer.engine.tip
        let hash = try #require(try writer.engine.reading.first("SELECT lower(hex(hash)) FROM journal WHERE position = 4") { $0.text(0) })
        try writer.give(NoteBackup(position: tip.position, hash: hash), by: operatorUji)
        let (page, payload) = try writer.engine.page(after: StreamPosition(stream: .intake, epoch: 1, position: 4), hash: hash)
        _ = try reader.engine.process([.run(try #require(JournalRun(page, payload: payload)))], now: reader.now)
        try reader.give(ForbidBell(door: name(9), isForbidden: true), by: operatorUji)
        #expect(try KeptCheck.findings(.drafting, reader.engine.reading) == [])
    }

    @Test(
        "A bit in what was kept of another journal, or in the place where it was read up to, is found",
        arguments: [
            "UPDATE upstream_run SET events = CAST(replace(CAST(events AS TEXT), 'alurdepth', 'alurdepht') AS BLOB)",
            "UPDATE upstream_run SET hash = zeroblob(32)", "UPDATE upstream_run SET first = first + 1", "UPDATE upstream_run SET last = last + 1",
            "UPDATE upstream_run SET stream = 'intakd'", "UPDATE cursor SET position = position - 1", "UPDATE cursor SET hash = zeroblob(32)",
            "DELETE FROM cursor",
        ])
    func changedKept(_ change: String) throws {
        let database = try changed(reader.engine, change)
        #expect(try !KeptCheck.findings(.drafting, database.reading).isEmpty)
    }

    @Test("A cursor of a journal that nobody writes stops the start: read anew, all of it would be done twice")
    func unknownCursor() throws {
        #expect(throws: Fault.self) { _ = try Rehearsal(bells, on: try changed(reader.engine, "UPDATE cursor SET stream = 'intakd'")) }
    }

    @Test("A bit in the schema is a difference from the replay")
    func changedSchema() throws {
        let fresh = try Database.inMemory()
        _ = try Replay.rebuild(bells, from: reader.engine.reading, into: fresh)
        #expect(try Replay.differences(bells, reader.engine.reading, fresh.reading) == [])
        let old = try changed(
            reader.engine,
            "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'NOT NULL', 'NOT  NULL') WHERE name = 'journal';")
        #expect(try Replay.differences(bells, old.reading, fresh.reading).map { String($0.prefix(13)) } == ["sqlite_schema"])
    }
}
