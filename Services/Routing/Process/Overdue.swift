import Domain
import Kernel
import Protocol
import SQLite

/// How many late tasks are noted in one look; the others come with the next, which follows at once.
private let overdueAtOnce = 64

/// The tasks that are past their time, and when the next one will be.
func overdueTasks(_ reading: Reading, _ now: Moment) throws -> Due {
    let rows = try reading.all(
        "SELECT id, due FROM task WHERE state = 0 AND overdue = 0 AND due IS NOT NULL AND due <= ? ORDER BY due, nr LIMIT ?",
        .integer(now.milliseconds), .integer(overdueAtOnce)
    ) { (id: $0.text(0), due: Moment(milliseconds: $0.integer(1))) }
    let items = try rows.map { row in
        guard let id = Identifier(row.id) else { throw Fault("a task has the id \(row.id)") }
        return Due.Item(of: id, at: row.due, command: NoteOverdue(task: id))
    }
    let next = try reading.integer("SELECT min(due) FROM task WHERE state = 0 AND overdue = 0 AND due IS NOT NULL")
    return Due(items: items, next: next.map { Moment(milliseconds: $0) })
}

func noteOverdue(_ command: NoteOverdue, _ decision: Decision) throws -> [Event] {
    let row = try decision.reading.first(
        "SELECT c.id, t.position, t.due FROM task t JOIN casefile c ON c.nr = t.casefile WHERE t.id = ? AND t.state = 0 AND t.overdue = 0",
        .text(command.task.description)
    ) { (caseID: Identifier($0.text(0)), position: Key<Position>($0.text(1)), due: $0.optionalInteger(2)) }
    guard let row, let caseID = row.caseID, let due = row.due, due <= decision.now.milliseconds else {
        throw Rejection("taskEnded", "This task is not late any more.", field: "task")
    }
    return [Event(TaskOverdue(task: command.task, caseID: caseID, position: row.position, due: due), about: caseID)]
}

func taskOverdue(_ event: Recorded<TaskOverdue>, _ tables: Tables) throws {
    try tables.run("UPDATE task SET overdue = 1 WHERE id = ?", .text(event.body.task.description))
    try tables.tell(event, of: event.body.caseID)
}
