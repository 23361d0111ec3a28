import Domain

/// The body of a request that changes something: what a caller asks one service to do.
public protocol CommandBody: Codable, Sendable {
    /// The word on the wire, `noun.verb`; it never changes its meaning.
    static var verb: String { get }
    /// Whether an official needs a grant of its own for each, for exactly this command (`SoleCommand`): paraf, tanda-tangan, what strikes out, and the own
    /// key. An operator signs nothing.
    static var isSignedSingly: Bool { get }
}

extension CommandBody {
    public static var isSignedSingly: Bool { false }
}

/// The body of a request that only asks.
public protocol QueryBody: Codable, Sendable {
    associatedtype Answer: Codable, Sendable
    /// The word on the wire, `noun.verb`; it never changes its meaning.
    static var verb: String { get }
    /// Whether it may take long, and so is asked of the service's second endpoint, beside the commands.
    static var isCold: Bool { get }
}

extension QueryBody {
    public static var isCold: Bool { false }
}

/// The header part of a thing that happened: ids, codes, hashes, figures. It stays for ever, so it holds no word of a letter.
public protocol EventBody: Codable, Sendable {
    /// The detached part: subject, parties, text, reasons. It can be destroyed by law while the header stays.
    associatedtype Content: Codable & Sendable = NoContent
    /// The name on the wire, `noun.happened`; it never changes its meaning.
    static var type: String { get }
    /// The one service that has something to do about it; nil where it is told to whoever wants to know.
    var recipient: ServiceName? { get }
}

extension EventBody {
    public var recipient: ServiceName? { nil }
}

/// The content of an event that has none.
public struct NoContent: Codable, Sendable, Equatable {
    /// Nothing.
    public init() {}
}

/// How a task ended, as the owner of its act tells it to Routing.
public protocol ActCompleted: EventBody {
    /// What Routing needs to go on with the case.
    var done: Completion { get }
}

/// Where a journal stands: its service, its epoch (a new one after a restore that lost events) and how many events it holds.
public struct StreamPosition: Hashable, Sendable {
    /// Whose journal.
    public var stream: ServiceName
    /// Counts from 1.
    public var epoch: Int
    /// The position of the last event; 0 is before the first.
    public var position: Int64

    /// A place in a journal.
    public init(stream: ServiceName, epoch: Int, position: Int64) {
        self.stream = stream
        self.epoch = epoch
        self.position = position
    }

    /// Reads `routing:1:42`; nil for anything else, also for a number written otherwise, such as `+42` or `042`.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, let stream = ServiceName(rawValue: String(parts[0])), let epoch = Int(parts[1]), let position = Int64(parts[2]),
            epoch > 0, position >= 0
        else { return nil }
        self.init(stream: stream, epoch: epoch, position: position)
        guard description == text else { return nil }
    }
}

extension StreamPosition: CustomStringConvertible {
    /// `routing:1:42`.
    public var description: String { "\(stream.rawValue):\(epoch):\(position)" }
}

extension StreamPosition: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let value = StreamPosition(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not stream:epoch:position")
        }
        self = value
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
