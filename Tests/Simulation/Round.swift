import Linux
import Synchronization

/// Many runs, split over threads: each run is one thread's, and shares nothing with the others but what is made once per process.
public struct Round: Sendable {
    /// What came of a round.
    public struct Summary: Sendable {
        /// Runs that were played.
        public var runs = 0
        /// Runs in which a promise did not hold, in the order of their seeds.
        public var red: [Simulation.Outcome] = []
        /// What happened to the services.
        public var troubles = TroubleCounts()
        /// What the officials did.
        public var tally = Simulation.Tally()
        /// Events of all journals.
        public var events = 0
        /// Messages that arrived.
        public var messages = 0

        mutating func add(_ outcome: Simulation.Outcome) {
            runs += 1
            if outcome.breach != nil { red.append(outcome) }
            troubles.add(outcome.troubles)
            tally.add(outcome.tally)
            events += outcome.events
            messages += outcome.messages
        }
    }

    private final class Board: Sendable {
        let next = Atomic<Int>(0)
        let isEnough = Atomic<Bool>(false)
        let summary = Locked(Summary())
        let trouble = Locked<String?>(nil)
    }

    /// What ended a round.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private let seeds: [UInt64]
    private let workers: Int
    private let redsAtMost: Int

    /// A round of these seeds; it ends early when so many of them are red.
    public init(_ seeds: [UInt64], workers: Int, redsAtMost: Int = .max) {
        self.seeds = seeds
        self.workers = max(1, workers)
        self.redsAtMost = redsAtMost
    }

    /// Plays all of them. Throws when a run cannot be made.
    public func play() throws -> Summary {
        _ = try Starting.shared.get()
        let board = Board()
        try work(board, threads: workers)
        if let trouble = board.trouble.withLock({ $0 }) { throw Failure(description: trouble) }
        var summary = board.summary.withLock { $0 }
        summary.red.sort { $0.seed < $1.seed }
        return summary
    }

    /// Works on so many threads, this one among them.
    private func work(_ board: Board, threads: Int) throws {
        guard threads > 1 else { return work(board) }
        let thread = try WorkerThread { [self] in work(board) }
        let others = Result { try work(board, threads: threads - 1) }
        thread.join()
        try others.get()
    }

    private func work(_ board: Board) {
        while !board.isEnough.load(ordering: .relaxed) {
            let index = board.next.add(1, ordering: .relaxed).oldValue
            guard index < seeds.count else { return }
            do {
                let outcome = try Simulation(seed: seeds[index]).play()
                let reds = board.summary.withLock { summary in
                    summary.add(outcome)
                    return summary.red.count
                }
                if reds >= redsAtMost { board.isEnough.store(true, ordering: .relaxed) }
            } catch {
                board.trouble.withLock { $0 = "seed \(seeds[index]): \(error)" }
                board.isEnough.store(true, ordering: .relaxed)
            }
        }
    }
}
