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

    /// What is to be signed.
    public init(principal: Principal, expires: Int64, peer: String?) {
        self.principal = principal
        self.expires = expires
        self.peer = peer
    }

    /// The longest life of a grant.
    public static let lifetimeMilliseconds: Int64 = 600_000
}
