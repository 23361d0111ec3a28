import Domain
import Kernel
import Protocol
import SQLite

/// The public keys of persons, in force and revoked.
enum KeyTable {
    static let table = "signkey"

    private static let rows = SealedTable(table, key: ["hash"], columns: ["hash", "nip", "key", "place", "registered", "revoked"])

    static let migration = """
        CREATE TABLE signkey(hash TEXT PRIMARY KEY, nip TEXT NOT NULL, key TEXT NOT NULL, place INTEGER NOT NULL, registered INTEGER NOT NULL,
            revoked INTEGER, \(SealedTable.column)) STRICT, WITHOUT ROWID;
        CREATE INDEX signkey_nip ON signkey(nip, place);
        CREATE UNIQUE INDEX signkey_inforce ON signkey(nip) WHERE revoked IS NULL;
        """

    /// The person's key that may sign now.
    static func inForce(of nip: String, _ reading: Reading) throws -> (hash: String, publicKey: String)? {
        try rows.check(where: "nip = ?", [.text(nip)], reading)
        return try reading.first("SELECT hash, key FROM signkey WHERE nip = ? AND revoked IS NULL", .text(nip)) {
            (hash: $0.text(0), publicKey: $0.text(1))
        }
    }

    /// Whether the key was ever registered, by anyone.
    static func isKnown(_ hash: String, _ reading: Reading) throws -> Bool {
        try reading.exists("SELECT 1 FROM signkey WHERE hash = ?", .text(hash))
    }

    static func insert(_ event: Recorded<KeyRegistered>, _ tables: Tables) throws {
        try tables.run(
            "INSERT INTO signkey VALUES(?, ?, ?, ?, ?, NULL, x'')", .text(event.body.keyHash), .text(event.body.nip), .text(event.body.publicKey),
            .integer(event.position), .integer(event.header.time.milliseconds))
        try rows.seal(where: "hash = ?", [.text(event.body.keyHash)], tables)
    }

    static func revoke(_ event: Recorded<KeyRevoked>, _ tables: Tables) throws {
        try tables.run(
            "UPDATE signkey SET revoked = ? WHERE hash = ?", .integer(event.header.time.milliseconds), .text(event.body.keyHash))
        try rows.seal(where: "hash = ?", [.text(event.body.keyHash)], tables)
    }
}
