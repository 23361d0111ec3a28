import Domain

/// Routing's word that a person may act as a position for a while; signed, so that every service can check it alone.
///
/// On the wire: the 64 bytes of an Ed25519 signature (RFC 8032) over the JSON text that follows it.
public struct Grant: Codable, Sendable, Equatable {
    /// Who may act, as what.
    public var principal: Principal
    /// The last millisecond (since 1970) at which it is good; at most ten minutes after it was issued.
    public var expires: Int64
    /// The CURVE key of the peer it was issued to, as Z85; nil where the peer came over a local socket.
    public var peer: String?
    /// The one command it is good for; nil where it is good for all that its principal may do, save what is signed singly.
    public var only: SoleCommand?
    /// The person's own signature over that command, in hexadecimal; nil where the person has no key in force.
    public var signature: String?

    /// What is to be signed.
    public init(principal: Principal, expires: Int64, peer: String?, only: SoleCommand? = nil, signature: String? = nil) {
        self.principal = principal
        self.expires = expires
        self.peer = peer
        self.only = only
        self.signature = signature
    }

    /// The longest life of a grant.
    public static let lifetimeMilliseconds: Int64 = 600_000
    /// The longest life of a grant for one command: it is asked for when the person decides, and a mandate must be in force at that moment.
    public static let soleLifetimeMilliseconds: Int64 = 120_000
}

/// Exactly one command: what a grant for an act that is signed singly is bound to.
///
/// Paraf, tanda-tangan, the voiding of letters and numbers, and what a person does about the own key are one such command each. Every one of them comes with a grant of its own, and Routing
/// gives that only against the signature of the person's key over this text, wherever the person has a key in force. Officials who sign with wet ink
/// have none; to them Routing gives it on the rules of every grant. So both kinds show the services one form, which they check without knowing
/// anybody's key, the grant's hash in the event's header stands for either, and nobody who gets hold of a common grant can sign with it.
public struct SoleCommand: Codable, Hashable, Sendable {
    /// The command's id.
    public var id: Identifier
    /// Who is to carry it out.
    public var service: ServiceName
    /// The word on the wire.
    public var verb: String
    /// The command's hash in hexadecimal: SHA-256 of verb, a zero byte and body.
    public var hash: String

    /// One command.
    public init(id: Identifier, service: ServiceName, verb: String, hash: String) {
        self.id = id
        self.service = service
        self.verb = verb
        self.hash = hash
    }

    /// The canonical text; its UTF-8 bytes are what the person's key signs. Lines end with a line feed, the last one too:
    ///
    ///     alur-perintah/1
    ///     id: <id>
    ///     service: <service>
    ///     verb: <verb>
    ///     hash: <hexadecimal>
    ///     expires: <milliseconds since 1970>
    ///     nip: <NIP>
    public func text(of person: String, expires: Int64) -> String {
        """
        alur-perintah/1
        id: \(id)
        service: \(service.rawValue)
        verb: \(verb)
        hash: \(hash)
        expires: \(expires)
        nip: \(person)

        """
    }
}
