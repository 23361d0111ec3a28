import Domain
import Kernel
import Protocol
import SQLite
import Tasks

/// Strikes a letter out. Once others work on it, it is theirs to answer for: the case is cancelled, not the entry.
func voidLetter(_ command: VoidLetter, _ decision: Decision) throws -> [Event] {
    let office = try clerk(decision)
    let reason = try EntryChecks.line(command.reason, "reason")
    let letter = try standing(command.letter, office, decision)
    let hasCase = try decision.reading.exists("SELECT 1 FROM letter_case WHERE letter = ?", .text(command.letter.description))
    guard !hasCase, letter.row.forwardedTo == nil else {
        throw Rejection(
            "caseRunning", "Others work on this letter by now; ask whoever holds its open task to end the case.", field: "letter")
    }
    return [Event(LetterVoided(letter: command.letter), about: command.letter, content: ActWords(reason: reason))]
}

func letterVoided(_ event: Recorded<LetterVoided>, _ tables: Tables) throws {
    try tables.run(
        "UPDATE letter SET voided = 1, void_reason = ? WHERE id = ?", .text(event.content?.reason), .text(event.body.letter.description))
}
