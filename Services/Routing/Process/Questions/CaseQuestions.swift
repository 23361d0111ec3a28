import Domain
import Kernel
import Protocol
import SQLite

func showCase(_ query: ShowCase, _ question: Question) throws -> ShowCase.Answer {
    let file = try visibleCase(query.caseID, question)
    let plan = try file.plan(question.reading)
    let rows = TaskRows(question.reading)
    guard let listed = try CaseRows.find(file.nr, question.reading) else { throw Fault("case \(file.id) has no row") }
    let tasks = try rows.open(in: file).map { try rows.row($0, file, plan) }
    let basis = try question.reading.first("SELECT basis FROM casefile WHERE nr = ?", .integer(file.nr)) { $0.optionalText(0) } ?? nil
    let teams = Dictionary(file.state.teams.map { ($0.key.text, $0.value) }) { first, _ in first }
    return ShowCase.Answer(
        row: listed, basis: basis, documents: documents(file.state, plan), tasks: tasks, steps: steps(file, plan), teams: teams)
}

/// All documents that exist or will, in the order of the SOP's list and of the units.
private func documents(_ state: CaseState, _ plan: CasePlan) -> [ShowCase.Document] {
    plan.sop.naskah.flatMap { naskah -> [ShowCase.Document] in
        let names = plan.owners[naskah.id]?.map { DocumentName(naskah: naskah.id, member: $0) } ?? [DocumentName(naskah: naskah.id)]
        return names.map { name in
            let document = state.document(name) ?? CaseState.Document(name: name)
            let answers = state.answers.filter { $0.document == name && $0.hash == document.hash }.sorted { $0.place < $1.place }
            return ShowCase.Document(
                version: DocumentVersion(name: name, version: document.version, hash: document.hash), kind: naskah.kind, title: naskah.title,
                attachmentOf: naskah.attachmentOf, number: document.number,
                answers: answers.map { ShowCase.Document.Answer(word: $0.word, position: $0.unit, outside: $0.outside) },
                isArchived: document.isArchived)
        }
    }
}

private func steps(_ file: CaseFile, _ plan: CasePlan) -> [ShowCase.Step] {
    let place = file.state.standing
    let isWalked = place >= plan.end || file.status == .closed
    return plan.sop.steps.map { step in
        let state: ShowCase.Step.State = isWalked || step.number < place.step ? .done : step.number == place.step ? .current : .ahead
        return ShowCase.Step(
            number: step.number, activity: step.activity, actor: plan.roles[step.actor]?.name ?? step.actor.text, duration: step.duration?.iso,
            returnsTo: step.returnsTo, state: state, round: file.state.round(of: step.number))
    }
}

func listCases(_ query: ListCases, _ question: Question) throws -> ListCases.Answer {
    let official = try askingOfficial(question)
    guard query.agency == official.agency else { throw Rejection.notFound("agency", field: "agency") }
    let limit = min(max(query.limit ?? Limits.pageRows, 1), Limits.pageRows)
    let before = try query.after.map { try visibleCase($0, question).nr } ?? Int64.max
    let found = try CaseRows.list(of: official.agency, query.status, before: before, limit: limit + 1, question.reading)
    return ListCases.Answer(cases: Array(found.prefix(limit)), hasMore: found.count > limit)
}

/// Cases as lists show them.
enum CaseRows {
    private static let columns = """
        id, agency, sop, version, title, letter, period, status, step, steps, started, ended, due, cancelling
        """

    static func find(_ nr: Int64, _ reading: Reading) throws -> CaseRow? {
        try reading.first("SELECT \(columns) FROM casefile WHERE nr = ?", .integer(nr), read: read)
    }

    /// The cases of an agency that began before that row's, newest first.
    static func list(of agency: Key<Agency>, _ status: CaseStatus?, before nr: Int64, limit: Int, _ reading: Reading) throws -> [CaseRow] {
        if let status {
            return try reading.all(
                "SELECT \(columns) FROM casefile WHERE agency = ? AND status = ? AND nr < ? ORDER BY nr DESC LIMIT ?", .text(agency.text),
                .text(status.rawValue), .integer(nr), .integer(limit), read: read)
        }
        return try reading.all(
            "SELECT \(columns) FROM casefile WHERE agency = ? AND nr < ? ORDER BY nr DESC LIMIT ?", .text(agency.text), .integer(nr),
            .integer(limit), read: read)
    }

    private static func read(_ row: borrowing Row) throws -> CaseRow {
        let id = row.text(0)
        guard let caseID = Identifier(id), let status = CaseStatus(rawValue: row.text(7)) else { throw Fault("case \(id) cannot be read") }
        return CaseRow(
            caseID: caseID, agency: Key(row.text(1)), sop: Key(row.text(2)), version: row.int(3), title: row.optionalText(4),
            letter: row.optionalText(5).flatMap { Identifier($0) }, period: row.optionalText(6), status: status, step: row.int(8),
            steps: row.int(9), started: row.integer(10), ended: row.optionalInteger(11), due: row.optionalInteger(12),
            isCancelRequested: row.flag(13))
    }
}
