import Domain
import Kernel
import Protocol
import SQLite

/// Begins a case by hand, for a SOP that starts from a basis of the agency's own or from the calendar.
func startCase(_ command: StartCase, _ decision: Decision) throws -> [Event] {
    let official = try decision.actingOfficial()
    guard command.agency == official.agency else { throw Rejection.notFound("agency", field: "agency") }
    guard let (plan, version) = try PlanShelf.current(command.sop, command.agency, decision.reading) else {
        throw Rejection.notFound("SOP in force", field: "sop")
    }
    try checkWords(command.title, "title")
    try checkNote(command.basis, "basis")
    try checkPeriod(command.period, plan.sop.start)
    if let period = command.period {
        let isTaken = try decision.reading.exists(
            "SELECT 1 FROM casefile WHERE agency = ? AND sop = ? AND period = ? AND status <> 'cancelled'", .text(command.agency.text),
            .text(command.sop.text), .text(period))
        if isTaken { throw Rejection("periodTaken", "There is a case for this period already; go on with that one.", field: "period") }
    }
    let started = CaseStarted(
        caseID: decision.newIdentifier(), agency: command.agency, sop: command.sop, version: version, letter: nil, period: command.period,
        keamanan: command.keamanan ?? .biasa, urgensi: command.urgensi ?? .biasa)
    return try begin(started, plan, CaseTitle(title: command.title, basis: command.basis), decision)
}

/// Begins the case that Intake asked for.
func openCase(_ command: OpenCase, _ decision: Decision) throws -> [Event] {
    guard try CaseFile.find(command.caseID, decision.reading) == nil else {
        throw Rejection("caseExists", "This case has begun already.", field: "caseID")
    }
    guard let (plan, version) = try PlanShelf.current(command.sop, command.agency, decision.reading) else {
        throw Rejection.notFound("SOP in force", field: "sop")
    }
    let started = CaseStarted(
        caseID: command.caseID, agency: command.agency, sop: command.sop, version: version, letter: command.letter, period: nil,
        keamanan: command.keamanan, urgensi: command.urgensi)
    return try begin(started, plan, CaseTitle(title: command.title ?? plan.sop.title), decision)
}

private func begin(_ started: CaseStarted, _ plan: CasePlan, _ title: CaseTitle, _ decision: Decision) throws -> [Event] {
    let file = CaseFile(
        nr: 0, id: started.caseID, agency: started.agency, sop: started.sop, version: started.version, catalogue: "", letter: started.letter,
        title: title.title, status: .running, isCancelRequested: false, keamanan: started.keamanan, urgensi: started.urgensi, state: CaseState())
    var turn = Turn(file, plan, decision)
    turn.firstName = 1
    return [Event(started, about: started.caseID, content: title)] + (try turn.start())
}

func caseStarted(_ event: Recorded<CaseStarted>, _ tables: Tables) throws {
    let body = event.body
    let catalogue = try PlanShelf.catalogueHash(body.agency, tables.reading)
    let plan = try PlanShelf.plan(SOPVersion(agency: body.agency, sop: body.sop, version: body.version), catalogue: catalogue, tables.reading)
    try tables.run(
        "INSERT INTO casefile VALUES(NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'running', 1, ?, ?, ?, NULL, NULL, 0, ?, ?, ?)", .text(body.caseID.description),
        .text(body.agency.text), .text(body.sop.text), .integer(body.version), .text(catalogue), .text(event.content?.title),
        .text(event.content?.basis), .text(body.letter?.description), .text(body.period), .integer(plan.sop.steps.count),
        .integer(plan.sop.steps.last?.acts.count ?? 0), .integer(event.header.time.milliseconds), .text(body.keamanan.rawValue),
        .text(body.urgensi.rawValue), .text(CaseState().text))
    try tables.tell(event, of: body.caseID)
}

/// Checks that the period is named, and in the form of the SOP's period, where it runs by the calendar; and not where it does not.
private func checkPeriod(_ period: String?, _ start: SOPStart) throws {
    guard case .periodic(let kind) = start else {
        if case .incomingLetter = start {
            throw Rejection(
                "startsWithLetter", "This SOP begins with an incoming letter; register it and begin the case from it (letter.startCase).",
                field: "sop")
        }
        if period != nil { throw Rejection.invalid("period", "This SOP does not run by the calendar; leave the period out.") }
        return
    }
    guard let period else {
        throw Rejection("periodMissing", "This SOP runs by the calendar; name the period, such as \(kind.example).", field: "period")
    }
    guard kind.isForm(period) else { throw Rejection.invalid("period", "Write the period as in \(kind.example).") }
}

extension SOPStart.Period {
    fileprivate var example: String {
        switch self {
        case .month: "2026-01"
        case .quarter: "2026-T1"
        case .halfYear: "2026-S1"
        case .year: "2026"
        }
    }

    fileprivate func isForm(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        func isFigures(_ bytes: some Sequence<UInt8>) -> Bool { bytes.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }
        guard bytes.count >= 4, bytes[0] == UInt8(ascii: "2"), isFigures(bytes[..<4]) else { return false }
        let rest = String(decoding: bytes[4...], as: UTF8.self)
        switch self {
        case .month: return (1...12).map { $0 < 10 ? "-0\($0)" : "-\($0)" }.contains(rest)
        case .quarter: return ["-T1", "-T2", "-T3", "-T4"].contains(rest)
        case .halfYear: return ["-S1", "-S2"].contains(rest)
        case .year: return rest.isEmpty
        }
    }
}
