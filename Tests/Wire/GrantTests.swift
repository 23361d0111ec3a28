import Domain
import Kernel
import Nettle
import Protocol
import Sodium
import Testing

/// The golden grants, and the key pair that signed them.
struct GoldenGrants: Decodable {
    struct Row: Decodable {
        var name: String
        var principal: Principal
        var expires: Int64
        var peer: String?
        var frame: Golden.Piece
        var hash: String
    }

    var seed: String
    var `public`: String
    var grants: [Row]

    var publicKey: [UInt8] { bytes(hexadecimal: `public`) ?? [] }

    static func read() throws -> GoldenGrants { try Golden.read("grants") }
}

@Suite struct GrantTests {
    @Test("A grant is the signature over its JSON, then that JSON")
    func grants() throws {
        let golden = try GoldenGrants.read()
        let key = try #require(bytes(hexadecimal: golden.seed).flatMap { SigningKey(seed: $0) })
        #expect(key.publicKey == golden.publicKey)
        for row in golden.grants {
            let grant = Grant(principal: row.principal, expires: row.expires, peer: row.peer)
            #expect(try GrantSigner(key: key).sign(grant) == row.frame.bytes, "\(row.name)")
            #expect(try JSONText().decode(Grant.self, from: row.frame.bytes[64...]) == grant, "\(row.name)")
            #expect(hexadecimal(SHA256.hash(row.frame.bytes)) == row.hash, "\(row.name)")
        }
    }
}
