import Domain
import Protocol

/// The verbs about the books of outgoing letters and their numbers.
enum NumberVerbs {
    static let all = [
        Verb(
            "number book", "shows a book of outgoing letters line by line, and to whom each letter went", operands: [.register],
            options: [.year, .limit], speech: .asks(.official), run: book),
        Verb(
            "number last", "shows the last number of a book and the one that comes next", operands: [.register],
            options: [.year], speech: .asks(.official), run: last),
        Verb(
            "number reserve", "sets the next numbers aside for letters of one date", operands: [.register],
            options: [Option("date", "DATE", "today, or at most 31 days ahead", .required), Option("count", "COUNT", "1 to 100", .required)],
            speech: .gives(.official), run: reserve),
        Verb(
            "number void", "strikes a number out; it stays in the book with its reason", operands: [.register],
            options: [
                .year, Option("sequence", "NUMBER", "its place in the sequence"),
                Option("external", "NUMBER", "one from outside, word for word"),
                Option("reason", "TEXT", "why", .required),
                .key,
            ], speech: .gives(.official), run: void),
    ]

    private static func book(_ call: Call) throws -> ExitCode {
        let register = Key<Register>(call.arguments.operand("BOOK"))
        var year = try call.arguments.value("year", .count) as Int?
        let speaker = try call.official()
        let limit = try call.arguments.value("limit", .count)
        let conversation = try call.conversation()
        var rows: [OutgoingBook.Row] = []
        while rows.count < limit ?? .max {
            let count = min(limit.map { $0 - rows.count } ?? .max, Limits.pageRows)
            let question = OutgoingBook(register: register, year: year, after: rows.last?.line, limit: count)
            let page = try conversation.ask(question, of: .approvals, as: speaker)
            rows += page.rows
            // The next page is of the same year, though midnight of its end may have passed.
            year = page.year
            if page.rows.count < count { break }
        }
        let lines = try OutgoingLine.lines(rows, conversation, as: speaker)
        if call.isJSON {
            for line in lines { try call.json.line(line) }
            return .ok
        }
        call.terminal.table(
            ["line", "no", "number", "date", "sent", "to", "subject", "composed by", "document", "state"],
            ifNone: "no numbers in this book of \(year.map(String.init) ?? "this year")",
            lines.map { line in
                let row = line.row
                let subject = row.state == .voided ? "struck out: \(row.reason ?? "")" : row.subject ?? ""
                return [
                    .init(String(row.line)), .init(row.sequence.map(String.init) ?? ""), .init(row.number ?? ""), .init(row.date.description),
                    .init(line.sent?.description ?? ""), .init(line.receivers), .init(subject), .init(line.composer?.text ?? ""),
                    .init(row.document ?? ""), .init(row.state.rawValue, row.state == .given ? nil : .dim),
                ]
            })
        return .ok
    }

    private static func last(_ call: Call) throws -> ExitCode {
        let question = LastNumber(register: Key(call.arguments.operand("BOOK")), year: try call.arguments.value("year", .count))
        let answer = try call.conversation().ask(question, of: .approvals, as: try call.official())
        if call.isJSON {
            try call.json.line(answer)
            return .ok
        }
        call.terminal.fields([
            ("last", answer.last.map { "\($0.number ?? $0.sequence.map(String.init) ?? ""), \($0.state.rawValue), \($0.date)" } ?? "none yet"),
            ("next", String(answer.next)), ("year", String(answer.year)),
        ])
        return .ok
    }

    private static func reserve(_ call: Call) throws -> ExitCode {
        let arguments = call.arguments
        let command = ReserveNumbers(
            register: Key(arguments.operand("BOOK")), date: try arguments.required("date", .date), count: try arguments.required("count", .count))
        return try call.conversation().give(command, to: .approvals, as: try call.official()) { accepted in
            guard let block = try accepted.first(NumbersReserved.self) else { return "reserved" }
            return "block \(block.block): \(block.first) to \(block.first + block.count - 1), for \(block.date)"
        }
    }

    private static func void(_ call: Call) throws -> ExitCode {
        let arguments = call.arguments
        let sequence = try arguments.value("sequence", .count)
        let external = arguments.text("external")
        guard (sequence == nil) != (external == nil) else {
            throw WrongCall("say which: --sequence NUMBER, or --external NUMBER for one given elsewhere")
        }
        let register = Key<Register>(arguments.operand("BOOK"))
        let speaker = try call.official()
        let named = try arguments.value("year", .count) as Int?
        guard named != nil || arguments.text("id") == nil else { throw WrongCall("with --id say --year too: a year may have ended since") }
        let conversation = try call.conversation()
        // The command always names the year, so that one sent again after the year's end strikes the same number out and no other.
        let year = try named ?? conversation.ask(LastNumber(register: register), of: .approvals, as: speaker).year
        let command = VoidNumber(register: register, year: year, sequence: sequence, external: external, reason: arguments.required("reason"))
        return try conversation.give(command, to: .approvals, as: speaker) { _ in
            "number \(sequence.map(String.init) ?? external ?? "") of \(year) was struck out"
        }
    }
}

extension Option {
    /// The year of a book. The service says which is the current one, because it is the service that gives the numbers.
    static let year = Option("year", "YEAR", "the book's year; else the current one, by the service's clock in the office's zone")
}
