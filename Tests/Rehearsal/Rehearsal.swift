import Domain
import Kernel
import Nettle
import Protocol
import SQLite
import Sodium

/// A service on an in-memory database, played by a test: no files, no sockets, a clock that stands until it is moved.
///
/// Everything goes through the production engine, JSON and grants included, so what holds here holds in production.
public final class Rehearsal {
    /// The service's time; moves only when the test moves it.
    public var now = Moment(milliseconds: 1_767_596_400_000)
    /// The engine under test.
    public let engine: Engine
    /// Sizes of the files the service is said to hold, by hash.
    public let files = Files()

    private var desk: QuestionDesk
    /// How far the service has heard each other one.
    var upstreams: [ServiceName: (position: Int64, hash: [UInt8])] = [:]
    private var counter: UInt64 = 0
    private static let key = SigningKey(seed: [UInt8](repeating: 7, count: 32))
    private let json = JSONText()

    /// The files a service is said to hold. Unchecked Sendable: one test plays on one thread.
    public final class Files: @unchecked Sendable {
        /// Size by hash.
        public var sizes: [String: Int] = [:]
        /// What is in them by hash, for questions that read files.
        public var contents: [String: [UInt8]] = [:]
    }

    /// What went wrong in the play itself.
    public struct Mishap: Error, CustomStringConvertible {
        /// What.
        public let description: String
    }

    /// Opens the service on an empty database.
    public convenience init(_ service: Service, sealKey: SigningKey? = nil) throws {
        try self.init(service, on: try Database.inMemory(), sealKey: sealKey)
    }

    /// Opens the service on a database that it has had before, such as one that a replay made.
    public init(_ service: Service, on database: consuming Database, sealKey: SigningKey? = nil) throws {
        guard let key = Self.key else { throw Mishap(description: "no key") }
        let files = files
        let settings = Engine.Settings(
            grantKey: key.publicKey, salt: { [UInt8](repeating: 3, count: 16) }, fileSize: { files.sizes[$0] }, sealKey: sealKey)
        engine = try Engine(service, database: database, settings: settings)
        desk = QuestionDesk(service, grantKey: key.publicKey) { file in
            guard let content = files.contents[file.hash] else { throw Rejection.notFound("file", field: nil) }
            return content
        }
    }

    /// The key that this rehearsal's grants are checked with.
    public static func publicKey() throws -> [UInt8] {
        guard let key else { throw Mishap(description: "no key") }
        return key.publicKey
    }

    /// Routing's signer, with the key that this rehearsal's grants are checked with.
    public static func signer() throws -> GrantSigner {
        guard let key else { throw Mishap(description: "no key") }
        return GrantSigner(key: key)
    }

    /// The next command id: time-ordered and the same in every run.
    public func newIdentifier() -> Identifier {
        counter += 1
        return Identifier(milliseconds: now.milliseconds, random: (counter >> 62, counter))
    }

    /// Gives a command as that principal. Throws the `Rejection` it met.
    @discardableResult
    public func give<Body: CommandBody>(_ body: Body, by principal: Principal, id: Identifier? = nil) throws -> Reply {
        let request = try request(body, by: principal, id: id)
        guard let reply = try engine.process([.command(request, key: nil)], now: now).first ?? nil else { throw Mishap(description: "no reply") }
        switch reply.status {
        case .ok: return reply
        case .rejected: throw try json.decode(Rejection.self, from: reply.body)
        case .unavailable, .fault: throw Mishap(description: "\(Body.verb) ended as \(reply.status): \(String(decoding: reply.body, as: UTF8.self))")
        }
    }

    /// A command as it would come over the wire.
    public func request<Body: CommandBody>(_ body: Body, by principal: Principal, id: Identifier? = nil) throws -> Request {
        let (id, body) = (id ?? newIdentifier(), try json.encode(body))
        let hash = hexadecimal(SHA256.hash(Array(Body.verb.utf8), [0], body))
        var only: SoleCommand?
        if Body.isSignedSingly, case .official = principal { only = SoleCommand(id: id, service: engine.service.name, verb: Body.verb, hash: hash) }
        let grant = try Self.signer().sign(Grant(principal: principal, expires: now.milliseconds + 60_000, peer: nil, only: only))
        return Request(id: id, verb: Body.verb, grant: grant, body: body)
    }

    /// Lets the service hear an event of another service; it is the next one of that journal.
    public func hear<Body: EventBody>(
        _ body: Body, from source: ServiceName, about subject: Identifier?, content: Body.Content? = nil, actor: String = "operator/uji",
        depth: Int = 0
    ) throws {
        let tip = upstreams[source] ?? (position: 0, hash: [UInt8](repeating: 0, count: 32))
        let id = newIdentifier()
        let salt = [UInt8](repeating: 3, count: 16)
        let detached = try content.map { salt + (try json.encode($0)) } ?? []
        let header = EventHeader(
            id: id, source: source, type: Body.type, recipient: body.recipient, time: now, subject: subject, command: id, bodyHash: nil, actor: actor,
            grantHash: nil,
            contentHash: detached.isEmpty ? nil : hexadecimal(SHA256.hash(detached)), depth: depth)
        let event = header.encoded(data: try json.encode(body))
        let hash = chainHash(after: tip.hash, epoch: 1, position: tip.position + 1, event: event)
        let run = JournalRun(
            after: StreamPosition(stream: source, epoch: 1, position: tip.position), entries: [JournalEntry(event: event, content: detached)],
            hash: hexadecimal(hash))
        _ = try engine.process([.run(run)], now: now)
        upstreams[source] = (position: tip.position + 1, hash: hash)
    }

    /// What a command that the service gives itself would be decided on now; for a test that decides by itself, because such refusals stay inside.
    public func decision(because cause: Identifier) -> Decision {
        let principal = Principal.service(name: engine.service.name, cause: cause)
        return decision(of: newIdentifier(), by: principal)
    }

    /// What a command of that id would be decided on now.
    public func decision(of command: Identifier, by principal: Principal) -> Decision {
        Decision(reading: engine.reading, service: engine.service.name, principal: principal, now: now, command: command) { [files] in
            files.sizes[$0]
        }
    }

    /// Asks a question as that principal. Throws the `Rejection` it met.
    public func ask<Body: QueryBody>(_ body: Body, by principal: Principal?) throws -> Body.Answer {
        let grant = try principal.map { try Self.signer().sign(Grant(principal: $0, expires: now.milliseconds + 60_000, peer: nil)) } ?? []
        let request = Request(id: newIdentifier(), verb: Body.verb, grant: grant, body: try json.encode(body))
        let reply = try desk.answer(request, key: nil, reading: engine.reading, position: engine.position, now: now)
        switch reply.status {
        case .ok: return try json.decode(Body.Answer.self, from: reply.body)
        case .rejected: throw try json.decode(Rejection.self, from: reply.body)
        case .unavailable, .fault: throw Mishap(description: "\(Body.verb) ended as \(reply.status): \(String(decoding: reply.body, as: UTF8.self))")
        }
    }

    /// Lets time pass and what is due happen.
    public func pass(milliseconds: Int64) throws {
        now = now.advanced(byMilliseconds: milliseconds)
        _ = try engine.process([.clock], now: now)
    }

    /// The events of one type in the service's journal, in order, with their content.
    public func events<Body: EventBody>(_: Body.Type) throws -> [Recorded<Body>] {
        var found: [Recorded<Body>] = []
        try engine.reading.each("SELECT position, event, content FROM journal ORDER BY position", []) { row in
            guard let (header, data) = EventHeader.parse(row.blob(1)) else { throw Mishap(description: "an event cannot be read") }
            guard header.type == Body.type else { return true }
            let content = try row.optionalBlob(2).map { try self.json.decode(Body.Content.self, from: $0.dropFirst(16)) }
            found.append(Recorded(header: header, position: row.integer(0), body: try self.json.decode(Body.self, from: data), content: content))
            return true
        }
        return found
    }

    /// The code of the rejection that `body` meets; nil when it goes through.
    public func rejection(_ body: () throws -> Void) throws -> String? {
        do {
            try body()
            return nil
        } catch let rejection as Rejection {
            return rejection.code
        }
    }
}
