import Domain
import Kernel
import Protocol
import SQLite
import Tasks

/// A berkas as it stands in the tables.
struct StoredBerkas {
    let row: ListBerkas.Row
    /// Its place among those of its classification.
    let ordinal: Int
    /// How many of its records are more than biasa.
    private let secrets: Int

    /// The berkas of that id in that agency; one of another agency may not be known to exist.
    static func find(_ id: Identifier, _ agency: Key<Agency>, _ reading: Reading) throws -> StoredBerkas {
        let found = try all("id = ? AND agency = ?", [.text(id.description), .text(agency.text)], reading)
        guard let berkas = found.first else { throw Rejection.notFound("berkas", field: "berkas") }
        return berkas
    }

    /// The same, as an official asks for it: one that may not be seen is not there.
    static func find(_ id: Identifier, for office: Office, _ reading: Reading) throws -> StoredBerkas {
        let (seen, values) = condition(for: office)
        let found = try all("\(seen)id = ? AND agency = ?", values + [.text(id.description), .text(office.agency.text)], reading)
        guard let berkas = found.first else { throw Rejection.notFound("berkas", field: "berkas") }
        return berkas
    }

    /// What the policy leaves to be seen of berkas, for many rows at once: not one in which there is nothing, or on its way, but what is kept from the
    /// official, for its title says what that is about.
    static func condition(for office: Office) -> (sql: String, values: [Value]) {
        let (seen, values) = StoredRecord.condition(for: office)
        if seen.isEmpty { return ("", []) }
        let sql = """
            (secrets = 0 AND NOT EXISTS (SELECT 1 FROM filing f WHERE f.berkas = berkas.id AND f.keamanan <> 'biasa')
            OR EXISTS (SELECT 1 FROM record WHERE \(seen)record.berkas = berkas.id)
            OR EXISTS (SELECT 1 FROM filing AS record WHERE \(seen)record.berkas = berkas.id)) AND\u{20}
            """
        return (sql, values + values)
    }

    /// The folders that meet a condition, in an order.
    static func all(_ condition: String, _ values: [Value], _ reading: Reading) throws -> [StoredBerkas] {
        var found: [StoredBerkas] = []
        try reading.each("SELECT \(columns) FROM berkas WHERE \(condition)", values) { row in
            found.append(try StoredBerkas(row))
            return true
        }
        return found
    }

    /// The row as that official may see it: without counting what is kept from them.
    func row(for office: Office, _ reading: Reading) throws -> ListBerkas.Row {
        guard secrets > 0 else { return row }
        var seen = row
        let (condition, values) = StoredRecord.condition(for: office)
        let sql = "SELECT count(*) FROM record WHERE \(condition)berkas = ?"
        var count = 0
        try reading.each(sql, values + [.text(row.berkas.description)]) { found in
            count = found.int(0)
            return false
        }
        seen.items = count
        return seen
    }

    private static let columns = """
        id, classification, ordinal, number, opened, items, secrets, first, last, closed, active_until, inactive_until, fate, title, location, destroyed
        """

    private init(_ row: borrowing Row) throws {
        guard let id = Identifier(row.text(0)) else { throw Fault("berkas \(row.text(0)) cannot be read") }
        ordinal = row.int(2)
        secrets = row.int(6)
        var closing: BerkasClosed?
        if let closed = CivilDate(row.text(9)), let active = CivilDate(row.text(10)), let inactive = CivilDate(row.text(11)),
            let fate = Classification.Fate(rawValue: row.text(12))
        {
            closing = BerkasClosed(berkas: id, closed: closed, activeUntil: active, inactiveUntil: inactive, fate: fate)
        }
        let location = try row.optionalBlob(14).map { try JSONText().decode(BerkasWords.Location.self, from: $0) }
        self.row = ListBerkas.Row(
            berkas: id, classification: row.text(1), number: row.text(3), opened: row.integer(4), items: row.int(5), first: row.optionalInteger(7),
            last: row.optionalInteger(8), closing: closing, words: row.optionalText(13).map { BerkasWords(title: $0, location: location) },
            destroyed: CivilDate(row.text(15)))
    }
}
