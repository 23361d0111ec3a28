import Domain
import Kernel
import Protocol
import Rehearsal
import SQLite
import Testing

let official = Principal.official(Principal.Official(agency: "dinas", person: "197001011995031001", position: "kepala"))
let operatorUji = Principal.operator(name: "uji")

func name(_ number: Int) -> Identifier { Identifier(milliseconds: 1_767_596_000_000, random: (0, UInt64(number))) }

@Suite struct EngineTests {
    @Test("The same command id twice gets the first accepted reply again, byte for byte")
    func repeatGetsFirstReply() throws {
        let room = try Rehearsal(doors)
        let id = room.newIdentifier()
        let first = try room.give(Knock(door: name(1)), by: official, id: id)
        try room.give(Knock(door: name(1)), by: official)
        let again = try room.give(Knock(door: name(1)), by: official, id: id)
        #expect(first == again)
        #expect(try room.ask(CountKnocks(door: name(1)), by: official).count == 2)
    }

    @Test("A command that changed nothing gets its first reply when it comes again after a change, from rebuilt tables too")
    func repeatOfNothingGetsFirstReply() throws {
        let room = try Rehearsal(doors)
        let id = room.newIdentifier()
        let first = try room.give(Knock(door: name(1), times: 0), by: official, id: id)
        try room.give(Knock(door: name(1)), by: official)
        #expect(try room.give(Knock(door: name(1), times: 0), by: official, id: id) == first)
        #expect(try room.rejection { try room.give(Knock(door: name(1), times: 2), by: official, id: id) } == "idReused")
        #expect(try room.events(DoorKnocked.self).count == 1)
        let copy = try Database.inMemory()
        #expect(try Replay.rebuild(doors, from: room.engine.reading, into: copy) == 1)
        #expect(try Replay.differences(doors, room.engine.reading, copy.reading) == [])
    }

    @Test("A command id that comes back with another body is refused and changes nothing")
    func reusedIdentifierIsRefused() throws {
        let room = try Rehearsal(doors)
        let id = room.newIdentifier()
        try room.give(Knock(door: name(1)), by: official, id: id)
        #expect(try room.rejection { try room.give(Knock(door: name(1), times: 5), by: official, id: id) } == "idReused")
        #expect(try room.ask(CountKnocks(door: name(1)), by: official).count == 1)
    }

    @Test("A rejection is not stored: the same command is decided anew")
    func rejectionIsDecidedAnew() throws {
        let room = try Rehearsal(bells)
        let forbid = ForbidBell(door: name(1), isForbidden: true)
        #expect(try room.rejection { try room.give(forbid, by: official) } == "forbidden")
        try room.give(forbid, by: operatorUji)
        #expect(try room.events(BellForbidden.self).count == 1)
    }

    @Test(
        "A poisoned command fails alone: the others of its batch are accepted and it is not tried again",
        arguments: [Knock.Mishap.fault, .constraint])
    func poisonedCommandIsIsolated(_ mishap: Knock.Mishap) throws {
        let room = try Rehearsal(doors)
        let poison = Knock(door: name(2), mishap: mishap)
        let batch = try [Knock(door: name(1)), poison, Knock(door: name(3))].map {
            Engine.Input.command(try room.request($0, by: official), key: nil)
        }
        let replies = try room.engine.process(batch, now: room.now)
        #expect(replies.map { $0?.status } == [.ok, .fault, .ok])
        #expect(try room.events(DoorKnocked.self).map(\.body.door) == [name(1), name(3)])
        guard case .command(let request, _) = batch[1] else { return }
        let tip = room.engine.tip
        #expect(try room.engine.process([.command(request, key: nil)], now: room.now).first??.status == .fault)
        #expect(room.engine.tip == tip)
    }

    @Test("The journal's time never runs back")
    func timeNeverRunsBack() throws {
        let room = try Rehearsal(doors)
        try room.give(Knock(door: name(1)), by: official)
        let start = room.now
        room.now = start.advanced(byMilliseconds: -86_400_000)
        try room.give(Knock(door: name(1)), by: official)
        #expect(try room.events(DoorKnocked.self).map(\.header.time) == [start, start])
    }

    @Test("A clock that ran ahead while nothing happened leaves no trace once it is set right")
    func idleClockLeavesNoTrace() throws {
        let room = try Rehearsal(doors)
        let start = room.now
        try room.pass(milliseconds: 86_400_000)
        room.now = start
        try room.give(Knock(door: name(1)), by: official)
        #expect(try room.events(DoorKnocked.self).map(\.header.time) == [start])
    }

    @Test("Every event's hash covers the one before, its epoch, its place and its bytes")
    func chainHoldsTogether() throws {
        let room = try Rehearsal(doors)
        for number in 1...5 { try room.give(Knock(door: name(number)), by: official) }
        var hash = [UInt8](repeating: 0, count: 32)
        let rows = try room.engine.reading.all("SELECT position, hash, event FROM journal ORDER BY position") {
            ($0.integer(0), $0.blob(1), $0.blob(2))
        }
        for (position, stored, event) in rows {
            hash = chainHash(after: hash, epoch: 1, position: position, event: event)
            #expect(stored == hash)
        }
        #expect(rows.count == 5)
    }

    @Test("The tables, journal and replies that a replay makes are equal to those it was made from")
    func replayIsEqual() throws {
        let room = try Rehearsal(doors)
        for number in 0..<20 { try room.give(Knock(door: name(number % 3)), by: official) }
        let copy = try Database.inMemory()
        #expect(try Replay.rebuild(doors, from: room.engine.reading, into: copy) == 20)
        #expect(try Replay.differences(doors, room.engine.reading, copy.reading) == [])
        try copy.tables.run("UPDATE door SET count = count + 1 WHERE id = ?", .text(name(1).description))
        try copy.tables.run("DELETE FROM reply WHERE first = 7")
        #expect(try Replay.differences(doors, room.engine.reading, copy.reading).count == 2)
    }

    @Test("Tables that differ behind a NUL, or only in how often a row stands in them, are different")
    func differencesAreComplete() throws {
        let notes = Service(
            name: .intake, migrations: ["CREATE TABLE note(text TEXT) STRICT"], tables: ["note"], commands: [], events: [.on(DoorKnocked.self)])
        let image = try Rehearsal(notes).engine.image()
        let left = try Database.inMemory(image: image)
        let right = try Database.inMemory(image: image)
        for text in ["a\0b", "c", "c"] { try left.tables.run("INSERT INTO note VALUES(?)", .text(text)) }
        for text in ["a\0b", "c", "c"] { try right.tables.run("INSERT INTO note VALUES(?)", .text(text)) }
        #expect(try Replay.differences(notes, left.reading, right.reading) == [])
        try right.tables.run("UPDATE note SET text = ? WHERE text = ?", .text("a\0x"), .text("a\0b"))
        #expect(try Replay.differences(notes, left.reading, right.reading).count == 1)
        try right.tables.run("UPDATE note SET text = ? WHERE text = ?", .text("a\0b"), .text("a\0x"))
        try right.tables.run("INSERT INTO note VALUES('c')")
        #expect(try Replay.differences(notes, left.reading, right.reading).count == 1)
    }

    @Test("A replay refuses a journal in which one byte was changed, and names the place")
    func replayRefusesTampering() throws {
        let room = try Rehearsal(doors)
        for number in 1...3 { try room.give(Knock(door: name(number)), by: official) }
        let image = try Database.inMemory(image: try room.engine.image())
        try image.tables.run("UPDATE journal SET event = CAST(replace(event, '\"count\":1', '\"count\":2') AS BLOB) WHERE position = 2")
        let copy = try Database.inMemory()
        #expect(throws: Fault.self) { try Replay.rebuild(doors, from: image.reading, into: copy) }
    }

    @Test("A replay tolerates content that was destroyed: the header and the chain stay")
    func replayToleratesDestroyedContent() throws {
        let room = try Rehearsal(doors)
        for number in 1...3 { try room.give(Knock(door: name(number)), by: official) }
        let image = try Database.inMemory(image: try room.engine.image())
        try image.tables.run("UPDATE journal SET content = NULL WHERE position = 2")
        let copy = try Database.inMemory()
        #expect(try Replay.rebuild(doors, from: image.reading, into: copy) == 3)
    }

    @Test("A grant is refused once it has expired, when it is forged, and when it was issued to another peer")
    func grantsAreChecked() throws {
        let room = try Rehearsal(doors)
        func code(expires: Int64, peer: String?, key: String?, forge: Bool = false) throws -> String? {
            var grant = try Rehearsal.signer().sign(Grant(principal: official, expires: expires, peer: peer))
            if forge { grant[70] ^= 1 }
            let request = Request(id: room.newIdentifier(), verb: Knock.verb, grant: grant, body: try JSONText().encode(Knock(door: name(1))))
            guard let reply = try room.engine.process([.command(request, key: key)], now: room.now).first ?? nil else { return "none" }
            return reply.status == .ok ? nil : try JSONText().decode(Rejection.self, from: reply.body).code
        }
        let later = room.now.milliseconds + 1
        #expect(try code(expires: later, peer: nil, key: nil) == nil)
        #expect(try code(expires: room.now.milliseconds - 1, peer: nil, key: nil) == "unauthenticated")
        #expect(try code(expires: later, peer: "a", key: "b") == "unauthenticated")
        #expect(try code(expires: later, peer: "a", key: "a") == nil)
        #expect(try code(expires: later, peer: nil, key: nil, forge: true) == "unauthenticated")
    }

    @Test("What is due happens once, however often the clock is looked at")
    func dueHappensOnce() throws {
        let room = try Rehearsal(bells)
        try room.hear(DoorKnocked(door: name(1), count: 1), from: .intake, about: name(1))
        try room.pass(milliseconds: 59_000)
        #expect(try room.events(BellTired.self).isEmpty)
        try room.pass(milliseconds: 2_000)
        try room.pass(milliseconds: 2_000)
        #expect(try room.events(BellTired.self).count == 1)
    }
}

@Suite struct DueTests {
    @Test("After an event the clock is looked at within a second, also when the clock stands before the journal's time")
    func lookIsSoonAfterTheClockRanBack() throws {
        let room = try Rehearsal(bells)
        try room.hear(DoorKnocked(door: name(1), count: 1), from: .intake, about: name(1))
        room.now = room.now.advanced(byMilliseconds: -86_400_000)
        try room.hear(DoorKnocked(door: name(1), count: 2), from: .intake, about: name(1))
        try room.pass(milliseconds: 1)
        try room.hear(DoorKnocked(door: name(1), count: 3), from: .intake, about: name(1))
        let due = try #require(room.engine.nextDue)
        #expect(due <= room.now.advanced(byMilliseconds: 1_000))
    }

    @Test("What is due and always refused is looked at again after a while, not at once and for ever")
    func refusedDueDoesNotSpin() throws {
        let room = try Rehearsal(stubbornClock)
        try room.pass(milliseconds: 1)
        let due = try #require(room.engine.nextDue)
        #expect(due >= room.now.advanced(byMilliseconds: 1_000))
    }
}

/// A service in which something is due that cannot be done.
private let stubbornClock = Service(
    name: .archival, migrations: [], tables: [],
    commands: [.on(TireBell.self, by: [.services]) { _, _ in throw Rejection("bellTireless", "It never tires.") }], events: []
) { _, now in
    Due(items: [Due.Item(of: name(1), at: now, command: TireBell(door: name(1)))], next: now)
}

@Suite struct FaultTests {
    @Test("A mistake in what time makes necessary is recorded and looked at again a minute later; commands go on")
    func faultOfTimeIsRecorded() throws {
        let room = try Rehearsal(brokenClock)
        try room.pass(milliseconds: 1)
        #expect(try room.engine.faultCount() == 1)
        #expect(room.engine.nextDue == room.now.advanced(byMilliseconds: 60_000))
    }
}

/// A service whose clock is broken.
private let brokenClock = Service(name: .archival, migrations: [], tables: [], commands: [], events: []) { _, _ in throw Fault("no time") }
