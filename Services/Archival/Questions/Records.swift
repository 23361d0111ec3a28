import Domain
import Kernel
import Protocol
import SQLite
import Tasks

func showRecord(_ query: ShowRecord, _ question: Question) throws -> ShowRecord.Answer {
    let office = try Office.of(question)
    let found = try StoredRecord.all("record.id = ?", [.text(query.record.description)], for: office, question.reading)
    guard let row = found.first else { throw Rejection.notFound("record", field: "record") }
    let berkas = try StoredBerkas.find(row.berkas, office.agency, question.reading)
    return ShowRecord.Answer(row: row, berkas: try berkas.row(for: office, question.reading))
}

func caseRecords(_ query: CaseRecords, _ question: Question) throws -> CaseRecords.Answer {
    let office = try Office.of(question)
    let id = Value.text(query.caseID.description)
    let rows = try StoredRecord.all(
        "record.casefile = ? ORDER BY record.place LIMIT ?", [id, .integer(Limits.pageRows)], for: office, question.reading)
    let filings = try question.reading.all(
        """
        SELECT filing.task, record, failure, filing.keamanan FROM filing JOIN task ON task.id = filing.task
        WHERE filing.casefile = ? AND agency = ? AND task.state = 'open' ORDER BY record LIMIT ?
        """, id, .text(office.agency.text), .integer(Limits.pageRows)
    ) { row -> CaseRecords.Filing? in
        guard try office.sees(Keamanan(rawValue: row.text(3)), of: query.caseID, question.reading) else { return nil }
        guard let task = Identifier(row.text(0)), let record = Identifier(row.text(1)) else { throw Fault("filing \(row.text(0)) cannot be read") }
        return CaseRecords.Filing(task: task, record: record, failure: row.optionalText(2))
    }
    return CaseRecords.Answer(rows: rows, filings: filings.compactMap { $0 })
}

/// Whether whoever asks sees a record that is made of the file, the berita acara that it is, or the line of a dispatch that it proves.
func seesFile(_ hash: String, _ question: Question) throws -> Bool {
    let office = try Office.of(question)
    if try !StoredRecord.all("record.hash = ?", [.text(hash)], for: office, question.reading).isEmpty { return true }
    if !office.duties.isDisjoint(with: [.archivist, .head]) {
        let isBeritaAcara = try question.reading.exists(
            "SELECT 1 FROM destruction WHERE document = ? AND agency = ?", .text(hash), .text(office.agency.text))
        if isBeritaAcara { return true }
    }
    let keeps = !office.duties.isDisjoint(with: [.agendaClerk, .archivist, .head])
    let cases = try question.reading.all(
        "SELECT DISTINCT casefile FROM delivery WHERE proof = ? AND agency = ? AND (? OR position = ?)", .text(hash), .text(office.agency.text),
        .flag(keeps), .text(office.position.text)
    ) { Identifier($0.text(0)) }
    return try cases.contains { caseID in
        guard let caseID else { return false }
        return try SecretCases.sight(of: caseID, as: .line, agency: office.agency, office.position, office.reader, question.reading) == .full
    }
}
