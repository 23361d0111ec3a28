import Domain
import Kernel
import Protocol
import SQLite
import Tasks

/// A page of a book; a year in which nothing came has no rows.
func agendaBook(_ query: AgendaBook, _ question: Question) throws -> AgendaBook.Answer {
    let office = try Office.of(question)
    guard query.after == nil || query.before == nil else {
        throw Rejection.invalid("before", "Ask for the rows after a number or before one, not both.")
    }
    try checkBook(query.register, office, question.reading)
    var condition = "agency = ? AND register = ? AND year = ?"
    var values: [Value] = [.text(office.agency.text), .text(query.register.text), .integer(query.year)]
    switch query.filter {
    case nil: break
    case .unscanned: condition += " AND files = 0 AND voided = 0 AND unopened = 0"
    case .voided: condition += " AND voided = 1"
    }
    if let prefix = try EntryChecks.optionalLine(query.prefix, "prefix") {
        let pattern = Value.text(beginning(with: prefix))
        condition += #" AND (sender LIKE ? ESCAPE '\' OR number LIKE ? ESCAPE '\' OR subject LIKE ? ESCAPE '\')"#
        values += [pattern, pattern, pattern]
        // What is masked must not be found by its words either.
        if office.duties.isDisjoint(with: [.agendaClerk, .head]) {
            condition += """
                 AND (\(IntakeTables.hasCome) OR keamanan = 'biasa' AND personal = 0
                AND EXISTS (SELECT 1 FROM letter_case c WHERE c.letter = letter.id))
                """
            values += [.text(office.position.text), .text(office.position.text)]
        }
    }
    if let after = query.after {
        condition += " AND sequence > ? ORDER BY sequence"
        values.append(.integer(after))
    } else {
        condition += " AND sequence < ? ORDER BY sequence DESC"
        values.append(.integer(query.before ?? Int.max))
    }
    let limit = EntryChecks.rows(query.limit)
    values.append(.integer(limit + 1))
    let found = try StoredLetter.all(condition + " LIMIT ?", values, question.reading)
    let lost = try question.reading.all(
        "SELECT first, last, reason FROM lost_number WHERE agency = ? AND register = ? AND year = ? ORDER BY first", .text(office.agency.text),
        .text(query.register.text), .integer(query.year)
    ) { AgendaBook.Answer.Lost(first: $0.int(0), last: $0.int(1), reason: $0.optionalText(2)) }
    return AgendaBook.Answer(
        rows: try found.prefix(limit).map { try $0.row(for: office, question.reading) }, hasMore: found.count > limit, lost: lost.isEmpty ? nil : lost
    )
}

/// Throws `notFound` for what is no book of the agency; one that is no longer in its catalogue can still be read.
func checkBook(_ register: Key<Register>, _ office: Office, _ reading: Reading) throws {
    let sql = "SELECT 1 FROM book WHERE agency = ? AND register = ?"
    guard try reading.exists(sql, .text(office.agency.text), .text(register.text)) else {
        throw Rejection.notFound("book of incoming letters", field: "register")
    }
}

/// A pattern for LIKE that takes every sign of the prefix as itself.
private func beginning(with prefix: String) -> String {
    var pattern = ""
    for character in prefix {
        if character == "%" || character == "_" || character == "\\" { pattern.append("\\") }
        pattern.append(character)
    }
    return pattern + "%"
}
