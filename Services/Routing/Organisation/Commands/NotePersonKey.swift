import Domain
import Kernel
import Protocol
import SQLite
import Sodium

/// Takes note of the key with which a person signs: Approvals keeps keys, and Routing asks for their signature where it grants an act.
func notePersonKey(_ command: NotePersonKey, _ decision: Decision) -> [Event] {
    [Event(PersonKeyNoted(nip: command.nip, publicKey: command.publicKey), about: nil)]
}

func personKeyNoted(_ event: Recorded<PersonKeyNoted>, _ tables: Tables) throws { try PersonKeyTable.note(event.body, tables) }

/// The public keys in force, by person.
enum PersonKeyTable {
    static let migration = "CREATE TABLE person_key(nip TEXT PRIMARY KEY, key TEXT NOT NULL) STRICT, WITHOUT ROWID;"

    /// The key that the person must sign with; nil where the person signs with ink only.
    static func inForce(of nip: String, _ reading: Reading) throws -> [UInt8]? {
        let found = try reading.first("SELECT key FROM person_key WHERE nip = ?", .text(nip)) { $0.text(0) }
        guard let found else { return nil }
        guard let key = bytes(hexadecimal: found), key.count == 32 else { throw Fault("the key of a person cannot be read") }
        return key
    }

    static func note(_ body: PersonKeyNoted, _ tables: Tables) throws {
        if let key = body.publicKey {
            try tables.run("INSERT OR REPLACE INTO person_key VALUES(?, ?)", .text(body.nip), .text(key))
        } else {
            try tables.run("DELETE FROM person_key WHERE nip = ?", .text(body.nip))
        }
    }

    static let reactions: [Reaction] = [
        .to(KeyRegistered.self, from: .approvals) { event, _ in [NotePersonKey(nip: event.body.nip, publicKey: event.body.publicKey)] },
        .to(KeyRevoked.self, from: .approvals) { event, _ in [NotePersonKey(nip: event.body.nip, publicKey: nil)] },
    ]
}
