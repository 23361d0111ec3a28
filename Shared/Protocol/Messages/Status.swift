import Domain

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

        /// How a service is.
        public init(
            position: StreamPosition, hash: String = "", following: [StreamPosition], problems: [String], parked: Int, faults: Int, held: Int,
            residentBytes: Int,
            peakResidentBytes: Int, processorMicroseconds: Int64 = 0
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
        }
    }
}
