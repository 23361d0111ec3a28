/// Lets a statement of a database in memory fail as it does on a failing disk: SQLITE_IOERR, and nothing of the statement done.
///
/// For tests and the simulator; a database in a file has none. Not Sendable: it stays on the thread of its database.
public final class Mishap {
    /// Which statement fails.
    public enum Plan: Equatable {
        /// The one after so many others; 0 for the next.
        case statement(after: Int)
        /// The next that would commit.
        case commit
    }

    /// What is to happen; nil for nothing, and again once it has happened.
    public var plan: Plan?

    /// Nothing happens yet.
    public init() {}

    func isDue(_ sql: String) -> Bool {
        switch plan {
        case nil: return false
        case .commit: guard sql == "COMMIT" else { return false }
        // Taking back works on any disk: it forgets.
        case .statement: guard sql != "ROLLBACK" else { return false }
        }
        if case .statement(let count) = plan, count > 0 {
            plan = .statement(after: count - 1)
            return false
        }
        plan = nil
        return true
    }
}
