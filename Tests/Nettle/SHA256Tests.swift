import Nettle
import Sodium
import Testing

/// Vectors of NIST (FIPS 180-4 and its examples).
@Suite("Nettle: SHA-256")
struct SHA256Tests {
    private static let twoBlocks =
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu"

    @Test(
        "The digests are those of the standard's examples",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
            (twoBlocks, "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"),
            (String(repeating: "a", count: 1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
        ])
    func vectors(_ message: String, _ digest: String) {
        #expect(hexadecimal(SHA256.hash(Array(message.utf8))) == digest)
        #expect(digest.utf8.count == SHA256.size * 2)
    }

    @Test("A message fed in uneven pieces has the digest of the whole", arguments: [1, 2, 3, 55, 63, 64, 65, 127, 128, 1_000])
    func pieces(_ size: Int) {
        let message = (0..<1_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var digest = SHA256()
        for start in stride(from: 0, to: message.count, by: size) {
            digest.update(Array(message[start..<min(start + size, message.count)]))
            digest.update([])
        }
        #expect(digest.finish() == SHA256.hash(message))
    }

    @Test("Parts are digested one after the other, in their order")
    func parts() {
        let (first, second) = (Array("surat ".utf8), Array("masuk".utf8))
        #expect(SHA256.hash(first, [], second) == SHA256.hash(first + second))
        #expect(SHA256.hash(second, first) != SHA256.hash(first, second))
        #expect(SHA256.hash() == SHA256.hash([]))
    }
}
