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
    /// Where the journal's epochs begin, the first left out; absent while there is only one.
    public var epochs: [EpochStart]?

    /// The head of a page.
    public init(after: StreamPosition, count: Int, hash: String, last: Int64, epochs: [EpochStart]? = nil) {
        self.epochs = epochs
        self.after = after
        self.count = count
        self.hash = hash
        self.last = last
    }
}

/// Where an epoch of a journal begins: something before it was lost for good, and the chain went on from the last hash that was kept.
public struct EpochStart: Codable, Sendable, Equatable {
    /// Counts from 2.
    public var number: Int
    /// The position of its first event.
    public var since: Int64
    /// The chain's hash before that event, in hexadecimal.
    public var hash: String

    /// The start of an epoch.
    public init(number: Int, since: Int64, hash: String) {
        self.number = number
        self.since = since
        self.hash = hash
    }
}

extension [EpochStart] {
    /// The epoch of the event at a position.
    public func epoch(at position: Int64) -> Int { last { $0.since <= position }?.number ?? 1 }
}

/// Asks a service where its journal's epochs begin.
public struct ListEpochs: QueryBody {
    public static let verb = "journal.epochs"

    /// Asks for all of them.
    public init() {}

    /// Where they begin.
    public struct Answer: Codable, Sendable, Equatable {
        /// In their order, the first left out.
        public var epochs: [EpochStart]

        /// Where they begin.
        public init(epochs: [EpochStart]) { self.epochs = epochs }
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
        /// The service is no witness of what came after that place: it is being compared with its own readers, or knows the place from a backup it was
        /// restored from and has not read on since.
        public var isRecovering: Bool

        /// How far a journal was read.
        public init(place: StreamPosition?, hash: String, isRecovering: Bool) {
            self.place = place
            self.hash = hash
            self.isRecovering = isRecovering
        }
    }
}

/// Asks a reader for the events of the asker's own journal that it has kept, from behind a place on: a service that was restored gets back what its backup
/// does not have.
///
/// Answered like `journal.pull`, with a page and its events; at most one page at a time. `notKept`: the reader does not have what comes next; `forbidden`: the journal is not
/// that of the peer that asks.
public struct ShowKept: Codable, Sendable {
    public static let verb = "journal.kept"
    /// The last place the asker has.
    public var after: StreamPosition

    /// Asks for what comes after that place.
    public init(after: StreamPosition) { self.after = after }
}
