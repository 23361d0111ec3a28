import Domain
import Kernel
import Protocol
import SQLite
import Tasks

/// Records found by their words, newest first.
func searchArchive(_ query: SearchArchive, _ question: Question) throws -> SearchArchive.Answer {
    let office = try Office.of(question)
    var condition = "record_text MATCH ? AND record_text.rowid < ?"
    var values: [Value] = [.text(try matchExpression(query.text)), .integer(query.before ?? Int64.max)]
    if let classification = query.classification {
        condition += " AND record.classification = ?"
        values.append(.text(classification))
    }
    if let year = query.year {
        condition += " AND record.year = ?"
        values.append(.integer(year))
    }
    let limit = EntryChecks.rows(query.limit)
    values.append(.integer(limit + 1))
    let found = try StoredRecord.all(
        condition + " ORDER BY record_text.rowid DESC LIMIT ?", values, for: office, searching: true, question.reading)
    let rows = Array(found.prefix(limit))
    return SearchArchive.Answer(rows: rows, next: found.count > limit ? rows.last?.place : nil)
}

/// What the index of words is asked for: all the words of the text, each as the beginning of one.
///
/// The index has a language of its own, so nothing of the text reaches it but letters and figures: each word stands in quotes, and what is neither
/// becomes a blank within them, where the index, which knows no other signs either, looks for the parts one after the other.
func matchExpression(_ text: String) throws(Rejection) -> String {
    guard text.utf8.count <= Limits.lineCharacters else { throw .invalid("text", "This is too long to be looked for; use fewer words.") }
    var phrases: [String] = []
    for word in text.split(whereSeparator: \.isWhitespace) {
        let parts = word.unicodeScalars.split { !isIndexed($0) && !isMark($0) }.map { String(String.UnicodeScalarView($0)) }
        if word.unicodeScalars.contains(where: isIndexed) { phrases.append("\"\(parts.joined(separator: " "))\"*") }
    }
    guard (1...wordsAtMost).contains(phrases.count) else {
        throw .invalid("text", "Say what to look for: one to \(wordsAtMost) words of letters or figures.")
    }
    return phrases.joined(separator: " ")
}

private let wordsAtMost = 16

/// Whether the tokenizer `unicode61` takes the sign as part of a word: letters, figures and private use.
private func isIndexed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber, .letterNumber, .otherNumber,
        .privateUse:
        true
    default: false
    }
}

/// Whether the sign is a mark set on a letter, which makes no word of its own.
private func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: true
    default: false
    }
}
