import Protocol

/// Lies beside a journal that was put back from a backup, until the service knows that it is whole again; until then it decides nothing.
public struct RecoveryNote: Codable, Sendable, Equatable {
    /// Where the backup ends.
    public var restored: StreamPosition
    /// Where the journal had been before, by its mark; absent where nobody knew.
    public var reached: StreamPosition?

    /// The file's name in the service's folder.
    public static let fileName = "journal.recovering"

    /// A journal that was put back.
    public init(restored: StreamPosition, reached: StreamPosition?) {
        self.restored = restored
        self.reached = reached
    }
}
