import Domain
import Kernel
import Protocol
import SQLite
import Tasks

func giveNumber(_ command: GiveNumber, _ decision: Decision) throws -> [Event] {
    let task = try OpenTask.find(command.task, word: .nomor, decision).task
    guard let document = task.document else { throw Fault("a nomor names no document") }
    guard let register = task.register else {
        throw Rejection("registerMissing", "The SOP names no book for this document; mend its catalogue.", field: "task")
    }
    let book = try Book.find(register, of: task.agency, decision.reading)
    let entry = try entry(command, task, document, book, decision)
    let done = Completion(task: task.task, caseID: task.caseID, outcome: .done, document: document, number: entry.text)
    let event = NumberGiven(
        done: done, agency: task.agency, register: register, year: entry.date.year, sequence: entry.sequence, date: entry.date,
        block: entry.block, isKept: entry.isKept)
    return [Event(event, about: task.caseID)]
}

func numberGiven(_ event: Recorded<NumberGiven>, _ tables: Tables) throws {
    let body = event.body
    try OpenTask.close(body.done.task, tables)
    if body.isKept { return }
    let agency = Value.text(body.agency.text)
    let register = Value.text(body.register.text)
    let year = Value.integer(body.year)
    let book = [agency, register, year]
    let task = Value.text(body.done.task.description)
    let casefile = Value.text(body.done.caseID.description)
    let document = Value.text(body.done.document?.name.text)
    if body.block != nil {
        try tables.run(
            """
            UPDATE number SET text = ?, state = 'given', task = ?, casefile = ?, document = ?
            WHERE agency = ? AND register = ? AND year = ? AND sequence = ?
            """,
            .text(body.done.number), task, casefile, document, agency, register, year, .integer(body.sequence))
        try Book.keep(book, where: "sequence = ?", [.integer(body.sequence)], movingTo: nil, tables)
    } else {
        try tables.run(
            """
            INSERT INTO number SELECT ?1, ?2, ?3, coalesce(max(line), 0) + 1, ?4, ?5, ?6, 'given', NULL, ?7, ?8, ?9, NULL, x''
            FROM number WHERE agency = ?1 AND register = ?2 AND year = ?3
            """,
            agency, register, year, .integer(body.sequence), .text(body.done.number), .text(body.date.description), task, casefile, document)
        try Book.keep(book, where: "task = ?", [task], movingTo: body.sequence, tables)
    }
}

/// What the book will say of the document.
private struct Entry {
    var text: String
    var date: CivilDate
    var sequence: Int?
    var block: Identifier?
    var isKept = false
}

/// Finds the number: the one the document has, one from outside, the next of a block, or the next of the book.
private func entry(
    _ command: GiveNumber, _ task: TaskOpened, _ document: DocumentVersion, _ book: Book, _ decision: Decision
) throws -> Entry {
    let today = book.today(decision.now)
    if let kept = try keptEntry(task, document, book, decision.reading) {
        guard command.external == nil, command.block == nil, command.date == nil || command.date == kept.date else {
            throw Rejection("alreadyNumbered", "The document has a number by now and keeps it; void that one first.", field: "task")
        }
        return kept
    }
    if let external = command.external {
        guard command.block == nil else { throw Rejection.invalid("block", "A number from outside uses no block; leave it out.") }
        return try outsideEntry(external, command.date ?? today, book, today, decision.reading)
    }
    if let block = command.block {
        let (sequence, date) = try nextInBlock(block, book, decision.reading)
        guard command.date == nil || command.date == date else {
            throw Rejection("dateNotOfBlock", "The block is for letters of \(date); give them that date.", field: "date")
        }
        guard date <= today else { throw Rejection("dateAhead", "The block is for letters of \(date); wait for that day.", field: "block") }
        return Entry(text: try text(sequence, date, command, task, book, decision.reading), date: date, sequence: sequence, block: block)
    }
    if let date = command.date, date < today {
        throw Rejection("backDated", "An earlier date is only possible with a block reserved for it, or a number from outside.", field: "date")
    }
    if let date = command.date, date > today {
        throw Rejection("dateAhead", "A letter is numbered on its date; wait for that day, or reserve numbers for it.", field: "date")
    }
    let sequence = try book.next(in: today.year, decision.reading)
    return Entry(text: try text(sequence, today, command, task, book, decision.reading), date: today, sequence: sequence)
}

/// The number that the document bears by now: a revision does not lose it.
private func keptEntry(_ task: TaskOpened, _ document: DocumentVersion, _ book: Book, _ reading: Reading) throws -> Entry? {
    try Book.lines.check(
        where: "casefile = ? AND document = ?", [.text(task.caseID.description), .text(document.name.text)], reading)
    return try reading.first(
        """
        SELECT text, date, sequence, block FROM number WHERE casefile = ? AND document = ? AND agency = ? AND register = ? AND state = 'given'
        """,
        .text(task.caseID.description), .text(document.name.text), .text(book.agency.text), .text(book.register.text)
    ) { row in
        guard let date = CivilDate(row.text(1)) else { throw Fault("a line of the book has no date") }
        return Entry(
            text: row.text(0), date: date, sequence: row.optionalInteger(2).map { Int($0) }, block: row.optionalText(3).flatMap { Identifier($0) },
            isKept: true)
    }
}

private func outsideEntry(_ number: String, _ date: CivilDate, _ book: Book, _ today: CivilDate, _ reading: Reading) throws -> Entry {
    try checkNumberWord(number, "external")
    guard date <= today else { throw Rejection("dateAhead", "That day has not come; give the date on the letter.", field: "date") }
    let isUsed = try reading.exists(
        "SELECT 1 FROM number WHERE agency = ? AND register = ? AND year = ? AND text = ? AND sequence IS NULL AND state = 'given'",
        .text(book.agency.text), .text(book.register.text), .integer(date.year), .text(number))
    guard !isUsed else { throw Rejection("numberUsed", "Another letter has that number from outside; check it.", field: "external") }
    return Entry(text: number, date: date)
}

/// The block's first number that no letter has yet, and the block's date.
private func nextInBlock(_ block: Identifier, _ book: Book, _ reading: Reading) throws -> (sequence: Int, date: CivilDate) {
    try Book.lines.check(where: "block = ?", [.text(block.description)], reading)
    let row = try reading.first(
        """
        SELECT date, min(CASE state WHEN 'reserved' THEN sequence END) FROM number WHERE block = ? AND agency = ? AND register = ? GROUP BY date
        """,
        .text(block.description), .text(book.agency.text), .text(book.register.text)
    ) { (date: CivilDate($0.text(0)), sequence: $0.optionalInteger(1)) }
    guard let row, let date = row.date else {
        throw Rejection("blockUnknown", "This book has no such block; look for it in the book.", field: "block")
    }
    guard let sequence = row.sequence else {
        throw Rejection("blockUsedUp", "All numbers of the block are used or void; use another block, or today's number.", field: "block")
    }
    return (Int(sequence), date)
}

/// Writes the number as the book's format says.
private func text(
    _ sequence: Int, _ date: CivilDate, _ command: GiveNumber, _ task: TaskOpened, _ book: Book, _ reading: Reading
) throws -> String {
    guard let format = book.format else { return String(sequence) }
    func word(_ value: String?, _ placeholder: String, _ field: String, missing: String) throws -> String {
        guard format.text.contains(placeholder) else { return "" }
        guard let value else { throw Rejection(missing, "The book writes \(placeholder) into its numbers; say what stands there.", field: field) }
        try checkNumberWord(value, field)
        return value
    }
    let classification = try word(
        task.classification ?? command.classification, "{klasifikasi}", "classification", missing: "classificationMissing")
    return format.render(
        NumberTemplate.Values(
            classification: classification, sequence: sequence, agencyCode: book.shortName,
            unit: try word(command.unit, "{unit}", "unit", missing: "unitMissing"), date: date,
            keamanan: try command.keamanan ?? SecretCases.keamanan(of: task.caseID, reading)))
}
