import Domain
import Kernel
import Protocol
import SQLite
import Tasks

func proposeDestruction(_ command: ProposeDestruction, _ decision: Decision) throws -> [Event] {
    let office = try archivist(decision)
    guard (1...ProposeDestruction.berkasAtMost).contains(command.berkas.count) else {
        throw Rejection.invalid("berkas", "Name 1 to \(ProposeDestruction.berkasAtMost) berkas.")
    }
    let kept = try casesToDestroy(command.berkas, proposal: nil, office, decision).kept.count
    let id = decision.newIdentifier()
    let person = try decision.official().person
    return [Event(DestructionProposed(destruction: id, agency: office.agency, berkas: command.berkas, kept: kept, person: person), about: id)]
}

func approveDestruction(_ command: ApproveDestruction, _ decision: Decision) throws -> [Event] {
    let office = try Office.of(decision, having: .head, orElse: "Only the head of the agency agrees to the destruction of records; ask the head.")
    let stored = try StoredDestruction.find(command.destruction, office.agency, decision.reading)
    try stored.require(.proposed)
    let person = try decision.official().person
    guard person != stored.row.proposer else {
        throw Rejection("samePerson", "Who proposed this may not agree to it; leave that to another person.", field: "destruction")
    }
    return [Event(DestructionApproved(destruction: command.destruction, person: person), about: command.destruction)]
}

func declineDestruction(_ command: DeclineDestruction, _ decision: Decision) throws -> [Event] {
    let office = try Office.of(
        decision, having: [.archivist, .head], orElse: "Only the archivist (arsiparis) and the head decline a proposal; ask one of them.")
    try StoredDestruction.find(command.destruction, office.agency, decision.reading).require(.proposed, .approved)
    guard let reason = try EntryChecks.optionalText(command.reason, "reason") else {
        throw Rejection("reasonMissing", "Say why these records are not destroyed.", field: "reason")
    }
    return [Event(DestructionDeclined(destruction: command.destruction), about: command.destruction, content: ActWords(reason: reason))]
}

/// Destroys at once here, and by its last events in every other service.
func carryOutDestruction(_ command: CarryOutDestruction, _ decision: Decision) throws -> [Event] {
    let office = try archivist(decision)
    let stored = try StoredDestruction.find(command.destruction, office.agency, decision.reading)
    try stored.require(.approved)
    guard try decision.official().person != stored.row.approver else {
        throw Rejection("samePerson", "Who agreed to this may not carry it out; leave that to another person.", field: "destruction")
    }
    let number = try EntryChecks.line(command.beritaAcara, "beritaAcara")
    let today = office.date(decision.now)
    let date = command.date ?? today
    guard date <= today, date >= office.date(Moment(milliseconds: stored.approved ?? stored.row.proposed)) else {
        throw Rejection.invalid("date", "The berita acara is made after the head's yes, and not on a day that is still to come; correct the date.")
    }
    try EntryChecks.held(command.document, "document", decision)
    let (cases, kept) = try casesToDestroy(stored.row.berkas, proposal: command.destruction, office, decision)
    let destroyed = RecordsDestroyed(
        destruction: command.destruction, agency: office.agency, berkas: stored.row.berkas, cases: cases.count, kept: kept, beritaAcara: number,
        date: date, document: command.document)
    let step = ContentDestroyed.subjectsAtMost
    let contents = stride(from: 0, to: cases.count, by: step).map { start in
        Event(ContentDestroyed(act: command.destruction, subjects: Array(cases[start...].prefix(step))), about: command.destruction)
    }
    return [Event(destroyed, about: command.destruction)] + contents
}

/// The cases in these berkas, all of which may be destroyed today, and those that have records elsewhere, too. Throws what stands in the way.
private func casesToDestroy(
    _ berkas: [Identifier], proposal: Identifier?, _ office: Office, _ decision: Decision
) throws -> (go: [Identifier], kept: [Identifier]) {
    let today = office.date(decision.now)
    var seen: Set<Identifier> = []
    for (index, id) in berkas.enumerated() {
        let field = "berkas.\(index)"
        func refuse(_ code: String, _ sentence: String) -> Rejection { Rejection(code, sentence, field: field) }
        guard seen.insert(id).inserted else { throw Rejection.invalid(field, "Name each berkas once.") }
        let row = try StoredBerkas.find(id, office.agency, decision.reading).row
        if row.destroyed != nil { throw refuse("alreadyDestroyed", "The records of this berkas were destroyed already.") }
        guard let closing = row.closing else { throw refuse("berkasOpen", "This berkas is open: its retention does not run before it is closed.") }
        // The JRA may have become stricter since; what it was then holds as well.
        for rule in [closing, try Archival.closing(row, on: closing.closed, office.agency, decision.reading)].compactMap({ $0 }) {
            guard rule.fate == .destroyed else {
                throw refuse("notForDestruction", "By the JRA these records are not to be destroyed (\(rule.fate.rawValue)).")
            }
            guard rule.inactiveUntil < today else {
                throw refuse("retentionRunning", "The retention of this berkas runs until \(rule.inactiveUntil); it may be destroyed after that.")
            }
        }
        let proposed = try decision.reading.exists(
            """
            SELECT 1 FROM destruction_berkas JOIN destruction ON id = destruction WHERE berkas = ? AND state IN ('proposed', 'approved') AND id <> ?
            """, .text(id.description), .text(proposal?.description ?? ""))
        if proposed { throw refuse("alreadyProposed", "This berkas stands in another proposal; decide that one first.") }
    }
    return try casesAlone(in: berkas, decision.reading)
}

/// The cases with records in these berkas: those that go, and those that stay as a whole because they have records in a berkas that stays.
///
/// Throws `keptElsewhere`, `caseOpen` or `tooMany`.
private func casesAlone(in berkas: [Identifier], _ reading: Reading) throws -> (go: [Identifier], kept: [Identifier]) {
    let these = Value.text("[\(berkas.map { "\"\($0)\"" }.joined(separator: ","))]")
    let all = "SELECT casefile FROM record WHERE berkas IN (SELECT value FROM json_each(?1))"
    let elsewhere = """
        SELECT r.casefile FROM record r JOIN berkas b ON b.id = r.berkas WHERE r.casefile IN (\(all))
        AND r.berkas NOT IN (SELECT value FROM json_each(?1)) AND b.destroyed IS NULL
        """
    let cases = "\(all) AND casefile NOT IN (\(elsewhere))"
    func list(_ sql: String, atMost most: Int, _ what: String) throws -> [Identifier] {
        let found = try reading.all("\(sql) GROUP BY casefile ORDER BY casefile LIMIT \(most + 1)", these) { Identifier($0.text(0)) }
        guard found.count <= most else {
            throw Rejection("tooMany", "These berkas hold more than \(most) cases \(what); propose them in parts.", field: "berkas")
        }
        return found.compactMap { $0 }
    }
    guard try reading.exists("\(cases) LIMIT 1", these) else {
        let place = try reading.first(
            "SELECT b.classification, b.number FROM record r JOIN berkas b ON b.id = r.berkas WHERE r.casefile IN (\(elsewhere)) "
                + "AND r.berkas NOT IN (SELECT value FROM json_each(?1)) LIMIT 1", these
        ) { "\($0.text(0)) number \($0.text(1))" }
        throw Rejection(
            "keptElsewhere",
            "Every case here has records in a berkas that stays, such as \(place ?? "another"), and is kept as a whole: nothing would go.",
            field: "berkas")
    }
    guard try !reading.exists("SELECT 1 FROM task WHERE state = 'open' AND casefile IN (\(cases)) LIMIT 1", these) else {
        throw Rejection("caseOpen", "A case in these berkas still has a task that waits here; end that first.", field: "berkas")
    }
    guard try !reading.exists("\(cases) AND casefile NOT IN (SELECT id FROM ended_case) LIMIT 1", these) else {
        throw Rejection("caseOpen", "A case in these berkas still runs; it must be closed or cancelled before its records may go.", field: "berkas")
    }
    let go = try list(cases, atMost: ProposeDestruction.casesAtMost, "that would go")
    return (go, try list(elsewhere, atMost: ProposeDestruction.keptAtMost, "that are kept, because they have records elsewhere"))
}

// MARK: - What happens

func destructionProposed(_ event: Recorded<DestructionProposed>, _ tables: Tables) throws {
    let body = event.body
    try tables.run(
        "INSERT INTO destruction(place, id, agency, state, proposed, proposer) VALUES(?, ?, ?, 'proposed', ?, ?)", .integer(event.position),
        .text(body.destruction.description), .text(body.agency.text), .integer(event.header.time.milliseconds), .text(body.person))
    for (index, berkas) in body.berkas.enumerated() {
        try tables.run(
            "INSERT INTO destruction_berkas VALUES(?, ?, ?)", .text(body.destruction.description), .integer(index), .text(berkas.description))
    }
}

func destructionApproved(_ event: Recorded<DestructionApproved>, _ tables: Tables) throws {
    try tables.run(
        "UPDATE destruction SET state = 'approved', approver = ?, approved = ? WHERE id = ?", .text(event.body.person),
        .integer(event.header.time.milliseconds), .text(event.body.destruction.description))
}

func destructionDeclined(_ event: Recorded<DestructionDeclined>, _ tables: Tables) throws {
    try tables.run("UPDATE destruction SET state = 'declined' WHERE id = ?", .text(event.body.destruction.description))
}

func recordsDestroyed(_ event: Recorded<RecordsDestroyed>, _ tables: Tables) throws {
    let body = event.body
    try tables.run(
        """
        UPDATE destruction SET state = 'destroyed', berita_acara = ?, date = ?, document = ?, size = ?, media_type = ? WHERE id = ?
        """, .text(body.beritaAcara), .text(body.date.description), .text(body.document.hash), .integer(body.document.size),
        .text(body.document.mediaType), .text(body.destruction.description))
    for berkas in body.berkas {
        try tables.run("UPDATE berkas SET destroyed = ? WHERE id = ?", .text(body.date.description), .text(berkas.description))
    }
}
