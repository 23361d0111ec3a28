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

    /// Characters of a key in Z85.
    public static let keyCharacters = 40

    /// The text of a key that libzmq hands over as 32 bytes; nil when it is not that long.
    public static func text(ofKey bytes: [UInt8]) -> String? {
        guard bytes.count == keyCharacters / 5 * 4 else { return nil }
        var characters = [CChar](repeating: 0, count: keyCharacters + 1)
        guard zmq_z85_encode(&characters, bytes, bytes.count) != nil else { return nil }
        return text(characters)
    }

    /// Whether a text could be a key: 40 characters of Z85, none of which is a quotation mark or a backslash.
    public static func isKey(_ text: String) -> Bool {
        var bytes = [UInt8](repeating: 0, count: keyCharacters / 5 * 4)
        return text.utf8.count == keyCharacters && text.utf8.allSatisfy(letters.contains) && zmq_z85_decode(&bytes, text) != nil
    }

    private static let letters = Set("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#".utf8)

    private static func text(_ key: [CChar]) -> String {
        String(decoding: key.prefix(keyCharacters).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

/// How a socket proves who it is and encrypts what it carries.
public enum CurveRole: Equatable, Sendable {
    /// The side that binds; the domain is what the ZAP handler is told, and must not be empty.
    ///
    /// Nobody is let in without a `ZAPHandler` of the same context.
    case server(keys: CurveKeyPair, domain: String)
    /// The side that connects and knows the server's public key.
    case client(keys: CurveKeyPair, serverKey: String)
}
