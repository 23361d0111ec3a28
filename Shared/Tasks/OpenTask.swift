import Domain
import Kernel
import Policy
import Protocol
import SQLite

/// A task that waits here and that the one who asks may do.
public struct OpenTask: Sendable {
    /// The task as Routing opened it.
    public let task: TaskOpened
    /// The position with which it lies now.
    public let position: Key<Position>
    /// The vacant position in whose stead it lies there.
    public let vacant: Key<Position>?

    /// Finds the task and checks that it waits for this act and for the official who asks.
    ///
    /// `word` is the act the command carries out; nil takes any. Throws `notFound`, `taskEnded`, `otherAct`, `wrongPosition`, `takenByAnother` or
    /// `mandateTooNarrow`.
    public static func find(_ id: Identifier, word: Act.Word?, _ decision: Decision) throws -> OpenTask {
        let official = try decision.official()
        let row = try decision.reading.first("SELECT state, position, person, body, vacant FROM task WHERE id = ?", .text(id.description)) {
            (
                state: $0.text(0), position: Key<Position>($0.text(1)), person: $0.optionalText(2), body: $0.blob(3),
                vacant: $0.optionalText(4).map { Key<Position>($0) }
            )
        }
        guard let row else { throw Rejection.notFound("task", field: "task") }
        var task = try JSONText().decode(TaskOpened.self, from: row.body)
        // The case may be kept closer by now than it was when the task came.
        let keamanan = try SecretCases.keamanan(of: task.caseID, decision.reading)
        if keamanan > task.keamanan ?? .biasa { task.keamanan = keamanan }
        #if PLANTED
            let held = Held(
                .task, of: task.agency, with: row.position, person: Planted.isOn(.actForAnother) ? nil : row.person,
                isOpen: row.state == "open" || Planted.isOn(.actTwice), word: task.word)
        #else
            let held = Held(.task, of: task.agency, with: row.position, person: row.person, isOpen: row.state == "open", word: task.word)
        #endif
        try permit(official, held, word: word) { try SecretCases.sight(of: task.caseID, official, decision.reading) == .full }
        return OpenTask(task: task, position: row.position, vacant: row.vacant)
    }

    /// Marks a task as ended; called by the `apply` of every event that ends one.
    public static func close(_ id: Identifier, _ tables: Tables) throws {
        try tables.run("UPDATE task SET state = 'ended' WHERE id = ?", .text(id.description))
    }
}
