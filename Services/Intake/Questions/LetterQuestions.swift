import Domain
import Kernel
import Protocol
import SQLite
import Tasks

func showLetter(_ query: ShowLetter, _ question: Question) throws -> ShowLetter.Answer {
    let office = try Office.of(question)
    let letter = try StoredLetter.seen(query.letter, office, question.reading)
    let id = Value.text(query.letter.description)
    let files = try question.reading.all("SELECT hash, size, media_type, name FROM letter_file WHERE letter = ? ORDER BY place", id) {
        RegisterLetter.File(file: FileReference(hash: $0.text(0), size: $0.int(1), mediaType: $0.text(2)), name: $0.text(3))
    }
    let cases = try question.reading.all("SELECT casefile FROM letter_case WHERE letter = ? ORDER BY place", id) { Identifier($0.text(0)) }
    // That there is such a case is not told for an open letter either.
    let known = try cases.compactMap { $0 }.filter { caseID in
        let sight = try SecretCases.sight(
            of: caseID, as: .casefile, agency: office.agency, office.position, office.reader, hasLetter: true, question.reading)
        return sight >= .masked
    }
    return ShowLetter.Answer(row: letter.row, files: files, cases: known)
}

/// Whether whoever asks sees a letter that the file belongs to.
func seesFile(_ hash: String, _ question: Question) throws -> Bool {
    let office = try Office.of(question)
    let letters = try question.reading.all("SELECT DISTINCT letter FROM letter_file WHERE hash = ?", .text(hash)) { Identifier($0.text(0)) }
    return try letters.contains { id in
        guard let id, let letter = try StoredLetter.all("id = ?", [.text(id.description)], question.reading).first else { return false }
        return try letter.sight(for: office, question.reading) == .full
    }
}

func lastAgendaNumber(_ query: LastAgendaNumber, _ question: Question) throws -> LastAgendaNumber.Answer {
    let office = try Office.of(question)
    try checkBook(query.register, office, question.reading)
    let year = query.year ?? office.date(question.now).year
    try IntakeTables.counter.check(
        where: "agency = ? AND register = ?", [.text(office.agency.text), .text(query.register.text)], question.reading)
    let last = try question.reading.integer(
        "SELECT last FROM counter WHERE agency = ? AND register = ? AND year = ?", .text(office.agency.text), .text(query.register.text),
        .integer(year))
    return LastAgendaNumber.Answer(year: year, last: last.map { Int($0) })
}

func receipt(_ query: Receipt, _ question: Question) throws -> Receipt.Answer {
    let office = try Office.of(question)
    let row = try StoredLetter.seen(query.letter, office, question.reading).row
    let book = try question.reading.first(
        "SELECT name FROM book WHERE agency = ? AND register = ?", .text(office.agency.text), .text(row.register.text)
    ) { $0.text(0) }
    return Receipt.Answer(
        agency: office.name, register: book ?? row.register.text, year: row.year, sequence: row.sequence, received: row.received,
        registered: row.registered, sender: row.words?.sender, number: row.words?.number)
}
