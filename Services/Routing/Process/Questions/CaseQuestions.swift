import Domain
import Kernel
import Policy
import Protocol
import SQLite

func showCase(_ query: ShowCase, _ question: Question) throws -> ShowCase.Answer {
    let (file, isMasked) = try CaseSight(question).find(query.caseID)
    let plan = try file.plan(question.reading)
    let rows = TaskRows(question.reading)
    guard var listed = try CaseRows.find(file.nr, question.reading) else { throw Fault("case \(file.id) has no row") }
    let tasks = try rows.open(in: file).map { try rows.row($0, file, plan) }
    guard !isMasked else {
        // The headers alone: every book answers where a letter is, and none tells what it says.
        listed.title = maskedText
        return ShowCase.Answer(row: listed, basis: nil, documents: [], tasks: tasks.map(\.masked), steps: steps(file, plan), teams: [:])
    }
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
    let sight = try CaseSight(question)
    guard query.agency == sight.official.agency else { throw Rejection.notFound("agency", field: "agency") }
    let limit = min(max(query.limit ?? Limits.pageRows, 1), Limits.pageRows)
    let before =
        try query.after.map { id in
            guard let file = try CaseFile.find(id, question.reading), try sight.office.sight(of: file) >= .masked else {
                throw Rejection.notFound("case", field: "after")
            }
            return file.nr
        } ?? Int64.max
    let found = try CaseRows.list(query.status, before: before, limit: limit + 1, sight)
    return ListCases.Answer(cases: Array(found.prefix(limit)), hasMore: found.count > limit)
}

/// Cases as lists show them.
enum CaseRows {
    private static let columns = """
        id, agency, sop, version, title, letter, period, status, step, steps, started, ended, due, cancelling, urgensi, keamanan
        """

    static func find(_ nr: Int64, _ reading: Reading) throws -> CaseRow? {
        try reading.first("SELECT \(columns) FROM casefile WHERE nr = ?", .integer(nr), read: read)
    }

    /// The cases of the official's agency that the official may see and that began before that row's, newest first.
    static func list(_ status: CaseStatus?, before nr: Int64, limit: Int, _ sight: CaseSight) throws -> [CaseRow] {
        // What the policy leaves to be seen at all, for many rows at once; how much of it is asked row by row. To whom a case has come is what
        // `OfficeSight` says: who has a task of it, and from whom one went on to another.
        let sql = """
            SELECT \(columns), nr FROM casefile WHERE agency = ?1 AND (?2 IS NULL OR status = ?2) AND nr < ?3 AND (keamanan = 'biasa' OR ?4
            OR EXISTS (SELECT 1 FROM task t WHERE t.casefile = casefile.nr AND t.position = ?5)
            OR EXISTS (SELECT 1 FROM case_passed c WHERE c.casefile = casefile.nr AND c.position = ?5)
            OR keamanan = 'terbatas' AND EXISTS (
                SELECT 1 FROM (SELECT t.position FROM task t WHERE t.casefile = casefile.nr
                    UNION SELECT c.position FROM case_passed c WHERE c.casefile = casefile.nr) came
                JOIN position p ON p.agency = ?1 AND p.id = came.position
                WHERE p.unit = (SELECT unit FROM position WHERE agency = ?1 AND id = ?5 ORDER BY version DESC LIMIT 1))
            OR ?6 AND keamanan IN ('terbatas', 'rahasia')
            OR ?8 AND (letter IS NOT NULL OR EXISTS (SELECT 1 FROM case_letter l WHERE l.casefile = casefile.nr))) ORDER BY nr DESC LIMIT ?7
            """
        let duties = sight.office.duties
        var rows: [CaseRow] = []
        try sight.reading.each(
            sql,
            [
                .text(sight.official.agency.text), .text(status?.rawValue), .integer(nr), .flag(duties.contains(.head)),
                .text(sight.official.position.text), .flag(!duties.isDisjoint(with: [.agendaClerk, .archivist])), .integer(limit),
                .flag(duties.contains(.agendaClerk)),
            ]
        ) { row in
            var found = try read(row)
            if try sight.office.sight(ofCase: row.integer(16), found.agency, found.keamanan) < .full { found.title = maskedText }
            rows.append(found)
            return true
        }
        return rows
    }

    private static func read(_ row: borrowing Row) throws -> CaseRow {
        let id = row.text(0)
        guard let caseID = Identifier(id), let status = CaseStatus(rawValue: row.text(7)), let urgensi = Urgensi(rawValue: row.text(14)),
            let keamanan = Keamanan(rawValue: row.text(15))
        else { throw Fault("case \(id) cannot be read") }
        return CaseRow(
            caseID: caseID, agency: Key(row.text(1)), sop: Key(row.text(2)), version: row.int(3), title: row.optionalText(4),
            letter: row.optionalText(5).flatMap { Identifier($0) }, period: row.optionalText(6), status: status, step: row.int(8),
            steps: row.int(9), started: row.integer(10), ended: row.optionalInteger(11), due: row.optionalInteger(12),
            isCancelRequested: row.flag(13), urgensi: urgensi, keamanan: keamanan)
    }
}
