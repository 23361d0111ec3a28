import Domain
import Protocol
import SQLite

/// A call that an own event asks for and whose result is not in the journal yet.
public struct PendingEffect: Sendable {
    /// The event's position.
    public var position: Int64
    /// Which of the event's calls it is, from 0.
    public var index: Int
    /// Whether it is the event's last.
    public var isLast: Bool
    /// The call.
    public var intent: Intent
}

extension Engine {
    static let effectsCursorName = "effects"

    /// The first calls whose results are not in the journal yet, in the journal's order: all those of as many events as it takes to reach `most`.
    public func pendingEffects(most: Int) throws -> [PendingEffect] { try lookForEffects(behind: 0, most: most, amongEvents: .max).pending }

    /// The same for the events behind a position, of which at most `amongEvents` are looked at; with the position of the last one that was.
    func lookForEffects(behind seen: Int64, most: Int, amongEvents count: Int64) throws -> (pending: [PendingEffect], end: Int64) {
        if service.effects.isEmpty { return ([], seen) }
        let (done, index) = try effectCursor()
        #if PLANTED
            if Planted.isOn(.forgetEffects), seen == 0 { return ([], tip.position) }
        #endif
        var pending: [PendingEffect] = []
        var end = max(done, seen)
        let reading = database.reading
        var check = try RowCheck(after: end, reading)
        try reading.each(
            "SELECT \(RowCheck.columns) FROM journal WHERE position > ? ORDER BY position LIMIT ?", [.integer(end), .integer(count)]
        ) { stored in
            let row = try check.take(stored)
            end = row.position
            guard let type = EventHeader.outline(row.event)?.type else { throw Fault("event \(end) cannot be read") }
            guard let rule = self.service.effects[type] else { return true }
            guard let (header, data) = EventHeader.parse(row.event) else { throw Fault("event \(end) cannot be read") }
            // A restored service would fetch what was destroyed since.
            if try self.isDestroyed(header.subject) { return true }
            let intents = try rule.intents(self.json, header, end, data, try reading.content(of: row, header))
            for (offset, intent) in intents.enumerated() where end > done + 1 || offset >= index {
                pending.append(PendingEffect(position: end, index: offset, isLast: offset == intents.count - 1, intent: intent))
            }
            return pending.count < most
        }
        return (pending, end)
    }

    /// Puts the result of a call into the journal and moves on to the next.
    func takeEffect(_ position: Int64, _ index: Int, _ isLast: Bool, _ command: any CommandBody, _ batch: inout Batch) throws {
        guard let (row, header, _) = try database.reading.journalRow(at: position) else { throw Fault("there is no event at \(position)") }
        let cause = Cause(
            command: header.id.derived(.effect, index, by: service.name), bodyHash: nil, principal: .service(name: service.name, cause: header.id),
            grantHash: nil,
            depth: header.depth + 1)
        do {
            try order(command, cause, &batch)
        } catch is Rejection {
            // The matter was settled otherwise while the call was under way; its result is no longer wanted.
        }
        if try isDestroyed(header.subject) {
            // What it brought came too late, whether it was wanted or not.
            for hash in FileNames.all(in: row.event) { try database.tables.run("INSERT OR IGNORE INTO doomed_file VALUES(?)", .text(hash)) }
            batch.isErasing = true
        }
        try passEffect(position, index, isLast)
    }

    /// Moves the effects' cursor behind a call.
    func passEffect(_ position: Int64, _ index: Int, _ isLast: Bool) throws {
        let (last, done) = isLast ? (position, 0) : (position - 1, index + 1)
        try database.tables.run(
            "INSERT INTO cursor VALUES(?, ?, ?, x'') ON CONFLICT DO UPDATE SET epoch = excluded.epoch, position = excluded.position",
            .text(Self.effectsCursorName), .integer(done + 1), .integer(last))
    }

    /// The last position whose calls are all done, and how many of the next event's are.
    private func effectCursor() throws -> (Int64, Int) {
        try database.reading.first("SELECT position, epoch FROM cursor WHERE stream = ?", .text(Self.effectsCursorName)) {
            ($0.integer(0), $0.int(1) - 1)
        }
            ?? (0, 0)
    }
}
