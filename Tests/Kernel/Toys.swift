import Domain
import Kernel
import Protocol
import SQLite

// Two services small enough to see through: one counts knocks on doors, the other rings a bell for each knock it hears of.

struct Knock: CommandBody {
    static let verb = "door.knock"
    var door: Identifier
    var times = 1
    /// What goes wrong in this knock, if anything does.
    var mishap: Mishap?

    enum Mishap: String, Codable { case refused, fault, constraint }
}

struct DoorKnocked: EventBody {
    static let type = "door.knocked"
    typealias Content = ActWords
    var door: Identifier
    var count: Int
}

struct CountKnocks: QueryBody {
    static let verb = "door.count"
    var door: Identifier
    struct Answer: Codable { var count: Int }
}

let doors = Service(
    name: .intake,
    migrations: ["CREATE TABLE door(id TEXT PRIMARY KEY, count INTEGER NOT NULL CHECK(count < 1000)) STRICT, WITHOUT ROWID"],
    tables: ["door"],
    commands: [
        .on(Knock.self, by: [.officials]) { knock, decision in
            switch knock.mishap {
            case .refused: throw Rejection("doorClosed", "This door is closed; knock at another.", field: "door")
            case .fault: throw Fault("the door fell out of its frame")
            case .constraint, nil: break
            }
            if knock.times == 0 { return [] }
            let before = try decision.reading.integer("SELECT count FROM door WHERE id = ?", .text(knock.door.description)) ?? 0
            let count = knock.mishap == .constraint ? 1000 : Int(before) + knock.times
            return [Event(DoorKnocked(door: knock.door, count: count), about: knock.door, content: ActWords(note: "tok tok"))]
        }
    ],
    events: [
        .on(DoorKnocked.self) { event, tables in
            try tables.run(
                "INSERT INTO door VALUES(?, ?) ON CONFLICT DO UPDATE SET count = excluded.count", .text(event.body.door.description),
                .integer(event.body.count))
        }
    ],
    queries: [
        .on(CountKnocks.self, by: [.officials]) { question, asked in
            CountKnocks.Answer(
                count: Int(try asked.reading.integer("SELECT count FROM door WHERE id = ?", .text(question.door.description)) ?? 0))
        }
    ])

struct RingBell: CommandBody {
    static let verb = "bell.ring"
    var door: Identifier
    var count: Int
}

struct BellRung: EventBody {
    static let type = "bell.rung"
    var door: Identifier
    var count: Int
}

struct ForbidBell: CommandBody {
    static let verb = "bell.forbid"
    var door: Identifier
    var isForbidden: Bool
}

struct BellForbidden: EventBody {
    static let type = "bell.forbidden"
    var door: Identifier
    var isForbidden: Bool
}

struct NoteRing: CommandBody {
    static let verb = "bell.noteRing"
    var door: Identifier
    var result: String
}

struct RingNoted: EventBody {
    static let type = "bell.ringNoted"
    var door: Identifier
    var result: String
}

struct TireBell: CommandBody {
    static let verb = "bell.tire"
    var door: Identifier
}

struct BellTired: EventBody {
    static let type = "bell.tired"
    var door: Identifier
}

/// A bell gets tired a minute after it was rung.
let bells = ringing(.prompt)

/// Bells that ring at once, or when it suits them.
func ringing(_ haste: Reaction.Haste) -> Service {
    Service(
        name: .drafting,
        migrations: [
            """
            CREATE TABLE bell(door TEXT PRIMARY KEY, rings INTEGER NOT NULL, forbidden INTEGER NOT NULL, tires INTEGER) STRICT, WITHOUT ROWID;
            """
        ],
        tables: ["bell"],
        commands: [
            .on(RingBell.self, by: [.services]) { ring, decision in
                let forbidden = try decision.reading.exists("SELECT 1 FROM bell WHERE door = ? AND forbidden = 1", .text(ring.door.description))
                if ring.count == 1313 { throw Fault("bells fear that figure") }
                if forbidden { throw Rejection("bellForbidden", "Nobody may ring here; ask for leave first.") }
                return [Event(BellRung(door: ring.door, count: ring.count), about: ring.door)]
            },
            .on(ForbidBell.self, by: [.operators]) { command, _ in
                [Event(BellForbidden(door: command.door, isForbidden: command.isForbidden), about: command.door)]
            },
            .on(NoteRing.self, by: [.services]) { note, _ in [Event(RingNoted(door: note.door, result: note.result), about: note.door)] },
            .on(TireBell.self, by: [.services]) { tire, _ in [Event(BellTired(door: tire.door), about: tire.door)] },
        ],
        events: [
            .on(BellRung.self) { event, tables in
                let tires = event.header.time.milliseconds + 60_000
                try tables.run(
                    "INSERT INTO bell VALUES(?, 1, 0, ?) ON CONFLICT DO UPDATE SET rings = rings + 1, tires = excluded.tires",
                    .text(event.body.door.description), .integer(tires))
            },
            .on(BellForbidden.self) { event, tables in
                try tables.run(
                    "INSERT INTO bell VALUES(?, 0, ?, NULL) ON CONFLICT DO UPDATE SET forbidden = excluded.forbidden",
                    .text(event.body.door.description), .flag(event.body.isForbidden))
            },
            .on(RingNoted.self),
            .on(BellTired.self) { event, tables in
                try tables.run("UPDATE bell SET tires = NULL WHERE door = ?", .text(event.body.door.description))
            },
        ],
        reactions: [
            .to(DoorKnocked.self, from: .intake, haste: haste) { event, _ in [RingBell(door: event.body.door, count: event.body.count)] }
        ],
        effects: [
            .of(BellRung.self) { event in
                let file = FileReference(hash: String(repeating: "0", count: 64), size: 0, mediaType: "text/plain")
                return [Intent(.fetchFile(file, from: .intake)) { result in NoteRing(door: event.body.door, result: "\(result)") }]
            }
        ],
        due: { reading, now in
            let late = try reading.all("SELECT door, tires FROM bell WHERE tires <= ? ORDER BY tires, door LIMIT 64", .integer(now.milliseconds)) {
                (door: $0.text(0), tires: $0.integer(1))
            }
            let next = try reading.integer("SELECT min(tires) FROM bell WHERE tires > ?", .integer(now.milliseconds))
            return Due(
                items: late.compactMap { row in
                    Identifier(row.door).map { Due.Item(of: $0, at: Moment(milliseconds: row.tires), command: TireBell(door: $0)) }
                }, next: next.map { Moment(milliseconds: $0) })
        })
}
