import Domain
import Kernel
import Protocol
import SQLite
import Tasks

/// Enters a letter under the next number of its book.
func registerLetter(_ command: RegisterLetter, _ decision: Decision) throws -> [Event] {
    let office = try clerk(decision)
    #if PLANTED
        let today = office.date(Planted.isOn(.yearOfGreenwich) ? decision.now.advanced(byMilliseconds: -8 * 3_600_000) : decision.now)
    #else
        let today = office.date(decision.now)
    #endif
    let files = try EntryRules.files(command.files, decision)
    let words = LetterWords(
        sender: try EntryChecks.line(command.sender, "sender"),
        senderAddress: try EntryChecks.optionalLine(command.senderAddress, "senderAddress"),
        number: try EntryChecks.line(command.number, "number"),
        letterDate: command.letterDate,
        subject: try EntryChecks.optionalLine(command.subject, "subject") ?? "",
        summary: try EntryChecks.optionalText(command.summary, "summary"),
        attachments: try EntryChecks.optionalLine(command.attachments, "attachments"),
        invitation: try EntryRules.invitation(command.invitation),
        fileNames: files.names.isEmpty ? nil : files.names)
    let isPersonal = command.isPersonal ?? false
    try EntryRules.opened(words, command.keamanan, isPersonal: isPersonal, hasFiles: !files.references.isEmpty)
    let received = try EntryRules.received(command.received, today: today)
    let classification = try EntryRules.classification(command.classification, office, decision)
    // A book that is not there is told before a likeness to a letter of another book.
    #if PLANTED
        let next = try nextNumber(command.register, today.year, office, decision)
        let sequence = Planted.isOn(.numberBeforeDecision) ? Planted.take(next) : next
    #else
        let sequence = try nextNumber(command.register, today.year, office, decision)
    #endif
    #if PLANTED
        if command.acceptsDuplicate != true, !Planted.isOn(.letterTwice) { try EntryRules.unlikeOthers(words, except: nil, office, decision) }
    #else
        if command.acceptsDuplicate != true { try EntryRules.unlikeOthers(words, except: nil, office, decision) }
    #endif
    let letter = decision.newIdentifier()
    let event = LetterRegistered(
        letter: letter, agency: office.agency, register: command.register, year: today.year, sequence: sequence, keamanan: command.keamanan,
        urgensi: command.urgensi,
        classification: classification, channel: command.channel, isOriginal: command.isOriginal, isPersonal: isPersonal,
        files: files.references, received: received)
    return [Event(event, about: letter, content: words)]
}

/// One more than the last number of that year; in the first year the book is kept here it begins at its opening number, later at 1.
private func nextNumber(_ register: Key<Register>, _ year: Int, _ office: Office, _ decision: Decision) throws -> Int {
    try IntakeTables.counter.check(
        where: "agency = ? AND register = ?", [.text(office.agency.text), .text(register.text)], decision.reading)
    let book = try decision.reading.first(
        """
        SELECT opening, retired, (SELECT last FROM counter c WHERE c.agency = b.agency AND c.register = b.register AND year = ?),
            EXISTS (SELECT 1 FROM counter c WHERE c.agency = b.agency AND c.register = b.register)
        FROM book b WHERE agency = ? AND register = ?
        """, .integer(year), .text(office.agency.text), .text(register.text)
    ) { (opening: $0.int(0), isRetired: $0.flag(1), last: $0.optionalInteger(2), isInUse: $0.flag(3)) }
    guard let book else { throw Rejection.notFound("book of incoming letters", field: "register") }
    guard !book.isRetired else {
        throw Rejection("bookRetired", "This book is no longer in the agency's catalogue; choose one that is.", field: "register")
    }
    if let last = book.last { return Int(last) + 1 }
    return book.isInUse ? 1 : book.opening
}

func letterRegistered(_ event: Recorded<LetterRegistered>, _ tables: Tables) throws {
    let body = event.body
    let words = event.content
    let id = Value.text(body.letter.description)
    let book: [Value] = [.text(body.agency.text), .text(body.register.text), .integer(body.year)]
    try tables.run(
        "INSERT INTO counter(agency, register, year, last) VALUES(?, ?, ?, ?) ON CONFLICT DO UPDATE SET last = excluded.last",
        all: book + [.integer(body.sequence)])
    try IntakeTables.counter.seal(where: "agency = ? AND register = ? AND year = ?", book, tables)
    try tables.run(
        """
        INSERT INTO letter(id, agency, register, year, sequence, registered, received, keamanan, urgensi, classification, channel, original, personal,
            unopened, files, folded, sender, sender_address, number, dated, subject, summary, attachments, invitation)
        VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """, id, .text(body.agency.text), .text(body.register.text), .integer(body.year), .integer(body.sequence),
        .integer(event.header.time.milliseconds), .text(body.received.description), .text(body.keamanan.rawValue), .text(body.urgensi.rawValue),
        .text(body.classification), .text(body.channel.rawValue), .flag(body.isOriginal), .flag(body.isPersonal),
        .flag(StoredLetter.isUnopened(body.keamanan, isPersonal: body.isPersonal)), .integer(body.files.count), .text(words.map(folded)),
        .text(words?.sender), .text(words?.senderAddress), .text(words?.number), .text(words?.letterDate.description), .text(words?.subject),
        .text(words?.summary), .text(words?.attachments), .blob(try words?.invitation.map { try JSONText().encode($0) }))
    try insert(body.files, names: words?.fileNames, of: body.letter, after: 0, tables)
}

/// Adds files to a letter, behind the `count` it has.
func insert(_ files: [FileReference], names: [String]?, of letter: Identifier, after count: Int, _ tables: Tables) throws {
    for (index, file) in files.enumerated() {
        let name = names.flatMap { $0.indices.contains(index) ? $0[index] : nil }
        try tables.run(
            "INSERT INTO letter_file VALUES(?, ?, ?, ?, ?, ?)", .text(letter.description), .integer(count + index + 1), .text(file.hash),
            .integer(file.size), .text(file.mediaType), .text(name))
    }
}
