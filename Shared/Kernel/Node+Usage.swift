import Protocol

extension Node {
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
