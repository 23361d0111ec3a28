import Domain

/// Asks for the events after a place in a service's journal, and waits a while if there are none.
///
/// Refused with `journalParted` where that place has another hash.
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

/// Asks a service how far it has read another's journal: a service that has just started asks its readers whether they know more of it than its own disk.
public struct ShowCursor: QueryBody {
    public static let verb = "journal.cursor"
    /// Whose journal.
    public var stream: ServiceName

    /// Asks how far that journal was read.
    public init(stream: ServiceName) { self.stream = stream }

    /// How far it was read.
    public struct Answer: Codable, Sendable, Equatable {
        /// The last place read; absent where the service does not follow that journal.
        public var place: StreamPosition?
        /// The chain's hash there, in hexadecimal; empty at position 0.
        public var hash: String
        /// The service itself is not sure of its own end, because it was restored or is being compared with its readers.
        public var isRecovering: Bool

        /// How far a journal was read.
        public init(place: StreamPosition?, hash: String, isRecovering: Bool) {
            self.place = place
            self.hash = hash
            self.isRecovering = isRecovering
        }
    }
}
