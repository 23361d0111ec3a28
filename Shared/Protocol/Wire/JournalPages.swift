import Domain

/// Asks for the events after a place in a service's journal, and waits a while if there are none.
public struct PullJournal: Codable, Sendable {
    public static let verb = "journal.pull"
    /// The last place the reader has; the epoch must be the journal's.
    public var after: StreamPosition
    /// The hash at that place, in hexadecimal; empty at position 0. Another hash there means that the two have parted.
    public var hash: String
    /// Milliseconds to wait for news, at most `Limits.pullMilliseconds`.
    public var waitMilliseconds: Int64

    /// A pull.
    public init(after: StreamPosition, hash: String, waitMilliseconds: Int64) {
        self.after = after
        self.hash = hash
        self.waitMilliseconds = waitMilliseconds
    }
}

/// What stands in the body of the answer to a pull; the events are in the frames behind it, two each: header, and salt with content (empty where there is none any more).
public struct JournalPage: Codable, Sendable {
    /// The place before the first event of the page.
    public var after: StreamPosition
    /// How many events follow.
    public var count: Int
    /// The chain's hash after the last of them, in hexadecimal.
    public var hash: String
    /// The last event the journal holds.
    public var last: Int64

    /// The head of a page.
    public init(after: StreamPosition, count: Int, hash: String, last: Int64) {
        self.after = after
        self.count = count
        self.hash = hash
        self.last = last
    }
}
