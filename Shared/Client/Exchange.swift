import Domain
import Protocol

/// One request on its way to its answer: when it is to be sent, again and again with the same id, and what a reply means for it.
///
/// It sees neither a socket nor a clock: `Caller` drives it over ZeroMQ, the simulator from a seed. Times are milliseconds of a clock that nobody sets.
public struct Exchange: Sendable {
    /// What is to be done now.
    public enum Move: Sendable {
        /// Send the request, and say so with `sent`, or with `couldNotSend`.
        case send
        /// Wait for a reply, until that time at the longest.
        case wait(until: Int64)
        /// It is over.
        case end(Ending)
    }

    /// How an exchange ended.
    public enum Ending: Sendable {
        /// Done, or answered.
        case ok(Reply)
        /// The rules say no.
        case rejected(Rejection)
        /// The service is away; what was asked may or may not have happened, and may be asked again with the same id.
        case noAnswer
        /// The service is wrong: what it said.
        case fault(String)
    }

    /// What is asked.
    public let request: Request
    /// How often it was sent, or tried to, since something was last heard of it.
    public private(set) var sendings = 0
    private let deadline: Int64
    private var nextSending: Int64
    private var ending: Ending?
    private var pauses = Self.unavailablePausesMilliseconds[...]

    private static let resendMilliseconds: Int64 = 1_000
    private static let unavailablePausesMilliseconds: [Int64] = [100, 200, 400, 800]

    /// A request to be sent now, and given up after that many milliseconds without an answer.
    public init(_ request: Request, at now: Int64, patienceMilliseconds: Int64) {
        self.request = request
        deadline = now + patienceMilliseconds
        nextSending = now
    }

    /// What is to be done now.
    public func move(at now: Int64) -> Move {
        if let ending { return .end(ending) }
        if now >= deadline { return .end(.noAnswer) }
        return now >= nextSending ? .send : .wait(until: min(nextSending, deadline))
    }

    /// Takes word that the request went out. A service may hold it for a while before it answers, so it is given that time beside its own.
    public mutating func sent(at now: Int64) {
        sendings += 1
        nextSending = now + Self.resendMilliseconds + Limits.afterMilliseconds
    }

    /// Takes word that the request could not be sent, though there was time enough to: it is tried again at once.
    public mutating func couldNotSend() { sendings += 1 }

    /// Takes a reply to any request; one to another request changes nothing.
    public mutating func take(_ reply: Reply, at now: Int64) {
        guard reply.id == request.id, ending == nil else { return }
        sendings = 0
        switch reply.status {
        case .ok: ending = .ok(reply)
        case .rejected:
            guard let rejection = try? JSONText().decode(Rejection.self, from: reply.body) else {
                ending = .fault("its refusal cannot be read")
                return
            }
            // Nothing has come of it yet: it is asked again at once, as long as there is patience.
            if rejection.code == Rejection.notYet.code, now < deadline { nextSending = now } else { ending = .rejected(rejection) }
        case .unavailable:
            guard let pause = pauses.popFirst() else {
                ending = .noAnswer
                return
            }
            nextSending = now + pause
        case .fault: ending = .fault(String(decoding: reply.body, as: UTF8.self))
        }
    }
}

/// The newest place a client has seen of each journal; it names them with every request, so that what it has done is always there when it asks next.
public struct SeenPlaces: Sendable {
    private var newest: [ServiceName: StreamPosition] = [:]

    /// Nothing seen yet.
    public init() {}

    /// Takes note of a place, unless a newer one of that journal is known.
    public mutating func note(_ position: StreamPosition) {
        if let old = newest[position.stream], (old.epoch, old.position) >= (position.epoch, position.position) { return }
        newest[position.stream] = position
    }

    /// What a request to that service must name: the places of all other journals.
    public func after(for service: ServiceName) -> [StreamPosition] {
        ServiceName.allCases.compactMap { $0 == service ? nil : newest[$0] }
    }

    /// All of them, in alphabetical order of the journals.
    public var all: [StreamPosition] { newest.values.sorted { $0.stream.rawValue < $1.stream.rawValue } }
}
