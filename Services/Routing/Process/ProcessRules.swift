import Domain
import Kernel
import SQLite

/// The process of the SOPs: cases, tasks, returns and due times.
enum ProcessRules {
    static let migrations: [String] = []
    static let tables: [String] = []
    static let commands: [CommandRule] = []
    static let events: [EventRule] = []
    static let queries: [QueryRule] = []
    static let reactions: [Reaction] = []
    static let due: (@Sendable (Reading, Moment) throws -> Due)? = nil
}
