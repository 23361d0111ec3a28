import Domain
import Kernel
import Protocol
import SQLite

/// Ends a `terima` of something handed over inside the agency.
func receive(_ command: Receive, _ decision: Decision) throws -> [Event] {
    let own = try OwnTask.find(command.task, .terima, decision)
    guard !own.task.waitsForLetter else {
        throw Rejection(
            "waitsForLetter", "A letter from outside ends this task; have it registered and linked to the case (letter.link).", field: "task")
    }
    try checkNote(command.note)
    return try Turn(own.file, decision).end(own.done(), words: ActWords(note: command.note))
}

/// Ends the reading of what was handed over.
func acknowledge(_ command: Acknowledge, _ decision: Decision) throws -> [Event] {
    let own = try OwnTask.find(command.task, .terima, kind: .acknowledgement, decision)
    return try Turn(own.file, decision).end(own.done(), words: nil)
}

/// Notes a letter from outside: it ends the `terima` that waits for one, or is kept for the one that will.
func noteLetter(_ command: NoteLetter, _ decision: Decision) throws -> [Event] {
    guard var file = try CaseFile.find(command.caseID, decision.reading) else { throw Rejection.notFound("case", field: "case") }
    guard !file.isOver else { throw Rejection("caseClosed", "This case is over; nothing waits for a letter any more.", field: "case") }
    var events = [Event(LetterNoted(caseID: file.id, letter: command.letter), about: file.id)]
    // First, so that the tasks which come of the letter are told as those of a case that is kept so.
    if let raised = try file.raised(to: command.keamanan, decision.reading) {
        events.append(raised)
        file.keamanan = command.keamanan
    }
    guard let waiting = file.state.tasks.first(where: \.waitsForLetter) else { return events }
    file.state.letters += 1
    let turn = try Turn(file, decision, actor: command.actor)
    return events + (try turn.end(Completion(task: waiting.id, caseID: file.id, outcome: .done), words: nil))
}

func letterNoted(_ event: Recorded<LetterNoted>, _ tables: Tables) throws {
    try tables.changeCase(event.body.caseID) { state, _ in state.letters += 1 }
    try tables.run(
        "INSERT OR IGNORE INTO case_letter SELECT ?, nr FROM casefile WHERE id = ?", .text(event.body.letter.description),
        .text(event.body.caseID.description))
    try tables.tell(event, of: event.body.caseID)
}
