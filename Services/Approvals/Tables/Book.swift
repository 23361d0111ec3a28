import Domain
import Kernel
import Policy
import Protocol
import SQLite

/// A book of outgoing letters as its agency keeps it, and the tables behind all of them.
///
/// A line of the book and the counter that it moves are written in one stroke, and each bears its own hash: a disk that changes one gives no number twice.
struct Book {
    let agency: Key<Agency>
    let register: Key<Register>
    let zone: TimeZoneID
    let shortName: String
    /// How a number is written; nil for a book that only counts.
    let format: NumberTemplate?
    /// The first number in the year in which the book came here; later years begin with 1.
    let openingNumber: Int
    let firstYear: Int

    static let tables = ["office", "post", "book", "number", "counter"]

    /// Where words stand in the books.
    static let words = WordColumns("number", ["reason"], of: "casefile", sealed: lines)

    /// The lines of the books.
    static let lines = SealedTable(
        "number", key: ["agency", "register", "year", "line"],
        columns: [
            "agency", "register", "year", "line", "sequence", "text", "date", "state", "block", "task", "casefile", "document", "reason",
        ])

    /// The last number of each book and year.
    static let counter = SealedTable("counter", key: ["agency", "register", "year"], columns: ["agency", "register", "year", "last"])

    static let migration = """
        CREATE TABLE office(agency TEXT PRIMARY KEY, zone TEXT NOT NULL, shortname TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE post(agency TEXT NOT NULL, position TEXT NOT NULL, unit TEXT NOT NULL, duties INTEGER NOT NULL, PRIMARY KEY(agency, position))
            STRICT, WITHOUT ROWID;
        CREATE TABLE book(agency TEXT NOT NULL, register TEXT NOT NULL, format TEXT, opening INTEGER NOT NULL, firstyear INTEGER NOT NULL,
            PRIMARY KEY(agency, register)) STRICT, WITHOUT ROWID;
        CREATE TABLE number(agency TEXT NOT NULL, register TEXT NOT NULL, year INTEGER NOT NULL, line INTEGER NOT NULL, sequence INTEGER, text TEXT,
            date TEXT NOT NULL, state TEXT NOT NULL, block TEXT, task TEXT, casefile TEXT, document TEXT, reason TEXT, \(SealedTable.column),
            PRIMARY KEY(agency, register, year, line)) STRICT, WITHOUT ROWID;
        CREATE TABLE counter(agency TEXT NOT NULL, register TEXT NOT NULL, year INTEGER NOT NULL, last INTEGER NOT NULL, \(SealedTable.column),
            PRIMARY KEY(agency, register, year)) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX number_sequence ON number(agency, register, year, sequence) WHERE sequence IS NOT NULL;
        CREATE UNIQUE INDEX number_outside ON number(agency, register, year, text) WHERE sequence IS NULL AND state = 'given';
        CREATE INDEX number_document ON number(casefile, document) WHERE casefile IS NOT NULL;
        CREATE INDEX number_block ON number(block, sequence) WHERE block IS NOT NULL;
        """

    /// The book of that name; throws `registerUnknown` when the agency has none.
    static func find(_ register: Key<Register>, of agency: Key<Agency>, _ reading: Reading) throws -> Book {
        let book = try reading.first(
            "SELECT zone, shortname, format, opening, firstyear FROM book JOIN office USING(agency) WHERE agency = ? AND register = ?",
            .text(agency.text), .text(register.text)
        ) { row in
            guard let zone = TimeZoneID(rawValue: row.text(0)) else { throw Fault("the office has no zone") }
            return Book(
                agency: agency, register: register, zone: zone, shortName: row.text(1),
                format: try row.optionalText(2).map { try NumberTemplate($0) }, openingNumber: row.int(3), firstYear: row.int(4))
        }
        guard let book else {
            throw Rejection("registerUnknown", "The agency has no such book for outgoing letters; check its catalogue.", field: "register")
        }
        return book
    }

    /// The number that comes next in that year.
    func next(in year: Int, _ reading: Reading) throws -> Int {
        #if PLANTED
            if Planted.isOn(.reuseVoidedNumber) {
                let sql = "SELECT max(sequence) FROM number WHERE agency = ? AND register = ? AND year = ? AND state <> 'voided'"
                return Int(try reading.integer(sql, .text(agency.text), .text(register.text), .integer(year)) ?? 0) + 1
            }
        #endif
        let name: [Value] = [.text(agency.text), .text(register.text), .integer(year)]
        try Self.counter.check(where: Self.yearOfBook, name, reading)
        let last = try reading.integer("SELECT last FROM counter WHERE \(Self.yearOfBook)", .text(agency.text), .text(register.text), .integer(year))
        if let last { return Int(last) + 1 }
        let isBegun = try reading.exists(
            "SELECT 1 FROM number WHERE \(Self.yearOfBook) AND sequence IS NOT NULL", .text(agency.text), .text(register.text), .integer(year))
        guard !isBegun else {
            throw Fault("the disk has lost the counter of \(agency.text) \(register.text) \(year); run `alurctl rebuild approvals`")
        }
        return year == firstYear ? openingNumber : 1
    }

    private static let yearOfBook = "agency = ? AND register = ? AND year = ?"

    /// Seals the line that was just written, and moves the counter to a number of the sequence.
    static func keep(_ name: [Value], where line: String, _ values: [Value], movingTo sequence: Int?, _ tables: Tables) throws {
        try lines.seal(where: "\(yearOfBook) AND \(line)", name + values, tables)
        guard let sequence else { return }
        try tables.run(
            "INSERT INTO counter(agency, register, year, last) VALUES(?, ?, ?, ?) ON CONFLICT DO UPDATE SET last = excluded.last",
            all: name + [.integer(sequence)])
        try counter.seal(where: yearOfBook, name, tables)
    }

    /// The day it is at that moment where the office is.
    func today(_ now: Moment) -> CivilDate { CivilDate(now, in: zone) }

    /// Whether the agency has that position.
    static func knows(_ position: Key<Position>, of agency: Key<Agency>, _ reading: Reading) throws -> Bool {
        try reading.exists("SELECT 1 FROM post WHERE agency = ? AND position = ?", .text(agency.text), .text(position.text))
    }

    /// What a position keeps; nothing for one that is no longer in the catalogue.
    static func duties(of position: Key<Position>, _ agency: Key<Agency>, _ reading: Reading) throws -> Duties {
        let found = try reading.integer("SELECT duties FROM post WHERE agency = ? AND position = ?", .text(agency.text), .text(position.text))
        return Duties(rawValue: Int(found ?? 0))
    }

    /// The book, for an official who keeps it.
    ///
    /// Throws `registerUnknown`, `notKeeper` for anyone but the agenda clerk and the clerk's superior, and `mandateTooNarrow`.
    static func kept(_ register: Key<Register>, _ decision: Decision) throws -> Book {
        let official = try decision.official()
        let book = try find(register, of: official.agency, decision.reading)
        try permit(
            official, keeping: duties(of: official.position, official.agency, decision.reading), of: .agendaClerk, orElse: "notKeeper",
            "Only the agenda clerk or the clerk's superior may do this; ask one of them.")
        return book
    }
}
