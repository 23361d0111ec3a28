import Domain
import Protocol

/// The verbs about who works where, and who may act for whom.
enum OrganisationVerbs {
    static let all = [
        Verb("org list", "names the agencies whose catalogue is in force", run: list),
        Verb(
            "org show", "shows an agency's positions, who sits on them today, and its books",
            operands: [.agency], options: [Option("version", "NUMBER", "as a version of its catalogue says; else the one in force")], run: show),
        Verb(
            "org assign", "puts a person on a position from a day on; others who sit there stay",
            operands: [.agency, .position],
            options: [
                Option("nip", "NIP", "the person, by 18 figures", .required), Option("name", "NAME", "with degrees, as on letters", .required),
                Option("from", "DATE", "the first day", .required),
            ], speech: .gives(.operator), run: assign),
        Verb(
            "org end", "sets a person's last day on a position",
            operands: [.agency, .position],
            options: [Option("nip", "NIP", "the person", .required), Option("until", "DATE", "the last day", .required)],
            speech: .gives(.operator), run: end),
        Verb(
            "org mandate give", "lets the holders of one position act for another",
            operands: [.agency, .position],
            options: mandate + [
                Option("decree", "NUMBER", "the number of the SK or letter", .required), Option("from", "DATE", "the first day", .required),
                Option("until", "DATE", "the last day; else it stands"),
            ], speech: .gives(.operator), run: giveMandate),
        Verb(
            "org mandate end", "sets a mandate's last day",
            operands: [.agency, .position], options: mandate + [Option("until", "DATE", "the last day", .required)],
            speech: .gives(.operator), run: endMandate),
        Verb(
            "org transfer", "mutasi: hands all open tasks of one position to another",
            operands: [.agency, .position], options: [Option("to", "POSITION", "whose they become", .required)],
            speech: .gives(.operator), run: transfer),
    ]

    private static let mandate = [
        Option("to", "POSITION", "whose holders act", .required),
        Option("kind", "KIND", Mandate.Kind.allCases.map(\.rawValue).joined(separator: ", "), .required),
    ]

    private static func list(_ call: Call) throws -> ExitCode {
        let answer = try call.conversation().ask(ListAgencies(), of: .routing, as: nil)
        if call.isJSON {
            for row in answer.agencies { try call.json.line(row) }
        } else {
            call.terminal.table(
                ["agency", "version", "name", "region", "zone"], ifNone: "no agencies; `alurctl sop apply DIR` puts their catalogues into force",
                answer.agencies.map { row in
                    [
                        .init(row.agency.id.text), .init(String(row.version)), .init(row.agency.name), .init(row.agency.region),
                        .init(row.agency.zone.rawValue),
                    ]
                })
        }
        return .ok
    }

    private static func show(_ call: Call) throws -> ExitCode {
        let question = ShowOrganisation(agency: call.agencyOperand, version: try call.arguments.value("version", .count))
        let answer = try call.conversation().ask(question, of: .routing, as: nil)
        if call.isJSON {
            try call.json.line(answer)
            return .ok
        }
        let organisation = answer.organisation
        let terminal = call.terminal
        terminal.line(terminal.styled(Terminal.plain(organisation.agency.name), .bold) + ", version \(answer.version), \(answer.today)")
        terminal.table(
            ["position", "rank", "name", "holder", "NIP"],
            organisation.positions.flatMap { position -> [[Terminal.Cell]] in
                let holders = organisation.holders(of: position.id, on: answer.today)
                let head: [Terminal.Cell] = [.init(position.id.text), .init(String(position.rank)), .init(position.name)]
                return holders.isEmpty ? [head + [.init("vacant", .yellow), ""]] : holders.map { head + [.init($0.name), .init($0.nip)] }
            })
        let mandates = organisation.mandates.filter { $0.isInForce(on: answer.today) }
        if !mandates.isEmpty { terminal.line() }
        terminal.table(
            ["for", "acts", "kind", "decree", "until"],
            mandates.map { mandate in
                [
                    .init(mandate.position.text), .init(mandate.delegate.text), .init(mandate.kind.rawValue), .init(mandate.decree),
                    .init(mandate.until.map(\.description) ?? ""),
                ]
            })
        if !organisation.registers.isEmpty { terminal.line() }
        terminal.table(
            ["book", "of letters", "name"],
            organisation.registers.map { [.init($0.id.text), .init($0.direction.rawValue), .init($0.name)] })
        return .ok
    }

    private static func assign(_ call: Call) throws -> ExitCode {
        let arguments = call.arguments
        let command = AssignHolder(
            agency: call.agencyOperand, position: call.positionOperand, name: arguments.required("name"), nip: arguments.required("nip"),
            from: try arguments.required("from", .date))
        return try call.conversation().give(command, to: .routing, as: call.operatorSpeaker) { _ in
            "\(command.name) sits on \(command.position) from \(command.from) on"
        }
    }

    private static func end(_ call: Call) throws -> ExitCode {
        let command = EndHolder(
            agency: call.agencyOperand, position: call.positionOperand, nip: call.arguments.required("nip"),
            until: try call.arguments.required("until", .date))
        return try call.conversation().give(command, to: .routing, as: call.operatorSpeaker) { _ in
            "\(command.nip) sits on \(command.position) until \(command.until)"
        }
    }

    private static func giveMandate(_ call: Call) throws -> ExitCode {
        let arguments = call.arguments
        let command = GiveMandate(
            agency: call.agencyOperand, kind: try arguments.required("kind", .word), position: call.positionOperand,
            delegate: Key(arguments.required("to")), decree: arguments.required("decree"), from: try arguments.required("from", .date),
            until: try arguments.value("until", .date))
        return try call.conversation().give(command, to: .routing, as: call.operatorSpeaker) { _ in
            "\(command.delegate) acts for \(command.position) as \(command.kind.rawValue) from \(command.from) on"
        }
    }

    private static func endMandate(_ call: Call) throws -> ExitCode {
        let arguments = call.arguments
        let command = EndMandate(
            agency: call.agencyOperand, kind: try arguments.required("kind", .word), position: call.positionOperand,
            delegate: Key(arguments.required("to")), until: try arguments.required("until", .date))
        return try call.conversation().give(command, to: .routing, as: call.operatorSpeaker) { _ in
            "\(command.delegate) acts for \(command.position) until \(command.until)"
        }
    }

    private static func transfer(_ call: Call) throws -> ExitCode {
        let command = TransferTasks(agency: call.agencyOperand, from: call.positionOperand, to: Key(call.arguments.required("to")))
        return try call.conversation().give(command, to: .routing, as: call.operatorSpeaker) { accepted in
            let (tasks, slips) = (accepted.count(TaskAssigned.self), accepted.count(DisposisiMoved.self))
            let rest = try accepted.first(TasksTransferred.self)?.isDone == false ? "; there are more, which follow at once" : ""
            return "\(SOPVerbs.counted(tasks, "task")) and \(slips) disposisi of \(command.from) went to \(command.to)\(rest)"
        }
    }
}

extension Operand {
    /// An agency by its key.
    static let agency = Operand("AGENCY", "the agency, as `alurctl org list` names it")
    /// A position by its key.
    static let position = Operand("POSITION", "the position, as `alurctl org show` names it")
}

extension Call {
    fileprivate var agencyOperand: Key<Agency> { Key(arguments.operand("AGENCY")) }
    fileprivate var positionOperand: Key<Position> { Key(arguments.operand("POSITION")) }
}
