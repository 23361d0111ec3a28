import Linux
import Scratch
import Simulation
import Testing

@Suite("Simulation")
struct SimulationTests {
    /// A debug build plays them within the time of a test; `make simulate` plays more, and asks for every kind of trouble and of work.
    private static let seeds: ClosedRange<UInt64> = 1...16

    @Test("Every promise holds in a short round of seeds, whatever happens to the services")
    func shortRound() throws {
        let summary = try Round(Array(Self.seeds), workers: 2).play()
        for outcome in summary.red { Issue.record("seed \(outcome.seed): \(outcome.breach?.description ?? "")") }
        #expect(summary.runs == Self.seeds.count)
        #expect(summary.events > 0 && summary.tally.closed > 0)
    }

    @Test("The same seed in two processes gives the same trace", arguments: [3, 1_000_003])
    func sameTrace(_ seed: Int) throws {
        let traces = try (0..<2).map { _ in try Self.output(["seed", "\(seed)"]) }
        #expect(traces[0] == traces[1])
        #expect(traces[0].contains("trace "))
    }

    @Test("Another seed gives another trace")
    func otherTrace() throws {
        let traces = try [UInt64(3), 4].map { try Simulation(seed: $0).play().trace }
        #expect(traces[0] != traces[1])
    }

    /// The simulator's program, which is built beside the tests.
    private static func program() throws -> String {
        for path in try [realPath("/proc/self/exe")] + CommandLine.arguments.filter({ $0.contains(".xctest") }) {
            guard let slash = path.lastIndex(of: "/") else { continue }
            let program = "\(path[..<slash])/alur-simulate"
            if try fileStatus(program) != nil { return program }
        }
        throw Missing(description: "alur-simulate is not beside the tests; build it with `swift build`")
    }

    private struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    /// What the simulator's program prints.
    private static func output(_ arguments: [String]) throws -> String {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/output"
        let child = try ChildProcess(arguments: [try program()] + arguments, environment: [:], outputPath: path)
        #expect(try child.wait(timeoutMilliseconds: 60_000) == .exited(0))
        return String(decoding: try readFile(path, sizeBytesMaximum: 1 << 20), as: UTF8.self)
    }
}
