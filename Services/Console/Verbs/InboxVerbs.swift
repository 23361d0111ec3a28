import Client
import Domain
import Protocol

/// The verbs about what waits for a position.
enum InboxVerbs {
    static let all = [
        Verb(
            "inbox", "shows the tasks and the disposisi that wait for a position, the longest waiting first",
            discussion: ["With --json: one object for each, with `task` or with `disposisi` and its `sheet`."], options: [.limit],
            speech: .asks(.official), run: inbox),
        Verb(
            "task show", "shows a task: what is asked for, on what, by when, and what may be done with it", operands: [.task],
            speech: .asks(.official), run: show),
        Verb("task take", "ambil: makes a task of a shared position one's own", operands: [.task], speech: .gives(.official), run: take),
        Verb(
            "task release", "lepas: gives a task that one took back to all holders of the position", operands: [.task],
            speech: .gives(.official), run: release),
    ]

    private struct TaskLine: Encodable {
        let task: TaskRow
    }

    private struct DisposisiLine: Encodable {
        let disposisi: DisposisiView
        let sheet: SheetView?
    }

    private static func inbox(_ call: Call) throws -> ExitCode {
        let speaker = try call.official()
        let limit = try call.arguments.value("limit", .count)
        let conversation = try call.conversation()
        let tasks = try tasks(limit, speaker, conversation)
        let (disposisi, sheets) = try disposisi(limit, speaker, conversation)
        if call.isJSON {
            for task in tasks { try call.json.line(TaskLine(task: task)) }
            for row in disposisi { try call.json.line(DisposisiLine(disposisi: row, sheet: sheets[row.sheet])) }
            return .ok
        }
        let terminal = call.terminal
        let time = try conversation.localTime(of: speaker)
        terminal.table(
            ["task", "to do", "document", "step", "due", "urgensi", "case"],
            tasks.map { row in
                [
                    .init(row.task.task.description), .init(row.person == nil ? row.task.word.rawValue : "\(row.task.word.rawValue) (taken)"),
                    .init(Text.document(row.task.document)), .init("\(row.task.step)/\(row.steps)"),
                    .init(time.minute(row.task.due), row.isOverdue ? .red : nil), Text.urgensi(row.urgensi),
                    .init(row.words?.subject ?? ""),
                ]
            })
        if !tasks.isEmpty, !disposisi.isEmpty { terminal.line() }
        terminal.table(
            ["disposisi", "state", "from", "instructions", "due", "urgensi", "letter"],
            disposisi.map { row in
                [
                    .init(row.disposisi.description), .init(row.state.rawValue, row.state == .unread ? .bold : nil),
                    .init(row.giver?.text ?? "(the sheet)"),
                    .init(row.instructions.map(\.text).joined(separator: ", ")), .init(row.due?.description ?? ""),
                    sheets[row.sheet].map { Text.urgensi($0.urgensi) } ?? "", .init(sheets[row.sheet]?.subject ?? ""),
                ]
            })
        if tasks.isEmpty, disposisi.isEmpty { terminal.line("nothing waits") }
        return .ok
    }

    private static func tasks(_ limit: Int?, _ speaker: Caller.Speaker, _ conversation: Conversation) throws -> [TaskRow] {
        var tasks: [TaskRow] = []
        var hasMore = true
        while hasMore, tasks.count < limit ?? .max {
            let question = Inbox(after: tasks.last?.task.task, limit: limit.map { min($0 - tasks.count, Limits.pageRows) })
            let page = try conversation.ask(question, of: .routing, as: speaker)
            tasks += page.tasks
            hasMore = page.hasMore && !page.tasks.isEmpty
        }
        return tasks
    }

    private static func disposisi(
        _ limit: Int?, _ speaker: Caller.Speaker, _ conversation: Conversation
    ) throws -> ([DisposisiView], [Identifier: SheetView]) {
        var rows: [DisposisiView] = []
        var sheets: [Identifier: SheetView] = [:]
        while true {
            let page = try conversation.ask(DisposisiInbox(after: rows.last?.disposisi), of: .routing, as: speaker)
            rows += page.waiting
            for sheet in page.sheets { sheets[sheet.sheet] = sheet }
            // A page that is not full is the last.
            guard page.waiting.count == Limits.pageRows, rows.count < limit ?? .max else { return (Array(rows.prefix(limit ?? .max)), sheets) }
        }
    }

    private static func show(_ call: Call) throws -> ExitCode {
        let task = try call.arguments.operand("TASK", .identifier) as Identifier
        let speaker = try call.official()
        let conversation = try call.conversation()
        let answer = try conversation.ask(ShowTask(task: task), of: .routing, as: speaker)
        if call.isJSON {
            try call.json.line(answer)
            return .ok
        }
        write(answer, try conversation.localTime(of: speaker), call.terminal)
        return .ok
    }

    /// Writes a task for a person.
    private static func write(_ answer: ShowTask.Answer, _ time: LocalTime, _ terminal: Terminal) {
        let (row, task) = (answer.row, answer.row.task)
        func list(_ texts: [String]) -> String? { texts.isEmpty ? nil : texts.joined(separator: ", ") }
        func list<Of>(_ keys: [Key<Of>]) -> String? { list(keys.map(\.text)) }
        terminal.fields([
            ("task", task.task.description), ("state", answer.state.rawValue + (answer.outcome.map { ", \($0.rawValue)" } ?? "")),
            ("ended", answer.ended.map { "\(time.minute($0)) by \(answer.actor.map(Text.actor) ?? "nobody")" }),
            ("case", "\(task.caseID) \(row.words?.subject ?? "")"), ("urgensi", row.urgensi == .biasa ? nil : row.urgensi.rawValue),
            ("keamanan", row.keamanan == .biasa ? nil : row.keamanan.rawValue),
            ("sop", "\(row.sop), step \(task.step) of \(row.steps), round \(task.round)"),
            ("to do", task.kind == .regular ? task.word.rawValue : "\(task.word.rawValue) (\(task.kind.rawValue))"),
            ("activity", row.words?.activity ?? row.activity), ("document", Text.document(task.document)), ("title", row.words?.document),
            ("hash", task.document.flatMap { $0.hash.isEmpty ? nil : $0.hash }), ("number", task.number),
            ("position", "\(row.position) (\(row.positionName))"), ("in stead of", task.vacant.map { "\($0) (vacant)" }), ("taken by", row.person),
            ("to", list(task.to.enumerated().map { "\($0.offset + 1) \($0.element.name)" })),
            ("tembusan", list((task.tembusan ?? []).enumerated().map { "\($0.offset + 1 + task.addressees.count) \($0.element.name)" })),
            ("participants", list(task.participants)),
            ("appoints", task.appoints.flatMap { list($0) }), ("quorum", task.quorum.map(String.init)), ("outside", task.outside?.text),
            ("optional", task.isOptional ? "may be skipped" : nil), ("if no", task.returnsTo.map { "returns to step \($0)" }),
            ("note", row.words?.note), ("requires", list(row.requirements)), ("leaves", list(row.outputs)), ("remarks", row.remarks),
            ("links", list(row.links)), ("opened", time.minute(row.opened)),
            ("due", task.due.map { time.minute($0) + (row.isOverdue ? " (late)" : "") }),
            ("may", list(ActVerb.hints(row))),
        ])
    }

    private static func take(_ call: Call) throws -> ExitCode {
        let task = try call.arguments.operand("TASK", .identifier) as Identifier
        return try call.conversation().give(TakeTask(task: task), to: .routing, as: try call.official()) { _ in "task \(task) is yours" }
    }

    private static func release(_ call: Call) throws -> ExitCode {
        let task = try call.arguments.operand("TASK", .identifier) as Identifier
        return try call.conversation().give(ReleaseTask(task: task), to: .routing, as: try call.official()) { _ in "task \(task) is free" }
    }
}

extension Operand {
    /// A task by its id.
    static let task = Operand("TASK", "the task's id, as the inbox shows it")
}
