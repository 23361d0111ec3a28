import Domain
import Protocol

extension Node {
    /// The time twice: for dating, and for waiting.
    public struct Clock: Sendable {
        /// The wall clock.
        public var now: Moment
        /// Milliseconds of a clock that nobody sets.
        public var ticks: Int64

        /// The time twice.
        public init(now: Moment, ticks: Int64) {
            self.now = now
            self.ticks = ticks
        }
    }

    /// What the process around the node uses of the machine, for the status.
    public struct Usage: Sendable {
        let residentBytes: Int
        let peakResidentBytes: Int
        let processorMicroseconds: Int64
        let scrub: ScrubReport?

        /// Bytes of memory in use, the most there were, and processor time since the start; and what the last scrub found.
        public init(residentBytes: Int = 0, peakResidentBytes: Int = 0, processorMicroseconds: Int64 = 0, scrub: ScrubReport? = nil) {
            self.scrub = scrub
            self.residentBytes = residentBytes
            self.peakResidentBytes = peakResidentBytes
            self.processorMicroseconds = processorMicroseconds
        }
    }
}
