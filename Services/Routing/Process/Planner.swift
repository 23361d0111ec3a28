import Domain
import Protocol

/// Says what comes next in a case: which tasks open, go or end by themselves, what returns, and when the case is at its end.
///
/// Plain values in and out; it reads no table and changes none. It works on a copy of the state, to which its own moves are done as soon as they are
/// made, just as the events that come of them will do them to the real one.
struct Planner {
    /// One thing that happens.
    enum Move: Equatable {
        /// A task comes.
        case open(NewTask)
        /// A task ends with the act that was just done: an acknowledgement by acting, or a `terima` whose letter is there already.
        case close(CaseState.Task)
        /// A task is no longer asked for.
        case withdraw(Identifier)
        /// The case goes back.
        case goBack(StepReturned)
        /// Nothing is left to do.
        case end
    }

    /// A task as the plan asks for it, before it is known who has the position.
    struct NewTask: Equatable {
        var task: CaseState.Task
        /// The act whose words describe it; nil where it has none in the SOP.
        var entry: Int?
        /// For a `kumpul` the deliveries it waits for, for a delivery the `minta`.
        var awaits: [Identifier] = []
        /// The round of its step.
        var round: Int
    }

    let plan: CasePlan
    let caseID: Identifier
    let newIdentifier: (Int) -> Identifier
    var state: CaseState
    var moves: [Move] = []
    private var named = 0

    /// A planner for one turn; `newIdentifier` names the tasks it opens, by their order.
    init(_ plan: CasePlan, _ state: CaseState, caseID: Identifier, newIdentifier: @escaping (Int) -> Identifier) {
        self.plan = plan
        self.state = state
        self.caseID = caseID
        self.newIdentifier = newIdentifier
    }

    /// Opens the first act.
    mutating func start() { proceed(from: 0) }

    /// Goes on after a task has ended; nothing happens where it is not open.
    mutating func end(_ id: Identifier, _ done: Completion) {
        guard let task = state.task(id) else { return }
        state.closed(done, plan)
        guard task.isOnTheWay else {
            if !state.isOnTheWay { finish() }
            return
        }
        acknowledge(by: task)
        if done.outcome == .returned, task.document != nil {
            sayNo(task, done)
            return
        }
        switch task.kind {
        case .regular where done.outcome == .done && openFollowers(of: task): return
        case .regular, .countersign: goOn(after: task)
        case .revision, .renewal, .numbering: resume(at: task)
        case .filing: if !state.isOnTheWay { finish() }
        case .delivery, .acknowledgement: return
        }
    }

    // MARK: - Going on

    private mutating func goOn(after task: CaseState.Task) {
        let index = plan.index(of: task.place)
        guard index < plan.entries.count else { return finish() }
        let entry = plan.entries[index]
        if entry.isWalkedByUnits { walk(task.walker, from: index + 1, to: entry.segment.upperBound) }
        join(at: index)
    }

    /// Opens what a revision, renewal or number came before.
    private mutating func resume(at task: CaseState.Task) {
        let index = plan.index(of: task.place)
        guard index < plan.entries.count else {
            if !state.isOnTheWay, !returnFlagged(at: index, isPublished: false) { finish() }
            return
        }
        let entry = plan.entries[index]
        if entry.isWalkedByUnits, task.document?.member != nil {
            walk(task.walker, from: index, to: entry.segment.upperBound)
            join(at: index)
        } else if !state.isOnTheWay, !returnFlagged(at: index, isPublished: false) {
            proceed(from: index)
        }
    }

    /// Goes on once all tasks of the segment have ended: back, if a unit's document was said no to, else forward.
    mutating func join(at index: Int) {
        guard !state.isOnTheWay, !returnFlagged(at: plan.entries[index].segment.upperBound - 1, isPublished: true) else { return }
        proceed(from: plan.entries[index].segment.upperBound)
    }

    /// Opens the first segment from that index on that has anything to do.
    mutating func proceed(from index: Int) {
        var index = index
        #if PLANTED
            if Planted.isOn(.skipAct), index > 0, index + 1 < plan.entries.count { index += 1 }
        #endif
        while index < plan.entries.count {
            openSegment(at: index)
            if state.isOnTheWay { return }
            index = plan.entries[index].segment.upperBound
        }
        finish()
    }

    private mutating func openSegment(at index: Int) {
        let entry = plan.entries[index]
        if entry.isWalkedByUnits {
            for unit in actors(of: index) { walk(unit, from: index, to: entry.segment.upperBound) }
        } else {
            openTogether(index)
        }
    }

    /// Opens the next thing one unit has to do on its own way.
    mutating func walk(_ walker: Key<Position>, from index: Int, to end: Int) {
        var index = index
        while index < end {
            for part in parts(of: index) where (part.document?.member ?? part.unit) == walker && !isPassedOver(index, part) {
                if let document = part.document, let before = before(index, document) {
                    open(before)
                    return
                }
                if open(regular(index, part)) { return }
            }
            index += 1
        }
    }

    /// Opens an act that is joined: what comes before it, or else all its parts.
    private mutating func openTogether(_ index: Int) {
        let parts = parts(of: index).filter { !isPassedOver(index, $0) }
        var before: [NewTask] = []
        for part in parts {
            guard let document = part.document, let task = self.before(index, document) else { continue }
            // Two documents may lack the same number of a third.
            if !before.contains(where: { $0.isSame(as: task) }) { before.append(task) }
        }
        for task in before.isEmpty ? parts.map({ regular(index, $0) }) : before { open(task) }
    }

    // MARK: - Moves

    /// Opens a task under a name of its own; false where it ended at once, because the letter it waits for is there.
    @discardableResult
    mutating func open(_ new: NewTask) -> Bool {
        var new = new
        new.task.id = newIdentifier(named)
        named += 1
        new.round = state.round(of: new.task.place.step)
        moves.append(.open(new))
        state.tasks.append(new.task)
        if new.task.kind == .delivery { state.asked.append(new.task.id) }
        if new.task.isOnTheWay { state.place = new.task.place }
        guard new.task.waitsForLetter, state.letters > 0 else { return true }
        close(new.task)
        return false
    }

    mutating func withdraw(_ id: Identifier) {
        moves.append(.withdraw(id))
        state.withdrawn(id)
    }

    private mutating func close(_ task: CaseState.Task) {
        moves.append(.close(task))
        state.closed(Completion(task: task.id, caseID: caseID, outcome: .done), plan)
    }

    /// Whoever acts in the case has seen what was handed over to them before.
    private mutating func acknowledge(by task: CaseState.Task) {
        for seen in state.tasks where seen.kind == .acknowledgement && seen.position == task.position { close(seen) }
    }
}

extension Planner.NewTask {
    /// Asks the same of the same for the same document.
    fileprivate func isSame(as other: Self) -> Bool {
        task.kind == other.task.kind && task.word == other.task.word && task.unit == other.task.unit && task.document == other.task.document
    }
}
