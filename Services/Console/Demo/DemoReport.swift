import Domain

/// Tells what was played: a line for each SOP, and the totals.
final class DemoReport {
    /// All SOPs together. The first six are what programs ask for; the others tell that nothing was left out.
    private struct Totals: Encodable {
        /// SOPs played.
        let cases: Int
        /// Steps walked, each SOP counted once.
        let steps: Int
        let acts: Int
        let returns: Int
        /// SOPs whose cases are closed and whose documents are all archived.
        let archived: Int
        let seconds: Double
        /// Cases played: those SOPs whose acts may be passed over have two. Acts, returns and versions are those of all cases.
        let casesPlayed: Int
        let documents: Int
        let versions: Int
        let numbers: Int
        let renewals: Int
        let optionalDone: Int
        let optionalSkipped: Int
        let late: Int
        let chased: Int
        let actsByMandate: Int
        let actsForVacant: Int
        let failedDeliveries: Int
        let tembusan: Int
        let events: Int64
        /// The most memory each service has used, by its name.
        let peakResidentBytes: [String: Int]
        let findings: [String]
    }

    private let terminal: Terminal
    private let json: JSONOutput?

    init(_ call: Call) {
        terminal = call.terminal
        json = call.isJSON ? call.json : nil
    }

    /// A SOP has been played.
    func add(_ row: DemoAudit.Row?) throws {
        if let row { try json?.line(row) }
    }

    /// All have been played and looked at.
    func close(_ audit: DemoAudit, seconds: Double) throws {
        let rows = audit.rows
        let total = audit.total
        let totals = Totals(
            cases: rows.count, steps: rows.reduce(0) { $0 + $1.steps }, acts: total.acts, returns: total.refusals,
            archived: rows.filter(\.isArchived).count, seconds: seconds, casesPlayed: rows.reduce(0) { $0 + $1.cases },
            documents: rows.reduce(0) { $0 + $1.documents }, versions: total.versions, numbers: total.numbers.count, renewals: total.renewals,
            optionalDone: total.optionalDone, optionalSkipped: total.optionalSkipped, late: total.heldBack, chased: total.reminders,
            actsByMandate: total.byMandate, actsForVacant: total.forVacant, failedDeliveries: total.failedDeliveries,
            tembusan: total.tembusan, events: audit.events,
            peakResidentBytes: Dictionary(uniqueKeysWithValues: audit.peakResidentBytes.map { ($0.key.rawValue, $0.value) }),
            findings: audit.findings)
        if let json { return try json.line(totals) }
        show(rows)
        show(totals)
    }

    private func show(_ rows: [DemoAudit.Row]) {
        func cell(_ value: Int) -> Terminal.Cell { Terminal.Cell(String(value)) }
        terminal.table(
            ["agency", "SOP", "steps", "acts", "returns", "versions", "days by mutu baku", "seconds", "archived", "number"],
            rows.map { row in
                [
                    Terminal.Cell(row.agency.text), Terminal.Cell(row.sop.text), cell(row.steps), cell(row.acts), cell(row.returns),
                    cell(row.versions), Terminal.Cell(String(row.workingDays)), Terminal.Cell(String(row.seconds)),
                    row.isArchived ? Terminal.Cell("yes", .green) : Terminal.Cell("no", .red), Terminal.Cell(row.number ?? "-"),
                ]
            })
    }

    private func show(_ totals: Totals) {
        terminal.line()
        let memory = ServiceName.allCases.compactMap { service in
            totals.peakResidentBytes[service.rawValue].map { "\(service.rawValue) \(Text.mebibytes($0))" }
        }
        let size = "\(totals.steps) steps, \(totals.acts) acts, \(totals.returns) returns"
        terminal.line("\(totals.archived) of \(totals.cases) SOPs archived, \(size), \(totals.seconds) s")
        terminal.fields([
            ("cases", "\(totals.casesPlayed); \(totals.casesPlayed - totals.cases) SOPs have a second one, for acts that may be passed over"),
            ("optional acts", "\(totals.optionalDone) done, \(totals.optionalSkipped) passed over"),
            ("papers", "\(totals.documents) documents in \(totals.versions) versions, \(totals.numbers) numbers"),
            ("renewed after an edit", "\(totals.renewals) paraf and signatures"),
            ("late deliveries", "\(totals.late), chased \(totals.chased)"),
            ("acts by Plt", "\(totals.actsByMandate)"), ("acts for a vacant position", "\(totals.actsForVacant)"),
            ("gagal kirim", "\(totals.failedDeliveries)"), ("tembusan", "\(totals.tembusan)"), ("memory at most", memory.joined(separator: ", ")),
            ("checked", totals.findings.isEmpty ? "cases, archived files, books, \(totals.events) events in five journals: all whole" : nil),
        ])
    }
}
