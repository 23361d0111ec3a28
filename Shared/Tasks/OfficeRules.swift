import Domain
import Kernel
import Policy
import Protocol
import SQLite

/// What a service knows of an agency's office out of the catalogue that Routing applied: it notes it in its own journal.
///
/// A service adds these rules to its own and asks `Office.of` who it is that asks.
public enum OfficeRules {
    /// The tables of offices, to be one of the service's migrations.
    public static let migration = """
        CREATE TABLE office(agency TEXT PRIMARY KEY, name TEXT NOT NULL, zone TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE post(agency TEXT NOT NULL, position TEXT NOT NULL, unit TEXT NOT NULL, duties INTEGER NOT NULL, PRIMARY KEY(agency, position)) STRICT, WITHOUT ROWID;
        CREATE TABLE book(agency TEXT NOT NULL, register TEXT NOT NULL, name TEXT NOT NULL, opening INTEGER NOT NULL, retired INTEGER NOT NULL,
            PRIMARY KEY(agency, register)) STRICT, WITHOUT ROWID;
        CREATE TABLE classification(agency TEXT NOT NULL, code TEXT NOT NULL, active INTEGER NOT NULL, inactive INTEGER NOT NULL, fate TEXT NOT NULL,
            PRIMARY KEY(agency, code)) STRICT, WITHOUT ROWID;
        CREATE TABLE procedure(agency TEXT NOT NULL, sop TEXT NOT NULL, periodic INTEGER NOT NULL, PRIMARY KEY(agency, sop)) STRICT, WITHOUT ROWID;
        """

    /// The names of those tables, for the service's list of tables.
    public static let tables = ["office", "post", "book", "classification", "procedure"]

    /// The commands about offices.
    public static let commands: [CommandRule] = [.on(NoteOffice.self, by: .services) { command, _ in [Event(command.noted, about: nil)] }]

    /// The events about offices.
    public static let events: [EventRule] = [.on(OfficeNoted.self, apply: officeNoted)]

    /// What an applied catalogue makes the service do. A reader without clearance for its words learns nothing from it.
    public static let reactions: [Reaction] = [
        .to(CatalogueApplied.self, from: .routing, haste: .unhurried) { event, _ in
            event.content.map { [NoteOffice(OfficeNoted($0, version: event.body.version))] } ?? []
        }
    ]

    private static func officeNoted(_ event: Recorded<OfficeNoted>, _ tables: Tables) throws {
        let noted = event.body
        let agency = Value.text(noted.agency.id.text)
        try tables.run("INSERT OR REPLACE INTO office VALUES(?, ?, ?)", agency, .text(noted.agency.name), .text(noted.agency.zone.rawValue))
        try tables.run("DELETE FROM post WHERE agency = ?", agency)
        for (position, unit) in zip(noted.positions, noted.units) {
            var duties: Office.Duties = []
            if noted.agendaClerks.contains(position) { duties.insert(.agendaClerk) }
            if noted.archivists.contains(position) { duties.insert(.archivist) }
            if noted.heads.contains(position) { duties.insert(.head) }
            try tables.run(
                "INSERT OR REPLACE INTO post VALUES(?, ?, ?, ?)", agency, .text(position.text), .text(unit.text), .integer(duties.rawValue))
        }
        // Books and codes that the catalogue no longer names stay, for the entries made under them: a book takes no new ones.
        try tables.run("UPDATE book SET retired = 1 WHERE agency = ?", agency)
        for register in noted.registers {
            try tables.run(
                "INSERT OR REPLACE INTO book VALUES(?, ?, ?, ?, 0)", agency, .text(register.id.text), .text(register.name),
                .integer(register.openingNumber))
        }
        for row in noted.classifications {
            try tables.run(
                "INSERT OR REPLACE INTO classification VALUES(?, ?, ?, ?, ?)", agency, .text(row.code), .integer(row.activeYears),
                .integer(row.inactiveYears), .text(row.fate.rawValue))
        }
        try tables.run("DELETE FROM procedure WHERE agency = ?", agency)
        for sop in noted.sops {
            try tables.run("INSERT OR REPLACE INTO procedure VALUES(?, ?, ?)", agency, .text(sop.text), .flag(noted.periodic.contains(sop)))
        }
    }
}

/// The office of the one who asks, and what is the asker's duty in it.
public struct Office: Sendable {
    /// What a position keeps.
    public typealias Duties = Policy.Duties

    /// Whose office.
    public let agency: Key<Agency>
    /// The agency in full.
    public let name: String
    /// The zone of its dates.
    public let zone: TimeZoneID
    /// As which position.
    public let position: Key<Position>
    /// The asker's duties.
    public let duties: Duties

    /// The office of an official. Throws `officeUnknown` while its catalogue has not come here.
    public static func of(_ official: Principal.Official, _ reading: Reading) throws -> Office {
        let office = try reading.first(
            "SELECT name, zone, (SELECT duties FROM post WHERE agency = o.agency AND position = ?) FROM office o WHERE agency = ?",
            .text(official.position.text), .text(official.agency.text)
        ) { row in
            Office(
                agency: official.agency, name: row.text(0), zone: TimeZoneID(rawValue: row.text(1)) ?? .wib,
                position: official.position, duties: Duties(rawValue: row.int(2)))
        }
        guard let office else {
            throw Rejection("officeUnknown", "The catalogue of this agency has not come here yet; ask the operator to apply it, or try again soon.")
        }
        return office
    }

    /// The office of the one who asks a question. Throws `forbidden` when it is not a person acting as a position.
    public static func of(_ question: Question) throws -> Office {
        guard case .official(let official) = question.principal else {
            throw Rejection.forbidden("Only a person acting as a position may ask this.")
        }
        return try of(official, question.reading)
    }

    /// The office of the one who gives a command, who must have one of these duties.
    ///
    /// Throws `forbidden` with that sentence for everybody else, and `mandateTooNarrow` under a mandate that only lets sign.
    public static func of(_ decision: Decision, having duties: Duties, orElse sentence: String) throws -> Office {
        let official = try decision.official()
        let office = try of(official, decision.reading)
        try permit(official, keeping: office.duties, of: duties, orElse: "forbidden", sentence)
        return office
    }

    /// The asker, as the policy looks at them.
    public var reader: Reader { .official(agency: agency, duties: duties) }

    /// The local date of a moment.
    public func date(_ moment: Moment) -> CivilDate { CivilDate(moment, in: zone) }
}
