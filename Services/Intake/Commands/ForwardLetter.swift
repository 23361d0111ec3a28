import Domain
import Kernel
import Protocol
import SQLite
import Tasks

/// Raises a letter to a position; from there on it is disposed in Routing.
func forwardLetter(_ command: ForwardLetter, _ decision: Decision) throws -> [Event] {
    let office = try clerk(decision)
    let letter = try standing(command.letter, office, decision)
    let sql = "SELECT 1 FROM post WHERE agency = ? AND position = ?"
    guard try decision.reading.exists(sql, .text(office.agency.text), .text(command.to.text)) else {
        throw Rejection.notFound("position in this agency", field: "to")
    }
    guard letter.row.forwardedTo != command.to else {
        throw Rejection("alreadyForwarded", "This letter was raised to that position already; it is on that desk.", field: "to")
    }
    let event = LetterForwarded(
        letter: command.letter, agency: office.agency, to: command.to, keamanan: letter.row.keamanan, urgensi: letter.row.urgensi)
    return [Event(event, about: command.letter, content: letter.row.words.map { ForwardWords(subject: $0.subject, sender: $0.sender) })]
}

func letterForwarded(_ event: Recorded<LetterForwarded>, _ tables: Tables) throws {
    try tables.run("UPDATE letter SET forwarded = ? WHERE id = ?", .text(event.body.to.text), .text(event.body.letter.description))
    try tables.run(
        "INSERT OR IGNORE INTO letter_reach VALUES(?1, ?2, ?1)", .text(event.body.letter.description), .text(event.body.to.text))
}
