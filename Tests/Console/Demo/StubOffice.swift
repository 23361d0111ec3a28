import Domain
import Nettle
import Protocol
import Sodium

/// An office in which one case was played whole, as its five services tell of it; a test spoils one thing of it.
struct StubOffice: Sendable {
    static let agency: Key<Agency> = "dinas"
    private static let caseID = Identifier(milliseconds: 1, random: (0, 1))
    private static let berkas = Identifier(milliseconds: 1, random: (0, 2))
    private static let text = Array("Surat uji, versi kedua.".utf8)
    static let document = DocumentVersion(name: DocumentName(naskah: "surat"), version: 2, hash: hexadecimal(SHA256.hash(text)))

    var status = CaseStatus.closed
    /// The numbers of the incoming book, and of the outgoing one.
    var agenda = Array(1...3)
    var numbers = Array(1...2)
    /// How each step stands.
    var steps: [ShowCase.Step.State] = [.done, .done]
    var entries = StubOffice.story()
    var isArchived = true
    /// The archive's record of the document.
    var record: SearchArchive.Row? = StubOffice.record()
    /// Filings that have not ended.
    var filings: [CaseRecords.Filing] = []
    /// What the archive has as the document's file.
    var file = StubOffice.text
    var journals = Dictionary(uniqueKeysWithValues: ServiceName.allCases.map { ($0, StubJournal($0, events: 2)) })

    // MARK: - What was played

    /// Composed, refused, composed again, approved; the study before composing was done the first time and passed over the second.
    private static func story() -> [Timeline.Entry] {
        let acts: [(step: Int, act: Int, word: Act.Word, outcome: Outcome)] = [
            (1, 1, .telaah, .done), (1, 2, .susun, .done), (2, 1, .periksa, .returned), (1, 1, .telaah, .skipped), (1, 2, .susun, .done),
            (2, 1, .periksa, .done),
        ]
        var entries: [Timeline.Entry] = []
        func add(_ type: String, _ fill: (inout Timeline.Entry) -> Void) {
            var entry = Timeline.Entry(position: Int64(entries.count + 1), type: type, at: 1, actor: "official/dinas/kadis/1")
            fill(&entry)
            entries.append(entry)
        }
        for act in acts {
            for type in [TaskOpened.type, TaskClosed.type] {
                add(type) { entry in
                    (entry.kind, entry.step, entry.act, entry.word, entry.document) = (.regular, act.step, act.act, act.word, document)
                    entry.outcome = type == TaskClosed.type ? act.outcome : nil
                }
            }
            if act.outcome == .returned { add(StepReturned.type) { ($0.from, $0.step) = (2, 1) } }
        }
        return entries
    }

    static func record() -> SearchArchive.Row {
        SearchArchive.Row(
            place: 1, record: berkas, caseID: caseID, berkas: berkas, item: 1, classification: "000", document: document, number: nil,
            keamanan: .biasa, isOriginal: true, hash: document.hash, size: text.count, sealed: 1, words: nil)
    }

    // MARK: - What it was played by

    private static let organisation: Organisation = {
        let positions: [Key<Position>] = ["kadis", "agendaris", "arsiparis"]
        func register(_ id: Key<Register>, _ direction: Register.Direction) -> Register {
            Register(id: id, name: id.text, direction: direction, kinds: [], format: nil, openingNumber: 1)
        }
        return Organisation(
            agency: Agency(id: agency, name: "Dinas", shortName: "D", region: "Uji", zone: .wib),
            units: [Unit(id: "dinas", name: "Dinas", kind: .dinas, parent: nil)],
            positions: positions.enumerated().map { rank, id in
                Position(id: id, name: id.text, unit: "dinas", rank: rank + 1, superior: rank == 0 ? nil : "kadis")
            },
            holders: positions.enumerated().map { index, id in
                Holder(position: id, name: id.text, nip: "19690101199403100\(index)", from: today, until: nil)
            },
            mandates: [], roles: positions.map { Role(id: Key($0.text), name: $0.text, kind: .position($0)) },
            registers: [register("masuk", .incoming), register("keluar", .outgoing)], classifications: [])
    }()

    private static let today = CivilDate(Moment(milliseconds: 1_795_271_400_000), in: .wib)

    private static let sop: SOP = {
        let gap = HeaderField.missing(.absent)
        let header = SOPHeader(
            number: gap, created: gap, revised: gap, effective: gap, ratified: gap, ratifiedBy: gap, legalBasis: gap, qualifications: gap,
            relations: gap, equipment: gap, warnings: gap, recording: gap)
        func step(_ number: Int, _ acts: [Act], returnsTo: Int?) -> Step {
            Step(
                number: number, activity: "uji", actor: "kadis", acts: acts, returnsTo: returnsTo, requirements: [], duration: nil, outputs: [],
                remarks: nil, links: [], notes: [])
        }
        func act(_ word: Act.Word, isOptional: Bool = false) -> Act { Act(word: word, actor: "kadis", naskah: "surat", isOptional: isOptional) }
        return SOP(
            id: "uji", title: "Uji", header: header, start: .internalBasis(documents: ["uji"]),
            naskah: [Naskah(id: "surat", kind: "surat", title: "Surat", register: nil, classification: nil, attachmentOf: nil)], actors: ["kadis"],
            steps: [step(1, [act(.telaah, isOptional: true), act(.susun)], returnsTo: nil), step(2, [act(.periksa)], returnsTo: 1)], notes: [])
    }()

    // MARK: - What the services say

    func answer(_ service: ServiceName, _ request: Request) throws -> StubServices.Answer {
        switch request.verb {
        case ShowStatus.verb, PullJournal.verb: return try (journals[service] ?? StubJournal(service, events: 1)).answer(request)
        case ListAgencies.verb:
            return try .ok(ListAgencies.Answer(agencies: [ListAgencies.Row(agency: Self.organisation.agency, version: 1)]))
        case ShowOrganisation.verb:
            return try .ok(ShowOrganisation.Answer(version: 1, today: Self.today, organisation: Self.organisation, vacant: []))
        case ListSOPs.verb:
            let row = ListSOPs.Row(sop: Self.sop.id, title: Self.sop.title, start: Self.sop.start, steps: Self.sop.steps.count)
            return try .ok(ListSOPs.Answer(version: 1, sops: [row]))
        case ShowSOP.verb: return try .ok(ShowSOP.Answer(version: 1, sop: Self.sop))
        case StartCase.verb:
            let started = CaseStarted(
                caseID: Self.caseID, agency: Self.agency, sop: Self.sop.id, version: 1, letter: nil, period: nil, keamanan: .biasa, urgensi: .biasa)
            return try .accepted(started, by: .routing)
        case Inbox.verb: return try .ok(Inbox.Answer(tasks: [], hasMore: false))
        case ShowCase.verb: return try .ok(shownCase)
        case Timeline.verb: return try .ok(Timeline.Answer(entries: entries, hasMore: false))
        case AgendaBook.verb: return try agendaPage(try JSONText().decode(AgendaBook.self, from: request.body))
        case OutgoingBook.verb: return try outgoingPage(try JSONText().decode(OutgoingBook.self, from: request.body))
        case CaseRecords.verb: return try .ok(CaseRecords.Answer(rows: record.map { [$0] } ?? [], filings: filings))
        case GetFile.verb:
            var answer = try StubServices.Answer.ok(GetFile.Answer(size: file.count))
            answer.payload = [file]
            return answer
        default: return .accepted
        }
    }

    /// The case in a list.
    var row: CaseRow {
        CaseRow(
            caseID: Self.caseID, agency: Self.agency, sop: Self.sop.id, version: 1, title: "Uji", letter: nil, period: nil, status: status, step: 2,
            steps: 2, started: 1, ended: nil, due: nil, isCancelRequested: false, urgensi: .biasa, keamanan: .biasa)
    }

    private var shownCase: ShowCase.Answer {
        let document = ShowCase.Document(
            version: Self.document, kind: "surat", title: "Surat", attachmentOf: nil, number: nil, answers: [], isArchived: isArchived)
        let steps = zip(Self.sop.steps, self.steps).map { step, state in
            ShowCase.Step(
                number: step.number, activity: step.activity, actor: "kadis", duration: nil, returnsTo: step.returnsTo, state: state, round: 2)
        }
        return ShowCase.Answer(row: row, basis: nil, documents: [document], tasks: [], steps: steps, teams: [:])
    }

    private func agendaPage(_ question: AgendaBook) throws -> StubServices.Answer {
        let rest = agenda.filter { $0 > question.after ?? 0 }
        let rows = rest.prefix(question.limit ?? 50).map { sequence in
            AgendaBook.Row(
                letter: Identifier(milliseconds: 1, random: (1, UInt64(sequence))), register: question.register, year: question.year,
                sequence: sequence, received: Self.today, registered: 1, keamanan: .biasa, urgensi: .biasa, classification: nil, channel: .caraka,
                isOriginal: true, isPersonal: false, fileCount: 0, isVoid: false, voidReason: nil, forwardedTo: nil, isMasked: false, words: nil)
        }
        return try .ok(AgendaBook.Answer(rows: rows, hasMore: rest.count > rows.count))
    }

    private func outgoingPage(_ question: OutgoingBook) throws -> StubServices.Answer {
        // As in a real book, lines are counted whatever number stands in them.
        let rows = numbers.enumerated().filter { $0.offset >= question.after ?? 0 }.prefix(question.limit ?? 50).map { index, sequence in
            OutgoingBook.Row(
                line: index + 1, sequence: sequence, number: nil, date: Self.today, state: .given, block: nil, caseID: nil, document: nil,
                subject: nil, reason: nil)
        }
        return try .ok(OutgoingBook.Answer(year: Self.today.year, rows: rows))
    }
}
