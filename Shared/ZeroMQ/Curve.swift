import CZeroMQ

/// A long-term CURVE key pair, each key in 40 characters of Z85 (ZeroMQ RFC 32).
public struct CurveKeyPair: Equatable, Sendable, CustomStringConvertible {
    /// The key that peers know this side by.
    public let publicKey: String
    /// The key that stays here.
    public let secretKey: String

    /// Takes keys read from a file; they are checked when a socket is made with them.
    public init(publicKey: String, secretKey: String) {
        self.publicKey = publicKey
        self.secretKey = secretKey
    }

    /// Makes a new pair from the system's randomness.
    ///
    /// Throws when libzmq was built without CURVE.
    public static func generate() throws(ZeroMQError) -> CurveKeyPair {
        var publicKey = [CChar](repeating: 0, count: keyCharacters + 1)
        var secretKey = publicKey
        guard zmq_curve_keypair(&publicKey, &secretKey) == 0 else { throw .last("make", "CURVE key pair") }
        return CurveKeyPair(publicKey: text(publicKey), secretKey: text(secretKey))
    }

    /// The public key only, so that a pair in a log gives nothing away.
    public var description: String { "CURVE key pair \(publicKey)" }

    private static let keyCharacters = 40

    private static func text(_ key: [CChar]) -> String {
        String(decoding: key.prefix(keyCharacters).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

/// How a socket proves who it is and encrypts what it carries.
public enum CurveRole: Equatable, Sendable {
    /// The side that binds; the domain is what the ZAP handler is told, and must not be empty.
    ///
    /// Without a ZAP handler at `inproc://zeromq.zap.01` libzmq lets every key in: bind the handler's socket first.
    case server(keys: CurveKeyPair, domain: String)
    /// The side that connects and knows the server's public key.
    case client(keys: CurveKeyPair, serverKey: String)
}
