import Domain
import Kernel
import Protocol
import SQLite

/// Ambil: one of those who share the position takes the task.
func takeTask(_ command: TakeTask, _ decision: Decision) throws -> [Event] {
    let own = try OwnTask.find(command.task, decision)
    // Taken already: there is nothing to change.
    guard own.person == nil else { return [] }
    return [own.assigned(to: own.official.person)]
}

/// Lepas: whoever took the task gives it back to all who hold the position.
func releaseTask(_ command: ReleaseTask, _ decision: Decision) throws -> [Event] {
    let own = try OwnTask.find(command.task, decision)
    guard own.person != nil else { return [] }
    return [own.assigned(to: nil)]
}

extension OwnTask {
    fileprivate func assigned(to person: String?) -> Event {
        Event(TaskAssigned(task: task.id, caseID: file.id, position: task.position, person: person), about: file.id)
    }
}

/// Mutasi: all open tasks of a position go to another, in one commit.
func transferTasks(_ command: TransferTasks, _ decision: Decision) throws -> [Event] {
    let offices = OrganisationTables(decision.reading)
    guard try offices.position(command.from, command.agency) != nil else { throw Rejection.notFound("position", field: "from") }
    guard try offices.currentPosition(command.to, command.agency) != nil else { throw Rejection.notFound("position", field: "to") }
    guard command.from != command.to else { throw Rejection.invalid("to", "The tasks are with this position already; name another.") }
    let rows = try decision.reading.all(
        """
        SELECT t.id, c.id FROM task t JOIN casefile c ON c.nr = t.casefile WHERE t.agency = ? AND t.position = ? AND t.state = 0 ORDER BY t.nr
        """, .text(command.agency.text), .text(command.from.text)
    ) { (task: Identifier($0.text(0)), caseID: Identifier($0.text(1))) }
    return try rows.map { row in
        guard let task = row.task, let caseID = row.caseID else { throw Fault("a task of \(command.from) has no id") }
        return Event(TaskAssigned(task: task, caseID: caseID, position: command.to, person: nil), about: caseID)
    }
}

func taskAssigned(_ event: Recorded<TaskAssigned>, _ tables: Tables) throws {
    let body = event.body
    try tables.changeCase(body.caseID) { state, _ in state.assigned(body.task, to: body.position) }
    try tables.run(
        "UPDATE task SET position = ?, person = ? WHERE id = ?", .text(body.position.text), .text(body.person), .text(body.task.description))
    try tables.tell(event, of: body.caseID)
}
