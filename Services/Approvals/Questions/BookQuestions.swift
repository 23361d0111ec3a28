import Domain
import Kernel
import Policy
import Protocol
import SQLite
import Tasks

private let columns = "line, sequence, number.text, date, number.state, block, number.casefile, number.document, task.subject, reason, task.body"

func outgoingBook(_ query: OutgoingBook, _ question: Question) throws -> OutgoingBook.Answer {
    let book = try book(query.register, of: query.agency, question)
    let year = query.year ?? book.today(question.now).year
    try Book.lines.check(
        where: "agency = ? AND register = ? AND year = ? AND line > ? ORDER BY line LIMIT ?",
        [
            .text(book.agency.text), .text(book.register.text), .integer(year), .integer(query.after ?? 0),
            .integer(EntryChecks.rows(query.limit)),
        ], question.reading)
    let rows = try question.reading.all(
        """
        SELECT \(columns) FROM number LEFT JOIN task ON task.id = number.task
        WHERE agency = ? AND register = ? AND year = ? AND line > ? ORDER BY line LIMIT ?
        """,
        .text(book.agency.text), .text(book.register.text), .integer(year), .integer(query.after ?? 0),
        .integer(EntryChecks.rows(query.limit)), read: bookRow)
    return OutgoingBook.Answer(year: year, rows: try rows.map { try shown($0, of: book, question) })
}

func lastNumber(_ query: LastNumber, _ question: Question) throws -> LastNumber.Answer {
    let book = try book(query.register, of: query.agency, question)
    let year = query.year ?? book.today(question.now).year
    try Book.lines.check(
        where: "agency = ? AND register = ? AND year = ? AND sequence IS NOT NULL ORDER BY sequence DESC LIMIT 1",
        [.text(book.agency.text), .text(book.register.text), .integer(year)], question.reading)
    let last = try question.reading.first(
        """
        SELECT \(columns) FROM number LEFT JOIN task ON task.id = number.task
        WHERE agency = ? AND register = ? AND year = ? AND sequence IS NOT NULL ORDER BY sequence DESC LIMIT 1
        """,
        .text(book.agency.text), .text(book.register.text), .integer(year), read: bookRow)
    return LastNumber.Answer(year: year, last: try last.map { try shown($0, of: book, question) }, next: try book.next(in: year, question.reading))
}

/// The line as whoever asks may see it: the words of what is kept from them are masked, and the line with its number stays.
private func shown(_ row: OutgoingBook.Row, of book: Book, _ question: Question) throws -> OutgoingBook.Row {
    guard let caseID = row.caseID, try question.sight(of: caseID, as: .line, book.agency) < .full else { return row }
    var masked = row
    masked.subject = maskedText
    masked.document = nil
    masked.attachmentOf = nil
    masked.reason = row.reason.map { _ in maskedText }
    return masked
}

/// The book asked for: an official's own agency's, an operator's choice.
private func book(_ register: Key<Register>, of agency: Key<Agency>?, _ question: Question) throws -> Book {
    let own = question.principal?.agency
    guard let agency = agency ?? own else { throw Rejection.invalid("agency", "Say whose book.") }
    guard own == nil || own == agency else { throw Rejection.notFound("book", field: "register") }
    return try Book.find(register, of: agency, question.reading)
}

private func bookRow(_ row: borrowing Row) throws -> OutgoingBook.Row {
    guard let date = CivilDate(row.text(3)), let state = NumberState(rawValue: row.text(4)) else {
        throw Fault("line \(row.integer(0)) of a book cannot be read")
    }
    let task = try row.optionalBlob(10).map { try JSONText().decode(TaskOpened.self, from: $0) }
    return OutgoingBook.Row(
        line: row.int(0), sequence: row.optionalInteger(1).map { Int($0) }, number: row.optionalText(2), date: date, state: state,
        block: row.optionalText(5).flatMap { Identifier($0) }, caseID: row.optionalText(6).flatMap { Identifier($0) },
        document: row.optionalText(7), attachmentOf: task?.attachmentOf, subject: row.optionalText(8), reason: row.optionalText(9))
}
