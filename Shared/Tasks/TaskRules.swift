import Domain
import Kernel
import Protocol
import SQLite

/// What every service that carries out acts does with the tasks Routing opens for it: it notes them, and what becomes of them, in its own journal.
///
/// A service adds these rules to its own and asks `OpenTask.find` at the head of each decision.
public enum TaskRules {
    /// The table of the tasks, to be the first of the service's migrations.
    public static let migration = """
        CREATE TABLE task(id TEXT PRIMARY KEY, casefile TEXT NOT NULL, word TEXT NOT NULL, kind TEXT NOT NULL, position TEXT NOT NULL, person TEXT,
            state TEXT NOT NULL, body BLOB NOT NULL, subject TEXT, activity TEXT, document TEXT, note TEXT) STRICT, WITHOUT ROWID;
        CREATE INDEX task_case ON task(casefile);
        """ + SecretCases.migration

    /// The vacant position in whose stead a task lies with another; to be a later one of the service's migrations.
    public static let vacancy = "ALTER TABLE task ADD COLUMN vacant TEXT"

    /// The names of the tables, for the service's list of tables.
    public static let tables = ["task"] + SecretCases.tables

    /// Where words stand in them.
    public static let words = [WordColumns("task", ["subject", "activity", "document", "note"], of: "casefile")]

    /// The commands about tasks; `owner` is the service that has these rules.
    public static let commands: [CommandRule] =
        [
            .on(NoteTask.self, by: .services, decide: noteTask),
            .on(NoteTaskChange.self, by: .services, decide: noteTaskChange),
            .on(SkipTask.self, by: .officials, decide: skipTask),
        ] + SecretCases.commands

    /// The events about tasks.
    public static let events: [EventRule] = events(alsoOnReach: { _, _ in })

    /// The events about tasks; `body` writes what else a service keeps of the cases that are not open to their office.
    public static func events(alsoOnReach body: @escaping @Sendable (Recorded<ReachNoted>, Tables) throws -> Void) -> [EventRule] {
        [
            .on(TaskNoted.self, apply: taskNoted),
            .on(TaskChangeNoted.self, apply: taskChangeNoted),
            .on(TaskSkipped.self) { event, tables in try OpenTask.close(event.body.done.task, tables) },
        ] + SecretCases.events(also: body)
    }

    /// What Routing's events about tasks make the service do: `owner` takes note of its own.
    public static func reactions(of owner: ServiceName) -> [Reaction] {
        [
            .to(TaskOpened.self, from: .routing, haste: .unhurried) { event, _ in
                (event.body.owner == owner ? [NoteTask(task: event.body, words: event.content)] : []) + SecretCases.orders(of: event.body)
            },
            .to(TaskAssigned.self, from: .routing, haste: .unhurried) { event, reading in
                let body = event.body
                let orders = try SecretCases.orders(of: body, reading)
                guard try isKnown(body.task, reading) else { return orders }
                return [
                    NoteTaskChange(task: body.task, caseID: body.caseID, position: body.position, vacant: body.vacant, person: body.person)
                ] + orders
            },
            .to(TaskWithdrawn.self, from: .routing, haste: .unhurried) { event, reading in
                let body = event.body
                #if PLANTED
                    if Planted.isOn(.keepWithdrawnTask) { return [] }
                #endif
                guard try isKnown(body.task, reading) else { return [] }
                return [NoteTaskChange(task: body.task, caseID: body.caseID, position: nil, person: nil)]
            },
            SecretCases.raising,
        ]
    }

    private static func isKnown(_ task: Identifier, _ reading: Reading) throws -> Bool {
        try reading.exists("SELECT 1 FROM task WHERE id = ?", .text(task.description))
    }

    /// A Routing that has lost the end of its journal for good opens the same tasks once more, by the same ids: what came of them here stays.
    private static func noteTask(_ command: NoteTask, _ decision: Decision) throws -> [Event] {
        if try isKnown(command.task.task, decision.reading) { return [] }
        return [Event(TaskNoted(task: command.task), about: command.task.caseID, content: command.words)]
    }

    private static func noteTaskChange(_ command: NoteTaskChange, _ decision: Decision) throws -> [Event] {
        [
            Event(
                TaskChangeNoted(task: command.task, position: command.position, vacant: command.vacant, person: command.person),
                about: command.caseID)
        ]
    }

    private static func skipTask(_ command: SkipTask, _ decision: Decision) throws -> [Event] {
        let open = try OpenTask.find(command.task, word: nil, decision)
        guard open.task.isOptional else {
            throw Rejection("notOptional", "The SOP does not let this act be passed over; do it, or return it if it can be decided.", field: "task")
        }
        let done = Completion(task: command.task, caseID: open.task.caseID, outcome: .skipped, document: open.task.document)
        return [Event(TaskSkipped(done: done), about: open.task.caseID, content: ActWords(note: command.note))]
    }

    private static func taskNoted(_ event: Recorded<TaskNoted>, _ tables: Tables) throws {
        let task = event.body.task
        try tables.run(
            "INSERT INTO task VALUES(?, ?, ?, ?, ?, NULL, 'open', ?, ?, ?, ?, ?, ?)", .text(task.task.description), .text(task.caseID.description),
            .text(task.word.rawValue), .text(task.kind.rawValue), .text(task.position.text), .blob(try JSONText().encode(task)),
            .text(event.content?.subject), .text(event.content?.activity), .text(event.content?.document), .text(event.content?.note),
            .text(task.vacant?.text))
    }

    private static func taskChangeNoted(_ event: Recorded<TaskChangeNoted>, _ tables: Tables) throws {
        let id = Value.text(event.body.task.description)
        if let position = event.body.position {
            try tables.run(
                "UPDATE task SET position = ?, vacant = ?, person = ? WHERE id = ?", .text(position.text), .text(event.body.vacant?.text),
                .text(event.body.person), id)
        } else {
            try tables.run("UPDATE task SET state = 'withdrawn' WHERE id = ? AND state = 'open'", id)
        }
    }
}
