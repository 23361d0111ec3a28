import Client
import Domain
import Protocol

/// The verbs about destruction by law.
enum DestructionVerbs {
    static let all = [
        Verb(
            "destruction propose", "proposes closed berkas for destruction whose retention has passed (usul musnah)",
            discussion: ["The head of the agency, another person, agrees with `destruction approve`."],
            operands: [Operand("BERKAS", "the ids of the berkas, as `alurctl archive berkas --closed` shows them", .many)],
            speech: .gives(.official), run: propose),
        Verb(
            "destruction approve", "agrees to a proposal, as the head of the agency", operands: [.destruction], options: [.key],
            speech: .gives(.official), run: approve),
        Verb(
            "destruction decline", "says no to a proposal, or takes it back", operands: [.destruction],
            options: [Option("reason", "TEXT", "why", .required)], speech: .gives(.official), run: decline),
        Verb(
            "destruction carry-out", "destroys the words and files of a proposal's cases in every service; nothing brings them back",
            discussion: [
                "Headers and chains of the journals stay, so `audit verify` still holds.",
                "Backups made before keep what they have: let go of them, too.",
            ],
            operands: [.destruction],
            options: [
                Option("number", "TEXT", "the number of the berita acara pemusnahan", .required),
                Option("document", "FILE", "its scan, which is kept for good", .required),
                Option("date", "DATE", "its date; else today"), .key,
            ], speech: .gives(.official), run: carryOut),
        Verb(
            "destruction list", "shows what was proposed for destruction and what became of it, newest first", options: [.limit],
            speech: .asks(.official), run: list),
    ]

    private static func propose(_ call: Call) throws -> ExitCode {
        let berkas = try call.arguments.operands("BERKAS").map { text in
            guard let id = Identifier(text) else { throw WrongCall("\(text) is no id of a berkas") }
            return id
        }
        return try call.conversation().give(ProposeDestruction(berkas: berkas), to: .archival, as: try call.official()) { accepted in
            guard let proposed = try accepted.first(DestructionProposed.self) else { return "proposed" }
            let kept = proposed.kept == 0 ? "" : "; \(proposed.kept) cases are kept, because they have records in a berkas that stays"
            return "proposed as \(proposed.destruction)\(kept); the head agrees with `alurctl destruction approve \(proposed.destruction)`"
        }
    }

    private static func approve(_ call: Call) throws -> ExitCode {
        let command = ApproveDestruction(destruction: try call.arguments.operand("DESTRUCTION", .identifier))
        return try call.conversation().give(command, to: .archival, as: try call.official()) { _ in "agreed to; the archivist carries it out" }
    }

    private static func decline(_ call: Call) throws -> ExitCode {
        let command = DeclineDestruction(
            destruction: try call.arguments.operand("DESTRUCTION", .identifier), reason: call.arguments.required("reason"))
        return try call.conversation().give(command, to: .archival, as: try call.official()) { _ in "declined; nothing is destroyed" }
    }

    private static func carryOut(_ call: Call) throws -> ExitCode {
        let destruction = try call.arguments.operand("DESTRUCTION", .identifier) as Identifier
        let date = try call.arguments.value("date", .date)
        let speaker = try call.official()
        let conversation = try call.conversation()
        let document = try conversation.put(call.arguments.required("document"), to: .archival)
        let command = CarryOutDestruction(
            destruction: destruction, beritaAcara: call.arguments.required("number"), date: date, document: document.file)
        return try conversation.give(command, to: .archival, as: speaker) { accepted in
            guard let destroyed = try accepted.first(RecordsDestroyed.self) else { return "destroyed" }
            let kept = destroyed.kept.isEmpty ? "" : "; kept: \(destroyed.kept.map(\.description).joined(separator: ", "))"
            return "destroyed: \(destroyed.cases) cases in \(destroyed.berkas.count) berkas, under \(destroyed.beritaAcara)\(kept)"
        }
    }

    private static func list(_ call: Call) throws -> ExitCode {
        let speaker = try call.official()
        let limit = try call.arguments.value("limit", .count)
        let conversation = try call.conversation()
        let rows = try readPages(limit: limit) { before, limit in
            let page = try conversation.ask(ListDestructions(before: before, limit: limit), of: .archival, as: speaker)
            return (page.rows, page.next)
        }
        if call.isJSON {
            for row in rows { try call.json.line(row) }
            return .ok
        }
        let time = try conversation.localTime(of: speaker)
        call.terminal.table(
            ["destruction", "state", "berkas", "proposed", "by", "agreed by", "berita acara"], ifNone: "nothing was proposed",
            rows.map { row in
                let beritaAcara = [row.beritaAcara, row.date?.description].compactMap { $0 }.joined(separator: ", ")
                return [
                    .init(row.destruction.description), .init(row.state.rawValue), .init(String(row.berkas.count)), .init(time.minute(row.proposed)),
                    .init(row.proposer), .init(row.approver ?? ""), .init(beritaAcara),
                ]
            })
        return .ok
    }
}

extension Operand {
    fileprivate static let destruction = Operand("DESTRUCTION", "the proposal's id, as `alurctl destruction list` shows it")
}
