import Domain
import Protocol

/// An event of another service could not be processed and waits for an operator, with the later ones of its case.
public struct EventParked: EventBody {
    public static let type = "event.parked"
    /// Whose event.
    public var stream: ServiceName
    /// Its place there.
    public var position: Int64
    /// The event's id.
    public var event: Identifier
    /// The rejection's code, or `fault`.
    public var code: String
}

/// A parked event was tried again with success, or given up.
public struct EventUnparked: EventBody {
    public static let type = "event.unparked"
    public typealias Content = ActWords
    /// Whose event.
    public var stream: ServiceName
    /// Its place there.
    public var position: Int64
    /// Whether it was given up.
    public var isDiscarded: Bool
}

/// Tries the parked events of a case again, from this one on; by an operator.
///
/// Refused with `notFound`, and with `invalid` where an earlier one of the case is parked.
public struct RetryParked: CommandBody {
    public static let verb = "parked.retry"
    /// Whose event.
    public var stream: ServiceName
    /// Its place there.
    public var position: Int64

    /// The first parked event of a case, by its place.
    public init(stream: ServiceName, position: Int64) {
        self.stream = stream
        self.position = position
    }
}

/// Gives a parked event up, for a reason; by an operator.
///
/// Refused with `notFound`, and with `invalid` without a reason or where an earlier one of the case is parked.
public struct DiscardParked: CommandBody {
    public static let verb = "parked.discard"
    /// Whose event.
    public var stream: ServiceName
    /// Its place there.
    public var position: Int64
    /// Why.
    public var reason: String

    /// The first parked event of a case, by its place.
    public init(stream: ServiceName, position: Int64, reason: String) {
        self.stream = stream
        self.position = position
        self.reason = reason
    }
}

/// The parked events, oldest first.
public struct ListParked: QueryBody {
    public static let verb = "parked.list"

    /// Asks for all of them, at most `Limits.pageRows`.
    public init() {}

    /// One event that waits.
    public struct Row: Codable, Sendable, Equatable {
        /// Whose event.
        public var stream: ServiceName
        /// Its place there.
        public var position: Int64
        /// Its case.
        public var subject: String
        /// The rejection's code, `fault`, or `queued` behind an earlier one of the case.
        public var code: String
        /// The rejection's sentence.
        public var message: String
    }

    /// The events that wait.
    public struct Answer: Codable, Sendable {
        /// Oldest first.
        public var parked: [Row]
    }
}

/// The events that the runtime itself writes into every journal. They change only ledger tables, which a rebuild does not make.
enum KernelEvents {
    static let rules: [EventRule] = [.on(EventParked.self), .on(EventUnparked.self)]
}
