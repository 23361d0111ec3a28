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
    private var requests: [Request] = []

    init() throws {
        writer = try Rehearsal(doors)
        reader = try Rehearsal(bells)
        for number in 1...4 { requests.append(try writer.request(Knock(door: name(number), times: 1), by: official)) }
        for request in requests { _ = try writer.engine.process([.command(request, key: nil)], now: writer.now) }
        let (page, payload) = try writer.engine.page(after: StreamPosition(stream: .intake, epoch: 1, position: 0), hash: "")
        _ = try reader.engine.process([.run(try #require(JournalRun(page, payload: payload)))], now: reader.now)
    }

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
        let problem = #expect(throws: Engine.Stopped.self) {
            let room = try Rehearsal(doors, on: try changed(writer.engine, change))
            _ = try room.engine.page(after: StreamPosition(stream: .intake, epoch: 1, position: 0), hash: "")
        }
        #expect(problem?.description.contains("alurctl restore BACKUP intake") == true)
    }

    @Test(
        "By an event that the disk has changed nothing is answered, decided or called: the service stops",
        arguments: [
            "UPDATE journal SET event = CAST(replace(CAST(event AS TEXT), '\"count\":1', '\"count\":7') AS BLOB) WHERE position = 2",
            "UPDATE journal SET content = CAST(replace(CAST(content AS TEXT), 'tok', 'tik') AS BLOB) WHERE position = 2",
            "UPDATE journal SET hash = zeroblob(32) WHERE position = 1", "DELETE FROM journal WHERE position = 2",
        ])
    func changedEvent(_ change: String) throws {
        let room = try Rehearsal(doors, on: try changed(writer.engine, change))
        let reading = room.engine.reading
        let isOfTheChain = !change.contains("content")
        #expect(throws: Engine.Stopped.self) { try reading.recorded(DoorKnocked.self, at: 2, JSONText()) }
        if isOfTheChain { #expect(throws: Engine.Stopped.self) { try reading.eventHeader(at: 2) } }
        let repeated = requests[1]
        if isOfTheChain {
            #expect(throws: Engine.Stopped.self) { try room.engine.process([.command(repeated, key: nil)], now: room.now) }
        }
        #expect(try reading.recorded(DoorKnocked.self, at: 4, JSONText())?.body.count == 1)
        #expect(try reading.eventHeader(at: 5) == nil)
    }

    @Test("A reply that the disk has moved to other events is not given")
    func changedReply() throws {
        let room = try Rehearsal(doors, on: try changed(writer.engine, "UPDATE reply SET first = 3 WHERE first = 2"))
        #expect(throws: Engine.Stopped.self) { try room.engine.process([.command(requests[1], key: nil)], now: room.now) }
        #expect(try room.engine.process([.command(requests[2], key: nil)], now: room.now).map { $0?.status } == [.ok])
    }

    @Test("No call is made for an event that the disk has changed")
    func changedEffect() throws {
        let change = "UPDATE journal SET event = CAST(replace(CAST(event AS TEXT), '\"count\":1', '\"count\":7') AS BLOB) WHERE position = 2"
        let room = try Rehearsal(bells, on: try changed(reader.engine, change))
        #expect(throws: Engine.Stopped.self) { try room.engine.pendingEffects(most: 9) }
    }

    @Test("A journal whose last event the disk has changed is not gone on with", arguments: ["event", "hash", "before"])
    func changedEnd(_ what: String) throws {
        let change =
            switch what {
            case "event": "UPDATE journal SET event = CAST(replace(CAST(event AS TEXT), '\"count\":1', '\"count\":7') AS BLOB) WHERE position = 4"
            case "hash": "UPDATE journal SET hash = zeroblob(32) WHERE position = 4"
            default: "UPDATE journal SET hash = zeroblob(32) WHERE position = 3"
            }
        let problem = #expect(throws: Engine.Stopped.self) { _ = try Rehearsal(doors, on: try changed(writer.engine, change)) }
        #expect(problem?.description.contains("event 4 of its journal") == true)
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
