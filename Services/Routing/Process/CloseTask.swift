import Domain
import Kernel
import Protocol
import SQLite

/// Goes on with a case after an act that another service carried out.
///
/// An act whose task was withdrawn here in the meantime is no mistake of anybody: it is noted as late. An act on a task that never was is one, and
/// parks its event (`unknownTask`).
func closeTask(_ command: CloseTask, _ decision: Decision) throws -> [Event] {
    let done = command.done
    guard let file = try CaseFile.find(done.caseID, decision.reading) else { throw Rejection.notFound("case", field: "case") }
    guard let task = file.state.task(done.task) else {
        guard try decision.reading.exists("SELECT 1 FROM task WHERE id = ? AND casefile = ?", .text(done.task.description), .integer(file.nr)) else {
            throw Rejection("unknownTask", "This case never had such a task; compare the two services' journals.", field: "task")
        }
        #if PLANTED
            if Planted.isOn(.dropLateAct) { return [] }
        #endif
        return [Event(LateActNoted(done: done, actor: command.actor), about: file.id, content: command.words)]
    }
    var turn = try Turn(file, decision, actor: command.actor)
    turn.note = try notes(done, command.words, task, turn)
    return try turn.end(done, words: command.words)
}

/// What a "no" says to those who repair: the reasons, each beside its document where units were said no to one by one.
private func notes(_ done: Completion, _ words: ActWords?, _ task: CaseState.Task, _ turn: Turn) throws -> (DocumentName?) -> String? {
    var reasons: [DocumentName: String] = [:]
    func add(_ reason: String?, by unit: Key<Position>, to document: DocumentName?) {
        guard let reason, let document else { return }
        reasons[document] = "Dikembalikan oleh \(turn.plan.name(of: unit)): \(reason)"
    }
    if turn.file.state.documents.contains(where: \.isReturned) {
        let json = JSONText()
        let earlier = try turn.decision.reading.all(
            "SELECT came, went FROM task WHERE casefile = ? AND outcome = 'returned' AND step = ? AND round = ? ORDER BY nr", .integer(turn.file.nr),
            .integer(task.place.step), .integer(turn.file.state.round(of: task.place.step))
        ) { (came: $0.integer(0), went: $0.integer(1)) }
        for row in earlier {
            let opened = try turn.decision.reading.recorded(TaskOpened.self, at: row.came, json)?.body
            let closed = try turn.decision.reading.recorded(TaskClosed.self, at: row.went, json)
            if let opened { add(closed?.content?.reason, by: opened.vacant ?? opened.position, to: opened.document?.name) }
        }
    }
    if done.outcome == .returned { add(words?.reason, by: task.unit, to: task.document) }
    guard !reasons.isEmpty else { return { _ in nil } }
    // What reopens beside the document itself is told the first reason there is.
    let any = reasons.count == 1 ? reasons.first?.value : nil
    return { document in document.flatMap { reasons[$0] } ?? any }
}

func taskOpened(_ event: Recorded<TaskOpened>, _ tables: Tables) throws {
    let body = event.body
    try tables.changeCase(body.caseID) { state, file in
        state.opened(body)
        try tables.run(
            "INSERT INTO task VALUES(NULL, ?, ?, ?, ?, NULL, 0, NULL, ?, ?, ?, 0, ?, NULL, NULL, ?, NULL, ?)", .text(body.task.description),
            .integer(file.nr), .text(body.agency.text), .text(body.position.text), .integer(body.step), .integer(body.round), .integer(body.due),
            .integer(event.header.time.milliseconds), .integer(event.position), .text(body.vacant?.text))
    }
}

func taskClosed(_ event: Recorded<TaskClosed>, _ tables: Tables) throws {
    let done = event.body.done
    try tables.changeCase(done.caseID) { state, file in try state.closed(done, try file.plan(tables.reading)) }
    try tables.run(
        "UPDATE task SET state = 1, outcome = ?, ended = ?, actor = ?, went = ? WHERE id = ?", .text(done.outcome.rawValue),
        .integer(event.header.time.milliseconds), .text(event.body.actor), .integer(event.position), .text(done.task.description))
}

func taskWithdrawn(_ event: Recorded<TaskWithdrawn>, _ tables: Tables) throws {
    try tables.changeCase(event.body.caseID) { state, _ in state.withdrawn(event.body.task) }
    try tables.run(
        "UPDATE task SET state = 2, ended = ?, went = ? WHERE id = ?", .integer(event.header.time.milliseconds), .integer(event.position),
        .text(event.body.task.description))
}

func stepReturned(_ event: Recorded<StepReturned>, _ tables: Tables) throws {
    try tables.changeCase(event.body.caseID) { state, _ in state.returned(event.body) }
    try tables.tell(event, of: event.body.caseID)
}

func lateActNoted(_ event: Recorded<LateActNoted>, _ tables: Tables) throws {
    try tables.changeCase(event.body.done.caseID) { state, _ in state.late(event.body.done) }
    try tables.tell(event, of: event.body.done.caseID)
}

/// Notes that a document's number was voided. One that the document does not bear, or not any more, is no matter of the case.
func dropNumber(_ command: DropNumber, _ decision: Decision) throws -> [Event] {
    let json = JSONText()
    let row = try decision.reading.first("SELECT came, went FROM task WHERE id = ?", .text(command.task.description)) {
        (came: $0.integer(0), went: $0.integer(1))
    }
    guard let row, let file = try CaseFile.find(command.caseID, decision.reading),
        let name = try decision.reading.recorded(TaskOpened.self, at: row.came, json)?.body.document?.name,
        let number = try decision.reading.recorded(TaskClosed.self, at: row.went, json)?.body.done.number,
        file.state.document(name)?.number == number
    else { throw Rejection.notFound("number", field: "task") }
    return [Event(NumberDropped(caseID: file.id, document: name), about: file.id)]
}

func numberDropped(_ event: Recorded<NumberDropped>, _ tables: Tables) throws {
    try tables.changeCase(event.body.caseID) { state, _ in state.dropNumber(of: event.body.document) }
    try tables.tell(event, of: event.body.caseID)
}

func caseClosed(_ event: Recorded<CaseClosed>, _ tables: Tables) throws {
    try tables.run(
        "UPDATE casefile SET status = 'closed', ended = ?, due = NULL, cancelling = 0 WHERE id = ?", .integer(event.header.time.milliseconds),
        .text(event.body.caseID.description))
    try tables.tell(event, of: event.body.caseID)
}
