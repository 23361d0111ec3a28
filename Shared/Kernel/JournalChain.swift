import Domain
import Protocol
import SQLite

/// Goes along the chain of a journal in a database, from its first event to its last.
public enum JournalChain {
    /// An event of the journal, its place checked against the chain and its content against its header.
    public struct Link: Sendable {
        /// Epoch, position, hash and time at the event.
        public let tip: Tip
        /// Its attributes.
        public let header: EventHeader
        /// The bytes of its data.
        public let data: ArraySlice<UInt8>
        /// Its bytes.
        public let event: [UInt8]
        /// Salt and content; nil where there is none, or none any more.
        public let content: [UInt8]?
    }

    /// Hands over the events in their order and gives the chain's end. Throws `Fault` at the first that does not fit, naming its position.
    @discardableResult
    public static func walk(_ reading: Reading, of service: ServiceName, _ body: (Link) throws -> Void = { _ in }) throws -> Tip {
        var epochs = try reading.all("SELECT number, since FROM epoch ORDER BY number") { (number: $0.int(0), since: $0.integer(1)) }
        var tip = Tip.start
        try reading.each("SELECT position, hash, event, content FROM journal ORDER BY position", []) { row in
            while let next = epochs.first, next.since <= row.integer(0) {
                tip.epoch = next.number
                epochs.removeFirst()
            }
            let event = row.blob(2)
            let content = row.optionalBlob(3)
            tip.position += 1
            tip.hash = chainHash(after: tip.hash, epoch: tip.epoch, position: tip.position, event: event)
            guard row.integer(0) == tip.position, row.blob(1) == tip.hash, let (header, data) = EventHeader.parse(event),
                header.source == service, header.time >= tip.time
            else { throw Fault("the journal of \(service.rawValue) does not hold together at \(row.integer(0))") }
            if let content, header.contentHash != DetachedContent.hash(content) {
                throw Fault("the content of event \(tip.position) of \(service.rawValue) is not the one its header names")
            }
            tip.time = header.time
            try body(Link(tip: tip, header: header, data: data, event: event, content: content))
            return true
        }
        // An epoch may have begun without an event so far.
        if let last = epochs.last { tip.epoch = last.number }
        return tip
    }
}
