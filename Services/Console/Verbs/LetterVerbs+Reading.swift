import Client
import Domain
import Protocol

extension LetterVerbs {
    /// A letter as JSON: what Intake says, and where Routing says it lies.
    private struct Shown: Encodable {
        let letter: ShowLetter.Answer
        let places: [Whereabouts.Row]
    }

    static func show(_ call: Call) throws -> ExitCode {
        let letter = try call.arguments.operand("LETTER", .identifier) as Identifier
        let speaker = try call.official()
        let conversation = try call.conversation()
        let answer = try conversation.ask(ShowLetter(letter: letter), of: .intake, as: speaker)
        let places = try conversation.ask(Whereabouts(letters: [letter]), of: .routing, as: speaker).rows
        if call.isJSON {
            try call.json.line(Shown(letter: answer, places: places))
            return .ok
        }
        let time = try conversation.localTime(of: speaker)
        let (row, words) = (answer.row, answer.row.words)
        call.terminal.fields([
            ("letter", row.letter.description), ("book", "\(row.register), number \(row.sequence) of \(row.year)"),
            ("received", "\(row.received) by \(row.channel.rawValue)"), ("sender", words?.sender ?? (row.isMasked ? masked(row) : nil)),
            ("address", words?.senderAddress), ("number", words?.number), ("date", words?.letterDate.description), ("subject", words?.subject),
            ("summary", words?.summary), ("attachments", words?.attachments),
            ("invites", words?.invitation.map { "\($0.date) \($0.time), \($0.place)\($0.attendee.map { ", for \($0)" } ?? "")" }),
            ("keamanan", row.keamanan.rawValue), ("urgensi", row.urgensi.rawValue), ("classification", row.classification),
            ("kind", row.isOriginal ? "asli" : "tembusan"), ("personal", row.isPersonal ? "stays unopened" : nil),
            ("struck out", row.isVoid ? row.voidReason ?? "yes" : nil), ("raised to", row.forwardedTo?.text),
            ("cases", answer.cases.isEmpty ? nil : answer.cases.map(\.description).joined(separator: ", ")),
        ])
        if !answer.files.isEmpty { call.terminal.line() }
        call.terminal.table(
            ["file", "bytes", "type", "name"],
            answer.files.map { [.init($0.file.hash), .init(String($0.file.size)), .init($0.file.mediaType), .init($0.name)] })
        if !places.isEmpty { call.terminal.line() }
        call.terminal.table(
            ["lies with", "as", "since"],
            places.map { place in
                let holder = place.position.map { "\($0) \(place.name.map { "(\($0))" } ?? "")" } ?? "nobody any more"
                return [.init(holder), .init(place.place.rawValue), .init(time.minute(place.since))]
            })
        return .ok
    }

    static func book(_ call: Call) throws -> ExitCode {
        let arguments = call.arguments
        let register = Key<Register>(arguments.operand("BOOK"))
        if arguments.flag("unscanned"), arguments.flag("voided") { throw WrongCall("--unscanned and --voided exclude each other") }
        let filter: AgendaBook.Filter? = arguments.flag("unscanned") ? .unscanned : arguments.flag("voided") ? .voided : nil
        let speaker = try call.official()
        let limit = try arguments.value("limit", .count)
        let conversation = try call.conversation()
        let year = try arguments.value("year", .count) ?? conversation.ask(LastAgendaNumber(register: register), of: .intake, as: speaker).year
        let rows = try readPages(limit: limit) { before, limit in
            let question = AgendaBook(
                register: register, year: year, before: before, limit: limit, filter: filter, prefix: arguments.text("search"))
            let page = try conversation.ask(question, of: .intake, as: speaker)
            return (page.rows, page.hasMore ? page.rows.last?.sequence : nil)
        }
        let places = try places(of: rows.map(\.letter), conversation, as: speaker)
        if call.isJSON {
            for row in rows { try call.json.line(Line(row: row, places: places[row.letter] ?? [])) }
            return .ok
        }
        let (time, now) = (try conversation.localTime(of: speaker), call.clock())
        call.terminal.table(
            ["no", "received", "sender", "number", "date", "subject", "files", "lies with", "days", "letter"],
            ifNone: "no letters in this book of \(year)",
            rows.map { row in
                let place = places[row.letter]?.first { $0.position != nil }
                let words = row.words
                let subject: Terminal.Cell =
                    row.isVoid
                    ? .init("struck out: \(row.voidReason ?? "")", .dim) : row.isMasked ? .init(masked(row), .dim) : .init(words?.subject ?? "")
                return [
                    .init(String(row.sequence)), .init(row.received.description), .init(words?.sender ?? ""), .init(words?.number ?? ""),
                    .init(words?.letterDate.description ?? ""), subject, .init(String(row.fileCount)),
                    .init(place?.position?.text ?? ""), .init(place.map { String(time.days(from: $0.since, to: now)) } ?? ""),
                    .init(row.letter.description),
                ]
            })
        return .ok
    }

    /// A line of the book with the place where its letter lies now ("posisi sekarang").
    private struct Line: Encodable {
        let row: AgendaBook.Row
        let places: [Whereabouts.Row]

        private enum CodingKeys: CodingKey { case places }

        func encode(to encoder: any Encoder) throws {
            try row.encode(to: encoder)
            var fields = encoder.container(keyedBy: CodingKeys.self)
            try fields.encode(places, forKey: .places)
        }
    }

    private static func places(
        of letters: [Identifier], _ conversation: Conversation, as speaker: Caller.Speaker
    ) throws -> [Identifier: [Whereabouts.Row]] {
        var found: [Whereabouts.Row] = []
        for start in stride(from: 0, to: letters.count, by: Limits.pageRows) {
            let some = Array(letters[start..<min(letters.count, start + Limits.pageRows)])
            found += try conversation.ask(Whereabouts(letters: some), of: .routing, as: speaker).rows
        }
        return Dictionary(grouping: found, by: \.letter)
    }

    static func receipt(_ call: Call) throws -> ExitCode {
        let letter = try call.arguments.operand("LETTER", .identifier) as Identifier
        let speaker = try call.official()
        let conversation = try call.conversation()
        let receipt = try conversation.ask(Receipt(letter: letter), of: .intake, as: speaker)
        if call.isJSON {
            try call.json.line(receipt)
            return .ok
        }
        let time = try conversation.localTime(of: speaker)
        call.terminal.fields([
            ("received by", receipt.agency), ("book", receipt.register), ("nomor agenda", "\(receipt.sequence) of \(receipt.year)"),
            ("received", receipt.received.description), ("entered", time.minute(receipt.registered)), ("from", receipt.sender),
            ("number", receipt.number),
        ])
        return .ok
    }
}

/// What stands in place of the words that are kept from whoever reads: a letter may be rahasia, or not disposed to them yet.
private func masked(_ row: AgendaBook.Row) -> String { row.keamanan >= .rahasia ? "(rahasia)" : "(not disposed to you)" }
