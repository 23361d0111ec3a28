import Domain
import Nettle
import Protocol
import SQLite
import Sodium

/// Makes a service's tables from its journal alone.
public enum Replay {
    /// Copies journal and ledger from one database into an empty one and applies every event again; the number of events.
    ///
    /// The chain is checked on the way: throws `Fault` at the first event that does not fit, naming its position.
    public static func rebuild(_ service: Service, from old: Reading, into new: borrowing Database) throws -> Int64 {
        try Schema.migrate(new, service)
        let json = JSONText()
        let tables = new.tables
        let epochs = try old.all("SELECT number, since FROM epoch ORDER BY number") { (number: $0.int(0), since: $0.integer(1)) }
        try new.begin()
        try tables.run("DELETE FROM epoch")
        for epoch in epochs { try tables.run("INSERT INTO epoch VALUES(?, ?)", .integer(epoch.number), .integer(epoch.since)) }
        var replies = ReplyRebuild()
        let tip = try JournalChain.walk(old, of: service.name) { link in
            guard let rule = service.events[link.header.type] else {
                throw Fault("\(service.name.rawValue) has no rule for event \(link.header.type)")
            }
            let position = link.tip.position
            let row = JournalRow(position: position, hash: link.tip.hash, event: link.event, content: link.content)
            try tables.append(row, about: link.header.subject)
            try rule.replay(json, link.header, position, link.data, DetachedContent.body(link.content), tables)
            try replies.note(link.header, at: position, tables)
        }
        try replies.finish(tables)
        try copyLedger(old, tables)
        try new.commit()
        return tip.position
    }

    /// The service's tables whose rows differ, each with how many rows are only here or only there; the schema is one of them.
    public static func differences(_ service: Service, _ old: Reading, _ new: Reading) throws -> [String] {
        var found: [String] = []
        for table in service.tables + ["journal", "reply", "backup", "migration", SealRules.table, DestructionRules.table, schema] {
            let (left, right) = (try rows(table, old), try rows(table, new))
            if left == right { continue }
            let (lost, gained) = (surplus(left, right), surplus(right, left))
            found.append("\(table): \(lost) rows are not in the replay, \(gained) rows are only there")
        }
        return found
    }

    /// A bit that flips in it changes what may be written from then on.
    private static let schema = "sqlite_schema"

    /// The hashes of a table's rows, in whatever order they stand, each with how often it stands there.
    private static func rows(_ table: String, _ reading: Reading) throws -> [[UInt8]: Int] {
        // Where a table begins in the file is not part of what it says.
        let skipped = table == schema ? "rootpage" : ""
        // Not quote(), which ends a text at its first NUL.
        let columns = try reading.all("SELECT name FROM pragma_table_info(?) WHERE name <> ? ORDER BY cid", .text(table), .text(skipped)) {
            "typeof(\"\($0.text(0))\") || hex(\"\($0.text(0))\")"
        }
        guard !columns.isEmpty else { throw Fault("there is no table \(table)") }
        var rows: [[UInt8]: Int] = [:]
        try reading.each("SELECT \(columns.joined(separator: " || ',' || ")) FROM \"\(table)\"", []) { row in
            rows[SHA256.hash(Array(row.text(0).utf8)), default: 0] += 1
            return true
        }
        return rows
    }

    /// How many rows stand here and not there.
    private static func surplus(_ here: [[UInt8]: Int], _ there: [[UInt8]: Int]) -> Int {
        here.reduce(0) { $0 + max(0, $1.value - there[$1.key, default: 0]) }
    }

    /// What no event tells: how far other journals were read, what is parked, and commands that were our mistake.
    private static func copyLedger(_ old: Reading, _ tables: Tables) throws {
        try old.each("SELECT stream, epoch, position, hash FROM cursor", []) { row in
            try tables.run(
                "INSERT INTO cursor VALUES(?, ?, ?, ?)", .text(row.text(0)), .integer(row.integer(1)), .integer(row.integer(2)), .blob(row.blob(3)))
            return true
        }
        try old.each("SELECT stream, position, subject, code, message, event, content FROM parked", []) { row in
            try tables.run(
                "INSERT INTO parked VALUES(?, ?, ?, ?, ?, ?, ?)", .text(row.text(0)), .integer(row.integer(1)), .text(row.text(2)),
                .text(row.text(3)),
                .text(row.text(4)), .blob(row.blob(5)), .blob(row.optionalBlob(6)))
            return true
        }
        try old.each("SELECT stream, last, first, hash, events FROM upstream_run", []) { row in
            try tables.run(
                "INSERT INTO upstream_run VALUES(?, ?, ?, ?, ?)", .text(row.text(0)), .integer(row.integer(1)), .integer(row.integer(2)),
                .blob(row.blob(3)), .blob(row.blob(4)))
            return true
        }
        try old.each("SELECT stream, cause, epoch FROM known_reaction", []) { row in
            try tables.run("INSERT INTO known_reaction VALUES(?, ?, ?)", .text(row.text(0)), .blob(row.blob(1)), .integer(row.integer(2)))
            return true
        }
        try old.each("SELECT stream, position, epoch, code FROM known_parking", []) { row in
            try tables.run(
                "INSERT INTO known_parking VALUES(?, ?, ?, ?)", .text(row.text(0)), .integer(row.integer(1)), .integer(row.integer(2)),
                .text(row.text(3)))
            return true
        }
        try old.each("SELECT stream FROM hearsay", []) { row in
            try tables.run("INSERT INTO hearsay VALUES(?)", .text(row.text(0)))
            return true
        }
        try old.each("SELECT stream, number FROM known_epoch", []) { row in
            try tables.run("INSERT INTO known_epoch VALUES(?, ?)", .text(row.text(0)), .integer(row.integer(1)))
            return true
        }
        try old.each("SELECT command, body, first FROM reply WHERE count = 0", []) { row in
            try tables.run("INSERT INTO reply VALUES(?, ?, ?, 0)", .blob(row.blob(0)), .blob(row.blob(1)), .integer(row.integer(2)))
            return true
        }
        // What was still to be done for a destruction is so behind the replay: files are where they were, and the old database is kept beside the new one.
        try tables.run("DELETE FROM erasure")
        try old.each("SELECT place FROM erasure", []) { row in
            try tables.run("INSERT INTO erasure VALUES(?)", .integer(row.integer(0)))
            return true
        }
        try tables.run("DELETE FROM doomed_file")
        try old.each("SELECT hash FROM doomed_file", []) { row in
            try tables.run("INSERT INTO doomed_file VALUES(?)", .text(row.text(0)))
            return true
        }
        try old.each("SELECT command, at, what FROM fault", []) { row in
            try tables.run("INSERT INTO fault VALUES(?, ?, ?)", .blob(row.blob(0)), .integer(row.integer(1)), .text(row.text(2)))
            return true
        }
    }
}

/// Finds the replies again: a command from the wire names the hash of its body in each of its events, which stand together.
struct ReplyRebuild {
    private var command: Identifier?
    private var bodyHash: [UInt8] = []
    private var first: Int64 = 0
    private var count: Int64 = 0

    /// From the first event on.
    init() {}

    /// From behind a place of a journal that is there: a command whose events go on behind it is taken up again.
    init(after tip: Tip, _ reading: Reading) throws {
        let last = try reading.first(
            "SELECT command, body, first, count FROM reply WHERE first + count - 1 = ? AND count > 0 ORDER BY first DESC LIMIT 1",
            .integer(tip.position)
        ) { (command: Identifier(bytes: $0.blob(0)), body: $0.blob(1), first: $0.integer(2), count: $0.integer(3)) }
        guard let last else { return }
        (command, bodyHash, first, count) = (last.command, last.body, last.first, last.count)
    }

    mutating func note(_ header: EventHeader, at position: Int64, _ tables: Tables) throws {
        if header.command == command {
            count += 1
            return
        }
        try finish(tables)
        command = header.bodyHash == nil ? nil : header.command
        bodyHash = header.bodyHash.flatMap { bytes(hexadecimal: $0) } ?? []
        first = position
        count = 1
    }

    mutating func finish(_ tables: Tables) throws {
        guard let command else { return }
        try tables.run(
            "INSERT OR REPLACE INTO reply(command, body, first, count) VALUES(?, ?, ?, ?)", .blob(command.bytes), .blob(bodyHash),
            .integer(first), .integer(count))
        self.command = nil
    }
}
