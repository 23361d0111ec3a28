import CSodium

/// A pair of Ed25519 keys (RFC 8032) that signs. However it is printed, it shows its public half alone.
public struct SigningKey: Sendable, CustomStringConvertible, CustomReflectable {
    /// Who may check the signatures: 32 bytes.
    public let publicKey: [UInt8]
    private let secretKey: [UInt8]

    /// The pair that this 32-byte seed makes; nil when it is not just 32 bytes.
    public init?(seed: [UInt8]) {
        guard seed.count == Int(crypto_sign_SEEDBYTES) else { return nil }
        var publicKey = [UInt8](repeating: 0, count: Int(crypto_sign_PUBLICKEYBYTES))
        var secretKey = [UInt8](repeating: 0, count: Int(crypto_sign_SECRETKEYBYTES))
        guard crypto_sign_seed_keypair(&publicKey, &secretKey, seed) == 0 else { return nil }
        self.publicKey = publicKey
        self.secretKey = secretKey
    }

    /// The public half, as hexadecimal.
    public var description: String { "public key \(hexadecimal(publicKey))" }

    /// Nothing: what looks inside, such as `dump` or a failed expectation of a test, must not find the secret.
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// The 64 bytes of the signature over the message.
    public func sign(_ message: [UInt8]) -> [UInt8] {
        var signature = [UInt8](repeating: 0, count: Int(crypto_sign_BYTES))
        crypto_sign_detached(&signature, nil, message, UInt64(message.count), secretKey)
        return signature
    }

    /// Whether the signature over the message was made by the holder of this public key.
    public static func verify(_ signature: [UInt8], of message: [UInt8], by publicKey: [UInt8]) -> Bool {
        guard signature.count == Int(crypto_sign_BYTES), publicKey.count == Int(crypto_sign_PUBLICKEYBYTES) else { return false }
        return crypto_sign_verify_detached(signature, message, UInt64(message.count), publicKey) == 0
    }
}
