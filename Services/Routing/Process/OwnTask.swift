import Domain
import Kernel
import Policy
import Protocol
import SQLite

/// A task that waits here, as the one who asks may touch it.
struct OwnTask {
    let file: CaseFile
    let task: CaseState.Task
    let official: Principal.Official
    /// The NIP of the person who took it.
    let person: String?
    /// The vacant position in whose stead it lies with the official's.
    let vacant: Key<Position>?

    /// Finds an open task of the official's position, whoever carries its act out.
    ///
    /// Throws as `entitledOfficial` does, or `notFound`, `wrongPosition`, `takenByAnother`, `taskEnded` or `mandateTooNarrow`.
    static func find(_ id: Identifier, _ decision: Decision) throws -> OwnTask {
        let official = try decision.entitledOfficial()
        let row = try decision.reading.first("SELECT casefile, agency, position, person, state, vacant FROM task WHERE id = ?", .text(id.description))
        {
            (
                file: $0.integer(0), agency: Key<Agency>($0.text(1)), position: Key<Position>($0.text(2)), person: $0.optionalText(3),
                state: $0.int(4), vacant: $0.optionalText(5).map { Key<Position>($0) }
            )
        }
        guard let row, let file = try CaseFile.find(nr: row.file, decision.reading) else { throw Rejection.notFound("task", field: "task") }
        let task = file.state.task(id)
        let held = Held(
            .task, of: row.agency, with: row.position, person: row.person, isOpen: row.state == TaskRowState.open.rawValue && task != nil,
            word: task?.word ?? .tandaTangan)
        try permit(official, held) { try OfficeSight(official, decision.reading).sight(of: file) == .full }
        guard let task else { throw Fault("task \(id) is open and not in its case") }
        return OwnTask(file: file, task: task, official: official, person: row.person, vacant: row.vacant)
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
