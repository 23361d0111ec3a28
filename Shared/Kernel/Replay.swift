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
        var epochs = try old.all("SELECT number, since FROM epoch ORDER BY number") { (number: $0.int(0), since: $0.integer(1)) }
        var tip = Tip.start
        try new.begin()
        try tables.run("DELETE FROM epoch")
        for epoch in epochs { try tables.run("INSERT INTO epoch VALUES(?, ?)", .integer(epoch.number), .integer(epoch.since)) }
        var replies = ReplyRebuild()
        try old.each("SELECT position, hash, event, content FROM journal ORDER BY position", []) { row in
            while let next = epochs.first, next.since <= row.integer(0) {
                tip.epoch = next.number
                epochs.removeFirst()
            }
            let event = row.blob(2)
            let content = row.optionalBlob(3)
            tip.position += 1
            tip.hash = chainHash(after: tip.hash, epoch: tip.epoch, position: tip.position, event: event)
            guard row.integer(0) == tip.position, row.blob(1) == tip.hash, let (header, data) = EventHeader.parse(event) else {
                throw Fault("the journal of \(service.name.rawValue) does not hold together at \(row.integer(0))")
            }
            guard let rule = service.events[header.type] else { throw Fault("\(service.name.rawValue) has no rule for event \(header.type)") }
            if let content, header.contentHash != DetachedContent.hash(content) {
                throw Fault("the content of event \(tip.position) of \(service.name.rawValue) is not the one its header names")
            }
            try tables.run(
                "INSERT INTO journal(position, hash, event, content) VALUES(?, ?, ?, ?)", .integer(tip.position), .blob(tip.hash), .blob(event),
                .blob(content))
            try rule.replay(json, header, tip.position, data, DetachedContent.body(content), tables)
            try replies.note(header, at: tip.position, tables)
            return true
        }
        try replies.finish(tables)
        try copyLedger(old, tables)
        try new.commit()
        return tip.position
    }

    /// The service's tables whose rows differ, each with how many rows are only here or only there.
    public static func differences(_ service: Service, _ old: Reading, _ new: Reading) throws -> [String] {
        var found: [String] = []
        for table in service.tables + ["journal", "reply", SealRules.table] {
            let (left, right) = (try rows(table, old), try rows(table, new))
            if left == right { continue }
            let (lost, gained) = (surplus(left, right), surplus(right, left))
            found.append("\(table): \(lost) rows are not in the replay, \(gained) rows are only there")
        }
        return found
    }

    /// The hashes of a table's rows, in whatever order they stand, each with how often it stands there.
    private static func rows(_ table: String, _ reading: Reading) throws -> [[UInt8]: Int] {
        // Not quote(), which ends a text at its first NUL.
        let columns = try reading.all("SELECT name FROM pragma_table_info(?) ORDER BY cid", .text(table)) {
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
        try old.each("SELECT command, at, what FROM fault", []) { row in
            try tables.run("INSERT INTO fault VALUES(?, ?, ?)", .blob(row.blob(0)), .integer(row.integer(1)), .text(row.text(2)))
            return true
        }
    }

    /// Finds the replies again: a command from the wire names the hash of its body in each of its events, which stand together.
    private struct ReplyRebuild {
        private var command: Identifier?
        private var bodyHash: [UInt8] = []
        private var first: Int64 = 0
        private var count: Int64 = 0

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
                "INSERT INTO reply(command, body, first, count) VALUES(?, ?, ?, ?)", .blob(command.bytes), .blob(bodyHash), .integer(first),
                .integer(count))
            self.command = nil
        }
    }
}
