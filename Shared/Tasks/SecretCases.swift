import Domain
import Kernel
import Policy
import Protocol
import SQLite

/// The cases that are not open to their office, and to which positions each has come: what a service must know to keep them from the others.
///
/// Routing tells every service of the tasks of such a case; the service notes that in its own journal, so that its tables can be rebuilt from that alone.
public enum SecretCases {
    /// The tables, to be one of the service's migrations, behind those of tasks and offices.
    public static let migration = """

        CREATE TABLE secret(casefile TEXT PRIMARY KEY, agency TEXT NOT NULL, keamanan TEXT NOT NULL, letter TEXT) STRICT, WITHOUT ROWID;
        CREATE TABLE reach(casefile TEXT NOT NULL, position TEXT NOT NULL, PRIMARY KEY(casefile, position)) STRICT, WITHOUT ROWID;
        """

    /// The names of those tables, for the service's list of tables.
    public static let tables = ["secret", "reach"]

    /// The commands about them.
    public static let commands: [CommandRule] = [
        .on(NoteReach.self, by: .services) { command, decision in
            var noted = command.noted
            // A service that reads of the same position twice has nothing to change.
            noted.positions = try noted.positions.filter { try !hasCome(noted.caseID, to: $0, decision.reading) }
            if try noted.positions.isEmpty && find(noted.caseID, decision.reading)?.keamanan == noted.keamanan { return [] }
            return [Event(noted, about: noted.caseID)]
        }
    ]

    /// The events about them.
    public static let events: [EventRule] = events(also: { _, _ in })

    /// The events about them; `body` writes what else the service keeps of such cases.
    static func events(also body: @escaping @Sendable (Recorded<ReachNoted>, Tables) throws -> Void) -> [EventRule] {
        [
            .on(ReachNoted.self) { event, tables in
                try reachNoted(event, tables)
                try body(event, tables)
            }
        ]
    }

    /// What Routing's events make a service do that carries out no acts; `TaskRules` has the same for those that do.
    public static let reactions: [Reaction] = [
        .to(TaskOpened.self, from: .routing, haste: .unhurried) { event, _ in orders(of: event.body) },
        .to(TaskAssigned.self, from: .routing, haste: .unhurried) { event, reading in try orders(of: event.body, reading) },
        raising,
    ]

    /// What it makes any service do that a case is kept closer than before.
    static let raising = Reaction.to(CaseKeamananRaised.self, from: .routing, haste: .unhurried) { event, _ in
        let body = event.body
        return [
            NoteReach(
                ReachNoted(caseID: body.caseID, agency: body.agency, keamanan: body.keamanan, letter: body.letter, positions: body.positions))
        ]
    }

    /// The orders that a task of such a case makes; none for a case that is open to its office.
    public static func orders(of task: TaskOpened) -> [any CommandBody] {
        guard let keamanan = task.keamanan else { return [] }
        return [
            NoteReach(
                ReachNoted(caseID: task.caseID, agency: task.agency, keamanan: keamanan, letter: task.letter, positions: [task.position]))
        ]
    }

    /// The orders that the passing of a task to another position makes.
    public static func orders(of assigned: TaskAssigned, _ reading: Reading) throws -> [any CommandBody] {
        guard let secret = try find(assigned.caseID, reading) else { return [] }
        return [
            NoteReach(
                ReachNoted(
                    caseID: assigned.caseID, agency: secret.agency, keamanan: secret.keamanan, letter: secret.letter, positions: [assigned.position]))
        ]
    }

    /// How much an official sees of a case of which this service has a task; by the official's own agency where it knows no better.
    public static func sight(of caseID: Identifier, _ official: Principal.Official, _ reading: Reading) throws -> Sight {
        try sight(
            of: caseID, as: .casefile, agency: official.agency, official.position,
            .official(agency: official.agency, duties: duties(official, reading)), reading)
    }

    /// How much a reader sees of a case, or of a line or record that belongs to one; `agency` is whose it is, `hasLetter` whether it is known to have one.
    public static func sight(
        of caseID: Identifier, as kind: Paper.Kind, agency: Key<Agency>, _ position: Key<Position>?, _ reader: Reader, hasLetter: Bool = false,
        _ reading: Reading
    ) throws -> Sight {
        guard let secret = try find(caseID, reading) else { return Policy.sight(of: Paper(kind, of: agency, .biasa, reach: .none), for: reader) }
        let reach = try position.map { try self.reach(of: caseID, to: $0, secret.agency, reading) } ?? .none
        return Policy.sight(of: Paper(kind, of: secret.agency, secret.keamanan, reach: reach, hasLetter: hasLetter), for: reader)
    }

    /// How near a case has come to a position.
    public static func reach(of caseID: Identifier, to position: Key<Position>, _ agency: Key<Agency>, _ reading: Reading) throws -> Reach {
        if try hasCome(caseID, to: position, reading) { return .position }
        let ofUnit = try reading.exists(
            """
            SELECT 1 FROM reach r JOIN post p ON p.agency = ?2 AND p.position = r.position
            WHERE r.casefile = ?1 AND p.unit = (SELECT unit FROM post WHERE agency = ?2 AND position = ?3)
            """, .text(caseID.description), .text(agency.text), .text(position.text))
        return ofUnit ? .unit : .none
    }

    /// How far a case may be shown: biasa, where nobody has said otherwise.
    public static func keamanan(of caseID: Identifier, _ reading: Reading) throws -> Keamanan { try find(caseID, reading)?.keamanan ?? .biasa }

    private static func find(_ caseID: Identifier, _ reading: Reading) throws -> (agency: Key<Agency>, keamanan: Keamanan, letter: Identifier?)? {
        try reading.first("SELECT agency, keamanan, letter FROM secret WHERE casefile = ?", .text(caseID.description)) { row in
            (Key(row.text(0)), Keamanan(rawValue: row.text(1)) ?? .sangatRahasia, row.optionalText(2).flatMap { Identifier($0) })
        }
    }

    private static func hasCome(_ caseID: Identifier, to position: Key<Position>, _ reading: Reading) throws -> Bool {
        try reading.exists("SELECT 1 FROM reach WHERE casefile = ? AND position = ?", .text(caseID.description), .text(position.text))
    }

    private static func duties(_ official: Principal.Official, _ reading: Reading) throws -> Duties {
        let found = try reading.integer(
            "SELECT duties FROM post WHERE agency = ? AND position = ?", .text(official.agency.text), .text(official.position.text))
        return Duties(rawValue: Int(found ?? 0))
    }

    private static func reachNoted(_ event: Recorded<ReachNoted>, _ tables: Tables) throws {
        let body = event.body
        try tables.run(
            "INSERT OR REPLACE INTO secret VALUES(?, ?, ?, ?)", .text(body.caseID.description), .text(body.agency.text),
            .text(body.keamanan.rawValue), .text(body.letter?.description))
        for position in body.positions {
            try tables.run("INSERT OR IGNORE INTO reach VALUES(?, ?)", .text(body.caseID.description), .text(position.text))
        }
    }
}
