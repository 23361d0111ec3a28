import Domain
import Kernel
import Nettle
import Protocol
import SQLite
import Sodium
import Tasks

func registerKey(_ command: RegisterKey, _ decision: Decision) throws -> [Event] {
    try requireOwnKey(command.nip, decision)
    guard let key = bytes(hexadecimal: command.publicKey), key.count == 32 else {
        throw Rejection.invalid("publicKey", "Give the Ed25519 public key as 64 hexadecimal digits.")
    }
    let hash = hexadecimal(SHA256.hash(key))
    guard try KeyTable.inForce(of: command.nip, decision.reading) == nil else {
        throw Rejection("keyInForce", "This person has a key in force; revoke it first (key.revoke).", field: "nip")
    }
    guard try !KeyTable.isKnown(hash, decision.reading) else {
        throw Rejection("keyUsed", "This key was registered before; make a new pair of keys.", field: "publicKey")
    }
    return [Event(KeyRegistered(nip: command.nip, publicKey: hexadecimal(key), keyHash: hash), about: nil)]
}

func keyRegistered(_ event: Recorded<KeyRegistered>, _ tables: Tables) throws { try KeyTable.insert(event, tables) }

func revokeKey(_ command: RevokeKey, _ decision: Decision) throws -> [Event] {
    try requireOwnKey(command.nip, decision)
    let reason = try EntryChecks.optionalText(command.reason, "reason")
    guard let key = try KeyTable.inForce(of: command.nip, decision.reading) else {
        throw Rejection("keyUnknown", "This person has no key in force.", field: "nip")
    }
    return [Event(KeyRevoked(nip: command.nip, keyHash: key.hash), about: nil, content: reason.map { ActWords(reason: $0) })]
}

func keyRevoked(_ event: Recorded<KeyRevoked>, _ tables: Tables) throws { try KeyTable.revoke(event, tables) }

/// An official has a say over the own key only; an operator over everybody's.
private func requireOwnKey(_ nip: String, _ decision: Decision) throws(Rejection) {
    guard (1...32).contains(nip.utf8.count), nip.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
        throw .invalid("nip", "Give the NIP in figures only.")
    }
    if case .official(let official) = decision.principal, official.person != nip {
        throw .forbidden("A key is its person's own; only that person or an operator may do this.")
    }
}
