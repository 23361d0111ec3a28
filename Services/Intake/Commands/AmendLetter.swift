import Domain
import Kernel
import Protocol
import SQLite
import Tasks

/// Corrects an entry; the journal keeps what stood there before.
func amendLetter(_ command: AmendLetter, _ decision: Decision) throws -> [Event] {
    let office = try clerk(decision)
    let reason = try EntryChecks.line(command.reason, "reason")
    let letter = try standing(command.letter, office, decision)
    guard let before = letter.row.words else {
        throw Rejection("destroyed", "The words of this letter were destroyed by law; there is nothing to correct.", field: "letter")
    }
    let words = try amended(before, by: command)
    let keamanan = command.keamanan ?? letter.row.keamanan
    let isPersonal = command.isPersonal ?? letter.row.isPersonal
    // A scan that is there already cannot be unseen, so only the words are asked to be those of an unopened letter.
    try EntryRules.opened(words, keamanan, isPersonal: isPersonal, hasFiles: false)
    let event = LetterAmended(
        letter: command.letter, keamanan: keamanan, urgensi: command.urgensi ?? letter.row.urgensi,
        classification: try command.classification.map { try EntryRules.classification($0, office, decision) } ?? letter.row.classification,
        channel: command.channel ?? letter.row.channel, isOriginal: command.isOriginal ?? letter.row.isOriginal, isPersonal: isPersonal,
        received: try EntryRules.received(command.received ?? letter.row.received, today: office.date(decision.now)))
    if folded(words) != folded(before), command.acceptsDuplicate != true {
        try EntryRules.unlikeOthers(words, except: command.letter, office, decision)
    }
    let amendment = Event(event, about: command.letter, content: AmendmentWords(reason: reason, words: words))
    let (asBefore, asNow) = (letter.keamananOfCases, StoredLetter.keamananOfCases(keamanan, isPersonal: isPersonal))
    return asNow > asBefore ? [amendment] + (try narrowed(command.letter, office, asNow, decision)) : [amendment]
}

/// What a raised keamanan means to the letter's cases. A lowered one means nothing to them: what was written for few stays with those it was written for,
/// and the case may have other letters; only what is entered of the letter itself is opened by the clerk's correction, whose reason stands in the journal.
private func narrowed(_ letter: Identifier, _ office: Office, _ keamanan: Keamanan, _ decision: Decision) throws -> [Event] {
    let cases = try decision.reading.all("SELECT casefile FROM letter_case WHERE letter = ? ORDER BY place", .text(letter.description)) {
        Identifier($0.text(0))
    }
    return cases.compactMap { $0 }.map { caseID in
        Event(LetterKeamananRaised(letter: letter, caseID: caseID, agency: office.agency, keamanan: keamanan), about: caseID)
    }
}

/// The words with the corrections in them: what is left out stays, an empty text takes away what may be absent.
private func amended(_ before: LetterWords, by command: AmendLetter) throws(Rejection) -> LetterWords {
    var words = before
    if let sender = command.sender { words.sender = try EntryChecks.line(sender, "sender") }
    if let address = command.senderAddress { words.senderAddress = try EntryChecks.optionalLine(address, "senderAddress") }
    if let number = command.number { words.number = try EntryChecks.line(number, "number") }
    if let date = command.letterDate { words.letterDate = date }
    if let subject = command.subject { words.subject = try EntryChecks.optionalLine(subject, "subject") ?? "" }
    if let summary = command.summary { words.summary = try EntryChecks.optionalText(summary, "summary") }
    if let attachments = command.attachments { words.attachments = try EntryChecks.optionalLine(attachments, "attachments") }
    if let invitation = command.invitation { words.invitation = try EntryRules.invitation(invitation) }
    return words
}

func letterAmended(_ event: Recorded<LetterAmended>, _ tables: Tables) throws {
    let body = event.body
    let words = event.content?.words
    try tables.run(
        """
        UPDATE letter SET received = ?, keamanan = ?, urgensi = ?, classification = ?, channel = ?, original = ?, personal = ?, unopened = ?,
            folded = ?, sender = ?, sender_address = ?, number = ?, dated = ?, subject = ?, summary = ?, attachments = ?, invitation = ? WHERE id = ?
        """, .text(body.received.description), .text(body.keamanan.rawValue), .text(body.urgensi.rawValue), .text(body.classification),
        .text(body.channel.rawValue), .flag(body.isOriginal), .flag(body.isPersonal),
        .flag(StoredLetter.isUnopened(body.keamanan, isPersonal: body.isPersonal)), .text(words.map(folded)), .text(words?.sender),
        .text(words?.senderAddress), .text(words?.number), .text(words?.letterDate.description), .text(words?.subject), .text(words?.summary),
        .text(words?.attachments), .blob(try words?.invitation.map { try JSONText().encode($0) }), .text(body.letter.description))
}
