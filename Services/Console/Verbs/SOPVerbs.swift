import Catalogue
import Domain

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
            operands: [.folder], run: check)
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
