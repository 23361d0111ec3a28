import Domain
import Kernel
import Protocol
import SQLite
import Tasks

/// The clerk who asks: only who keeps the books writes in them. Throws `forbidden` or `mandateTooNarrow`.
func clerk(_ decision: Decision) throws -> Office {
    try Office.of(
        decision, having: .agendaClerk, orElse: "Only the agenda clerk (agendaris) writes in the books of incoming letters; ask the clerk.")
}

/// A letter of the clerk's agency that was not struck out. Throws `notFound` or `letterVoid`.
func standing(_ id: Identifier, _ office: Office, _ decision: Decision) throws -> StoredLetter {
    let letter = try StoredLetter.find(id, office.agency, decision.reading)
    guard !letter.row.isVoid else {
        throw Rejection("letterVoid", "This letter was struck out of its book; register it anew if that was a mistake.", field: "letter")
    }
    return letter
}

/// What the rules say about an entry in the book, new or corrected.
enum EntryRules {
    /// Checks a classification against the agency's list; an empty text is none.
    static func classification(_ code: String?, _ office: Office, _ decision: Decision) throws -> String? {
        guard let code, !code.isEmpty else { return nil }
        let sql = "SELECT 1 FROM classification WHERE agency = ? AND code = ?"
        guard try decision.reading.exists(sql, .text(office.agency.text), .text(code)) else {
            throw Rejection.invalid("classification", "The agency's classification has no such code; choose one of its list, or leave it out.")
        }
        return code
    }

    /// The day a letter came: never a day that is still to come.
    static func received(_ date: CivilDate?, today: CivilDate) throws(Rejection) -> CivilDate {
        guard let date else { return today }
        guard date <= today else { throw .invalid("received", "A letter cannot have come on a day that is still to come; correct the date.") }
        return date
    }

    /// The invitation, tidied.
    static func invitation(_ invitation: LetterWords.Invitation?) throws(Rejection) -> LetterWords.Invitation? {
        guard var invitation else { return nil }
        invitation.place = try EntryChecks.line(invitation.place, "invitation.place")
        invitation.attendee = try EntryChecks.optionalLine(invitation.attendee, "invitation.attendee")
        guard isTime(invitation.time) else { throw .invalid("invitation.time", "Write the time as hours and minutes, such as 09:00.") }
        return invitation
    }

    private static func isTime(_ text: String) -> Bool {
        let signs = Array(text.utf8)
        let digits = signs.map { Int($0) - 0x30 }
        guard signs.count == 5, signs[2] == UInt8(ascii: ":"), [0, 1, 3, 4].allSatisfy({ (0...9).contains(digits[$0]) }) else { return false }
        return digits[0] * 10 + digits[1] < 24 && digits[3] < 6
    }

    /// What stays unopened has no summary and no files, and is the only kind of letter without a subject.
    static func opened(_ words: LetterWords, _ keamanan: Keamanan, isPersonal: Bool, hasFiles: Bool) throws(Rejection) {
        let sentence = "A rahasia, sangat rahasia or personal letter is registered unopened; leave the summary and the files out."
        if StoredLetter.isUnopened(keamanan, isPersonal: isPersonal) {
            if words.summary != nil { throw Rejection("unopened", sentence, field: "summary") }
            if hasFiles { throw Rejection("unopened", sentence, field: "files") }
        } else if words.subject.isEmpty {
            throw .invalid("subject", "This must not be empty.")
        }
    }

    /// The same sender, number and date is the same letter, unless the clerk says otherwise; what was struck out does not count.
    static func unlikeOthers(_ words: LetterWords, except letter: Identifier?, _ office: Office, _ decision: Decision) throws {
        let earlier = try decision.reading.first(
            "SELECT register, year, sequence FROM letter WHERE agency = ? AND folded = ? AND voided = 0 AND id <> ? ORDER BY id",
            .text(office.agency.text), .text(folded(words)), .text(letter?.description ?? "")
        ) { "\($0.int(2)) of \($0.int(1)) in the book \($0.text(0))" }
        guard let earlier else { return }
        throw Rejection(
            "duplicate", "Sender, number and date are those of agenda number \(earlier); correct them, or confirm that it is another letter.",
            field: "number")
    }

    /// The references of files that this service holds, and their names.
    static func files(_ files: [RegisterLetter.File], _ decision: Decision) throws(Rejection) -> (references: [FileReference], names: [String]) {
        guard files.count <= filesAtMost else {
            throw .invalid("files", "A letter takes at most \(filesAtMost) files at a time; put the pages of a scan into one file.")
        }
        var found: (references: [FileReference], names: [String]) = ([], [])
        for (index, file) in files.enumerated() {
            try EntryChecks.held(file.file, "files.\(index).file", decision)
            found.references.append(file.file)
            found.names.append(try EntryChecks.line(file.name, "files.\(index).name"))
        }
        return found
    }

    private static let filesAtMost = 50
}
