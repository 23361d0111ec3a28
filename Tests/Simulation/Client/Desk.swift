import Domain
import Protocol

/// What the officials know to be theirs to do: open tasks, sheets, and what they have set their minds on.
struct Desk {
    /// An open task.
    struct Known {
        let task: TaskOpened
        var position: Key<Position>
        var person: String?
        /// When it is looked at next.
        var lookAt: Int64
        /// A command on it is under way.
        var isUnderWay = false
        /// The version that stands, where the task's own is no longer it.
        var parent: Int?
        /// How often a command on it was refused.
        var refusals = 0
    }

    /// In the order in which they came.
    private(set) var tasks: [Known] = []
    /// Cases that run.
    private(set) var cases: [Identifier] = []
    /// Cases that were asked for and have not begun.
    var requested: Set<Identifier> = []
    /// Cases that somebody wants to give up.
    var cancelling: Set<Identifier> = []
    /// Sheets that lie open, with whom.
    var sheets: [Identifier: Key<Position>] = [:]
    /// What is to be done apart from tasks, by time.
    private(set) var errands: [(at: Int64, errand: Errand)] = []
    /// Errands of which an answer has not come.
    var errandsUnderWay = 0
    /// Decisions that will be noes.
    var noesLeft: Int
    /// Numbers that were given, in the books of which years.
    var numbers: [(register: Key<Register>, year: Int, sequence: Int)] = []
    /// The berkas into which everything is filed.
    var berkas: Identifier?
    /// The decree by which somebody is Plt for the vacant position.
    var isMandateGiven = false
    /// Files are named by what is in them; each is new.
    var filesMade = 0
    var lettersMade = 0
    /// Who sits where, as far as Routing's journal was read.
    var seats: Seats
    /// Whether people come and go on this day.
    let hasTurnover: Bool
    /// How many have come.
    var newcomers = 0
    /// With whom a disposisi lies that has moved.
    var moved: [Identifier: Key<Position>] = [:]

    /// `turnover` is a chance of its own: what else happens on the day of a seed does not depend on who comes and goes.
    init(_ organisation: Organisation, _ chance: inout Chance, turnover: inout Chance) {
        seats = Seats(organisation)
        noesLeft = chance.below(8)
        let comings = Errand.turnover(&turnover)
        hasTurnover = !comings.isEmpty
        errands = Errand.day(&chance) + comings
    }

    /// Whether nothing is left to do.
    var isDone: Bool { tasks.isEmpty && errands.isEmpty && errandsUnderWay == 0 && requested.isEmpty && cases.isEmpty && sheets.isEmpty }

    /// When something is to be looked at; nil for not before something is heard.
    var next: Int64? {
        var next = errands.map(\.at).min() ?? .max
        for known in tasks where !known.isUnderWay { next = min(next, known.lookAt) }
        return next == .max ? nil : next
    }

    /// What is left, in words.
    var open: [String] {
        tasks.map { "\($0.task.kind.rawValue) \($0.task.word.rawValue) \($0.task.task) waits for \($0.position)" }
            + requested.sorted().map { "case \($0) has not begun" } + (cases.isEmpty ? [] : ["\(cases.count) cases are open"])
            + sheets.keys.sorted().map { "sheet \($0) is open" } + (errandsUnderWay == 0 ? [] : ["\(errandsUnderWay) errands"])
    }

    // MARK: - What is heard

    mutating func open(_ task: TaskOpened, lookAt: Int64) {
        tasks.append(Known(task: task, position: task.position, person: nil, lookAt: lookAt))
    }

    mutating func change(_ task: Identifier, _ body: (inout Known) -> Void) {
        if let index = tasks.firstIndex(where: { $0.task.task == task }) { body(&tasks[index]) }
    }

    func known(_ task: Identifier) -> Known? { tasks.first { $0.task.task == task } }

    mutating func drop(_ task: Identifier) { tasks.removeAll { $0.task.task == task } }

    mutating func begin(_ caseID: Identifier) {
        requested.remove(caseID)
        cases.append(caseID)
    }

    mutating func end(_ caseID: Identifier) {
        cases.removeAll { $0 == caseID }
        tasks.removeAll { $0.task.caseID == caseID }
        cancelling.remove(caseID)
    }

    /// The versions of a task's document were looked up.
    mutating func found(_ answer: ListVersions.Answer, for task: Identifier, at now: Int64) {
        change(task) { known in
            known.parent = answer.versions.map(\.document.version).max() ?? 0
            known.lookAt = now
            known.isUnderWay = false
        }
    }

    // MARK: - Errands

    mutating func plan(_ errand: Errand, at time: Int64) { errands.append((time, errand)) }

    /// The errands whose time has come.
    mutating func dueErrands(at now: Int64) -> [Errand] {
        let due = errands.filter { $0.at <= now }.map(\.errand)
        errands.removeAll { $0.at <= now }
        return due
    }

    /// Those that only begin something new are given up.
    mutating func dropBeginnings() { errands.removeAll { $0.errand.isBeginning } }
}

/// Something done at the office that is no task.
enum Errand {
    case registerLetter(Then)
    case startCase(fromLetter: Identifier?, sop: Int, isNew: Bool)
    case amend(Identifier)
    case voidLetter(Identifier)
    case forward(Identifier)
    case link(Identifier, to: Identifier, task: Identifier)
    case reserve
    case voidNumber
    case giveMandate
    case endMandate
    /// A new version; back to the first one, or one that leaves out a procedure for sure.
    case changeCatalogue(isBack: Bool, without: Int? = nil)
    case requestCancel(Identifier, by: Key<Position>)
    case askForCancel
    case answerCancel(Identifier, askedBy: Key<Position>)
    case take(Identifier, Key<Position>, String)
    /// Mutasi.
    case transfer(Key<Position>, to: Key<Position>)
    /// The time of office of somebody on that position ends, and somebody new comes after a while.
    case leave(Key<Position>)
    case arrive(Key<Position>)
    /// Another position's holders act for it, for a while, or may sign for it from now on.
    case actFor(Key<Position>, by: Key<Position>, Mandate.Kind)
    case stopActing(Key<Position>, by: Key<Position>, Mandate.Kind)
    case dispose(Identifier, Key<Position>)
    case answerSlip(Identifier, Key<Position>, isRead: Bool)
    case closeSheet(Identifier, Key<Position>)
    case unpark(Int64, isRetry: Bool)
    case chase(Identifier)
    case saveVersion(Identifier)
    case pressedTwice

    /// What becomes of a letter that was registered.
    enum Then {
        case nothing, amend, void, forward
        case begin(sop: Int, isNew: Bool)
        /// A case is begun just when its procedure goes out of the catalogue.
        case beginTooLate(sop: Int)
        case link(Identifier, task: Identifier)
    }

    /// Whether it begins something of its own.
    var isBeginning: Bool {
        switch self {
        case .registerLetter(.link), .link, .endMandate, .arrive, .stopActing, .answerCancel, .dispose, .answerSlip, .closeSheet, .unpark,
            .pressedTwice:
            false
        case .changeCatalogue(let isBack, _): !isBack
        case .registerLetter, .startCase, .amend, .voidLetter, .forward, .reserve, .voidNumber, .giveMandate, .requestCancel, .askForCancel, .take,
            .chase, .saveVersion, .transfer, .leave, .actFor:
            true
        }
    }

    /// Who comes and goes in the course of the day; nobody on every second day.
    static func turnover(_ chance: inout Chance) -> [(at: Int64, errand: Errand)] {
        guard chance.isLikely(perMille: 500) else { return [] }
        var errands: [(at: Int64, errand: Errand)] = []
        func add(_ errand: Errand) { errands.append((Int64(chance.below(15_000)), errand)) }
        let positions = SimulatedOffice.positions.filter { $0 != SimulatedOffice.vacant }
        for _ in 0..<chance.among(1...4) { if let position = chance.pick(positions) { add(.leave(position)) } }
        for _ in 0..<chance.below(3) {
            guard let from = chance.pick(positions), let to = chance.pick(SimulatedOffice.positions), from != to else { continue }
            add(.transfer(from, to: to))
        }
        return errands
    }

    /// What somebody means to do on the day of the run.
    static func day(_ chance: inout Chance) -> [(at: Int64, errand: Errand)] {
        var errands: [(at: Int64, errand: Errand)] = []
        func add(_ errand: Errand, _ chance: inout Chance, before: Int = 6_000) { errands.append((Int64(chance.below(before)), errand)) }
        for _ in 0..<chance.among(3...6) {
            let sop = chance.below(12)
            let isNew = chance.isLikely(perMille: 250)
            if chance.isLikely(perMille: 500) {
                add(.registerLetter(.begin(sop: sop, isNew: isNew)), &chance)
            } else {
                add(.startCase(fromLetter: nil, sop: sop, isNew: isNew), &chance)
            }
        }
        for _ in 0..<chance.below(4) {
            add(.registerLetter(chance.pick([Then.nothing, .amend, .void, .forward, .forward]) ?? .nothing), &chance, before: 20_000)
        }
        if chance.isLikely(perMille: 250) { add(.changeCatalogue(isBack: false), &chance, before: 3_000) }
        if chance.isLikely(perMille: 200) { add(.registerLetter(.beginTooLate(sop: chance.below(6))), &chance) }
        if chance.isLikely(perMille: 300) { add(.giveMandate, &chance) }
        if chance.isLikely(perMille: 250) { add(.reserve, &chance) }
        if chance.isLikely(perMille: 350) { add(.voidNumber, &chance, before: 15_000) }
        if chance.isLikely(perMille: 300) { add(.askForCancel, &chance, before: 10_000) }
        return errands
    }
}
