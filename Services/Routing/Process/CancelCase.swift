import Domain
import Kernel
import Protocol
import SQLite

/// Asks for a running case to be given up.
func requestCancel(_ command: RequestCancel, _ decision: Decision) throws -> [Event] {
    let (file, official) = try runningCase(command.caseID, decision)
    guard !file.isCancelRequested else {
        throw Rejection("alreadyRequested", "Somebody has asked for this already; the holder of an open task answers.", field: "case")
    }
    try checkWords(command.reason, "reason")
    return [
        Event(CancelRequested(caseID: file.id, position: official.position), about: file.id, content: ActWords(reason: command.reason))
    ]
}

func cancelRequested(_ event: Recorded<CancelRequested>, _ tables: Tables) throws {
    try tables.run("UPDATE casefile SET cancelling = 1 WHERE id = ?", .text(event.body.caseID.description))
    try tables.tell(event, of: event.body.caseID)
}

/// Answers the request, as whoever holds an open task of the case: nobody's work is taken away behind their back.
func answerCancel(_ command: AnswerCancel, _ decision: Decision) throws -> [Event] {
    let (file, official) = try runningCase(command.caseID, decision)
    guard file.isCancelRequested else {
        throw Rejection("notRequested", "Nobody has asked for this case to be given up; ask first (case.requestCancel).", field: "case")
    }
    guard file.state.tasks.contains(where: { $0.position == official.position }) else {
        throw Rejection("wrongPosition", "Only who holds an open task of the case answers; leave it to them.", field: "case")
    }
    try checkNote(command.note)
    let words = ActWords(note: command.note)
    guard command.agree else {
        guard command.note != nil else { throw Rejection.invalid("note", "Say why the case is to go on.") }
        return [Event(CancelRefused(caseID: file.id), about: file.id, content: words)]
    }
    let withdrawn = file.state.tasks.map { Event(TaskWithdrawn(task: $0.id, caseID: file.id), about: file.id) }
    #if PLANTED
        if Planted.isOn(.cancelLeavesTasks) { return [Event(CaseCancelled(caseID: file.id), about: file.id, content: words)] }
    #endif
    return withdrawn + [Event(CaseCancelled(caseID: file.id), about: file.id, content: words)]
}

func cancelRefused(_ event: Recorded<CancelRefused>, _ tables: Tables) throws {
    try tables.run("UPDATE casefile SET cancelling = 0 WHERE id = ?", .text(event.body.caseID.description))
    try tables.tell(event, of: event.body.caseID)
}

func caseCancelled(_ event: Recorded<CaseCancelled>, _ tables: Tables) throws {
    try tables.run(
        "UPDATE casefile SET status = 'cancelled', ended = ?, due = NULL, cancelling = 0 WHERE id = ?", .integer(event.header.time.milliseconds),
        .text(event.body.caseID.description))
    try tables.tell(event, of: event.body.caseID)
}

private func runningCase(_ id: Identifier, _ decision: Decision) throws -> (CaseFile, Principal.Official) {
    let official = try decision.actingOfficial()
    guard let file = try CaseFile.find(id, decision.reading), try OfficeSight(official, decision.reading).sight(of: file) == .full else {
        throw Rejection.notFound("case", field: "case")
    }
    guard !file.isOver else { throw Rejection("caseClosed", "This case is over; there is nothing to give up.", field: "case") }
    return (file, official)
}
