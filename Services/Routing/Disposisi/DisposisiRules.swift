import Kernel

/// Letters that follow no SOP: raised to the leader, disposed down a tree, answered and closed.
enum DisposisiRules {
    static let migrations: [String] = []
    static let tables: [String] = []
    static let commands: [CommandRule] = []
    static let events: [EventRule] = []
    static let queries: [QueryRule] = []
    static let reactions: [Reaction] = []
}
