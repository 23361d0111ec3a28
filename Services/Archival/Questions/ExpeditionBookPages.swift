import Domain
import Kernel
import Policy
import Protocol
import SQLite
import Tasks

/// The whole book is for who keeps books and archive and for the head; others see what they sent themselves.
func expeditionBook(_ query: ExpeditionBook, _ question: Question) throws -> ExpeditionBook.Answer {
    let office = try Office.of(question)
    guard case .official(let official) = question.principal else { throw Fault("an office without an official") }
    let limit = EntryChecks.rows(query.limit)
    var found = try question.reading.all(
        """
        SELECT place, task, casefile, at, number, receiver, subject, outcome, words, proof, size, media_type, tembusan FROM delivery
        WHERE agency = ? AND place < ? AND (? OR position = ?) AND (? OR outcome = 'gagal') ORDER BY place DESC LIMIT ?
        """, .text(office.agency.text), .integer(query.before ?? Int64.max),
        .flag(!office.duties.isDisjoint(with: [.agendaClerk, .archivist, .head])), .text(official.position.text), .flag(query.onlyFailed != true),
        .integer(limit + 1), read: deliveryRow)
    let hasMore = found.count > limit
    if hasMore { found.removeLast() }
    found = try found.map { row in
        let sight = try SecretCases.sight(of: row.caseID, as: .line, agency: office.agency, office.position, office.reader, question.reading)
        return sight == .full ? row : masked(row)
    }
    return ExpeditionBook.Answer(rows: found, next: hasMore ? found.last?.place : nil)
}

/// The line with its number, without the words that are kept from whoever asks.
private func masked(_ row: ExpeditionBook.Row) -> ExpeditionBook.Row {
    var row = row
    row.subject = maskedText
    row.receiver = row.receiver.map { _ in maskedText }
    row.words = nil
    row.proof = nil
    return row
}

private func deliveryRow(_ row: borrowing Row) throws -> ExpeditionBook.Row {
    guard let task = Identifier(row.text(1)), let caseID = Identifier(row.text(2)), let at = CivilDate(row.text(3)),
        let outcome = DeliveryOutcome(rawValue: row.text(7))
    else { throw Fault("delivery \(row.integer(0)) cannot be read") }
    let proof = row.optionalText(9).map { FileReference(hash: $0, size: row.int(10), mediaType: row.text(11)) }
    return ExpeditionBook.Row(
        place: row.integer(0), task: task, caseID: caseID, at: at, number: row.optionalText(4), receiver: row.optionalText(5),
        isTembusan: row.flag(12), subject: row.optionalText(6), outcome: outcome, words: row.optionalText(8), proof: proof)
}
