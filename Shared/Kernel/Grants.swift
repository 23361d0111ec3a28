import Domain
import Nettle
import Protocol
import Sodium

/// Signs grants; Routing has the only one.
public struct GrantSigner: Sendable {
    private let key: SigningKey

    /// A signer with Routing's key.
    public init(key: SigningKey) { self.key = key }

    /// The grant as it travels: signature, then JSON text.
    public func sign(_ grant: Grant) throws -> [UInt8] {
        let text = try JSONText().encode(grant)
        return key.sign(text) + text
    }
}

/// Checks grants: each one's signature once, its expiry and its peer each time.
struct GrantChecker {
    private let publicKey: [UInt8]
    private var known: [[UInt8]: Grant] = [:]
    private static let most = 10_000

    init(publicKey: [UInt8]) { self.publicKey = publicKey }

    /// What a grant that was shown says.
    struct Shown {
        let principal: Principal
        let hash: [UInt8]
        /// The one command it is good for; nil for a common grant.
        let only: SoleCommand?
    }

    /// Whom the frame's grant speaks for; nil for an empty frame.
    mutating func check(_ frame: [UInt8], peer: String?, now: Moment, json: JSONText) throws(Rejection) -> Shown? {
        if frame.isEmpty { return nil }
        let hash = frame.count == SHA256.size ? frame : SHA256.hash(frame)
        let grant: Grant
        if let seen = known[hash] {
            grant = seen
        } else {
            guard frame.count > 64 else { throw frame.count == SHA256.size ? .grantUnknown : .unauthenticated("The grant is too short") }
            let text = [UInt8](frame[64...])
            guard SigningKey.verify([UInt8](frame[..<64]), of: text, by: publicKey) else {
                throw .unauthenticated("The grant's signature is not Routing's")
            }
            guard let read = try? json.decode(Grant.self, from: text) else { throw .unauthenticated("The grant cannot be read") }
            // A service acts by itself, never from the wire, whoever signed that.
            if case .service = read.principal { throw .unauthenticated("The grant is for a service") }
            // A full table is emptied: whoever is still there shows the grant once more. What is good for one command is shown with it.
            if known.count >= Self.most { known.removeAll(keepingCapacity: true) }
            if read.only == nil { known[hash] = read }
            grant = read
        }
        #if PLANTED
            if Planted.isOn(.grantNeverExpires) { return Shown(principal: grant.principal, hash: hash, only: grant.only) }
        #endif
        guard now.milliseconds <= grant.expires else {
            known[hash] = nil
            throw .unauthenticated("The grant has expired")
        }
        guard grant.peer == peer else { throw .unauthenticated("The grant was issued to another peer") }
        return Shown(principal: grant.principal, hash: hash, only: grant.only)
    }
}
