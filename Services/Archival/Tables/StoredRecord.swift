import Domain
import Kernel
import Policy
import Protocol
import SQLite
import Tasks

/// Reads records as lists show them.
enum StoredRecord {
    /// The records that meet a condition, in an order; `index` joins the index of words in front. What may not be seen is left out.
    static func all(
        _ condition: String, _ values: [Value], for office: Office, searching index: Bool = false, _ reading: Reading
    ) throws -> [SearchArchive.Row] {
        // The index leads: it has the order, and the record's own indexes must not tempt the planner away from it.
        let source = index ? "record_text CROSS JOIN record ON record.place = record_text.rowid" : "record"
        let (seen, seenValues) = self.condition(for: office)
        var found: [SearchArchive.Row] = []
        let sql = "SELECT \(columns) FROM \(source) WHERE \(seen)record.agency = ? AND \(condition)"
        try reading.each(sql, seenValues + [.text(office.agency.text)] + values) { row in
            let record = try read(row)
            // The condition is there for many rows at once; what it lets through is asked of the policy all the same.
            if try office.sees(record.keamanan, of: record.caseID, reading) { found.append(record) }
            return true
        }
        return found
    }

    /// What the policy leaves to be seen of records, for many rows at once.
    static func condition(for office: Office) -> (sql: String, values: [Value]) {
        if !office.duties.isDisjoint(with: [.archivist, .head]) { return ("", []) }
        let sql = """
            (record.keamanan = 'biasa' OR EXISTS (SELECT 1 FROM reach r WHERE r.casefile = record.casefile AND r.position = ?)
            OR record.keamanan = 'terbatas' AND EXISTS (
                SELECT 1 FROM reach r JOIN post p ON p.agency = record.agency AND p.position = r.position WHERE r.casefile = record.casefile
                AND p.unit = (SELECT unit FROM post WHERE agency = record.agency AND position = ?))) AND\u{20}
            """
        return (sql, [.text(office.position.text), .text(office.position.text)])
    }

    private static let columns = """
        record.place, record.id, record.casefile, record.berkas, record.item, record.classification, record.naskah, record.member, record.version, \
        record.hash, record.number, record.keamanan, record.original, record.size, record.sealed, record.subject, record.title, record.parties, \
        record.note
        """

    private static func read(_ row: borrowing Row) throws -> SearchArchive.Row {
        guard let id = Identifier(row.text(1)), let caseID = Identifier(row.text(2)), let berkas = Identifier(row.text(3)),
            let keamanan = Keamanan(rawValue: row.text(11))
        else { throw Fault("record \(row.text(1)) cannot be read") }
        var document: DocumentVersion?
        if let naskah = row.optionalText(6) {
            let name = DocumentName(naskah: Key(naskah), member: row.optionalText(7).map { Key($0) })
            document = DocumentVersion(name: name, version: row.int(8), hash: row.text(9))
        }
        let words = row.optionalText(15).map {
            RecordWords(subject: $0, title: row.optionalText(16), parties: row.optionalText(17), note: row.optionalText(18))
        }
        return SearchArchive.Row(
            place: row.integer(0), record: id, caseID: caseID, berkas: berkas, item: row.int(4), classification: row.text(5), document: document,
            number: row.optionalText(10), keamanan: keamanan, isOriginal: row.flag(12), hash: row.optionalText(9), size: row.int(13),
            sealed: row.integer(14), words: words)
    }
}

extension Office {
    /// Whether the asker sees a record of this keamanan, by whom its case has come to.
    func sees(_ keamanan: Keamanan?, of caseID: Identifier, _ reading: Reading) throws -> Bool {
        let keamanan = keamanan ?? .sangatRahasia
        let reach = keamanan == .biasa ? .none : try SecretCases.reach(of: caseID, to: position, agency, reading)
        return sight(of: Paper(.record, of: agency, keamanan, reach: reach), for: reader) == .full
    }
}
