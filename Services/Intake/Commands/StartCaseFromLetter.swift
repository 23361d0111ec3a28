import Domain
import Kernel
import Protocol
import SQLite
import Tasks

/// Asks for a case; one letter may begin several, but only one by the same SOP.
func startCaseFromLetter(_ command: StartCaseFromLetter, _ decision: Decision) throws -> [Event] {
    let office = try clerk(decision)
    let letter = try standing(command.letter, office, decision)
    let agency = Value.text(office.agency.text)
    let isPeriodic = try decision.reading.integer("SELECT periodic FROM procedure WHERE agency = ? AND sop = ?", agency, .text(command.sop.text))
    guard let isPeriodic else { throw Rejection.notFound("SOP in this agency's catalogue", field: "sop") }
    guard isPeriodic == 0 else {
        throw Rejection(
            "runsByCalendar", "Cases by this SOP begin with the calendar, one for each period; begin the period's case and link the letter to it.",
            field: "sop")
    }
    #if PLANTED
        let id = Value.text(Planted.isOn(.caseTwice) ? "" : command.letter.description)
    #else
        let id = Value.text(command.letter.description)
    #endif
    guard try !decision.reading.exists("SELECT 1 FROM letter_case WHERE letter = ? AND sop = ?", id, .text(command.sop.text)) else {
        throw Rejection("caseRunning", "This letter has begun a case by that SOP already; look for it among the letter's cases.", field: "sop")
    }
    let caseID = decision.newIdentifier()
    let event = CaseRequested(
        letter: command.letter, caseID: caseID, agency: office.agency, sop: command.sop, keamanan: letter.keamananOfCases, urgensi: letter.row.urgensi
    )
    return [Event(event, about: caseID, content: letter.row.words.map { CaseWords(subject: $0.subject) })]
}

func caseRequested(_ event: Recorded<CaseRequested>, _ tables: Tables) throws {
    try insert(event.body.caseID, sop: event.body.sop, of: event.body.letter, tables)
}

/// Adds a case to a letter's; `sop` is nil for a case that ran before.
func insert(_ caseID: Identifier, sop: Key<SOP>?, of letter: Identifier, _ tables: Tables) throws {
    try tables.run(
        "INSERT INTO letter_case SELECT ?1, coalesce(max(place), 0) + 1, ?2, ?3 FROM letter_case WHERE letter = ?1", .text(letter.description),
        .text(caseID.description), .text(sop?.text))
}
