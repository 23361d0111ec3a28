import Domain
import Kernel
import Protocol
import SQLite
import Sodium

extension Rehearsal {
    /// Lets the service read what another one has written since it read there last, as the production engine would get it; nothing where it does not follow it.
    public func follow(_ other: Rehearsal) throws {
        let source = other.engine.service.name
        guard engine.service.upstreams.contains(source) else { return }
        let tip = upstreams[source] ?? (position: 0, hash: [UInt8](repeating: 0, count: 32))
        var (hash, entries) = (tip.hash, [JournalEntry]())
        try other.engine.reading.each("SELECT hash, event, content FROM journal WHERE position > ? ORDER BY position", [.integer(tip.position)]) {
            row in
            hash = row.blob(0)
            entries.append(JournalEntry(event: row.blob(1), content: row.optionalBlob(2) ?? []))
            return true
        }
        guard !entries.isEmpty else { return }
        let after = StreamPosition(stream: source, epoch: 1, position: tip.position)
        _ = try engine.process([.run(JournalRun(after: after, entries: entries, hash: hexadecimal(hash)))], now: now)
        upstreams[source] = (position: after.position + Int64(entries.count), hash: hash)
    }

    /// Lets services read each other until none has anything to say that another has not read.
    public static func settle(_ rooms: [Rehearsal]) throws {
        var before: [Int64] = []
        while rooms.map(\.engine.position.position) != before {
            before = rooms.map(\.engine.position.position)
            for room in rooms { for other in rooms { try room.follow(other) } }
        }
    }
}
