import Catalogue
import Domain
import Kernel
import Protocol
import Rehearsal
import Testing

@testable import Routing

/// Routing with a real agency's catalogue, and a client that plays cases without ever reading a SOP: it looks into inboxes and does what stands there.
///
/// The other services are played by their events alone.
final class Bureau {
    let routing: Rehearsal
    let organisation: Organisation
    let agency: Key<Agency>
    private(set) var caseID = Identifier(milliseconds: 1, random: (1, 1))
    private var versions: [DocumentName: Int] = [:]
    private var numbers = 0

    init(_ agencyName: String, mandates: [Mandate] = []) throws {
        let catalogue = try CatalogueTests.load(agencyName)
        organisation = catalogue.organisation
        agency = organisation.agency.id
        routing = try Rehearsal(Routing.routing(signer: try Rehearsal.signer()))
        try routing.give(
            ApplyCatalogue(organisation: organisation, sops: catalogue.sops, calendar: [try CatalogueTests.calendar(2026)]), by: Office.operators)
        for mandate in mandates {
            try routing.give(
                GiveMandate(
                    agency: agency, kind: mandate.kind, position: mandate.position, delegate: mandate.delegate, decree: mandate.decree,
                    from: mandate.from, until: mandate.until), by: Office.operators)
        }
    }

    /// Some holder of the position, or anybody at all for a vacant one.
    func official(_ position: Key<Position>, person: Int = 0) -> Principal {
        let holders = organisation.holders.filter { $0.position == position && $0.until == nil }
        let nip = holders.isEmpty ? "190000000000000000" : holders[min(person, holders.count - 1)].nip
        return .official(Principal.Official(agency: agency, person: nip, position: position))
    }

    // MARK: - Cases

    /// Begins a case in the way its SOP begins.
    @discardableResult
    func begin(_ sop: Key<SOP>, period: String? = nil) throws -> Identifier {
        let start = try routing.ask(ListSOPs(agency: agency), by: official(organisation.positions[0].id)).sops.first { $0.sop == sop }?.start
        if case .incomingLetter = start {
            caseID = routing.newIdentifier()
            let requested = CaseRequested(
                letter: routing.newIdentifier(), caseID: caseID, agency: agency, sop: sop, keamanan: .biasa, urgensi: .segera)
            try routing.hear(requested, from: .intake, about: caseID, content: CaseWords(subject: "Permintaan dokumen"))
        } else {
            var named = period
            if case .periodic = start { named = period ?? "2026-T1" }
            let command = StartCase(agency: agency, sop: sop, title: "Penyusunan dokumen", period: named, basis: "DPA 2026")
            try routing.give(command, by: official(organisation.positions[0].id))
            caseID = try #require(try routing.events(CaseStarted.self).last).body.caseID
        }
        return caseID
    }

    func show() throws -> ShowCase.Answer { try routing.ask(ShowCase(caseID: caseID), by: official(organisation.positions[0].id)) }

    /// What waits in this case, found in the inboxes of all positions.
    func waiting() throws -> [TaskRow] {
        try organisation.positions.flatMap { position in
            try routing.ask(Inbox(), by: official(position.id)).tasks.filter { $0.task.caseID == caseID }
        }
    }

    func task(_ word: Act.Word, step: Int? = nil, by position: Key<Position>? = nil, kind: TaskKind = .regular) throws -> TaskRow {
        let rows = try waiting()
        let found = rows.first {
            $0.task.word == word && $0.task.kind == kind && (step == nil || $0.task.step == step) && (position == nil || $0.position == position)
        }
        return try #require(found, "no \(kind) \(word) waits; there are \(rows.map { Walk.line($0.task) })")
    }

    /// Does a task in the first way its actions name; `approve: false` returns it.
    func act(_ row: TaskRow, approve: Bool = true, members: [Key<Position>]? = nil, reason: String = "belum sesuai") throws {
        let action = try #require(row.actions.first { $0.approve == nil || $0.approve == approve }, "nothing can be done with \(row.task)")
        let task = row.task
        if action.service == .routing {
            let who = official(row.position)
            switch action.verb {
            case GiveOrder.verb: try routing.give(GiveOrder(task: task.task, instructions: ["tindak-lanjuti"], note: "segera"), by: who)
            case HandOver.verb: try routing.give(HandOver(task: task.task, note: "mohon diterima"), by: who)
            case Receive.verb: try routing.give(Receive(task: task.task), by: who)
            case Acknowledge.verb: try routing.give(Acknowledge(task: task.task), by: who)
            default: Issue.record("Routing has no \(action.verb)")
            }
            return
        }
        var document = task.document
        if task.word == .susun, let name = document?.name {
            let version = versions[name, default: 0] + 1
            versions[name] = version
            document = DocumentVersion(name: name, version: version, hash: String(repeating: "\(version % 10)", count: 64))
        }
        let done = Completion(
            task: task.task, caseID: task.caseID, outcome: approve ? .done : .returned, document: document, members: members)
        try hear(done, action, task, words: ActWords(reason: approve ? nil : reason))
    }

    func skip(_ row: TaskRow) throws {
        let done = Completion(task: row.task.task, caseID: row.task.caseID, outcome: .skipped, document: row.task.document)
        try routing.hear(TaskSkipped(done: done), from: row.task.owner, about: row.task.caseID, content: ActWords())
    }

    private func hear(_ done: Completion, _ action: TaskAction, _ task: TaskOpened, words: ActWords) throws {
        let by = Approver(Principal.Official(agency: agency, person: "1", position: task.position), outside: task.outside)
        let actor = "official/\(agency)/\(task.position)/190000000000000000"
        func tell<Body: ActCompleted>(_ body: Body) throws {
            try routing.hear(body, from: action.service, about: done.caseID, content: words as? Body.Content, actor: actor)
        }
        switch action.verb {
        case ComposeVersion.verb: try tell(DraftFrozen(done: done, author: task.position, size: 1, mediaType: "text/plain", parent: 0))
        case AskMaterial.verb: try tell(MaterialAsked(done: done, to: task.to.compactMap(\.position)))
        case DeliverMaterial.verb: try tell(MaterialDelivered(done: done, isLate: false, files: []))
        case CollectMaterial.verb: try tell(MaterialCollected(done: done, missing: [], missingTasks: []))
        case WriteStudy.verb: try tell(Studied(done: done, files: []))
        case HoldMeeting.verb:
            try routing.hear(
                MeetingHeld(done: done, attended: [], invitation: nil, minutesFiles: [], attendanceFiles: [], photos: []), from: .drafting,
                about: done.caseID, content: MeetingWords(minutes: "risalah", guests: [], names: []), actor: actor)
        case Check.verb: try tell(Checked(done: done, by: by))
        case Initial.verb: try tell(Initialled(done: done, by: by, kind: .hierarchy))
        case Sign.verb:
            var signed = done
            if done.outcome == .done { signed.appointed = task.appoints }
            try tell(Signed(done: signed, by: by))
        case GiveNumber.verb:
            numbers += 1
            var numbered = done
            numbered.number = "000/\(numbers)/UJI/2026"
            let date = CivilDate(routing.now, in: organisation.agency.zone)
            try tell(
                NumberGiven(
                    done: numbered, agency: agency, register: try #require(task.register), year: 2026, sequence: numbers, date: date))
        case MakeCopies.verb: try tell(CopiesMade(done: done, count: 3))
        case DispatchDocument.verb: try tell(Dispatched(done: done, deliveries: []))
        case RecordGathering.verb: try tell(GatheringRecorded(done: done, proof: nil))
        case FileDocument.verb:
            try tell(
                ArchiveSealed(done: done, record: done.task, berkas: done.task, classification: task.classification ?? "000", hash: nil, size: 1))
        default: Issue.record("nobody plays \(action.verb)")
        }
    }

    /// A letter from outside is linked to the case.
    func link() throws {
        let linked = LetterLinked(letter: routing.newIdentifier(), caseID: caseID, agency: agency, keamanan: .biasa)
        try routing.hear(linked, from: .intake, about: caseID)
    }

    /// Does what waits until a task of that step does, or the case is over.
    func run(until step: Int, act: Int = 1) throws {
        for _ in 0..<1000 {
            let rows = try waiting()
            if rows.isEmpty || rows.contains(where: { Place(step: $0.task.step, act: $0.task.act) >= Place(step: step, act: act) }) { return }
            if rows[0].actions.isEmpty { try link() } else { try self.act(rows[0]) }
        }
        Issue.record("the case does not come to step \(step)")
    }
}
