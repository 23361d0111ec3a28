import Domain
import Protocol

/// Routing's events of each case as a walk of its SOP, by rules of the checker's own.
struct CaseChecks {
    private var catalogues: [Int: (organisation: Organisation, sops: [SOP])]
    private var histories: [Identifier: CaseHistory] = [:]
    /// Cases that are not over, in the order of their beginning.
    private(set) var open: [Identifier] = []

    init(_ catalogue: AgencyCatalogue) { catalogues = [1: (catalogue.organisation, catalogue.sops)] }

    mutating func apply(_ organisation: Organisation, _ sops: [SOP], version: Int) { catalogues[version] = (organisation, sops) }

    func has(_ caseID: Identifier) -> Bool { histories[caseID] != nil }

    /// What every case that has ended well must have brought forth, in no order.
    var owed: [Owed] {
        histories.flatMap { caseID, history in
            history.owed.map { Owed(caseID: caseID, word: $0.word, document: $0.document) }
        }
    }

    /// A document that an SOP has numbered or filed.
    struct Owed: Hashable {
        var caseID: Identifier
        var word: Act.Word
        var document: DocumentName
    }

    mutating func check(_ entry: Oracle.Entry, _ tally: inout Simulation.Tally, _ json: JSONText) throws {
        guard let caseID = entry.header.subject else { return }
        if entry.header.type == CaseStarted.type {
            let body = try json.decode(CaseStarted.self, from: entry.data)
            guard let (organisation, sops) = catalogues[body.version], let sop = sops.first(where: { $0.id == body.sop }) else {
                throw Breach(.walk, "a case has begun by \(body.sop) of version \(body.version), which there is not")
            }
            guard histories[caseID] == nil else { throw Breach(.once, "case \(caseID) has begun twice") }
            histories[caseID] = CaseHistory(sop, organisation)
            open.append(caseID)
            tally.begun += 1
            return
        }
        guard var history = histories.removeValue(forKey: caseID) else { return }
        defer { histories[caseID] = history }
        switch entry.header.type {
        case TaskOpened.type:
            let task = try json.decode(TaskOpened.self, from: entry.data)
            try history.opened(task)
            if task.kind == .renewal { tally.renewals += 1 }
        case TaskClosed.type: try history.closed(try json.decode(TaskClosed.self, from: entry.data).done)
        case TaskWithdrawn.type: try history.withdrawn(try json.decode(TaskWithdrawn.self, from: entry.data).task)
        case LateActNoted.type: history.late(try json.decode(LateActNoted.self, from: entry.data).done)
        case StepReturned.type:
            try history.returned(try json.decode(StepReturned.self, from: entry.data))
            tally.returns += 1
        case CaseClosed.type, CaseCancelled.type:
            let isClosed = entry.header.type == CaseClosed.type
            if isClosed { tally.closed += 1 } else { tally.cancelled += 1 }
            open.removeAll { $0 == caseID }
            try history.over(isClosed: isClosed)
        default: return
        }
    }
}

/// One case: what has been opened, ended and answered.
struct CaseHistory {
    private struct Spot: Hashable, Comparable {
        var step: Int
        var act: Int

        static func < (left: Spot, right: Spot) -> Bool { (left.step, left.act) < (right.step, right.act) }
    }

    private struct Answer: Hashable {
        var unit: Key<Position>
        var word: Act.Word
        var document: DocumentName
    }

    private let sop: SOP
    private let organisation: Organisation
    private var tasks: [Identifier: TaskOpened] = [:]
    private var ended: Set<Identifier> = []
    /// Acts that had their task at least once.
    private var reached: Set<Spot> = []
    private var answers: [Answer: (hash: String, spot: Spot)] = [:]
    private var standing: [DocumentName: String] = [:]
    private var lastNo: TaskOpened?
    private var isOver = false
    private var hasClosed = false

    /// The documents that the SOP has numbered and filed, once the case has ended well. Their tasks may have been passed over, for such a document may have its
    /// number or lie in the archive already; one way or the other it has it.
    var owed: [(word: Act.Word, document: DocumentName)] {
        guard hasClosed else { return [] }
        return sop.steps.flatMap(\.acts).filter { ($0.word == .nomor || $0.word == .arsip) && !$0.isOptional }.flatMap { act in
            standing.keys.filter { $0.naskah == act.naskah }.map { (act.word, $0) }
        }
    }

    init(_ sop: SOP, _ organisation: Organisation) {
        self.sop = sop
        self.organisation = organisation
    }

    // MARK: - Tasks

    mutating func opened(_ task: TaskOpened) throws {
        guard !isOver else { throw Breach(.walk, "a task has come to a case that is over") }
        guard tasks[task.task] == nil, !ended.contains(task.task) else { throw Breach(.walk, "task \(task.task) has come twice") }
        tasks[task.task] = task
        guard task.kind == .regular else { return }
        let spot = Spot(step: task.step, act: task.act)
        guard let act = act(at: spot), act.word == task.word else {
            throw Breach(.walk, "\(sop.id) asks for no \(task.word.rawValue) at \(task.step).\(task.act)")
        }
        if let name = task.document?.name.naskah, name != act.naskah, act.word != .rapat {
            throw Breach(.walk, "\(task.word.rawValue) at \(task.step).\(task.act) of \(sop.id) is about \(name)")
        }
        guard organisation.role(act.actor)?.members.contains(task.vacant ?? task.position) ?? false else {
            throw Breach(.walk, "\(task.word.rawValue) at \(task.step).\(task.act) of \(sop.id) has come to \(task.position)")
        }
        try checkReached(before: spot)
        reached.insert(spot)
        lastNo = nil
    }

    /// Every act before it had its task, or had no reason to.
    private func checkReached(before spot: Spot) throws {
        for step in sop.steps where step.number <= spot.step {
            for (index, act) in step.acts.enumerated() {
                let earlier = Spot(step: step.number, act: index + 1)
                guard earlier < spot, !reached.contains(earlier), !mayBePassedOver(act, at: earlier) else { continue }
                throw Breach(
                    .walk,
                    "\(sop.id) goes on to \(spot.step).\(spot.act), and \(act.word.rawValue) at \(earlier.step).\(earlier.act) was never asked for")
            }
        }
    }

    /// A number that was given, a document that was filed, or one that nobody has composed.
    private func mayBePassedOver(_ act: Act, at spot: Spot) -> Bool {
        if act.word == .nomor || act.word == .arsip { return true }
        guard let naskah = act.naskah, act.word != .susun else { return false }
        return !standing.keys.contains { $0.naskah == naskah }
    }

    private func act(at spot: Spot) -> Act? {
        guard let acts = sop.step(spot.step)?.acts, acts.indices.contains(spot.act - 1) else { return nil }
        return acts[spot.act - 1]
    }

    mutating func closed(_ done: Completion) throws {
        guard let task = tasks.removeValue(forKey: done.task), ended.insert(done.task).inserted else {
            throw Breach(.once, "task \(done.task) has ended and was not open")
        }
        if task.word == .susun, let document = done.document { standing[document.name] = document.hash }
        lastNo = done.outcome == .returned ? task : nil
        guard task.word == .paraf || task.word == .tandaTangan, let document = done.document else { return }
        let answer = Answer(unit: task.vacant ?? task.position, word: task.word, document: document.name)
        answers[answer] = done.outcome == .done ? (document.hash, Spot(step: task.step, act: task.act)) : nil
        guard done.outcome == .done else { return }
        guard document.hash == standing[document.name] else {
            throw Breach(.walk, "\(task.word.rawValue) on a version of \(document.name.text) that no longer stands")
        }
    }

    mutating func withdrawn(_ id: Identifier) throws {
        guard tasks.removeValue(forKey: id) != nil, ended.insert(id).inserted else {
            throw Breach(.walk, "task \(id) was withdrawn and was not open")
        }
    }

    mutating func late(_ done: Completion) {
        if let document = done.document, standing[document.name] != nil, document.hash != standing[document.name] {
            lateVersions.insert(document.name)
        }
    }

    /// Documents of which a version came late; whether it stands is the case's to say.
    private var lateVersions: Set<DocumentName> = []

    // MARK: - Returns and the end

    mutating func returned(_ event: StepReturned) throws {
        let (from, to) = (Spot(step: event.from, act: event.fromAct), Spot(step: event.to, act: event.toAct))
        guard to <= from else { throw Breach(.walk, "\(sop.id) returns forward, from \(from.step) to \(to.step)") }
        if let lastNo, lastNo.kind == .regular, let published = sop.step(lastNo.step)?.returnsTo, event.from == lastNo.step {
            guard event.to == published else {
                throw Breach(.walk, "\(sop.id) returns from step \(event.from) to \(event.to), where \(published) is published")
            }
        }
        lastNo = nil
        answers = answers.filter { answer, given in
            given.spot < to || answer.document.naskah != event.naskah
                || (answer.document.member.map { member in !(event.members ?? [member]).contains(member) } ?? false)
        }
    }

    mutating func over(isClosed: Bool) throws {
        isOver = true
        hasClosed = isClosed
        guard let open = tasks.values.map(\.task).min() else { return try closedWell(isClosed) }
        throw Breach(.walk, "the case is over, and task \(open) is open")
    }

    private func closedWell(_ isClosed: Bool) throws {
        guard isClosed else { return }
        try checkReached(before: Spot(step: sop.steps.count + 1, act: 1))
        for (answer, given) in answers.sorted(by: { $0.value.spot < $1.value.spot }) where !lateVersions.contains(answer.document) {
            guard given.hash == standing[answer.document] else {
                throw Breach(
                    .walk,
                    "\(sop.id) ends with a \(answer.word.rawValue) by \(answer.unit) on a version of \(answer.document.text) that no longer stands")
            }
        }
    }
}
