import Domain
import Protocol
import SQLite

/// Making and reading the tables that a service and the runtime stand on.
enum Schema {
    /// Runs the migrations that this database has not seen yet, the ledger's and the service's, each in a transaction with its mark.
    static func migrate(_ database: borrowing Database, _ service: Service) throws {
        try database.tables.execute(
            "CREATE TABLE IF NOT EXISTS migration(owner TEXT, number INTEGER, PRIMARY KEY(owner, number)) STRICT, WITHOUT ROWID")
        for (owner, scripts) in [("kernel", Ledger.migrations), (service.name.rawValue, service.migrations)] {
            for (number, script) in scripts.enumerated() {
                if try database.reading.exists("SELECT 1 FROM migration WHERE owner = ? AND number = ?", .text(owner), .integer(number)) { continue }
                try database.begin()
                do {
                    try database.tables.execute(script)
                    try database.tables.run("INSERT INTO migration VALUES(?, ?)", .text(owner), .integer(number))
                    try database.commit()
                } catch let error {
                    try database.rollback()
                    throw error
                }
            }
        }
    }

    /// Where the journal stands on the disk. Throws `Engine.Stopped` where its last event is not the one that was written.
    static func tip(_ reading: Reading) throws -> Tip {
        let epoch = try reading.integer("SELECT max(number) FROM epoch") ?? 1
        let end = try reading.integer("SELECT max(position) FROM journal") ?? 0
        // The chain goes on from it.
        guard let (last, header, _) = try reading.journalRow(at: end) else {
            return Tip(epoch: Int(epoch), position: 0, hash: Tip.start.hash, time: Tip.start.time)
        }
        return Tip(epoch: Int(epoch), position: last.position, hash: last.hash, time: header.time)
    }

    /// The journals in which the service stands where a backup had it.
    static func hearsay(_ reading: Reading) throws -> Set<ServiceName> {
        Set(try reading.all("SELECT stream FROM hearsay") { ServiceName(rawValue: $0.text(0)) }.compactMap { $0 })
    }

    /// Where the service stands in the journals it follows; at their start where it has read nothing yet.
    static func cursors(_ reading: Reading, of service: Service) throws -> [ServiceName: Tip] {
        var cursors = Dictionary(uniqueKeysWithValues: service.upstreams.map { ($0, Tip.start) })
        let rows = try reading.all("SELECT stream, epoch, position, hash FROM cursor") {
            ($0.text(0), Tip(epoch: $0.int(1), position: $0.integer(2), hash: $0.blob(3), time: Tip.start.time))
        }
        for (stream, tip) in rows {
            guard let name = ServiceName(rawValue: stream) else {
                // A service that began another journal anew would do everything twice.
                if stream == Engine.effectsCursorName { continue }
                throw Fault("the disk has changed a cursor of \(service.name.rawValue): nothing is called \(stream); restore it from a backup")
            }
            if cursors[name] != nil { cursors[name] = tip }
        }
        return cursors
    }
}
