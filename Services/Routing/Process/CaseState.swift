import Domain
import Protocol

/// Where a case stands, as a value: what its events have come to so far, and all the planner needs to say what comes next.
struct CaseState: Equatable, Sendable {
    /// A task that waits.
    struct Task: Equatable, Sendable {
        var id: Identifier
        var kind: TaskKind
        var word: Act.Word
        var place: Place
        /// Whose task the SOP makes it.
        var unit: Key<Position>
        /// Whose it is: the unit, its superior while it is vacant, or who has it since a transfer.
        var position: Key<Position>
        var document: DocumentName?
        var outside: Key<Role>?
        /// Only a letter from outside ends it.
        var waitsForLetter = false

        /// It moves the case; deliveries and acknowledgements run beside it.
        var isOnTheWay: Bool { kind != .delivery && kind != .acknowledgement }
        /// The unit on whose own way it stands.
        var walker: Key<Position> { document?.member ?? unit }
    }

    /// A document as it now is.
    struct Document: Equatable, Sendable {
        var name: DocumentName
        var version = 0
        var hash = ""
        var number: String?
        /// The hash under which it was filed.
        var archived: String?
        /// Where it was last composed, and by whom.
        var composedAt: Place?
        var composer: Key<Position>?
        var composerOutside: Key<Role>?
        var isSent = false
        /// A unit's document that was said no to, while other units of the same act have not answered yet.
        var isReturned = false

        var isComposed: Bool { version > 0 }
        var isArchived: Bool { archived == hash && isComposed }
    }

    /// The last paraf or signature that somebody gave a document, and the version it was given on.
    struct Answer: Equatable, Sendable {
        var document: DocumentName
        var word: Act.Word
        var place: Place
        var unit: Key<Position>
        var outside: Key<Role>?
        var hash: String
    }

    /// After a return that names units: only they have tasks in the steps that each does on its own, up to the act that said no.
    struct Restriction: Equatable, Sendable {
        var members: [Key<Position>]
        var until: Place
    }

    /// The act at which the case stands; before the first one at the beginning.
    var place = Place(step: 0, act: 0)
    /// When the step at which it stands is due, and which step and round that was reckoned for.
    var due: Int64?
    var dueStep = 0
    var dueRound = 0
    /// The rounds of steps that are in another than their first.
    var rounds: [Int: Int] = [:]
    /// In the order in which they came.
    var tasks: [Task] = []
    /// In the order in which they were first composed.
    var documents: [Document] = []
    var answers: [Answer] = []
    /// Teams appointed in the case, the lead first.
    var teams: [Key<Role>: [Key<Position>]] = [:]
    var restriction: Restriction?
    /// Letters from outside that no `terima` has taken yet.
    var letters = 0
    /// Deliveries, open or done, that no `kumpul` has collected yet.
    var asked: [Identifier] = []

    func task(_ id: Identifier) -> Task? { tasks.first { $0.id == id } }

    func document(_ name: DocumentName) -> Document? { documents.first { $0.name == name } }

    func round(of step: Int) -> Int { rounds[step] ?? 1 }

    /// Where the case stands to a reader: at the earliest act that waits.
    var standing: Place { tasks.filter(\.isOnTheWay).map(\.place).min() ?? place }

    /// A task that moves the case waits.
    var isOnTheWay: Bool { tasks.contains(where: \.isOnTheWay) }
}

// MARK: - What events do to it

extension CaseState {
    mutating func opened(_ task: TaskOpened) {
        let place = Place(step: task.step, act: task.act)
        let added = Task(
            id: task.task, kind: task.kind, word: task.word, place: place, unit: task.vacant ?? task.position, position: task.position,
            document: task.document?.name, outside: task.outside, waitsForLetter: task.fromOutside)
        tasks.append(added)
        if task.kind == .delivery { asked.append(task.task) }
        guard added.isOnTheWay else { return }
        self.place = place
        due = task.due
        dueStep = task.step
        dueRound = task.round
        if let until = restriction?.until, place > until { restriction = nil }
    }

    mutating func withdrawn(_ id: Identifier) {
        tasks.removeAll { $0.id == id }
        asked.removeAll { $0 == id }
    }

    mutating func assigned(_ id: Identifier, to position: Key<Position>) {
        guard let index = tasks.firstIndex(where: { $0.id == id }) else { return }
        tasks[index].position = position
    }

    /// Ends a task; `plan` is asked only which team an act appoints.
    mutating func closed(_ done: Completion, _ plan: @autoclosure () throws -> CasePlan) rethrows {
        guard let index = tasks.firstIndex(where: { $0.id == done.task }) else { return }
        let task = tasks.remove(at: index)
        switch done.outcome {
        case .skipped: return
        case .returned:
            if let name = task.document, name.member != nil { change(name) { $0.isReturned = true } }
        case .done:
            if let appointed = done.appointed, !appointed.isEmpty {
                let plan = try plan()
                let index = plan.index(of: task.place)
                if index < plan.entries.count, let team = plan.entries[index].act.appoints { teams[team] = appointed }
            }
            note(done, of: task)
        }
    }

    private mutating func note(_ done: Completion, of task: Task) {
        if task.kind == .acknowledgement || task.kind == .delivery { return }
        if task.word == .kumpul { asked = [] }
        if task.waitsForLetter, letters > 0 { letters -= 1 }
        guard let name = task.document else { return }
        switch task.word {
        case .susun:
            guard let version = done.document, version.name == name else { return }
            change(name) {
                $0.version = version.version
                $0.hash = version.hash
                $0.composedAt = task.place
                $0.composer = task.unit
                $0.composerOutside = task.outside
            }
        case .paraf, .tandaTangan: answered(task, name, hash: done.document?.hash ?? document(name)?.hash ?? "")
        case .nomor: change(name) { $0.number = done.number ?? $0.number }
        case .kirim: change(name) { $0.isSent = true }
        case .arsip: change(name) { $0.archived = done.document?.hash ?? $0.hash }
        case .disposisi, .sampaikan, .terima, .minta, .kumpul, .telaah, .rapat, .periksa, .gandakan, .himpunLuar: return
        }
    }

    private mutating func answered(_ task: Task, _ name: DocumentName, hash: String) {
        // The last one stands for all that the same one gave with the same word; a renewal keeps the place of what it renews.
        if task.kind == .renewal, let index = answers.firstIndex(where: { $0.isBy(task, name) }) {
            answers[index].hash = hash
            return
        }
        answers.removeAll { $0.isBy(task, name) }
        answers.append(Answer(document: name, word: task.word, place: task.place, unit: task.unit, outside: task.outside, hash: hash))
    }

    /// What an act that came too late leaves behind all the same: a version, a number, a seal.
    mutating func late(_ done: Completion) {
        guard done.outcome == .done, let version = done.document else { return }
        change(version.name) {
            if version.version > $0.version {
                $0.version = version.version
                $0.hash = version.hash
            }
            if let number = done.number { $0.number = number }
        }
    }

    mutating func dropNumber(of name: DocumentName) { change(name) { $0.number = nil } }

    mutating func returned(_ event: StepReturned) {
        let target = Place(step: event.to, act: event.toAct)
        for step in event.to...max(event.to, event.from) { rounds[step] = round(of: step) + 1 }
        func isConcerned(_ name: DocumentName) -> Bool {
            guard name.naskah == event.naskah else { return false }
            guard let member = name.member, let members = event.members else { return true }
            return members.contains(member)
        }
        answers.removeAll { $0.place >= target && isConcerned($0.document) }
        for index in documents.indices where isConcerned(documents[index].name) { documents[index].isReturned = false }
        place = target
        guard !event.isWithinUnit else { return }
        let until = Place(step: event.from, act: event.fromAct)
        if let members = event.members {
            // A return inside a return: the parts of both reopen.
            let earlier = restriction?.members ?? []
            restriction = Restriction(
                members: earlier + members.filter { !earlier.contains($0) }, until: max(until, restriction?.until ?? until))
        } else {
            restriction = nil
        }
    }

    private mutating func change(_ name: DocumentName, _ body: (inout Document) -> Void) {
        if let index = documents.firstIndex(where: { $0.name == name }) {
            body(&documents[index])
        } else {
            var document = Document(name: name)
            body(&document)
            documents.append(document)
        }
    }
}

extension CaseState.Answer {
    fileprivate func isBy(_ task: CaseState.Task, _ name: DocumentName) -> Bool {
        document == name && word == task.word && unit == task.unit && outside == task.outside
    }
}
