import Domain
import Linux
import Nettle
import Protocol
import Simulation
import Sodium

/// What a long round has played so far; it lies in a file, where another start of the same program finds it and goes on.
struct Progress: Codable {
    /// The hash of the program: what another program has played proves nothing about this one.
    private let program: String
    private let from: UInt64
    private(set) var next: UInt64
    private(set) var seconds = 0.0
    private(set) var runs = 0
    private(set) var events = 0
    private(set) var messages = 0
    /// Seeds in which a promise did not hold.
    private(set) var red: [UInt64] = []
    /// How often each fault happened and each kind of work was done.
    private(set) var counts: [String: Int] = [:]
    private var path: String?

    private enum CodingKeys: CodingKey { case program, from, next, seconds, runs, events, messages, red, counts }
    private static let programBytesMaximum = 1 << 28
    private static let bytesMaximum = 1 << 20

    /// What the file holds of this program's round from that seed on; nothing yet where it holds another's, or there is none.
    init(path: String?, from: UInt64) throws {
        let program = hexadecimal(SHA256.hash(try readFile("/proc/self/exe", sizeBytesMaximum: Self.programBytesMaximum)))
        if let path, try fileStatus(path) != nil {
            let found = try JSONText().decode(Progress.self, from: try readFile(path, sizeBytesMaximum: Self.bytesMaximum))
            if found.program == program, found.from == from {
                self = found
                self.path = path
                return
            }
        }
        self.program = program
        self.from = from
        next = from
        self.path = path
    }

    /// Adds a portion that ends before that seed.
    mutating func add(_ summary: Round.Summary, upTo end: UInt64, seconds: Double) {
        next = end
        self.seconds += seconds
        runs += summary.runs
        events += summary.events
        messages += summary.messages
        red += summary.red.map(\.seed)
        for trouble in Trouble.allCases { counts[trouble.rawValue, default: 0] += summary.troubles[trouble] }
        for (work, count) in summary.tally.lines { counts[work, default: 0] += count }
    }

    /// Writes it down, where there is a place for it.
    func save() throws {
        if let path { try writeFileAtomically(path, try JSONText().encode(self), mode: 0o644) }
    }
}
