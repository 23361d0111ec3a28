import CSodium

/// SHA-256 (FIPS 180-4), in one call or fed piece by piece.
public struct SHA256 {
    /// Bytes of a digest.
    public static let size = 32
    private var state = crypto_hash_sha256_state()

    /// Begins a digest of nothing yet.
    public init() { crypto_hash_sha256_init(&state) }

    /// Takes in more bytes.
    public mutating func update(_ bytes: [UInt8]) {
        crypto_hash_sha256_update(&state, bytes, UInt64(bytes.count))
    }

    /// The 32 bytes of the digest; nothing may be fed afterwards.
    public mutating func finish() -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Self.size)
        crypto_hash_sha256_final(&state, &digest)
        return digest
    }

    /// The digest of the parts, one after the other.
    public static func hash(_ parts: [UInt8]...) -> [UInt8] {
        var digest = SHA256()
        for part in parts { digest.update(part) }
        return digest.finish()
    }
}
