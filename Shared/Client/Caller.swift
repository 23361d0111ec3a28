import Deployment
import Domain
import Linux
import Nettle
import Protocol
import Sodium
import ZeroMQ

/// Talks to the services of an installation, as people and programs do; it stays on one thread.
///
/// It remembers the newest place it has seen of each journal and names them with every request, so that what it has done is always there when it asks next.
/// A request without an answer is sent again with the same id, never as a new one.
public final class Caller {
    /// Whom the caller speaks for.
    public enum Speaker: Hashable, Sendable {
        /// A person acting as a position; `person` (NIP) may be left out where the position has just one holder.
        case official(agency: Key<Agency>, position: Key<Position>, person: String?)
        /// A person at the operator's tool.
        case `operator`(name: String)
    }

    /// Why there is no answer to go on with.
    public enum Failure: Error, CustomStringConvertible {
        /// The rules say no.
        case rejected(Rejection)
        /// The service is away; what was asked may or may not have happened, and may be asked again with the same id.
        case noAnswer(ServiceName, verb: String)
        /// The service is wrong, by its own word or by its answer.
        case fault(ServiceName, verb: String, String)

        /// One line for a person.
        public var description: String {
            switch self {
            case .rejected(let rejection):
                rejection.field.map { "\(rejection.message) [\(rejection.code), \($0)]" } ?? "\(rejection.message) [\(rejection.code)]"
            case .noAnswer(let service, let verb): "\(service.rawValue) does not answer \(verb); see `alurctl status`"
            case .fault(let service, let verb, let what): "\(service.rawValue) failed at \(verb): \(what)"
            }
        }
    }

    /// An accepted command.
    public struct Accepted: Sendable {
        /// The place of its last event.
        public let position: StreamPosition
        /// Its events, as they stand in the journal.
        public let events: [[UInt8]]
    }

    private var deployment: Deployment
    private let name: String
    private let context: Context
    private var links: [Place: Link] = [:]
    private var grants: [Speaker: IssueGrant.Answer] = [:]
    private var seen = SeenPlaces()
    private let json = JSONText()
    /// The key of a person (NIP), for acts that are signed singly; nil for a person who has none. Without a key in force none is needed.
    public var pen: ((String) throws -> SigningKey?)?
    /// Milliseconds after which a request without an answer is given up.
    public var patienceMilliseconds: Int64 = 15_000
    /// Called again and again while an answer does not come, by whoever can see to it that it does; what it throws ends the wait.
    public var whileWaiting: (() throws -> Void)?
    /// Called once for each request that must be sent again because no answer has come in a second or more.
    public var whenLate: ((ServiceName) -> Void)?

    private static let writableMilliseconds = 1_000
    private static let grantReserveMilliseconds: Int64 = 60_000
    private static let whileWaitingMilliseconds: Int64 = 100

    private struct Place: Hashable {
        var service: ServiceName
        var desk: Deployment.Desk
    }

    private final class Link {
        let socket: Socket
        let endpoints: Deployment.Endpoints
        init(_ socket: consuming Socket, _ endpoints: Deployment.Endpoints) {
            self.socket = socket
            self.endpoints = endpoints
        }
    }

    /// A caller for an installation; connections are made as they are needed, over a network with the key of the peer of this name.
    public init(_ deployment: Deployment, as name: String = Deployment.tool) throws {
        self.deployment = deployment
        self.name = name
        context = try Context()
    }

    /// Gives a command and waits until it is accepted. Throws `Failure`.
    ///
    /// With an `id` of one's own a command can be given again after a failure, without being done twice.
    @discardableResult
    public func give<Body: CommandBody>(_ body: Body, to service: ServiceName, as speaker: Speaker, id: Identifier? = nil) throws -> Accepted {
        let request = Request(id: id ?? newIdentifier(), verb: Body.verb, after: seen.after(for: service), body: try json.encode(body))
        let reply = try exchange(request, Place(service: service, desk: .commands), as: speaker, isSignedSingly: Body.isSignedSingly)
        return Accepted(position: reply.position, events: reply.events)
    }

    /// Asks a question and waits for the answer; `speaker` may be nil for what anyone may ask. Throws `Failure`.
    public func ask<Body: QueryBody>(_ body: Body, of service: ServiceName, as speaker: Speaker?) throws -> Body.Answer {
        let desk: Deployment.Desk = Body.isCold ? .files : .commands
        let request = Request(id: newIdentifier(), verb: Body.verb, after: Body.isCold ? [] : seen.after(for: service), body: try json.encode(body))
        let reply = try exchange(request, Place(service: service, desk: desk), as: speaker)
        do {
            return try json.decode(Body.Answer.self, from: reply.body)
        } catch {
            throw Failure.fault(service, verb: Body.verb, "its answer cannot be read: \(error.message) \(error.field ?? "")")
        }
    }

    /// Puts a file into a service, piece by piece, and gives its name. Throws `Failure`.
    public func put(_ bytes: [UInt8], to service: ServiceName) throws -> FileReference {
        let upload = newIdentifier()
        let hash = hexadecimal(SHA256.hash(bytes))
        var offset = 0
        while true {
            let piece = [UInt8](bytes[offset..<min(bytes.count, offset + Limits.chunkBytes)])
            let body = try json.encode(PutFile(upload: upload, offset: offset, hash: hash, size: bytes.count))
            let request = Request(id: newIdentifier(), verb: PutFile.verb, body: body, aside: piece)
            let reply = try exchange(request, Place(service: service, desk: .files))
            let answer = try json.decode(PutFile.Answer.self, from: reply.body)
            if let file = answer.file { return file }
            guard answer.next > offset else { throw Failure.fault(service, verb: PutFile.verb, "the upload does not go on") }
            offset = answer.next
        }
    }

    /// Gets a file from a service, piece by piece, and checks it against its name. Throws `Failure`.
    ///
    /// An official gets only what belongs to something that the official sees; without a speaker it is the machine that asks.
    public func get(_ hash: String, from service: ServiceName, as speaker: Speaker? = nil) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let body = try json.encode(GetFile(hash: hash, offset: bytes.count))
            let reply = try exchange(Request(id: newIdentifier(), verb: GetFile.verb, body: body), Place(service: service, desk: .files), as: speaker)
            let size = try json.decode(GetFile.Answer.self, from: reply.body).size
            bytes += reply.payload.first ?? []
            if bytes.count >= size { break }
        }
        guard hexadecimal(SHA256.hash(bytes)) == hash else {
            throw Failure.fault(service, verb: GetFile.verb, "the file is not the one of that hash")
        }
        return bytes
    }

    /// Reads a page of a service's journal and checks nothing of it; the entries with the place of the last. Throws `Failure`.
    public func pull(after place: StreamPosition, hash: String, waitMilliseconds: Int64) throws -> (page: JournalPage, payload: [[UInt8]]) {
        let body = try json.encode(PullJournal(after: place, hash: hash, waitMilliseconds: waitMilliseconds))
        let reply = try exchange(Request(id: newIdentifier(), verb: PullJournal.verb, body: body), Place(service: place.stream, desk: .commands))
        return (try json.decode(JournalPage.self, from: reply.body), reply.payload)
    }

    /// The newest place it has seen of each journal, in alphabetical order: what a later caller must know to go on where this one ends.
    public var places: [StreamPosition] { seen.all }

    /// Takes over what an earlier caller has seen, so that what that one did is there when this one asks.
    public func remember(_ places: [StreamPosition]) { for place in places { seen.note(place) } }

    /// A new id, time-ordered.
    public func newIdentifier() -> Identifier { .fresh() }

    // MARK: - One request

    /// A grant that is good for a while, kept until a minute before it ends.
    private func grant(for speaker: Speaker) throws -> IssueGrant.Answer {
        if let held = grants[speaker], held.expires - wallClockMilliseconds() > Self.grantReserveMilliseconds { return held }
        let answer = try ask(Self.question(for: speaker), of: .routing, as: nil)
        grants[speaker] = answer
        return answer
    }

    /// A grant for just this command, signed by the person's key where there is one.
    private func soleGrant(for request: Request, to service: ServiceName, as speaker: Speaker) throws -> IssueGrant.Answer {
        var question = Self.question(for: speaker)
        let hash = hexadecimal(SHA256.hash(Array(request.verb.utf8), [0], request.body))
        let only = SoleCommand(id: request.id, service: service, verb: request.verb, hash: hash)
        question.only = only
        if let pen, case .official(let official) = try grant(for: speaker).principal, let key = try pen(official.person) {
            let expires = wallClockMilliseconds() + Grant.soleLifetimeMilliseconds / 2
            question.expires = expires
            question.signature = hexadecimal(key.sign(Array(only.text(of: official.person, expires: expires).utf8)))
        }
        return try ask(question, of: .routing, as: nil)
    }

    private static func question(for speaker: Speaker) -> IssueGrant {
        switch speaker {
        case .official(let agency, let position, let person): IssueGrant(agency: agency, position: position, person: person)
        case .operator(let name): IssueGrant(operatorName: name)
        }
    }

    /// Exchanges a request; where its grant is no longer good, once more with a new grant and the same id.
    private func exchange(_ request: Request, _ place: Place, as speaker: Speaker?, isSignedSingly: Bool = false) throws -> Reply {
        guard let speaker else { return try exchange(request, place) }
        var request = request
        func renew() throws {
            var isSole = false
            if isSignedSingly, case .official = speaker { isSole = true }
            let answer = try isSole ? soleGrant(for: request, to: place.service, as: speaker) : grant(for: speaker)
            guard let frame = bytes(hexadecimal: answer.grant) else {
                throw Failure.fault(.routing, verb: IssueGrant.verb, "the grant is not hexadecimal")
            }
            request.grant = frame
        }
        do {
            try renew()
            return try exchange(request, place)
        } catch Failure.rejected(let rejection) where rejection.code == Rejection.unauthenticated("").code {
            // Whether it ran out on the way or was issued under another key: a new one is worth one more try.
            grants[speaker] = nil
            try renew()
            return try exchange(request, place)
        }
    }

    private func exchange(_ request: Request, _ place: Place) throws -> Reply {
        var exchange = Exchange(request, at: Self.now, patienceMilliseconds: patienceMilliseconds)
        let frames = request.frames
        while true {
            switch exchange.move(at: Self.now) {
            case .send: try send(frames, &exchange, place)
            case .wait(let until): try wait(until, &exchange, place)
            case .end(.ok(let reply)):
                seen.note(reply.position)
                return reply
            case .end(.rejected(let rejection)): throw Failure.rejected(rejection)
            case .end(.noAnswer): throw Failure.noAnswer(place.service, verb: request.verb)
            case .end(.fault(let what)): throw Failure.fault(place.service, verb: request.verb, what)
            }
        }
    }

    private static var now: Int64 { monotonicNanoseconds() / 1_000_000 }

    private func send(_ frames: [[UInt8]], _ exchange: inout Exchange, _ place: Place) throws {
        if exchange.sendings == 1 { whenLate?(place.service) }
        if exchange.sendings >= 1 { lookAgain() }
        let link = try link(place)
        var poller = Poller()
        let index = poller.add(link.socket, for: .writable)
        try poller.wait(timeoutMilliseconds: Self.writableMilliseconds)
        if poller.isWritable(index), try link.socket.send(frames) { return exchange.sent(at: Self.now) }
        exchange.couldNotSend()
        try whileWaiting?()
    }

    /// Waits for a reply, until that time or for as long as whoever waits beside it allows.
    private func wait(_ until: Int64, _ exchange: inout Exchange, _ place: Place) throws {
        let link = try link(place)
        var poller = Poller()
        let index = poller.add(link.socket)
        let left = max(0, until - Self.now)
        try poller.wait(timeoutMilliseconds: Int(whileWaiting == nil ? left : min(left, Self.whileWaitingMilliseconds)))
        if !poller.isReadable(index) { try whileWaiting?() }
        while let message = try link.socket.receive() {
            if let reply = Reply(frames: message.frames) { exchange.take(reply, at: Self.now) }
        }
    }

    private func link(_ place: Place) throws -> Link {
        if let link = links[place] { return link }
        let socket = try deployment.dealer(to: place.service, place.desk, as: name, in: context)
        let link = Link(socket, try deployment.endpoints(of: place.service))
        links[place] = link
        return link
    }

    /// A service on a network may have another key and other endpoints by now; a file with a mistake says nothing new.
    private func lookAgain() {
        guard deployment.isNetworked, let newer = try? Deployment(home: deployment.home), newer != deployment else { return }
        deployment = newer
        links = links.filter { (try? newer.endpoints(of: $0.key.service)) == $0.value.endpoints }
    }
}
