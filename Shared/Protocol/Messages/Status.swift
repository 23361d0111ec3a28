import Domain

/// What a service found when it last looked through its own store.
public struct ScrubReport: Codable, Sendable, Equatable {
    /// When it was begun, in milliseconds since 1970.
    public var begunMilliseconds: Int64
    /// How long it took.
    public var tookMilliseconds: Int64
    /// Events whose chain was followed and whose tables were made again.
    public var events: Int64
    /// Files of letters that were read.
    public var files: Int
    /// What is not as it should be, a sentence each; no words of letters.
    public var findings: [String]

    /// What was found.
    public init(begunMilliseconds: Int64, tookMilliseconds: Int64, events: Int64, files: Int, findings: [String]) {
        self.begunMilliseconds = begunMilliseconds
        self.tookMilliseconds = tookMilliseconds
        self.events = events
        self.files = files
        self.findings = findings
    }
}

/// Makes a service look through its own store now, beside its work: pages, chain, tables against a replay, files against their names.
///
/// Answered at once; what is found stands in `service.status` and in the log when it is done. It is done daily anyhow.
public struct Scrub: QueryBody {
    public static let verb = "service.scrub"
    public static let isCold = true

    /// Asks for a look.
    public init() {}

    /// It will be done.
    public struct Answer: Codable, Sendable, Equatable {
        /// No report that was begun before this moment is that of this look, in milliseconds since 1970.
        public var notBeforeMilliseconds: Int64

        /// It will be done.
        public init(notBeforeMilliseconds: Int64) { self.notBeforeMilliseconds = notBeforeMilliseconds }
    }
}

/// How a service is: where its journal and its readings of others stand, and what keeps it from going on.
public struct ShowStatus: QueryBody {
    public static let verb = "service.status"

    /// Asks how the service is.
    public init() {}

    /// How a service is.
    public struct Answer: Codable, Sendable, Equatable {
        /// Where its journal stands.
        public var position: StreamPosition
        /// The chain's hash there, in hexadecimal.
        public var hash: String
        /// How far it has read the others, in alphabetical order.
        public var following: [StreamPosition]
        /// What keeps it from reading on, a sentence for each stream that is concerned.
        public var problems: [String]
        /// Events set aside for an operator.
        public var parked: Int
        /// Commands and other things that failed by our own mistake; the log and the table `fault` say which.
        public var faults: Int
        /// Requests that wait for what they build on.
        public var held: Int
        /// Bytes of memory in use.
        public var residentBytes: Int
        /// The most bytes of memory there were in use.
        public var peakResidentBytes: Int
        /// Microseconds of processor time used since the start.
        public var processorMicroseconds: Int64
        /// The last event that is in a verified backup; absent before the first.
        public var backedUp: Int64?
        /// What was found when the service last looked through its own store; absent before the first time.
        public var scrub: ScrubReport?

        /// How a service is.
        public init(
            position: StreamPosition, hash: String = "", following: [StreamPosition], problems: [String], parked: Int, faults: Int, held: Int,
            residentBytes: Int,
            peakResidentBytes: Int, processorMicroseconds: Int64 = 0, backedUp: Int64? = nil,
            scrub: ScrubReport? = nil
        ) {
            self.position = position
            self.hash = hash
            self.following = following
            self.problems = problems
            self.parked = parked
            self.faults = faults
            self.held = held
            self.residentBytes = residentBytes
            self.peakResidentBytes = peakResidentBytes
            self.processorMicroseconds = processorMicroseconds
            self.backedUp = backedUp
            self.scrub = scrub
        }
    }
}
