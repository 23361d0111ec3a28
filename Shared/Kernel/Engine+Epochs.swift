import Domain
import Protocol
import SQLite
import Sodium

/// A journal that lost something for good goes on in a new epoch, and its readers follow it there when an operator says so.
extension Engine {
    /// The code of what a reader has set aside because its own journal has lost it.
    static let lostCode = "lost"

    /// Where the own journal's epochs begin, the first left out.
    public func epochs() throws -> [EpochStart] {
        try reading.all(
            "SELECT number, since, (SELECT hash FROM journal WHERE position = since - 1) FROM epoch WHERE number > 1 ORDER BY number"
        ) { EpochStart(number: $0.int(0), since: $0.integer(1), hash: hexadecimal($0.optionalBlob(2) ?? Tip.start.hash)) }
    }

    /// Where another journal's epochs begin, as far as an operator has accepted them here.
    func upstreamEpochs(_ stream: ServiceName) throws -> [EpochStart] {
        try database.reading.all("SELECT number, since, hash FROM upstream_epoch WHERE stream = ? ORDER BY number", .text(stream.rawValue)) {
            EpochStart(number: $0.int(0), since: $0.integer(1), hash: $0.text(2))
        }
    }

    /// Begins a new epoch behind the journal's end, and lets the service void the numbers that may have been given.
    func acceptLoss(_ command: AcceptLoss, _ cause: Cause, _ batch: inout Batch) throws {
        guard mayAcceptLoss else {
            throw Rejection("notRecovering", "Nothing is known to be lost here for good; see `alurctl status`, and restore a backup first.")
        }
        guard !command.reason.isEmpty else { throw Rejection.invalid("reason", "Say why what was lost is given up.") }
        // The service's rules are asked before anything is written.
        let decision = Decision(
            reading: database.reading, service: service.name, principal: cause.principal, now: batch.tip.time, command: cause.command,
            fileSize: settings.fileSize)
        let events = try service.afterLoss?(command.highest, ActWords(reason: command.reason), decision) ?? []
        batch.tip.epoch += 1
        try database.tables.run("INSERT INTO epoch VALUES(?, ?)", .integer(batch.tip.epoch), .integer(batch.tip.position + 1))
        let accepted = LossAccepted(epoch: batch.tip.epoch, since: batch.tip.position + 1)
        let all = [Event(accepted, about: nil, content: ActWords(reason: command.reason))] + events
        for (index, event) in all.enumerated() { try append(event, index, cause, &batch) }
    }

    /// Moves the cursor into another journal's last epoch. The cases of what was read and is lost are set aside: somebody has to look at them.
    func acceptEpoch(_ command: AcceptEpoch, _ cause: Cause, _ batch: inout Batch) throws {
        let stream = command.stream
        guard let cursor = batch.cursors[stream] else { throw Rejection.notFound("journal that this service reads", field: "stream") }
        guard let last = command.epochs.last, last.number > cursor.epoch, let hash = bytes(hexadecimal: last.hash) else {
            throw Rejection.invalid("epochs", "This service reads \(stream.rawValue) in that epoch already; nothing is to be accepted.")
        }
        guard command.epochs.allSatisfy({ $0.since > 0 && bytes(hexadecimal: $0.hash)?.count == cursor.hash.count }) else {
            throw Rejection.invalid(
                "epochs", "An epoch begins at an event, and behind the hash of the one before; name them as `journal.epochs` does.")
        }
        let earliest = command.epochs.first { $0.number > cursor.epoch } ?? last
        guard cursor.position != earliest.since - 1 || hexadecimal(cursor.hash) == earliest.hash else {
            throw Rejection.invalid("epochs", "This service has read another past of \(stream.rawValue) than the one kept; restore this service.")
        }
        for kept in unsaved + batch.kept { try keep(kept) }
        batch.isPassedKept = true
        batch.kept.removeAll()
        let lost = try loseKept(of: stream, from: earliest, cursor)
        for epoch in command.epochs {
            try database.tables.run(
                "INSERT OR REPLACE INTO upstream_epoch VALUES(?, ?, ?, ?)", .text(stream.rawValue), .integer(epoch.number), .integer(epoch.since),
                .text(epoch.hash))
        }
        let isAhead = cursor.position >= earliest.since
        // With several losses since, the reader goes back to the first of them and reads on from there.
        let start = earliest == last ? hash : bytes(hexadecimal: earliest.hash) ?? hash
        batch.cursors[stream] = Tip(
            epoch: last.number, position: isAhead ? earliest.since - 1 : cursor.position, hash: isAhead ? start : cursor.hash, time: cursor.time)
        let event = EpochAccepted(
            stream: stream, epoch: last.number, since: earliest.since, lost: max(0, cursor.position - earliest.since + 1))
        try append(Event(event, about: nil), 0, cause, &batch)
        for (index, place) in lost.enumerated() {
            guard let subject = place.header.subject else { continue }
            try setAside(place, subject, Self.lostCode, "\(stream.rawValue) has lost this event after it was read; look at its case, then go on.")
            let parked = EventParked(stream: stream, position: place.position, event: place.header.id, code: Self.lostCode)
            try append(Event(parked, about: subject), index + 1, cause, &batch)
        }
    }

    /// Removes from what was kept the events that are lost; the first of each case among them, which this service reacts to.
    private func loseKept(of stream: ServiceName, from epoch: EpochStart, _ cursor: Tip) throws -> [Place] {
        let name = Value.text(stream.rawValue)
        let rows = try database.reading.all(
            "SELECT first, hash, events FROM upstream_run WHERE stream = ? AND last >= ? ORDER BY last", name, .integer(epoch.since)
        ) { (first: $0.integer(0), hash: $0.blob(1), events: $0.blob(2)) }
        try database.tables.run("DELETE FROM upstream_run WHERE stream = ? AND last >= ?", name, .integer(epoch.since))
        var lost: [Identifier: Place] = [:]
        for row in rows {
            guard let entries = KeptEvents.decode(row.events, from: row.first, hash: row.hash) else {
                throw Fault("what was kept of \(stream.rawValue) at \(row.first) cannot be read")
            }
            let whole = entries.prefix(Int(max(0, epoch.since - row.first)))
            if !whole.isEmpty {
                try database.tables.run(
                    "INSERT INTO upstream_run VALUES(?, ?, ?, ?, ?)", name, .integer(epoch.since - 1), .integer(row.first),
                    .blob(bytes(hexadecimal: epoch.hash)),
                    .blob(KeptEvents.encode(Array(whole), from: row.first, hash: bytes(hexadecimal: epoch.hash) ?? [])))
            }
            for (offset, entry) in entries.enumerated().dropFirst(whole.count) {
                guard let (header, data) = EventHeader.parse(entry.event), let subject = header.subject, lost[subject] == nil,
                    service.reactions[stream]?[header.type] != nil
                else { continue }
                lost[subject] = Place(stream: stream, position: row.first + Int64(offset), header: header, data: data, entry: entry)
            }
        }
        return lost.values.sorted { $0.position < $1.position }
    }
}
