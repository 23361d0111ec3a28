import Domain
import Kernel
import Protocol
import SQLite

/// A task that waits here and that the one who asks may do.
public struct OpenTask: Sendable {
    /// The task as Routing opened it.
    public let task: TaskOpened
    /// The position whose task it is now.
    public let position: Key<Position>

    /// Finds the task and checks that it waits for this act and for the official who asks.
    ///
    /// `word` is the act the command carries out; nil takes any. Throws `notFound`, `taskEnded`, `otherAct`, `wrongPosition`, `takenByAnother` or
    /// `mandateTooNarrow`.
    public static func find(_ id: Identifier, word: Act.Word?, _ decision: Decision) throws -> OpenTask {
        let official = try decision.official()
        let row = try decision.reading.first("SELECT state, position, person, body FROM task WHERE id = ?", .text(id.description)) {
            (state: $0.text(0), position: Key<Position>($0.text(1)), person: $0.optionalText(2), body: $0.blob(3))
        }
        guard let row else { throw Rejection.notFound("task", field: "task") }
        let task = try JSONText().decode(TaskOpened.self, from: row.body)
        // Whoever is of another agency may not know that the task exists.
        guard task.agency == official.agency else { throw Rejection.notFound("task", field: "task") }
        guard row.position == official.position else {
            throw Rejection("wrongPosition", "This task waits for another position; act as that position, or leave it to its holder.", field: "task")
        }
        guard row.person == nil || row.person == official.person else {
            throw Rejection("takenByAnother", "Another holder of this position has taken the task; ask them to release it.", field: "task")
        }
        guard row.state == "open" else {
            throw Rejection("taskEnded", "This task has ended or was withdrawn; look at your inbox again.", field: "task")
        }
        guard word == nil || task.word == word else {
            throw Rejection("otherAct", "This task asks for the act \(task.word.rawValue); do that one.", field: "task")
        }
        guard official.mandate?.kind.mayAct(task.word) ?? true else {
            throw Rejection("mandateTooNarrow", "Under an a.n. or u.b. one may only sign; leave this to the position's holder.", field: "task")
        }
        return OpenTask(task: task, position: row.position)
    }

    /// Marks a task as ended; called by the `apply` of every event that ends one.
    public static func close(_ id: Identifier, _ tables: Tables) throws {
        try tables.run("UPDATE task SET state = 'ended' WHERE id = ?", .text(id.description))
    }
}
