import CNettle

/// SHA-256 (FIPS 180-4), in one call or fed piece by piece.
///
/// By nettle and not by libsodium, because nettle uses the processor's own instructions for it: every event is hashed by its writer and by each reader.
public struct SHA256 {
    /// Bytes of a digest.
    public static let size = Int(SHA256_DIGEST_SIZE)
    private var state = sha256_ctx()

    /// Begins a digest of nothing yet.
    public init() { nettle_sha256_init(&state) }

    /// Takes in more bytes.
    public mutating func update(_ bytes: [UInt8]) { nettle_sha256_update(&state, bytes.count, bytes) }

    /// The 32 bytes of the digest; nothing may be fed afterwards.
    public mutating func finish() -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Self.size) { digest, count in
            nettle_sha256_digest(&state, Self.size, digest.baseAddress)
            count = Self.size
        }
    }

    /// The digest of the parts, one after the other.
    public static func hash(_ parts: [UInt8]...) -> [UInt8] {
        var digest = SHA256()
        for part in parts { digest.update(part) }
        return digest.finish()
    }
}
