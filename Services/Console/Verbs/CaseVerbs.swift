import Domain
import Protocol

/// The verbs about cases: letters on their way through a SOP.
enum CaseVerbs {
    static let all = [
        Verb(
            "case list", "shows an agency's cases, newest first",
            options: [Option("status", "STATUS", CaseStatus.allCases.map(\.rawValue).joined(separator: ", ")), .limit],
            speech: .asks(.official), run: list),
        Verb(
            "case show", "shows where a case stands, its documents and what waits for whom", operands: [.caseID], speech: .asks(.official), run: show),
        Verb("case timeline", "tells what happened in a case, in order", operands: [.caseID], speech: .asks(.official), run: timeline),
        Verb(
            "case start", "begins a case whose SOP starts from the agency's own basis or from the calendar",
            discussion: [
                "A SOP that starts with an incoming letter is begun with `alurctl letter start`.",
                "With --letter the case begins, and then that letter is linked to it, which only the agenda clerk may do.",
            ],
            operands: [Operand("SOP", "by which SOP, as `alurctl sop list AGENCY` names it")],
            options: [
                Option("title", "TEXT", "what the case is called in every inbox", .required),
                Option("period", "PERIOD", "for a SOP that runs by the calendar: 2026-01, 2026-T1, 2026-S1 or 2026"),
                Option("basis", "TEXT", "what it rests on, such as a DPA's number"),
                Option("letter", "LETTER", "an incoming letter that is to be linked to it"),
                Option("keamanan", "LEVEL", Keamanan.allCases.map(\.rawValue).joined(separator: ", ")),
                Option("urgensi", "LEVEL", Urgensi.allCases.map(\.rawValue).joined(separator: ", ")),
            ], speech: .gives(.official), run: start),
        Verb(
            "case cancel", "asks for a running case to be given up; whoever holds an open task of it answers", operands: [.caseID],
            options: [Option("reason", "TEXT", "why", .required)], speech: .gives(.official), run: cancel),
        Verb(
            "case answer", "answers the request to give a case up", operands: [.caseID],
            options: [
                Option("yes", nil, "it is given up"), Option("no", nil, "it goes on"), Option("note", "TEXT", "words with it; needed for a no"),
            ], speech: .gives(.official), run: answer),
    ]

    private static func list(_ call: Call) throws -> ExitCode {
        let speaker = try call.official()
        let status = try call.arguments.value("status", .word) as CaseStatus?
        let limit = try call.arguments.value("limit", .count)
        let conversation = try call.conversation()
        let agency = try call.agency()
        var rows: [CaseRow] = []
        var hasMore = true
        while hasMore, rows.count < limit ?? .max {
            let question = ListCases(
                agency: agency, status: status, after: rows.last?.caseID, limit: limit.map { min($0 - rows.count, Limits.pageRows) })
            let page = try conversation.ask(question, of: .routing, as: speaker)
            rows += page.cases
            hasMore = page.hasMore && !page.cases.isEmpty
        }
        if call.isJSON {
            for row in rows { try call.json.line(row) }
            return .ok
        }
        let time = try conversation.localTime(of: speaker)
        call.terminal.table(
            ["case", "sop", "status", "step", "started", "due", "urgensi", "title"], ifNone: "no cases",
            rows.map { row in
                [
                    .init(row.caseID.description), .init(row.sop.text), .init(row.status.rawValue + (row.isCancelRequested ? ", cancel asked" : "")),
                    .init("\(row.step)/\(row.steps)"), .init(time.minute(row.started)), .init(time.minute(row.due)),
                    Text.urgensi(row.urgensi), .init(row.title ?? ""),
                ]
            })
        return .ok
    }

    private static func show(_ call: Call) throws -> ExitCode {
        let question = ShowCase(caseID: try call.arguments.operand("CASE", .identifier))
        let speaker = try call.official()
        let conversation = try call.conversation()
        let answer = try conversation.ask(question, of: .routing, as: speaker)
        if call.isJSON {
            try call.json.line(answer)
            return .ok
        }
        let time = try conversation.localTime(of: speaker)
        let (row, terminal) = (answer.row, call.terminal)
        terminal.fields([
            ("case", row.caseID.description), ("title", row.title), ("sop", "\(row.sop), version \(row.version) of the catalogue"),
            ("status", row.status.rawValue + (row.isCancelRequested ? ", asked to be given up" : "")), ("step", "\(row.step) of \(row.steps)"),
            ("letter", row.letter?.description), ("period", row.period), ("basis", answer.basis), ("started", time.minute(row.started)),
            ("ended", time.minute(row.ended)), ("due", time.minute(row.due)),
        ])
        for (role, team) in answer.teams.sorted(by: { $0.key < $1.key }) {
            terminal.fields([("team \(role)", team.map(\.text).joined(separator: ", "))])
        }
        terminal.line()
        terminal.table(
            ["step", "", "round", "actor", "time", "if no", "activity"],
            answer.steps.map { step in
                let mark: Terminal.Cell =
                    switch step.state {
                    case .done: .init("done", .green)
                    case .current: .init("now", .bold)
                    case .ahead: ""
                    }
                return [
                    .init(String(step.number)), mark, .init(step.round > 1 ? String(step.round) : ""), .init(step.actor), .init(step.duration ?? ""),
                    .init(step.returnsTo.map { "to \($0)" } ?? ""), .init(step.activity),
                ]
            })
        terminal.line()
        terminal.table(
            ["document", "kind", "number", "bears", "archived", "title"],
            answer.documents.map { document in
                let answers = document.answers.map { "\($0.word.rawValue) \($0.position)" }.joined(separator: ", ")
                return [
                    .init(Text.document(document.version)), .init(document.kind), .init(document.number ?? ""), .init(answers),
                    .init(document.isArchived ? "yes" : ""), .init(document.title),
                ]
            })
        if !answer.tasks.isEmpty { terminal.line() }
        terminal.table(
            ["task", "waits for", "to do", "document", "due"],
            answer.tasks.map { task in
                [
                    .init(task.task.task.description), .init(task.position.text), .init(task.task.word.rawValue),
                    .init(Text.document(task.task.document)), .init(time.minute(task.task.due), task.isOverdue ? .red : nil),
                ]
            })
        return .ok
    }

    private static func timeline(_ call: Call) throws -> ExitCode {
        let caseID = try call.arguments.operand("CASE", .identifier) as Identifier
        let speaker = try call.official()
        let conversation = try call.conversation()
        var entries: [Timeline.Entry] = []
        var hasMore = true
        while hasMore {
            let page = try conversation.ask(Timeline(caseID: caseID, after: entries.last?.position), of: .routing, as: speaker)
            entries += page.entries
            hasMore = page.hasMore && !page.entries.isEmpty
        }
        if call.isJSON {
            for entry in entries { try call.json.line(entry) }
            return .ok
        }
        let time = try conversation.localTime(of: speaker)
        call.terminal.table(
            ["when", "what", "step", "act", "document", "who", "outcome", "note"],
            entries.map { entry in
                let step = entry.step.map { step in entry.from.map { "\($0) to \(step)" } ?? "\(step)" } ?? ""
                return [
                    .init(time.minute(entry.at)), .init(entry.type), .init(step), .init(entry.word?.rawValue ?? ""),
                    .init(Text.document(entry.document)), .init(entry.type == TaskOpened.type ? entry.who?.text ?? "" : Text.actor(entry.actor)),
                    .init(entry.outcome?.rawValue ?? "", entry.outcome == .returned ? .yellow : nil), .init(entry.note ?? ""),
                ]
            })
        return .ok
    }

    private static func start(_ call: Call) throws -> ExitCode {
        let arguments = call.arguments
        let command = StartCase(
            agency: try call.agency(), sop: Key(arguments.operand("SOP")), title: arguments.required("title"),
            period: arguments.text("period"), basis: arguments.text("basis"), keamanan: try arguments.value("keamanan", .word),
            urgensi: try arguments.value("urgensi", .word))
        let letter = try arguments.value("letter", .identifier) as Identifier?
        let (conversation, speaker) = (try call.conversation(), try call.official())
        var begun: Identifier?
        let code = try conversation.give(command, to: .routing, as: speaker) { accepted in
            try accepted.first(CaseStarted.self).map { "case \($0.caseID) by \($0.sop) has begun" } ?? "the case has begun"
        } noting: {
            begun = try $0.first(CaseStarted.self)?.caseID
        }
        guard let letter, let begun else { return code }
        return try conversation.give(LinkLetter(letter: letter, caseID: begun), to: .intake, as: speaker) { _ in
            "letter \(letter) belongs to case \(begun)"
        }
    }

    private static func cancel(_ call: Call) throws -> ExitCode {
        let command = RequestCancel(caseID: try call.arguments.operand("CASE", .identifier), reason: call.arguments.required("reason"))
        return try call.conversation().give(command, to: .routing, as: try call.official()) { _ in "asked for case \(command.caseID) to be given up" }
    }

    private static func answer(_ call: Call) throws -> ExitCode {
        let agree = try call.arguments.verdict()
        let command = AnswerCancel(
            caseID: try call.arguments.operand("CASE", .identifier), agree: agree, note: call.arguments.text("note"))
        return try call.conversation().give(command, to: .routing, as: try call.official()) { _ in
            "case \(command.caseID) \(agree ? "is given up" : "goes on")"
        }
    }
}

extension Arguments {
    /// What `--yes` and `--no` say. Throws `WrongCall` unless exactly one of them is given.
    func verdict() throws(WrongCall) -> Bool {
        guard flag("yes") != flag("no") else { throw WrongCall("say either --yes or --no") }
        return flag("yes")
    }
}

extension Operand {
    /// A case by its id.
    static let caseID = Operand("CASE", "the case's id, as `alurctl case list` shows it")
}
