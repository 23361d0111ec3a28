import Client
import Domain
import Protocol

/// The verbs about the documents of a case and what was gathered for them.
enum DraftVerbs {
    static let all = [
        Verb(
            "draft versions", "shows the versions of a case's documents, newest first",
            operands: [.caseID, Operand("DOCUMENT", "such as renja, or perjanjian-kinerja/kabid-a; else all", .optional)],
            speech: .asks(.official), run: versions),
        Verb(
            "draft fetch", "writes a version of a document into a new file of this machine",
            operands: [.caseID, .document, Operand("FILE", "the new file, or - for standard output")],
            options: [Option("version", "NUMBER", "else the last")], speech: .asks(.official), run: fetch),
        Verb(
            "draft diff", "shows what differs between two versions of a text, line by line", operands: [.caseID, .document],
            options: [Option("from", "VERSION", "the old one", .required), Option("to", "VERSION", "the new one", .required)],
            speech: .asks(.official), run: diff),
        Verb(
            "draft material", "shows what material a case was to get from whom, and what came", operands: [.caseID], speech: .asks(.official),
            run: material
        ),
    ]

    private static func versions(_ call: Call) throws -> ExitCode {
        let document = call.arguments.optionalOperand("DOCUMENT").map { DocumentName($0) }
        let caseID = try call.arguments.operand("CASE", .identifier) as Identifier
        let speaker = try call.official()
        let conversation = try call.conversation()
        let rows = try versions(of: caseID, document, conversation, speaker)
        if call.isJSON {
            for row in rows { try call.json.line(row) }
            return .ok
        }
        let time = try conversation.localTime(of: speaker)
        call.terminal.table(
            ["document", "state", "by", "when", "bytes", "file", "hash"], ifNone: "nothing has been composed yet",
            rows.map { row in
                [
                    .init(Text.document(row.document)), .init(row.isFrozen ? "frozen" : "kept"), .init(Text.actor(row.actor)),
                    .init(time.minute(row.at)), .init(String(row.content.file.size)), .init(row.content.name), .init(row.document.hash),
                ]
            })
        return .ok
    }

    private static func versions(
        of caseID: Identifier, _ document: DocumentName?, _ conversation: Conversation, _ speaker: Caller.Speaker
    ) throws -> [DraftVersion] {
        var rows: [DraftVersion] = []
        var isMore = true
        while isMore {
            let question = ListVersions(caseID: caseID, document: document, before: rows.last?.position)
            let page = try conversation.ask(question, of: .drafting, as: speaker)
            rows += page.versions
            isMore = page.isMore && !page.versions.isEmpty
        }
        return rows
    }

    private static func fetch(_ call: Call) throws -> ExitCode {
        let arguments = call.arguments
        let (caseID, name) = (try arguments.operand("CASE", .identifier) as Identifier, DocumentName(arguments.operand("DOCUMENT")))
        let wanted = try arguments.value("version", .count)
        let speaker = try call.official()
        let conversation = try call.conversation()
        let rows = try versions(of: caseID, name, conversation, speaker)
        guard let row = wanted.map({ number in rows.first { $0.document.version == number } }) ?? rows.first else {
            call.terminal.remark("\(name.text) has no such version")
            return .negative
        }
        let path = arguments.operand("FILE")
        try conversation.get(row.content.file.hash, from: .drafting, into: path, as: speaker)
        if path == "-" { return .ok }
        if call.isJSON {
            try call.json.line(row)
        } else {
            call.terminal.line("\(path): \(Text.document(row.document)), \(row.content.file.size) bytes")
        }
        return .ok
    }

    private static func diff(_ call: Call) throws -> ExitCode {
        let arguments = call.arguments
        let question = CompareVersions(
            caseID: try arguments.operand("CASE", .identifier), document: DocumentName(arguments.operand("DOCUMENT")),
            old: try arguments.required("from", .count), new: try arguments.required("to", .count))
        let answer = try call.conversation().ask(question, of: .drafting, as: try call.official())
        if call.isJSON {
            try call.json.line(answer)
            return .ok
        }
        let terminal = call.terminal
        for hunk in answer.hunks {
            terminal.line(terminal.styled("@@ -\(hunk.oldStart),\(hunk.oldCount) +\(hunk.newStart),\(hunk.newCount) @@", .dim))
            for line in hunk.lines {
                let style: Terminal.Style? = line.hasPrefix("+") ? .green : line.hasPrefix("-") ? .red : nil
                terminal.line(style.map { terminal.styled(Terminal.plain(line), $0) } ?? Terminal.plain(line))
            }
        }
        if answer.hunks.isEmpty { terminal.line("nothing differs") }
        if answer.isCut { terminal.remark("more differs than one answer holds") }
        return .ok
    }

    private static func material(_ call: Call) throws -> ExitCode {
        let caseID = try call.arguments.operand("CASE", .identifier) as Identifier
        let speaker = try call.official()
        let conversation = try call.conversation()
        var rows: [Material] = []
        var isMore = true
        while isMore {
            let page = try conversation.ask(Materials(caseID: caseID, after: rows.last?.task), of: .drafting, as: speaker)
            rows += page.materials
            isMore = page.isMore && !page.materials.isEmpty
        }
        if call.isJSON {
            for row in rows { try call.json.line(row) }
            return .ok
        }
        let time = try conversation.localTime(of: speaker)
        call.terminal.table(
            ["unit", "state", "due", "chased", "came", "files", "what", "note"], ifNone: "no material was asked for",
            rows.map { row in
                [
                    .init(row.unit.text), .init(row.state.rawValue + (row.isLate ? ", late" : ""), row.isLate ? .red : nil),
                    .init(time.minute(row.due)),
                    .init(String(row.chased)), .init(time.minute(row.deliveredAt)), .init(row.files.map(\.name).joined(separator: ", ")),
                    .init(row.what ?? ""), .init(row.note ?? ""),
                ]
            })
        return .ok
    }
}

extension Operand {
    fileprivate static let document = Operand("DOCUMENT", "such as renja, or perjanjian-kinerja/kabid-a")
}
