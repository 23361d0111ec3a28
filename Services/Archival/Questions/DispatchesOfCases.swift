import Domain
import Kernel
import Policy
import Protocol
import SQLite
import Tasks

/// What was sent of some cases of the asker's agency.
///
/// It belongs to lines of the book of outgoing letters, which is open to the whole office: whoever sees a line there sees to whom it went, though the book
/// of dispatches may be closed to them.
func dispatches(_ query: Dispatches, _ question: Question) throws -> Dispatches.Answer {
    let office = try Office.of(question)
    guard query.cases.count <= Limits.pageRows else {
        throw Rejection.invalid("cases", "More than \(Limits.pageRows) cases; ask for fewer at a time.")
    }
    let ids = Value.text("[\(query.cases.map { "\"\($0)\"" }.joined(separator: ","))]")
    // The signs keep SQLite from walking through the agency's whole book instead of looking up the cases.
    let found = try question.reading.all(
        """
        SELECT place, task, casefile, at, number, receiver, outcome, tembusan FROM delivery
        WHERE casefile IN (SELECT value FROM json_each(?)) AND +agency = ? AND +place > ? ORDER BY +place LIMIT ?
        """, ids, .text(office.agency.text), .integer(query.after ?? 0), .integer(Limits.pageRows + 1), read: sentRow)
    var tasks: [Identifier: TaskOpened] = [:]
    var sights: [Identifier: Sight] = [:]
    var answer = Dispatches.Answer(rows: [], next: nil)
    var bytes = 0
    for (id, row) in found {
        var row = row
        let sight =
            try sights[row.caseID]
            ?? SecretCases.sight(of: row.caseID, as: .line, agency: office.agency, office.position, office.reader, question.reading)
        sights[row.caseID] = sight
        if sight == .full {
            let task = try tasks[id] ?? StoredTask.find(id, question.reading).task
            tasks[id] = task
            row.document = task.document?.name
            row.attachmentOf = task.attachmentOf
        } else {
            row.receiver = row.receiver.map { _ in maskedText }
        }
        bytes += 400 + (row.receiver?.utf8.count ?? 0)
        // Names may be so long that fewer rows fit an answer.
        if let last = answer.rows.last, answer.rows.count == Limits.pageRows || bytes > Limits.pageBytes {
            answer.next = last.place
            break
        }
        answer.rows.append(row)
    }
    return answer
}

/// A sending without what its task says of the document, and that task.
private func sentRow(_ row: borrowing Row) throws -> (task: Identifier, row: Dispatches.Row) {
    guard let task = Identifier(row.text(1)), let caseID = Identifier(row.text(2)), let at = CivilDate(row.text(3)),
        let outcome = DeliveryOutcome(rawValue: row.text(6))
    else { throw Fault("delivery \(row.integer(0)) cannot be read") }
    let sent = Dispatches.Row(
        place: row.integer(0), caseID: caseID, document: nil, attachmentOf: nil, number: row.optionalText(4), at: at, receiver: row.optionalText(5),
        isTembusan: row.flag(7), outcome: outcome)
    return (task, sent)
}
