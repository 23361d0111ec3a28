import Domain

/// What a caller sends, frame by frame as WIRE.md says.
public struct Request: Sendable, Equatable {
    /// The first frame of every message.
    public static let tag = Array("ALUR/1".utf8)

    /// The command's id; a repeat of the same id and body gets the first accepted reply again.
    public var id: Identifier
    /// What is asked.
    public var verb: String
    /// Empty, the SHA-256 of a grant sent before, or a grant.
    public var grant: [UInt8]
    /// What the receiver must have seen before it decides.
    public var after: [StreamPosition]
    /// A JSON object.
    public var body: [UInt8]
    /// Raw bytes beside the body that are in no journal and no hash: a chunk of a file, or a passphrase; nil almost always.
    public var aside: [UInt8]?

    /// A request to be sent.
    public init(id: Identifier, verb: String, grant: [UInt8] = [], after: [StreamPosition] = [], body: [UInt8], aside: [UInt8]? = nil) {
        self.id = id
        self.verb = verb
        self.grant = grant
        self.after = after
        self.body = body
        self.aside = aside
    }

    /// The frames that carry it.
    public var frames: [[UInt8]] {
        let after = Array(self.after.map(\.description).joined(separator: ",").utf8)
        var frames = [Self.tag, id.bytes, Array(verb.utf8), grant, after, body]
        if let aside { frames.append(aside) }
        return frames
    }

    /// Reads the frames of a request, or says what is wrong with them.
    public init(frames: [[UInt8]]) throws(Rejection) {
        guard let tag = frames.first, tag.starts(with: Array("ALUR/".utf8)) else { throw .malformedFrame("the first frame is not ALUR/1") }
        guard tag == Self.tag else { throw .unknownVersion }
        guard frames.count == Limits.requestFrames - 1 || frames.count == Limits.requestFrames else {
            throw .malformedFrame("it has \(frames.count) frames, not \(Limits.requestFrames - 1) or \(Limits.requestFrames)")
        }
        guard let id = Identifier(bytes: frames[1]) else { throw .malformedFrame("the id is not 16 bytes") }
        guard frames[2].count <= Limits.verbBytes, frames[2].allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw .malformedFrame("the verb is too long or not ASCII")
        }
        guard frames[3].count <= Limits.grantBytes else { throw .malformedFrame("the grant is over \(Limits.grantBytes) bytes") }
        guard frames[5].count <= Limits.bodyBytes else { throw .malformedFrame("the body is over \(Limits.bodyBytes) bytes") }
        if frames.count == Limits.requestFrames, frames[6].count > Limits.frameBytes {
            throw .malformedFrame("the frame beside the body is over \(Limits.frameBytes) bytes")
        }
        self.id = id
        verb = String(decoding: frames[2], as: UTF8.self)
        grant = frames[3]
        after = try Self.places(frames[4])
        body = frames[5]
        aside = frames.count == 7 ? frames[6] : nil
    }

    private static func places(_ frame: [UInt8]) throws(Rejection) -> [StreamPosition] {
        if frame.isEmpty { return [] }
        guard frame.count <= Limits.afterPlaces * 64 else { throw .malformedFrame("`after` is too long") }
        var places: [StreamPosition] = []
        for part in String(decoding: frame, as: UTF8.self).split(separator: ",", omittingEmptySubsequences: false) {
            guard let place = StreamPosition(part), places.count < Limits.afterPlaces else {
                throw .malformedFrame("`after` is not a list of stream:epoch:position")
            }
            places.append(place)
        }
        return places
    }
}

/// What a service answers, frame by frame as WIRE.md says.
public struct Reply: Sendable, Equatable {
    /// How the request went.
    public enum Status: String, Sendable {
        /// Done, and on the disk; or the answer to a question.
        case ok
        /// The rules say no, nothing changed; the body is a rejection.
        case rejected
        /// Nothing is known to have changed; the same id may be sent again.
        case unavailable
        /// The service is wrong; the command is recorded and will not be tried again.
        case fault
    }

    /// The id of the request it answers.
    public var id: Identifier
    /// How it went.
    public var status: Status
    /// Where the service's journal stood when the answer was made; after a command, the place of its last event.
    public var position: StreamPosition
    /// A JSON object.
    public var body: [UInt8]
    /// Raw frames behind the body: events of a page, bytes of a chunk.
    public var payload: [[UInt8]]

    /// A reply to be sent.
    public init(id: Identifier, status: Status, position: StreamPosition, body: [UInt8], payload: [[UInt8]] = []) {
        self.id = id
        self.status = status
        self.position = position
        self.body = body
        self.payload = payload
    }

    /// The frames that carry it.
    public var frames: [[UInt8]] {
        [Request.tag, id.bytes, Array(status.rawValue.utf8), Array(position.description.utf8), body] + payload
    }

    /// Reads the frames of a reply; nil when they are not one.
    public init?(frames: [[UInt8]]) {
        guard frames.count >= 5, frames[0] == Request.tag, let id = Identifier(bytes: frames[1]),
            let status = Status(rawValue: String(decoding: frames[2], as: UTF8.self)),
            let position = StreamPosition(String(decoding: frames[3], as: UTF8.self))
        else { return nil }
        self.init(id: id, status: status, position: position, body: frames[4], payload: Array(frames[5...]))
    }
}
