import Linux
import Simulation

/// What `alur-simulate` is told to do.
struct Command {
    private var words: [String]
    private(set) var options: [String: String] = [:]

    private static let green: Int32 = 0
    private static let red: Int32 = 1
    private static let wrongCall: Int32 = 64
    private static let keptBytesMaximum = 1 << 20
    /// In fewer runs than these a kind of fault, or of work, may well not occur.
    private static let runsForAllKinds = 200

    init(_ arguments: some Sequence<String>) {
        words = []
        var name: String?
        for argument in arguments {
            if let option = name {
                options[option] = argument
                name = nil
            } else if argument.hasPrefix("--") {
                name = String(argument.dropFirst(2))
            } else {
                words.append(argument)
            }
        }
    }

    /// Does it, and gives the exit code.
    func run() -> Int32 {
        do {
            switch words.first {
            case "round": return try round()
            case "seed": return try replay()
            #if PLANTED
                case "bugs": return try bugs()
            #endif
            default:
                print("usage: alur-simulate round --seeds N [--from M] [--workers W] [--kept FILE] | seed N")
                return Self.wrongCall
            }
        } catch {
            print("alur-simulate: \(error)")
            return Self.red
        }
    }

    func number(_ option: String, or usual: UInt64) -> UInt64 { options[option].flatMap { UInt64($0) } ?? usual }

    var workers: Int { Int(number("workers", or: 2)) }

    // MARK: - Rounds

    private func round() throws -> Int32 {
        let kept = try keptSeeds()
        let from = number("from", or: 1)
        let wanted = from..<from + number("seeds", or: 1_000)
        var progress = try Progress(path: options["progress"], from: from)
        if progress.next > from { print("it goes on at seed \(progress.next)") }
        while progress.next < wanted.upperBound, progress.red.count < Self.redsAtMost {
            let end = min(progress.next + Self.portion, wanted.upperBound)
            let seeds = (progress.next == from ? kept : []) + Array(progress.next..<end)
            let start = monotonicNanoseconds()
            let summary = try Round(seeds, workers: workers, redsAtMost: Self.redsAtMost).play()
            try keep(summary.red, beside: kept)
            for outcome in summary.red { tell(outcome) }
            progress.add(summary, upTo: end, seconds: Double(monotonicNanoseconds() - start) / 1e9)
            try progress.save()
        }
        return report(progress, kept: kept.count)
    }

    /// So many seeds are played at a time; what has been played is known to the next start.
    private static let portion: UInt64 = 500
    private static let redsAtMost = 20

    private func report(_ progress: Progress, kept: Int) -> Int32 {
        let runs = max(1, progress.runs)
        let rate = tenths(Double(progress.runs) / progress.seconds)
        print("\(progress.runs) seeds, \(kept) of them kept ones, in \(tenths(progress.seconds)) s: \(rate) seeds/s")
        print("a seed: \(progress.events / runs) events, \(progress.messages / runs) messages")
        let troubles = Trouble.allCases.map { ($0.rawValue, progress.counts[$0.rawValue] ?? 0) }
        let work = Simulation.Tally().lines.map { ($0.0, progress.counts[$0.0] ?? 0) }
        print(work.map { "\($0.0) \($0.1)" }.joined(separator: ", "))
        for (what, count) in troubles { print("  \(what): \(count)") }
        let missing = progress.runs < Self.runsForAllKinds ? [] : (troubles + work).filter { $0.1 == 0 }
        for (what, _) in missing { print("RED: \(what): none in the whole round") }
        print(progress.red.isEmpty && missing.isEmpty ? "green" : "RED: \(progress.red.count) seeds: \(progress.red)")
        return progress.red.isEmpty && missing.isEmpty ? Self.green : Self.red
    }

    private func tenths(_ value: Double) -> Double { (value * 10).rounded() / 10 }

    private func tell(_ outcome: Simulation.Outcome) {
        guard let breach = outcome.breach else { return }
        print("seed \(outcome.seed): \(breach) (after \(outcome.events) events). Again: make simulate SEED=\(outcome.seed)")
    }

    private func replay() throws -> Int32 {
        guard words.count == 2, let seed = UInt64(words[1]) else { return Self.wrongCall }
        let outcome = try Simulation(seed: seed).play()
        print("seed \(seed): \(outcome.events) events, \(outcome.messages) messages, trace \(outcome.trace)")
        print(outcome.tally.lines.map { "\($0.0) \($0.1)" }.joined(separator: ", "))
        tell(outcome)
        return outcome.breach == nil ? Self.green : Self.red
    }

    // MARK: - Seeds that once were red

    private func keptSeeds() throws -> [UInt64] {
        guard let path = options["kept"], try fileStatus(path) != nil else { return [] }
        return try lines(path).compactMap { UInt64($0.prefix { $0 != " " }) }
    }

    private func lines(_ path: String) throws -> [Substring] {
        String(decoding: try readFile(path, sizeBytesMaximum: Self.keptBytesMaximum), as: UTF8.self).split(separator: "\n")
    }

    /// Adds the red ones, each with the promise it broke, so that they come first from now on.
    private func keep(_ red: [Simulation.Outcome], beside kept: [UInt64]) throws {
        guard let path = options["kept"] else { return }
        let new = red.filter { !kept.contains($0.seed) }
        guard !new.isEmpty else { return }
        let old = try fileStatus(path) == nil ? [] : try lines(path).map(String.init)
        let added = new.map { "\($0.seed) \($0.breach?.promise.rawValue ?? "")" }
        try writeFileAtomically(path, Array(((old + added).joined(separator: "\n") + "\n").utf8), mode: 0o644)
    }
}
