import Domain
import Kernel
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
        let seen = seesSecrets(office) ? "" : "record.keamanan IN ('biasa', 'terbatas') AND "
        var found: [SearchArchive.Row] = []
        let sql = "SELECT \(columns) FROM \(source) WHERE \(seen)record.agency = ? AND \(condition)"
        try reading.each(sql, [.text(office.agency.text)] + values) { row in
            found.append(try read(row))
            return true
        }
        return found
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
