import Domain
import Protocol
import SQLite

/// What a decision is made on: the tables, who asks, when, and names for what will be new.
public struct Decision {
    /// The service's own tables.
    public let reading: Reading
    /// The service that decides.
    public let service: ServiceName
    /// Who gives the command.
    public let principal: Principal
    /// The journal's time; it never runs back.
    public let now: Moment
    /// The command's id.
    public let command: Identifier
    /// The size in bytes of a file that this service holds under that hash; nil if it holds none.
    public let fileSize: @Sendable (String) -> Int?

    /// What a decision is made on; the runtime makes it, and tests.
    public init(
        reading: Reading, service: ServiceName, principal: Principal, now: Moment, command: Identifier,
        fileSize: @escaping @Sendable (String) -> Int? = { _ in nil }
    ) {
        self.reading = reading
        self.service = service
        self.principal = principal
        self.now = now
        self.command = command
        self.fileSize = fileSize
    }

    /// The name of the `index`-th new thing this command makes: the same one each time the command is decided.
    public func newIdentifier(_ index: Int = 0) -> Identifier { command.derived(.thing, index, by: service) }

    /// The official who asks.
    ///
    /// Throws `forbidden` when it is not a person acting as a position.
    public func official() throws(Rejection) -> Principal.Official {
        guard case .official(let official) = principal else { throw .forbidden("Only a person acting as a position may do this.") }
        return official
    }
}

/// What a question is answered from.
public struct Question {
    /// The service's own tables.
    public let reading: Reading
    /// Who asks; nil where no grant was shown.
    public let principal: Principal?
    /// The CURVE key of the peer that asks, as Z85; nil over a local socket.
    public let peer: String?
    /// The present, by the service's clock.
    public let now: Moment
    /// Reads a whole file of this service; for questions that are asked of the second endpoint (`isCold`).
    public let file: @Sendable (FileReference) throws -> [UInt8]

    /// What a question is answered from; the runtime makes it, and tests.
    public init(
        reading: Reading, principal: Principal?, peer: String? = nil, now: Moment,
        file: @escaping @Sendable (FileReference) throws -> [UInt8] = noFile
    ) {
        self.reading = reading
        self.principal = principal
        self.peer = peer
        self.now = now
        self.file = file
    }

    /// Where no file can be read: a question that tries to is not marked `isCold`, and so our mistake.
    @Sendable public static func noFile(_: FileReference) throws -> [UInt8] {
        throw Fault("a question that is not cold reads a file")
    }
}

/// Something that happened, as `decide` says it.
public struct Event: Sendable {
    let body: any EventBody
    let content: (any Codable & Sendable)?
    let subject: Identifier?

    /// Something that happened about a case or letter, with its detached content.
    public init<Body: EventBody>(_ body: Body, about subject: Identifier?, content: Body.Content? = nil) {
        self.body = body
        self.content = content
        self.subject = subject
    }

    /// The data, for tests: nil when it is of another type.
    public func data<Body: EventBody>(as: Body.Type) -> Body? { body as? Body }

    /// The detached content, for tests: nil when there is none or it is of another type.
    public func words<Content: Codable & Sendable>(as: Content.Type) -> Content? { content as? Content }

    /// Its name on the wire.
    public var type: String { Swift.type(of: body).type }
}

/// Our mistake: something that cannot be unless the code is wrong. It is isolated, answered with `fault` and recorded.
public struct Fault: Error, CustomStringConvertible {
    /// What was found to be wrong; no letter content.
    public let description: String

    /// A mistake of ours.
    public init(_ description: String) { self.description = description }
}
