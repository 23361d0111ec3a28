#if PLANTED
    import Domain
    import Glibc
    import Linux
    import Simulation

    extension Command {
        /// Plants one bug after the other and says which seed found it; red when one was not found, or by a seed that is red without it too.
        func bugs() throws -> Int32 {
            var missed: [Planted] = []
            let wanted = Planted.allCases.filter { options["only"] == nil || options["only"] == $0.rawValue }
            for bug in wanted {
                Planted.plant(bug)
                let start = monotonicNanoseconds()
                let summary = try Round(Array(1...number("seeds", or: 10_000)), workers: workers, redsAtMost: 1).play()
                let seconds = Double((monotonicNanoseconds() - start) / 100_000_000) / 10
                Planted.plant(nil)
                if let found = summary.red.first, let breach = found.breach, try Round([found.seed], workers: 1, redsAtMost: 1).play().red.isEmpty {
                    print("\(bug.rawValue): found by seed \(found.seed), one of \(summary.runs) played in \(seconds) s: \(breach)")
                } else {
                    missed.append(bug)
                    let culprit = summary.red.first.map { "seed \($0.seed) is red without it too" } ?? "it is not found by \(summary.runs) seeds"
                    print("RED: \(bug.rawValue): \(culprit)")
                }
                fflush(nil)
            }
            print("\(wanted.count - missed.count) of \(wanted.count) planted bugs found")
            return missed.isEmpty ? 0 : 1
        }
    }
#endif
