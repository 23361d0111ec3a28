import Client
import Domain
import Protocol

/// The verbs about the archive.
enum ArchiveVerbs {
    static let all = [
        Verb(
            "archive search", "finds records by words of their subject, title, number or parties, newest first",
            operands: [Operand("WORD", "words, or words that begin so", .many)],
            options: [
                Option("year", "YEAR", "only records sealed in that year"), Option("classification", "CODE", "only of this classification"), .limit,
            ], speech: .asks(.official), run: search),
        Verb("archive show", "shows a record and its berkas", operands: [.record], speech: .asks(.official), run: show),
        Verb(
            "archive fetch", "writes a record's file into a new file of this machine; its bytes are checked against its name",
            operands: [.record, Operand("FILE", "the new file, or - for standard output")], speech: .asks(.official), run: fetch),
        Verb(
            "archive case", "shows what the archive holds of a case, and what is on its way there", operands: [.caseID],
            speech: .asks(.official), run: ofCase),
        Verb(
            "archive berkas", "shows the folders of records, or what one of them holds",
            operands: [Operand("BERKAS", "the berkas's id; else all", .optional)],
            options: [
                Option("classification", "CODE", "only of this classification"), Option("open", nil, "only open ones"),
                Option("closed", nil, "only closed ones"),
            ], speech: .asks(.official), run: berkas),
        Verb(
            "archive close", "closes a berkas: its retention begins to run",
            operands: [Operand("BERKAS", "the berkas's id, as `alurctl archive berkas` shows it")],
            speech: .gives(.official), run: close),
        Verb(
            "archive expedition", "shows what was sent to whom and who received it, newest first",
            options: [Option("failed", nil, "only what did not arrive"), .limit], speech: .asks(.official), run: expedition),
    ]

    private static func search(_ call: Call) throws -> ExitCode {
        let arguments = call.arguments
        let speaker = try call.official()
        let year = try arguments.value("year", .count)
        let limit = try arguments.value("limit", .count)
        let conversation = try call.conversation()
        let rows = try readPages(limit: limit) { before, limit in
            let question = SearchArchive(
                text: arguments.operands("WORD").joined(separator: " "), before: before, limit: limit,
                classification: arguments.text("classification"), year: year)
            let page = try conversation.ask(question, of: .archival, as: speaker)
            return (page.rows, page.next)
        }
        try write(rows, call, conversation, speaker)
        return rows.isEmpty ? .negative : .ok
    }

    private static func write(_ rows: [SearchArchive.Row], _ call: Call, _ conversation: Conversation, _ speaker: Caller.Speaker) throws {
        if call.isJSON {
            for row in rows { try call.json.line(row) }
            return
        }
        let time = try conversation.localTime(of: speaker)
        call.terminal.table(
            ["record", "class", "item", "number", "document", "sealed", "subject"],
            rows.map { row in
                let document = row.words?.title ?? Text.document(row.document)
                return [
                    .init(row.record.description), .init(row.classification), .init(String(row.item)), .init(row.number ?? ""), .init(document),
                    .init(time.minute(row.sealed)), .init(row.words?.subject ?? "(destroyed by law)"),
                ]
            })
        if rows.isEmpty { call.terminal.line("nothing was found") }
    }

    private static func show(_ call: Call) throws -> ExitCode {
        let record = try call.arguments.operand("RECORD", .identifier) as Identifier
        let speaker = try call.official()
        let conversation = try call.conversation()
        let answer = try conversation.ask(ShowRecord(record: record), of: .archival, as: speaker)
        if call.isJSON {
            try call.json.line(answer)
            return .ok
        }
        let time = try conversation.localTime(of: speaker)
        let (row, berkas) = (answer.row, answer.berkas)
        call.terminal.fields([
            ("record", row.record.description), ("case", row.caseID.description), ("subject", row.words?.subject), ("title", row.words?.title),
            ("document", Text.document(row.document)), ("number", row.number), ("parties", row.words?.parties), ("note", row.words?.note),
            ("keamanan", row.keamanan.rawValue), ("kind", row.isOriginal ? "asli" : "copy"), ("sealed", time.minute(row.sealed)),
            ("file", row.hash ?? "paper"), ("bytes", row.hash == nil ? nil : String(row.size)),
            ("berkas", "\(berkas.berkas) \(berkas.classification) \(berkas.number), item \(row.item)"), ("called", berkas.words?.title),
            ("place", berkas.words?.location.map(place)), ("closed", berkas.closing?.closed.description),
            ("active until", berkas.closing?.activeUntil.description), ("inactive until", berkas.closing?.inactiveUntil.description),
            ("then", berkas.closing?.fate.rawValue), ("destroyed", berkas.destroyed?.description),
        ])
        return .ok
    }

    private static func place(_ location: BerkasWords.Location) -> String {
        let parts = [("ruang", location.ruang), ("lemari", location.lemari), ("boks", location.boks), ("folder", location.folder)]
        return parts.compactMap { part in part.1.map { "\(part.0) \($0)" } }.joined(separator: ", ")
    }

    private struct Fetched: Encodable {
        let record: Identifier
        let hash: String
        let size: Int
        let path: String
    }

    private static func fetch(_ call: Call) throws -> ExitCode {
        let record = try call.arguments.operand("RECORD", .identifier) as Identifier
        let path = call.arguments.operand("FILE")
        let speaker = try call.official()
        let conversation = try call.conversation()
        let row = try conversation.ask(ShowRecord(record: record), of: .archival, as: speaker).row
        guard let hash = row.hash else {
            call.terminal.remark("record \(record) is paper; it has no file")
            return .negative
        }
        try conversation.get(hash, from: .archival, into: path, as: speaker)
        if path == "-" { return .ok }
        if call.isJSON {
            try call.json.line(Fetched(record: record, hash: hash, size: row.size, path: path))
        } else {
            call.terminal.line("\(path): \(row.size) bytes, SHA-256 \(hash)")
        }
        return .ok
    }

    private static func ofCase(_ call: Call) throws -> ExitCode {
        let question = CaseRecords(caseID: try call.arguments.operand("CASE", .identifier))
        let speaker = try call.official()
        let conversation = try call.conversation()
        let answer = try conversation.ask(question, of: .archival, as: speaker)
        if call.isJSON {
            try call.json.line(answer)
            return .ok
        }
        try write(answer.rows, call, conversation, speaker)
        call.terminal.table(
            ["on its way", "task", "state"],
            answer.filings.map { filing in
                let state: Terminal.Cell = filing.failure.map { .init("failed: \($0)", .red) } ?? "waits for its file"
                return [.init(filing.record.description), .init(filing.task.description), state]
            })
        return .ok
    }

    private static func berkas(_ call: Call) throws -> ExitCode {
        let arguments = call.arguments
        if arguments.flag("open"), arguments.flag("closed") { throw WrongCall("--open and --closed exclude each other") }
        if arguments.optionalOperand("BERKAS") != nil { return try contents(call) }
        let speaker = try call.official()
        let conversation = try call.conversation()
        var rows: [ListBerkas.Row] = []
        var hasMore = true
        while hasMore {
            let isOpen: Bool? = arguments.flag("open") ? true : arguments.flag("closed") ? false : nil
            let question = ListBerkas(classification: arguments.text("classification"), isOpen: isOpen, after: rows.last?.berkas)
            let page = try conversation.ask(question, of: .archival, as: speaker)
            rows += page.rows
            hasMore = page.hasMore && !page.rows.isEmpty
        }
        if call.isJSON {
            for row in rows { try call.json.line(row) }
            return .ok
        }
        call.terminal.table(
            ["berkas", "class", "number", "records", "state", "title"], ifNone: "no berkas",
            rows.map { row in
                let closed = row.closing.map { "closed, \($0.fate.rawValue) after \($0.inactiveUntil)" } ?? "open"
                let state = row.destroyed.map { "destroyed \($0)" } ?? closed
                return [
                    .init(row.berkas.description), .init(row.classification), .init(row.number), .init(String(row.items)), .init(state),
                    .init(row.words?.title ?? ""),
                ]
            })
        return .ok
    }

    private static func contents(_ call: Call) throws -> ExitCode {
        let berkas = try call.arguments.operand("BERKAS", .identifier) as Identifier
        let speaker = try call.official()
        let conversation = try call.conversation()
        var rows: [SearchArchive.Row] = []
        var after: Int?
        repeat {
            let page = try conversation.ask(BerkasContents(berkas: berkas, after: after), of: .archival, as: speaker)
            rows += page.rows
            after = page.hasMore ? page.rows.last?.item : nil
        } while after != nil
        try write(rows, call, conversation, speaker)
        return .ok
    }

    private static func close(_ call: Call) throws -> ExitCode {
        let command = CloseBerkas(berkas: try call.arguments.operand("BERKAS", .identifier))
        return try call.conversation().give(command, to: .archival, as: try call.official()) { accepted in
            guard let closed = try accepted.first(BerkasClosed.self) else { return "closed" }
            return "closed; \(closed.fate.rawValue) after \(closed.inactiveUntil)"
        }
    }

    private static func expedition(_ call: Call) throws -> ExitCode {
        let speaker = try call.official()
        let limit = try call.arguments.value("limit", .count)
        let conversation = try call.conversation()
        let rows = try readPages(limit: limit) { before, limit in
            let question = ExpeditionBook(before: before, limit: limit, onlyFailed: call.arguments.flag("failed") ? true : nil)
            let page = try conversation.ask(question, of: .archival, as: speaker)
            return (page.rows, page.next)
        }
        if call.isJSON {
            for row in rows { try call.json.line(row) }
            return .ok
        }
        call.terminal.table(
            ["date", "number", "to", "outcome", "received by, or why not", "subject"], ifNone: "nothing was sent",
            rows.map { row in
                [
                    .init(row.at.description), .init(row.number ?? ""), .init((row.receiver ?? "") + (row.isTembusan ? " (tembusan)" : "")),
                    .init(row.outcome.rawValue, row.outcome == .gagal ? .red : nil), .init(row.words ?? ""), .init(row.subject ?? ""),
                ]
            })
        return .ok
    }
}

extension Operand {
    fileprivate static let record = Operand("RECORD", "the record's id, as the search shows it")
}
