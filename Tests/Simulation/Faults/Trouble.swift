/// What the simulator does to the services and their network; raw values are the words of its report.
public enum Trouble: String, CaseIterable, Sendable {
    /// A message is lost.
    case drop
    /// A message arrives twice.
    case duplicate
    /// A message is late by far.
    case delay
    /// A message overtakes those before it.
    case reorder
    /// Two ends hear nothing of each other for a while.
    case partition
    /// A statement fails as on a bad disk, in the middle of a transaction.
    case storageError = "storage error"
    /// A process dies before the commit: what it was about to write is gone.
    case crashBeforeCommit = "crash before commit"
    /// A process dies when its batch is on the disk and nothing is said yet.
    case crashAfterCommit = "crash after commit before reply"
    /// A process dies when its replies are on their way.
    case crashAfterReply = "crash after reply"
    /// A machine is lost with its disk: the service comes back from an old backup, and its readers give it what came after that.
    case restore
    /// The wall clock of one service jumps a day, forward or back.
    case clockJump = "clock jump of a day"
    /// The client's connections are made anew, under names that nobody knows yet.
    case reconnect
    /// The file that the archive fetches does not come, or not at the first try.
    case fetchFailure = "failed fetch"
}

/// How often each fault has happened.
public struct TroubleCounts: Sendable {
    private var counts: [Int]

    /// None has.
    public init() { counts = Trouble.allCases.map { _ in 0 } }

    /// How often a fault has happened.
    public subscript(fault: Trouble) -> Int {
        get { Trouble.allCases.firstIndex(of: fault).map { counts[$0] } ?? 0 }
        set { if let index = Trouble.allCases.firstIndex(of: fault) { counts[index] = newValue } }
    }

    /// Adds what happened elsewhere.
    public mutating func add(_ other: TroubleCounts) { for index in counts.indices { counts[index] += other.counts[index] } }
}

/// How likely each fault is in one run, per mille of its occasions; many runs leave some kinds out altogether, for what then remains shows most.
struct TroubleProfile {
    private var rates: [Int]

    /// Rates from chance.
    init(_ chance: inout Chance) {
        let isCalm = chance.isLikely(perMille: 60)
        rates = Trouble.allCases.map { fault in
            let rate = chance.pick([0, Self.usual(fault) / 2, Self.usual(fault), Self.usual(fault) * 3]) ?? 0
            return isCalm ? 0 : rate
        }
    }

    private static func usual(_ fault: Trouble) -> Int {
        switch fault {
        case .drop: 6
        case .duplicate: 20
        case .delay: 10
        case .reorder: 100
        case .partition: 2
        case .storageError, .crashBeforeCommit: 3
        case .crashAfterCommit, .crashAfterReply: 10
        case .clockJump: 1
        case .restore: 1
        case .reconnect: 2
        case .fetchFailure: 150
        }
    }

    /// How likely it is now, per mille.
    func rate(_ fault: Trouble) -> Int { Trouble.allCases.firstIndex(of: fault).map { rates[$0] } ?? 0 }

    /// Nothing happens any more.
    mutating func stop() { rates = rates.map { _ in 0 } }
}
