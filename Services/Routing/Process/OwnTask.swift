import Domain
import Kernel
import Protocol
import SQLite

/// A task that waits here, as the one who asks may touch it.
struct OwnTask {
    let file: CaseFile
    let task: CaseState.Task
    let official: Principal.Official
    /// The NIP of the person who took it.
    let person: String?

    /// Finds an open task of the official's position, whoever carries its act out.
    ///
    /// Throws `notFound`, `wrongPosition`, `takenByAnother`, `taskEnded` or `mandateTooNarrow`.
    static func find(_ id: Identifier, _ decision: Decision) throws -> OwnTask {
        let official = try decision.official()
        let row = try decision.reading.first("SELECT casefile, agency, position, person, state FROM task WHERE id = ?", .text(id.description)) {
            (file: $0.integer(0), agency: Key<Agency>($0.text(1)), position: Key<Position>($0.text(2)), person: $0.optionalText(3), state: $0.int(4))
        }
        // Whoever is of another agency may not know that the task exists.
        guard let row, row.agency == official.agency else { throw Rejection.notFound("task", field: "task") }
        guard row.position == official.position else {
            throw Rejection("wrongPosition", "This task waits for another position; act as that position, or leave it to its holder.", field: "task")
        }
        guard row.person == nil || row.person == official.person else {
            throw Rejection("takenByAnother", "Another holder of this position has taken the task; ask them to release it.", field: "task")
        }
        guard row.state == TaskRowState.open.rawValue, let file = try CaseFile.find(nr: row.file, decision.reading), let task = file.state.task(id)
        else {
            throw Rejection("taskEnded", "This task has ended or was withdrawn; look at your inbox again.", field: "task")
        }
        guard official.mandate?.kind.mayAct(task.word) ?? true else {
            throw Rejection("mandateTooNarrow", "Under an a.n. or u.b. one may only sign; leave this to the position's holder.", field: "task")
        }
        return OwnTask(file: file, task: task, official: official, person: row.person)
    }

    /// Finds an open task whose act Routing itself carries out. Throws `otherAct` beside the usual.
    static func find(_ id: Identifier, _ word: Act.Word, kind: TaskKind = .regular, _ decision: Decision) throws -> OwnTask {
        let found = try find(id, decision)
        guard found.task.word == word, found.task.kind == kind else {
            throw Rejection("otherAct", "This task asks for another act; look at the task again and do what it asks.", field: "task")
        }
        return found
    }

    /// The end of the task.
    func done(_ outcome: Outcome = .done, appointed: [Key<Position>]? = nil) -> Completion {
        let document = task.document.flatMap { file.state.document($0) }
        let version = document.flatMap { $0.isComposed ? DocumentVersion(name: $0.name, version: $0.version, hash: $0.hash) : nil }
        return Completion(task: task.id, caseID: file.id, outcome: outcome, document: version, appointed: appointed)
    }
}

/// Checks a line of words that may be left out: not blank, and at most `Limits.lineCharacters`.
func checkNote(_ text: String?, _ field: String = "note") throws {
    if let text { try checkWords(text, field) }
}

/// Checks a line of words: not blank, and at most `Limits.lineCharacters`.
func checkWords(_ text: String, _ field: String) throws {
    guard text.contains(where: { !$0.isWhitespace }) else { throw Rejection.invalid(field, "Write something in this field, or leave it out.") }
    guard text.count <= Limits.lineCharacters else {
        throw Rejection.invalid(field, "This field takes at most \(Limits.lineCharacters) characters; shorten it.")
    }
}
