import Domain
import Kernel
import Protocol
import SQLite

/// A task with its words, as it was noted.
struct StoredTask {
    let task: TaskOpened
    /// The position whose task it is now.
    let position: Key<Position>
    /// The case's title; nil once it was destroyed by law.
    let subject: String?
    /// The document's title.
    let document: String?

    /// The task of that id, which is known to be here.
    static func find(_ id: Identifier, _ reading: Reading) throws -> StoredTask {
        let found = try reading.first("SELECT body, position, subject, document FROM task WHERE id = ?", .text(id.description)) { row in
            StoredTask(
                task: try JSONText().decode(TaskOpened.self, from: row.blob(0)), position: Key(row.text(1)), subject: row.optionalText(2),
                document: row.optionalText(3))
        }
        guard let found else { throw Fault("task \(id) was never noted") }
        return found
    }

    /// Whether it still waits to be done.
    static func isOpen(_ id: Identifier, _ reading: Reading) throws -> Bool {
        try reading.exists("SELECT 1 FROM task WHERE id = ? AND state = 'open'", .text(id.description))
    }
}
