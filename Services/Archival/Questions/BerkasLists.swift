import Domain
import Kernel
import Protocol
import SQLite
import Tasks

func listBerkas(_ query: ListBerkas, _ question: Question) throws -> ListBerkas.Answer {
    let office = try Office.of(question)
    let (seen, seenValues) = StoredBerkas.condition(for: office)
    var condition = "\(seen)agency = ?"
    var values = seenValues + [.text(office.agency.text)]
    if let classification = query.classification {
        condition += " AND classification = ?"
        values.append(.text(classification))
    }
    if let isOpen = query.isOpen { condition += isOpen ? " AND closed IS NULL" : " AND closed IS NOT NULL" }
    if let after = query.after {
        let last = try StoredBerkas.find(after, office.agency, question.reading)
        condition += " AND (classification, ordinal) > (?, ?)"
        values += [.text(last.row.classification), .integer(last.ordinal)]
    }
    let limit = EntryChecks.rows(query.limit)
    values.append(.integer(limit + 1))
    let found = try StoredBerkas.all(condition + " ORDER BY classification, ordinal LIMIT ?", values, question.reading)
    return ListBerkas.Answer(rows: try found.prefix(limit).map { try $0.row(for: office, question.reading) }, hasMore: found.count > limit)
}

func berkasContents(_ query: BerkasContents, _ question: Question) throws -> BerkasContents.Answer {
    let office = try Office.of(question)
    let berkas = try StoredBerkas.find(query.berkas, for: office, question.reading)
    let limit = EntryChecks.rows(query.limit)
    let rows = try StoredRecord.all(
        "record.berkas = ? AND record.item > ? ORDER BY record.item LIMIT ?",
        [.text(query.berkas.description), .integer(query.after ?? 0), .integer(limit + 1)], for: office, question.reading)
    return BerkasContents.Answer(berkas: try berkas.row(for: office, question.reading), rows: Array(rows.prefix(limit)), hasMore: rows.count > limit)
}
