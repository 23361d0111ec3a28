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
        file.assigned(task.id, to: task.position, vacant: vacant, person: person)
    }
}

extension CaseFile {
    /// That a task of the case lies with that position, or that person of it.
    func assigned(_ task: Identifier, to position: Key<Position>, vacant: Key<Position>?, person: String?) -> Event {
        Event(TaskAssigned(task: task, caseID: id, position: position, vacant: vacant, person: person), about: id)
    }
}

func taskAssigned(_ event: Recorded<TaskAssigned>, _ tables: Tables) throws {
    let body = event.body
    try tables.changeCase(body.caseID) { state, _ in state.assigned(body.task, to: body.position) }
    let task = Value.text(body.task.description)
    try tables.run(
        "INSERT OR IGNORE INTO case_passed SELECT casefile, position FROM task WHERE id = ? AND position != ?", task, .text(body.position.text))
    try tables.run(
        "UPDATE task SET position = ?, vacant = ?, person = ? WHERE id = ?", .text(body.position.text), .text(body.vacant?.text),
        .text(body.person), task)
    try tables.tell(event, of: body.caseID)
}
