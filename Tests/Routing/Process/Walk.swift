import Domain
import Protocol
import Testing

@testable import Routing

/// A case played on the planner alone: no tables, no services; tasks end as the test says, and the state is what the events come to.
final class Walk {
    let plan: CasePlan
    let caseID = Identifier(milliseconds: 1_767_596_400_000, random: (1, 1))
    private(set) var state = CaseState()
    /// All tasks that ever came, in order.
    private(set) var tasks: [TaskOpened] = []
    /// What became of each, in the order in which it became so.
    private(set) var log: [Entry] = []
    private(set) var returns: [StepReturned] = []
    private(set) var isClosed = false
    private var named: UInt64 = 10
    private var versions: [DocumentName: Int] = [:]

    enum Entry: Equatable {
        case opened(Identifier)
        case ended(Identifier, Outcome)
        case withdrawn(Identifier)
        case returned(Int)
    }

    init(_ plan: CasePlan) throws {
        self.plan = plan
        var planner = planner()
        planner.start()
        try take(planner)
    }

    private func planner() -> Planner {
        let first = named
        return Planner(plan, state, caseID: caseID) { Identifier(milliseconds: 1_767_596_400_000, random: (1, first + UInt64($0))) }
    }

    /// Plays the planner's moves as events on the state, and checks that the planner foresaw the same.
    private func take(_ planner: Planner) throws {
        for move in planner.moves {
            switch move {
            case .open(let new):
                named += 1
                let document = new.task.document.map { name in
                    state.document(name).map { DocumentVersion(name: name, version: $0.version, hash: $0.hash) }
                        ?? DocumentVersion(name: name, version: 0, hash: "")
                }
                let opened = TaskOpened(
                    task: new.task.id, caseID: caseID, agency: "uji", step: new.task.place.step, kind: new.task.kind, word: new.task.word,
                    position: new.task.unit, document: document,
                    isOptional: new.task.kind == .regular && new.entry.map { plan.entries[$0].act.isOptional } == true, awaits: new.awaits,
                    outside: new.task.outside, fromOutside: new.task.waitsForLetter, round: new.round, act: new.task.place.act)
                tasks.append(opened)
                state.opened(opened)
                log.append(.opened(opened.task))
            case .close(let task):
                state.closed(Completion(task: task.id, caseID: caseID, outcome: .done), plan)
                log.append(.ended(task.id, .done))
            case .withdraw(let id):
                state.withdrawn(id)
                log.append(.withdrawn(id))
            case .goBack(let event):
                state.returned(event)
                returns.append(event)
                log.append(.returned(returns.count - 1))
            case .end: isClosed = true
            }
        }
        #expect(planner.state.tasks.map(\.id) == state.tasks.map(\.id))
        #expect(planner.state.documents == state.documents)
        #expect(planner.state.answers == state.answers)
        #expect(planner.state.asked == state.asked)
        #expect(try CaseState(text: Array(state.text.utf8)) == state)
    }

    // MARK: - Playing

    var open: [TaskOpened] { state.tasks.compactMap { task in tasks.first { $0.task == task.id } } }

    func end(
        _ task: TaskOpened, _ outcome: Outcome = .done, appointed: [Key<Position>]? = nil, members: [Key<Position>]? = nil,
        isUnchanged: Bool = false
    ) throws {
        var document = task.document.flatMap { $0.version > 0 ? $0 : nil }
        if task.word == .susun, outcome == .done, let name = task.document?.name {
            let version = versions[name, default: 0] + 1
            versions[name] = version
            let hash = isUnchanged ? state.document(name)?.hash ?? "same" : "\(name.text)#\(version)"
            document = DocumentVersion(name: name, version: version, hash: hash)
        }
        let number = task.word == .nomor ? "no-\(task.document?.name.text ?? "")" : nil
        let done = Completion(
            task: task.task, caseID: caseID, outcome: outcome, document: document, number: number, appointed: appointed, members: members)
        var planner = planner()
        state.closed(done, plan)
        log.append(.ended(task.task, outcome))
        planner.end(task.task, done)
        try take(planner)
    }

    /// A letter from outside is linked to the case.
    func link() throws {
        state.letters += 1
        if let waiting = state.tasks.first(where: \.waitsForLetter), let task = tasks.first(where: { $0.task == waiting.id }) { try end(task) }
    }

    /// The open task of that kind, word and position, at that step if it is given.
    func task(
        _ word: Act.Word, step: Int? = nil, by position: Key<Position>? = nil, kind: TaskKind = .regular, _ document: String? = nil
    ) throws -> TaskOpened {
        let found = open.filter {
            $0.word == word && $0.kind == kind && (step == nil || $0.step == step) && (position == nil || $0.position == position)
                && (document == nil || $0.document?.name.text == document)
        }
        return try #require(found.first, "no open \(kind) \(word) at \(step ?? 0); open are \(summary)")
    }

    /// What waits, in words: `8.2 paraf sekdis`.
    var summary: [String] { open.map(Self.line) }

    static func line(_ task: TaskOpened) -> String {
        let kind = task.kind == .regular ? "" : "\(task.kind.rawValue) "
        return "\(task.step).\(task.act) \(kind)\(task.word.rawValue) \(task.position)"
            + (task.document.map { $0.name.member == nil ? "" : " \($0.name.text)" } ?? "")
    }

    /// Does everything that waits, again and again, until a task of this step waits or the case is closed.
    func run(until step: Int, act: Int = 1, skippingOptional: Bool = true) throws {
        for _ in 0..<2000 {
            if isClosed { return }
            if open.contains(where: { $0.step > step || $0.step == step && $0.act >= act }) { return }
            let task = try #require(open.first)
            if task.fromOutside { try link() } else { try end(task, task.isOptional && skippingOptional ? .skipped : .done) }
        }
        Issue.record("the case does not get to step \(step): \(summary)")
    }

    func finish() throws { try run(until: Int.max) }

    /// The tasks that came after a moment of the log, in words, without acknowledgements and deliveries.
    func came(after mark: Int) -> [String] {
        log[mark...].compactMap { entry in
            guard case .opened(let id) = entry, let task = tasks.first(where: { $0.task == id }), task.kind != .acknowledgement,
                task.kind != .delivery
            else { return nil }
            return Self.line(task)
        }
    }
}
