import Sodium
import Testing

@Suite("Sodium: Ed25519")
struct SigningTests {
    /// A test vector of RFC 8032, 7.1.
    struct Vector: Sendable, CustomTestStringConvertible {
        let name: String
        let seed: String
        let publicKey: String
        let message: String
        let signature: String
        var testDescription: String { name }
    }

    static let vectors = [
        Vector(
            name: "TEST 1", seed: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            publicKey: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", message: "",
            signature: "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
        Vector(
            name: "TEST 2", seed: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            publicKey: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", message: "72",
            signature: "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
        Vector(
            name: "TEST 3", seed: "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            publicKey: "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", message: "af82",
            signature: "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
    ]

    private func read(_ text: String) throws -> [UInt8] { try #require(bytes(hexadecimal: text)) }

    private func key(_ byte: UInt8 = 7) throws -> SigningKey { try #require(SigningKey(seed: [UInt8](repeating: byte, count: 32))) }

    @Test("Keys and signatures are those of RFC 8032", arguments: vectors)
    func standard(_ vector: Vector) throws {
        let key = try #require(SigningKey(seed: try read(vector.seed)))
        #expect(hexadecimal(key.publicKey) == vector.publicKey)
        let message = try read(vector.message)
        #expect(hexadecimal(key.sign(message)) == vector.signature)
        #expect(SigningKey.verify(try read(vector.signature), of: message, by: try read(vector.publicKey)))
    }

    @Test("One bit changed in message, signature or key, and the signature is not good")
    func tampering() throws {
        let key = try key()
        let message = Array("Nota Dinas 045/1".utf8)
        let signature = key.sign(message)
        #expect(SigningKey.verify(signature, of: message, by: key.publicKey))
        func flipped(_ bytes: [UInt8], _ bit: Int) -> [UInt8] {
            var bytes = bytes
            bytes[bit / 8] ^= 1 << (bit % 8)
            return bytes
        }
        for bit in 0..<message.count * 8 { #expect(!SigningKey.verify(signature, of: flipped(message, bit), by: key.publicKey)) }
        for bit in 0..<64 * 8 { #expect(!SigningKey.verify(flipped(signature, bit), of: message, by: key.publicKey)) }
        for bit in 0..<32 * 8 { #expect(!SigningKey.verify(signature, of: message, by: flipped(key.publicKey, bit))) }
        #expect(!SigningKey.verify(signature, of: message + [0], by: key.publicKey))
        #expect(!SigningKey.verify(signature, of: [], by: key.publicKey))
    }

    @Test("Another's key does not verify, and a key that anybody could sign for verifies nothing")
    func otherKeys() throws {
        let message = Array("Nota Dinas".utf8)
        let signature = try key().sign(message)
        #expect(!SigningKey.verify(signature, of: message, by: try key(8).publicKey))
        // The neutral element as key and as R, with S = 0: the equation holds for every message, so the key must be refused.
        let neutral = [1] + [UInt8](repeating: 0, count: 31)
        #expect(!SigningKey.verify(neutral + [UInt8](repeating: 0, count: 32), of: message, by: neutral))
    }

    @Test("A seed that is not just 32 bytes makes no key", arguments: [0, 1, 31, 33, 64])
    func seeds(_ count: Int) { #expect(SigningKey(seed: [UInt8](repeating: 7, count: count)) == nil) }

    @Test("A signature or key of another length is not good; a byte too many is no more so than one too few")
    func lengths() throws {
        let key = try key()
        let signature = key.sign([1])
        for wrong in [[], Array(signature.dropLast()), signature + [0]] { #expect(!SigningKey.verify(wrong, of: [1], by: key.publicKey)) }
        for wrong in [[], Array(key.publicKey.dropLast()), key.publicKey + [0]] { #expect(!SigningKey.verify(signature, of: [1], by: wrong)) }
    }

    @Test("A key shows its public half and never its secret, however it is printed")
    func printing() throws {
        let key = try key(0xEE)
        var dumped = ""
        dump(key, to: &dumped)
        dump([key], to: &dumped)
        for text in ["\(key)", String(reflecting: key), "\([key])", dumped] {
            #expect(!text.contains("238, 238") && !text.contains("- 238\n") && !text.lowercased().contains("eeeeee"))
            #expect(text.contains(hexadecimal(key.publicKey)))
        }
    }
}
