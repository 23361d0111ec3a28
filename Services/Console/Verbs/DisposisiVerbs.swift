import Domain
import Protocol

/// The verbs about letters that are disposed down a tree, and answered up again.
enum DisposisiVerbs {
    static let all = [
        Verb("disposisi tree", "shows all that was disposed about a letter", operands: [.letter], speech: .asks(.official), run: tree),
        Verb(
            "disposisi advise", "passes a sheet up to the leader with one's saran", operands: [.sheet],
            options: [Option("note", "TEXT", "the saran", .required), Option("to", "POSITION", "to whom; else the direct superior")],
            speech: .gives(.official), run: advise),
        Verb(
            "disposisi give", "gives a disposisi to positions lower in rank", operands: [.sheet], options: giving + under,
            speech: .gives(.official), run: give),
        Verb(
            "disposisi record", "enters a disposisi that the leader wrote by hand, with a scan of the sheet", operands: [.sheet],
            options: giving + [
                Option("scan", "FILE", "the scan of the sheet", .required),
                Option("giver", "POSITION", "whose handwriting it is; else with whom the sheet lies"),
                Option("giver-person", "NIP", "which of its holders; else the only one"),
            ], speech: .gives(.official), run: record),
        Verb("disposisi read", "says that a disposisi was read", operands: [.disposisi], speech: .gives(.official), run: read),
        Verb(
            "disposisi answer", "answers a disposisi to its giver", operands: [.disposisi],
            options: [Option("note", "TEXT", "what was done", .required), Option("file", "FILE", "goes with it", .many)],
            speech: .gives(.official), run: answer),
        Verb("disposisi cancel", "takes a disposisi back while it is unread", operands: [.disposisi], speech: .gives(.official), run: cancel),
        Verb(
            "disposisi decline", "returns a disposisi to its giver: bukan tugas unit kami", operands: [.disposisi],
            options: [Option("reason", "TEXT", "why", .required)], speech: .gives(.official), run: decline),
        Verb(
            "disposisi close", "closes a sheet and what is still open on it", operands: [.sheet],
            options: [Option("note", "TEXT", "what came of it; needed while answers are missing")], speech: .gives(.official), run: close),
    ]

    private static let giving = [
        Option("to", "POSITION", "to whom; one at least", .many),
        Option("instruction", "ID", "one at least: " + Instruction.defaults.map(\.id.text).joined(separator: ", "), .many),
        Option("note", "TEXT", "catatan"), Option("due", "DATE", "by which day an answer is expected"),
    ]

    private static let under = [Option("under", "DISPOSISI", "under which disposisi, for one who received several on the sheet")]

    private static func tree(_ call: Call) throws -> ExitCode {
        let letter = try call.arguments.operand("LETTER", .identifier) as Identifier
        let speaker = try call.official()
        let conversation = try call.conversation()
        let answer = try conversation.ask(DisposisiTree(letter: letter), of: .routing, as: speaker)
        if call.isJSON {
            try call.json.line(answer)
            return .ok
        }
        let time = try conversation.localTime(of: speaker)
        var depth: [Identifier: Int] = [:]
        for sheet in answer.sheets {
            let state = sheet.closed.map { "closed \(time.minute($0))" } ?? "open"
            call.terminal.line("sheet \(sheet.sheet), \(state): \(Terminal.plain(sheet.subject ?? ""))")
            for advice in sheet.advice { call.terminal.line("  saran of \(advice.position): \(Terminal.plain(advice.note ?? ""))") }
            for row in answer.disposisi where row.sheet == sheet.sheet {
                let level = row.parent.flatMap { depth[$0] }.map { $0 + 1 } ?? 0
                depth[row.disposisi] = level
                let words = [row.instructions.map(\.text).joined(separator: ", "), row.note ?? "", row.answer.map { "-> \($0)" } ?? ""]
                let line = "\(row.position) \(row.state.rawValue) \(words.filter { !$0.isEmpty }.joined(separator: "; "))"
                call.terminal.line(String(repeating: "  ", count: level + 1) + Terminal.plain(line) + "  " + row.disposisi.description)
            }
        }
        if answer.sheets.isEmpty { call.terminal.line("nothing was disposed") }
        return .ok
    }

    private static func advise(_ call: Call) throws -> ExitCode {
        let arguments = call.arguments
        let command = AdviseLeader(
            sheet: try arguments.operand("SHEET", .identifier), note: arguments.required("note"), to: arguments.text("to").map { Key($0) })
        return try call.conversation().give(command, to: .routing, as: try call.official()) { _ in "the sheet went up" }
    }

    private static func keys<Of>(_ name: String, _ arguments: Arguments) throws -> [Key<Of>] {
        let texts = arguments.texts(name)
        if texts.isEmpty { throw WrongCall("--\(name) is missing; one at least is needed") }
        return texts.map { Key($0) }
    }

    private static func give(_ call: Call) throws -> ExitCode {
        let arguments = call.arguments
        let command = GiveDisposisi(
            sheet: try arguments.operand("SHEET", .identifier), disposisi: try arguments.value("under", .identifier), to: try keys("to", arguments),
            instructions: try keys("instruction", arguments), note: arguments.text("note"), due: try arguments.value("due", .date))
        return try call.conversation().give(command, to: .routing, as: try call.official()) { _ in
            "disposed to \(command.to.map(\.text).joined(separator: ", "))"
        }
    }

    private static func record(_ call: Call) throws -> ExitCode {
        let arguments = call.arguments
        let speaker = try call.official()
        let (to, instructions): ([Key<Position>], [Key<Instruction>]) = (try keys("to", arguments), try keys("instruction", arguments))
        let sheet = try arguments.operand("SHEET", .identifier) as Identifier
        let due = try arguments.value("due", .date)
        let conversation = try call.conversation()
        let command = RecordWrittenDisposisi(
            sheet: sheet, giver: arguments.text("giver").map { Key($0) }, person: arguments.text("giver-person"), to: to, instructions: instructions,
            note: arguments.text("note"), due: due, scan: try conversation.put(arguments.required("scan"), to: .routing).file)
        return try conversation.give(command, to: .routing, as: speaker) { _ in "entered for \(to.map(\.text).joined(separator: ", "))" }
    }

    private static func read(_ call: Call) throws -> ExitCode {
        let command = ReadDisposisi(disposisi: try call.arguments.operand("DISPOSISI", .identifier))
        return try call.conversation().give(command, to: .routing, as: try call.official()) { _ in "read" }
    }

    private static func answer(_ call: Call) throws -> ExitCode {
        let disposisi = try call.arguments.operand("DISPOSISI", .identifier) as Identifier
        let speaker = try call.official()
        let conversation = try call.conversation()
        let files = try call.arguments.texts("file").map { try conversation.put($0, to: .routing).file }
        let command = AnswerDisposisi(disposisi: disposisi, note: call.arguments.required("note"), files: files.isEmpty ? nil : files)
        return try conversation.give(command, to: .routing, as: speaker) { _ in "answered" }
    }

    private static func cancel(_ call: Call) throws -> ExitCode {
        let command = CancelDisposisi(disposisi: try call.arguments.operand("DISPOSISI", .identifier))
        return try call.conversation().give(command, to: .routing, as: try call.official()) { _ in "taken back" }
    }

    private static func decline(_ call: Call) throws -> ExitCode {
        let command = DeclineDisposisi(
            disposisi: try call.arguments.operand("DISPOSISI", .identifier), reason: call.arguments.required("reason"))
        return try call.conversation().give(command, to: .routing, as: try call.official()) { _ in "returned to its giver" }
    }

    private static func close(_ call: Call) throws -> ExitCode {
        let command = CloseSheet(sheet: try call.arguments.operand("SHEET", .identifier), note: call.arguments.text("note"))
        return try call.conversation().give(command, to: .routing, as: try call.official()) { _ in "closed" }
    }
}

extension Operand {
    fileprivate static let sheet = Operand("SHEET", "the sheet's id, as `alurctl disposisi tree` shows it")
    fileprivate static let disposisi = Operand("DISPOSISI", "the disposisi's id, as the inbox shows it")
}
