import Catalogue
import Client
import Domain
import Protocol

/// The verbs about the catalogue and its SOPs.
enum SOPVerbs {
    static let all = [
        Verb(
            "sop check", "checks the files of an agency, or of a folder of agencies, and names their mistakes",
            discussion: [
                "Mistakes are written as file:line: reason. With --json: the SOPs as one array, each with agency, sop, title and steps",
                "(no, actor, acts, duration, returnsTo); or, where there are mistakes, one object for each with file, line and reason.",
                "Needs no installation.",
            ],
            operands: [.folder], run: check),
        Verb(
            "sop apply", "puts an agency's files, or those of a folder of agencies with its calendars, into force",
            discussion: ["Nothing is applied where there is a mistake. What is in force already changes nothing."],
            operands: [.folder], speech: .gives(.operator), run: apply),
        Verb(
            "sop list", "names the SOPs in force",
            operands: [Operand("AGENCY", "whose; else all agencies'", .optional)], run: list),
        Verb(
            "sop show", "shows a SOP as its agency has it in force",
            discussion: ["With --json: as `sop check --json` gives it, an array of one."],
            operands: [.agency, Operand("SOP", "the SOP, as `alurctl sop list` names it")],
            options: [Option("version", "NUMBER", "as a version of the catalogue says; else the one in force")], run: show),
    ]

    private struct FindingLine: Encodable {
        let file: String
        let line: Int
        let reason: String
    }

    private static func check(_ call: Call) throws -> ExitCode {
        let folder = try CatalogueFolder(call.arguments.operand("DIR"))
        guard try report(folder.findings, call) else { return .negative }
        if call.isJSON {
            call.terminal.line(try sopSummaryJSON(folder.agencies))
        } else {
            let sops = folder.agencies.flatMap(\.sops)
            let steps = sops.reduce(0) { $0 + $1.steps.count }
            let counts = [counted(folder.agencies.count, "agency", "agencies"), counted(sops.count, "SOP"), counted(steps, "step")]
            call.terminal.line(counts.joined(separator: ", ") + ": no mistakes")
        }
        return .ok
    }

    /// What became of one agency's files or one year's calendar.
    private struct Applied: Encodable {
        var agency: Key<Agency>?
        var version: Int?
        var year: Int?
        let isNew: Bool
    }

    private static func apply(_ call: Call) throws -> ExitCode {
        let folder = try CatalogueFolder(call.arguments.operand("DIR"))
        guard try report(folder.findings, call) else { return .negative }
        let caller = try call.conversation().caller
        for (index, calendar) in folder.calendars.enumerated() {
            call.terminal.progress("applying calendars", index, of: folder.calendars.count)
            let accepted = try caller.give(ApplyCalendar(calendar: calendar), to: .routing, as: call.operatorSpeaker)
            let isNew = try accepted.first(CalendarApplied.self) != nil
            if call.isJSON {
                try call.json.line(Applied(year: calendar.year, isNew: isNew))
            } else {
                call.terminal.line("calendar of \(calendar.year): \(isNew ? "in force" : "was in force already")")
            }
        }
        for (index, catalogue) in folder.agencies.enumerated() {
            call.terminal.progress("applying agencies", index, of: folder.agencies.count)
            let command = ApplyCatalogue(organisation: catalogue.organisation, sops: catalogue.sops)
            let applied = try caller.give(command, to: .routing, as: call.operatorSpeaker).first(CatalogueApplied.self)
            let agency = catalogue.organisation.agency.id
            if call.isJSON {
                try call.json.line(Applied(agency: agency, version: applied?.version, isNew: applied != nil))
            } else {
                call.terminal.line("\(agency): \(applied.map { "version \($0.version) is in force" } ?? "was in force already")")
            }
        }
        return .ok
    }

    /// A SOP as JSON.
    private struct Row: Encodable {
        let agency: Key<Agency>
        let sop: ListSOPs.Row
    }

    private static func list(_ call: Call) throws -> ExitCode {
        let conversation = try call.conversation()
        let agencies: [Key<Agency>]
        if let agency = call.arguments.optionalOperand("AGENCY") {
            agencies = [Key(agency)]
        } else {
            agencies = try conversation.ask(ListAgencies(), of: .routing, as: nil).agencies.map(\.agency.id)
        }
        var rows: [[Terminal.Cell]] = []
        for agency in agencies {
            for sop in try conversation.ask(ListSOPs(agency: agency), of: .routing, as: nil).sops {
                if call.isJSON { try call.json.line(Row(agency: agency, sop: sop)) }
                rows.append([.init(agency.text), .init(sop.sop.text), .init(String(sop.steps)), .init(words(sop.start)), .init(sop.title)])
            }
        }
        if !call.isJSON {
            call.terminal.table(
                ["agency", "sop", "steps", "begins with", "title"], ifNone: "no SOPs; `alurctl sop apply DIR` puts them into force", rows)
        }
        return .ok
    }

    private static func show(_ call: Call) throws -> ExitCode {
        let (agency, sop) = (Key<Agency>(call.arguments.operand("AGENCY")), Key<SOP>(call.arguments.operand("SOP")))
        let conversation = try call.conversation()
        let answer = try conversation.ask(
            ShowSOP(agency: agency, sop: sop, version: try call.arguments.value("version", .count)), of: .routing, as: nil)
        let organisation = try conversation.ask(ShowOrganisation(agency: agency, version: answer.version), of: .routing, as: nil).organisation
        if call.isJSON {
            call.terminal.line(try sopSummaryJSON([AgencyCatalogue(organisation: organisation, sops: [answer.sop])]))
            return .ok
        }
        let terminal = call.terminal
        terminal.line(terminal.styled(Terminal.plain(answer.sop.title), .bold) + ", \(agency), version \(answer.version)")
        terminal.line("begins with \(Terminal.plain(words(answer.sop.start)))")
        terminal.table(
            ["no", "actor", "acts", "time", "if no", "activity"],
            answer.sop.steps.map { step in
                [
                    .init(String(step.number)), .init(organisation.role(step.actor)?.name ?? step.actor.text),
                    .init(step.acts.map(\.word.rawValue).joined(separator: ", ")), .init(step.duration?.iso ?? ""),
                    .init(step.returnsTo.map { "to \($0)" } ?? ""), .init(step.activity),
                ]
            })
        return .ok
    }

    private static func words(_ start: SOPStart) -> String {
        switch start {
        case .incomingLetter(let senders): "a letter from \(senders.joined(separator: ", "))"
        case .internalBasis(let bases): bases.joined(separator: ", ")
        case .periodic(let period): "each \(period.rawValue)"
        }
    }

    /// Writes mistakes; whether there are none.
    private static func report(_ findings: [Finding], _ call: Call) throws -> Bool {
        for finding in findings {
            if call.isJSON {
                try call.json.line(FindingLine(file: finding.file, line: finding.line, reason: finding.reason))
            } else {
                call.terminal.line(Terminal.plain(finding.description))
            }
        }
        return findings.isEmpty
    }

    /// `1 step`, `12 steps`.
    static func counted(_ count: Int, _ one: String, _ many: String? = nil) -> String { "\(count) \(count == 1 ? one : many ?? one + "s")" }
}

extension Operand {
    /// A folder of the catalogue.
    static let folder = Operand("DIR", "an agency's folder, or one that holds agencies")
}
