import Domain
import Kernel
import Policy
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
        Event(
            CancelRequested(caseID: file.id, position: official.position, person: official.person), about: file.id,
            content: ActWords(reason: command.reason))
    ]
}

func cancelRequested(_ event: Recorded<CancelRequested>, _ tables: Tables) throws {
    let body = event.body
    try tables.run("UPDATE casefile SET cancelling = 1 WHERE id = ?", .text(body.caseID.description))
    try tables.run(
        "INSERT OR REPLACE INTO cancel_request SELECT nr, ?, ? FROM casefile WHERE id = ?", .text(body.position.text), .text(body.person),
        .text(body.caseID.description))
    try tables.tell(event, of: body.caseID)
}

/// Answers the request, as whoever holds a task that moves the case: nobody's work is taken away behind their back, and nobody decides alone.
func answerCancel(_ command: AnswerCancel, _ decision: Decision) throws -> [Event] {
    let (file, official) = try runningCase(command.caseID, decision)
    guard file.isCancelRequested else {
        throw Rejection("notRequested", "Nobody has asked for this case to be given up; ask first (case.requestCancel).", field: "case")
    }
    try requireAnswerer(official, file, decision)
    try checkNote(command.note)
    let words = ActWords(note: command.note)
    guard command.agree else {
        guard command.note != nil else { throw Rejection.invalid("note", "Say why the case is to go on.") }
        return [Event(CancelRefused(caseID: file.id), about: file.id, content: words)]
    }
    let withdrawn = file.state.tasks.map { Event(TaskWithdrawn(task: $0.id, caseID: file.id), about: file.id) }
    #if PLANTED
        if Planted.isOn(.cancelLeavesTasks) {
            return [Event(CaseCancelled(caseID: file.id, hasRecords: false), about: file.id, content: words)]
        }
    #endif
    let cancelled = CaseCancelled(caseID: file.id, hasRecords: try mayHaveRecords(file.id, decision.reading))
    return withdrawn + [Event(cancelled, about: file.id, content: words)]
}

/// Whether something of a case may lie in the archive: a task was opened that files it.
private func mayHaveRecords(_ id: Identifier, _ reading: Reading) throws -> Bool {
    let json = JSONText()
    var isFound = false
    try reading.each("SELECT event FROM journal WHERE subject = ?", [.blob(id.bytes)]) { row in
        guard let (header, data) = EventHeader.parse(row.blob(0)), header.type == TaskOpened.type else { return true }
        isFound = try json.decode(TaskOpened.self, from: data).word == .arsip
        return !isFound
    }
    return isFound
}

/// Whether a subject is a case that goes by Archival's word alone; one that was given up without a record goes with its letters, as letters go, by Intake's.
func isKeptCase(_ subject: Identifier, _ reading: Reading) throws -> Bool {
    guard let file = try CaseFile.find(subject, reading) else { return false }
    return try file.status != .cancelled || mayHaveRecords(subject, reading)
}

/// Refuses whoever may not answer a request: deliveries and acknowledgements run beside the case, so they count only where nothing else is open, and
/// who asked does not answer. Where that leaves nobody, those above who asked answer; for the top of the agency, those directly below.
private func requireAnswerer(_ official: Principal.Official, _ file: CaseFile, _ decision: Decision) throws {
    let asker = try decision.reading.first("SELECT position, person FROM cancel_request WHERE casefile = ?", .integer(file.nr)) { row in
        (position: Key<Position>(row.text(0)), person: row.text(1))
    }
    guard let asker else { throw Fault("nobody has asked for case \(file.id) to be given up") }
    guard official.person != asker.person else {
        throw Rejection("ownRequest", "You asked for this yourself; another who holds a task of the case answers.", field: "case")
    }
    let tasks = file.state.isOnTheWay ? file.state.tasks.filter(\.isOnTheWay) : file.state.tasks
    let own = tasks.filter { $0.position == official.position }
    if !own.isEmpty { return try requireOne(of: own, official, asker: asker.person, file, decision) }
    let offices = OrganisationTables(decision.reading)
    let today = try offices.today(file.agency, at: decision.now)
    let isWithOthers = try tasks.contains { try offices.isActedFor($0.position, file.agency, by: { $0 != asker.person }, on: today) }
    let mayStandIn = try !isWithOthers && offices.isAbove(official.position, asker.position, file.agency)
    guard mayStandIn else {
        throw Rejection("wrongPosition", "Only who holds a task that moves the case answers; leave it to them.", field: "case")
    }
}

/// Refuses who may do none of these tasks of the own position, because another holder has taken each of them; whoever asked for the end of the case has
/// let go of theirs. Throws `takenByAnother`.
private func requireOne(
    of tasks: [CaseState.Task], _ official: Principal.Official, asker: String, _ file: CaseFile, _ decision: Decision
) throws {
    var refusal: Rejection?
    for task in tasks {
        let taker = try decision.reading.first("SELECT person FROM task WHERE id = ?", .text(task.id.description)) { $0.optionalText(0) } ?? nil
        let held = Held(
            .task, of: file.agency, with: task.position, person: taker == asker ? nil : taker, isOpen: true, word: task.word)
        do { return try permit(official, held, field: "case") { true } } catch let rejection as Rejection { refusal = rejection }
    }
    if let refusal { throw refusal }
}

extension OrganisationTables {
    /// Whether anybody of that kind sits on the position on that day, or acts for it in full.
    fileprivate func isActedFor(
        _ position: Key<Position>, _ agency: Key<Agency>, by isMeant: (_ nip: String) -> Bool, on date: CivilDate
    ) throws -> Bool {
        if try holders(of: position, agency, on: date).contains(where: { isMeant($0.nip) }) { return true }
        return try activeMandates(for: position, agency, on: date).contains { mandate in
            try mandate.kind.isActing && holders(of: mandate.delegate, agency, on: date).contains { isMeant($0.nip) }
        }
    }

    /// Whether one position stands above another, or directly below where nothing is above.
    fileprivate func isAbove(_ position: Key<Position>, _ lower: Key<Position>, _ agency: Key<Agency>) throws -> Bool {
        guard var above = try superior(of: lower, agency) else { return try superior(of: position, agency) == lower }
        for _ in 0..<Self.levelsMost {
            if above == position { return true }
            guard let next = try superior(of: above, agency) else { break }
            above = next
        }
        return false
    }
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
