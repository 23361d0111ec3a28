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
    return ShowRecord.Answer(row: row, berkas: berkas.row(for: office))
}

func caseRecords(_ query: CaseRecords, _ question: Question) throws -> CaseRecords.Answer {
    let office = try Office.of(question)
    let id = Value.text(query.caseID.description)
    let rows = try StoredRecord.all(
        "record.casefile = ? ORDER BY record.place LIMIT ?", [id, .integer(Limits.pageRows)], for: office, question.reading)
    let visible = seesSecrets(office) ? "" : " AND filing.keamanan IN ('biasa', 'terbatas')"
    let filings = try question.reading.all(
        """
        SELECT filing.task, record, failure FROM filing JOIN task ON task.id = filing.task
        WHERE filing.casefile = ? AND agency = ? AND task.state = 'open'\(visible) ORDER BY record LIMIT ?
        """, id, .text(office.agency.text), .integer(Limits.pageRows)
    ) { row in
        guard let task = Identifier(row.text(0)), let record = Identifier(row.text(1)) else { throw Fault("filing \(row.text(0)) cannot be read") }
        return CaseRecords.Filing(task: task, record: record, failure: row.optionalText(2))
    }
    return CaseRecords.Answer(rows: rows, filings: filings)
}
