import Domain
import Kernel
import Protocol
import SQLite

/// One turn of a case inside a decision: what the planner says comes next, made into events.
struct Turn {
    let file: CaseFile
    let plan: CasePlan
    let decision: Decision
    /// Who acts, as events name actors.
    let actor: String
    /// The first of the names that new tasks may have; those before are the caller's.
    var firstName = 0
    /// Words for the tasks that come, by document; a reason or what the giver noted.
    var note: (DocumentName?) -> String? = { _ in nil }
    /// By when the giver of an order wants the next step done.
    var notLaterThan: Int64?

    init(_ file: CaseFile, _ decision: Decision, actor: String? = nil) throws {
        self.file = file
        self.decision = decision
        self.actor = actor ?? decision.principal.actorText
        plan = try file.plan(decision.reading)
    }

    init(_ file: CaseFile, _ plan: CasePlan, _ decision: Decision) {
        self.file = file
        self.plan = plan
        self.decision = decision
        actor = decision.principal.actorText
    }

    private var planner: Planner {
        let first = firstName
        let decision = decision
        return Planner(plan, file.state, caseID: file.id) { decision.newIdentifier(first + $0) }
    }

    /// The events of a case's beginning.
    func start() throws -> [Event] {
        var planner = planner
        planner.start()
        return try events(of: planner)
    }

    /// The events of a task's end: that it ended, and what comes of it.
    func end(_ done: Completion, words: ActWords?) throws -> [Event] {
        var planner = planner
        planner.end(done.task, done)
        let closed = Event(TaskClosed(done: done, actor: actor), about: file.id, content: words)
        return [closed] + (try events(of: planner))
    }

    private func events(of planner: Planner) throws -> [Event] {
        var clock = StepClock(state: file.state, plan: plan, now: decision.now, notLaterThan: notLaterThan)
        return try planner.moves.map { move in
            switch move {
            case .open(let new):
                let task = try opened(new, planner.state, &clock)
                return Event(task, about: file.id, content: words(of: new))
            case .close(let task):
                let done = Completion(
                    task: task.id, caseID: file.id, outcome: .done, document: task.document.flatMap { version(of: $0, planner.state) })
                return Event(TaskClosed(done: done, actor: actor), about: file.id)
            case .withdraw(let id): return Event(TaskWithdrawn(task: id, caseID: file.id), about: file.id)
            case .goBack(let returned): return Event(returned, about: file.id)
            case .end: return Event(CaseClosed(caseID: file.id), about: file.id)
            }
        }
    }

    // MARK: - A task and its words

    private func opened(_ new: Planner.NewTask, _ state: CaseState, _ clock: inout StepClock) throws -> TaskOpened {
        let offices = OrganisationTables(decision.reading)
        let (position, vacant) = try offices.resolve(new.task.unit, file.agency, on: CivilDate(decision.now, in: plan.zone))
        let act = new.entry.map { plan.entries[$0].act }
        let naskah = plan.naskah(new.task.document)
        let isRegular = new.task.kind == .regular
        let decides = isRegular || new.task.kind == .countersign
        return TaskOpened(
            task: new.task.id, caseID: file.id, agency: file.agency, letter: file.letter, step: new.task.place.step, kind: new.task.kind,
            word: new.task.word, position: position, vacant: vacant,
            document: new.task.document.map { version(of: $0, state) ?? DocumentVersion(name: $0, version: 0, hash: "") },
            naskahKind: naskah?.kind, register: naskah?.register, classification: naskah?.classification,
            number: new.task.document.flatMap { state.document($0)?.number }, isOptional: isRegular && act?.isOptional == true,
            returnsTo: decides && new.task.word.isDecision ? plan.sop.step(new.task.place.step)?.returnsTo : nil,
            to: isRegular ? receivers(act?.to ?? [], state) : [], tembusan: isRegular ? act?.tembusan.map { receivers($0, state) } : nil,
            participants: isRegular ? participants(act, state) : [],
            parafKind: new.task.word == .paraf ? act?.parafKind : nil,
            appoints: isRegular ? act?.appoints.flatMap { plan.roles[$0]?.proposedTeam } : nil, quorum: isRegular ? act?.quorum : nil,
            awaits: new.awaits, outside: new.task.outside, fromOutside: new.task.waitsForLetter, round: new.round,
            due: try clock.due(of: new, offices), act: new.task.place.act, keamanan: file.keamanan == .biasa ? nil : file.keamanan,
            attachmentOf: naskah?.attachmentOf)
    }

    private func version(of name: DocumentName, _ state: CaseState) -> DocumentVersion? {
        guard let document = state.document(name), document.isComposed else { return nil }
        return DocumentVersion(name: name, version: document.version, hash: document.hash)
    }

    private func receivers(_ roles: [Key<Role>], _ state: CaseState) -> [Receiver] {
        roles.flatMap { role -> [Receiver] in
            guard let kind = plan.roles[role] else { return [] }
            if case .outside = kind.kind { return [Receiver(role: role, position: nil, name: kind.name)] }
            return positions(of: role, state).map { Receiver(role: role, position: $0, name: plan.name(of: $0)) }
        }
    }

    private func participants(_ act: Act?, _ state: CaseState) -> [Key<Position>] {
        var found: [Key<Position>] = []
        for role in act?.participants ?? [] {
            let members = state.teams[role] ?? plan.roles[role]?.members ?? []
            for member in members where !found.contains(member) { found.append(member) }
        }
        return found
    }

    private func positions(of role: Key<Role>, _ state: CaseState) -> [Key<Position>] {
        if case .team(let lead, _) = plan.roles[role]?.kind { return [state.teams[role]?.first ?? lead] }
        return plan.roles[role]?.actors ?? []
    }

    private func words(of new: Planner.NewTask) -> TaskWords {
        let title = plan.naskah(new.task.document)?.title
        let matter = title ?? "naskah"
        let kegiatan = plan.sop.step(new.task.place.step)?.activity ?? ""
        let activity =
            switch new.task.kind {
            case .regular: kegiatan
            case .revision: "Memperbaiki \(matter)"
            case .renewal where new.task.word == .paraf: "Membubuhkan paraf kembali pada \(matter) yang telah diubah"
            case .renewal: "Menandatangani kembali \(matter) yang telah diubah"
            case .countersign: "Menandatangani \(matter) sebagai atasan langsung"
            case .delivery: "Menyampaikan bahan yang diminta: \(kegiatan)"
            case .acknowledgement: "Menerima penyampaian: \(title ?? kegiatan)"
            case .numbering: "Memberi nomor \(matter) menurut SOP Surat Menyurat"
            case .filing: "Mengarsipkan \(matter) menurut SOP Surat Menyurat"
            }
        return TaskWords(
            subject: file.title ?? "", activity: activity, document: title, note: new.task.isOnTheWay ? note(new.task.document) : nil)
    }
}

/// When the tasks of a turn are due: all acts of a step share what the step has from the moment it opened, in each round anew.
private struct StepClock {
    let state: CaseState
    let plan: CasePlan
    let now: Moment
    let notLaterThan: Int64?
    private var reckoned: (step: Int, round: Int, due: Int64?)?

    init(state: CaseState, plan: CasePlan, now: Moment, notLaterThan: Int64?) {
        self.state = state
        self.plan = plan
        self.now = now
        self.notLaterThan = notLaterThan
    }

    mutating func due(of new: Planner.NewTask, _ offices: OrganisationTables) throws -> Int64? {
        // What is owed after the last step, and the reading of what was handed over, has no time in the SOP.
        if new.task.kind == .acknowledgement || new.task.place == plan.end { return nil }
        let step = new.task.place.step
        if let reckoned, reckoned.step == step, reckoned.round == new.round { return reckoned.due }
        if state.dueStep == step, state.dueRound == new.round { return state.due }
        var due: Int64?
        if let duration = plan.sop.step(step)?.duration {
            due = try offices.due(from: now, duration, in: plan.zone)?.milliseconds
        }
        if let notLaterThan { due = min(due ?? notLaterThan, notLaterThan) }
        reckoned = (step, new.round, due)
        return due
    }
}

extension Act.Word {
    /// An act that may say no.
    var isDecision: Bool { self == .periksa || self == .paraf || self == .tandaTangan }
}

extension Role {
    /// The team as the catalogue proposes it, its lead first.
    fileprivate var proposedTeam: [Key<Position>]? {
        guard case .team(let lead, let members) = kind else { return nil }
        return [lead] + members.filter { $0 != lead }
    }
}
