import Domain
import Nettle
import Protocol
import Sodium

/// What the client has asked for and what it was told: kept outside the services, and what they are held against.
struct Ledger {
    /// A command that was given.
    struct Asked {
        let verb: String
        let service: ServiceName
        /// SHA-256 as the events of the command must name it.
        let bodyHash: String
        /// What the first acceptance said; nil while there is none.
        var accepted: Reply?
        /// The first acceptance's answer to a repeat was another.
        var contradiction = false
    }

    /// By id.
    private(set) var asked: [Identifier: Asked] = [:]
    /// The last millisecond at which each grant is good, by its hash.
    private(set) var grants: [String: Int64] = [:]

    /// Takes note of a command that is about to be sent.
    mutating func ask(_ request: Request, of service: ServiceName) {
        guard asked[request.id] == nil else { return }
        let hash = SHA256.hash(Array(request.verb.utf8), [0], request.body)
        asked[request.id] = Asked(verb: request.verb, service: service, bodyHash: hexadecimal(hash))
    }

    /// Takes note of an acceptance, a first one or one that came again.
    mutating func accept(_ reply: Reply) {
        guard let earlier = asked[reply.id] else { return }
        if let accepted = earlier.accepted {
            if accepted != reply { asked[reply.id]?.contradiction = true }
        } else {
            asked[reply.id]?.accepted = reply
        }
    }

    /// Takes note of a grant.
    mutating func hold(_ grant: [UInt8], until expires: Int64) { grants[hexadecimal(SHA256.hash(grant))] = expires }
}
