import Domain
import Nettle
import Protocol
import SQLite
import Sodium

/// A run of another journal's events as it was read, kept for the service that wrote them: should it lose its end, its readers give it back.
struct KeptRun {
    let run: JournalRun
    /// The place and hash of its last event.
    let end: Tip
    /// Up to where that service has a verified backup, if the run says so: what lies before it need not be kept.
    let secured: Int64?

    /// What it costs to hold.
    var bytes: Int { run.entries.reduce(0) { $0 + $1.event.count + $1.content.count + 64 } }
}

extension Engine {
    /// Writes a run that was read, and removes what its service has in a verified backup by now.
    func keep(_ kept: KeptRun) throws {
        let stream = Value.text(kept.run.after.stream.rawValue)
        if !kept.run.entries.isEmpty {
            let first = kept.run.after.position + 1
            try database.tables.run(
                "INSERT OR REPLACE INTO upstream_run VALUES(?, ?, ?, ?, ?)", stream, .integer(kept.end.position), .integer(first),
                .blob(kept.end.hash), .blob(KeptEvents.encode(try database.reading.cleared(kept.run.entries), from: first, hash: kept.end.hash)))
        }
        if let secured = kept.secured {
            // The newest stays: by it the scrub knows where this service stands.
            try database.tables.run(
                "DELETE FROM upstream_run WHERE stream = ?1 AND last <= ?2 AND last < (SELECT max(last) FROM upstream_run WHERE stream = ?1)",
                stream, .integer(secured))
        }
    }

    /// A page of another journal's events that this service has kept, from behind a place on.
    ///
    /// Throws the rejection `notKept` where it does not have what comes next, be it that it has not read so far or that a backup has it.
    public func keptPage(after place: StreamPosition) throws -> (page: JournalPage, payload: [[UInt8]]) {
        let missing = Rejection(
            "notKept", "This service has not kept what follows \(place); ask another reader, or restore a newer backup.", field: "after")
        guard let cursor = cursors[place.stream], cursor.epoch == place.epoch, place.position >= 0 else { throw missing }
        let saved = try database.reading.first(
            "SELECT first, hash, events FROM upstream_run WHERE stream = ? AND last > ? ORDER BY last LIMIT 1", .text(place.stream.rawValue),
            .integer(place.position)
        ) { (first: $0.integer(0), hash: $0.blob(1), entries: KeptEvents.decode($0.blob(2), from: $0.integer(0), hash: $0.blob(1))) }
        let passed = unsaved.first { $0.run.after.stream == place.stream && $0.end.position > place.position }
        guard let found = saved ?? passed.map({ (first: $0.run.after.position + 1, hash: $0.end.hash, entries: $0.run.entries) }),
            found.first <= place.position + 1, let entries = found.entries
        else { throw missing }
        let rest = entries.dropFirst(Int(place.position + 1 - found.first))
        let page = JournalPage(after: place, count: rest.count, hash: hexadecimal(found.hash), last: cursor.position)
        return (page, rest.flatMap { [$0.event, $0.content] })
    }
}

/// Events of a run as one row of bytes: each one's length in four bytes, most significant first, and its bytes; then the same of its content; at the end
/// a hash of all that and of the run's place, so that a bit that flips on the disk is noticed before anything is given back or set aside.
enum KeptEvents {
    private static let sealBytes = 32

    static func encode(_ entries: [JournalEntry], from first: Int64, hash: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entries.reduce(sealBytes) { $0 + $1.event.count + $1.content.count + 8 })
        for entry in entries {
            for part in [entry.event, entry.content] {
                let count = UInt32(truncatingIfNeeded: part.count)
                for shift in stride(from: UInt32(24), through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: count >> shift)) }
                bytes += part
            }
        }
        return bytes + seal(bytes, from: first, count: entries.count, hash)
    }

    /// Nil where the bytes are not those of `encode` for that place.
    static func decode(_ row: [UInt8], from first: Int64, hash: [UInt8]) -> [JournalEntry]? {
        let bytes = row.dropLast(sealBytes)
        var parts: [[UInt8]] = []
        var place = 0
        while place < bytes.count {
            guard bytes.count - place >= 4 else { return nil }
            let count = bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
            place += 4
            guard bytes.count - place >= count else { return nil }
            parts.append([UInt8](bytes[place..<place + count]))
            place += count
        }
        guard parts.count.isMultiple(of: 2), Array(row.suffix(sealBytes)) == seal(Array(bytes), from: first, count: parts.count / 2, hash) else {
            return nil
        }
        return stride(from: 0, to: parts.count, by: 2).map { JournalEntry(event: parts[$0], content: parts[$0 + 1]) }
    }

    private static func seal(_ bytes: [UInt8], from first: Int64, count: Int, _ hash: [UInt8]) -> [UInt8] {
        SHA256.hash(Array("\(first) \(count) \(hexadecimal(hash)) ".utf8), bytes)
    }
}

/// What no replay can tell: whether the disk has changed what was kept of other journals, or where this service stands in them.
public enum KeptCheck {
    /// A sentence for each thing that is not as it was written, with what to run next.
    public static func findings(_ service: ServiceName, _ reading: Reading) throws -> [String] {
        let name = service.rawValue
        var findings: [String] = []
        var ends: [String: (last: Int64, hash: [UInt8])] = [:]
        try reading.each("SELECT stream, last, first, hash, events FROM upstream_run ORDER BY stream, last", []) { row in
            let (stream, last, first, hash) = (row.text(0), row.integer(1), row.integer(2), row.blob(3))
            let entries = KeptEvents.decode(row.blob(4), from: first, hash: hash)
            let isWhole = ServiceName(rawValue: stream) != nil && entries.map { first + Int64($0.count) - 1 == last } ?? false
            if isWhole {
                ends[stream] = (last, hash)
            } else {
                findings.append(
                    "what \(name) has kept of \(stream) up to \(last) is not what it has read; the disk has changed it: make a backup of all now, "
                        + "then nobody needs it")
            }
            return true
        }
        var cursors: [String: (position: Int64, hash: [UInt8])] = [:]
        try reading.each("SELECT stream, position, hash FROM cursor", []) { row in
            cursors[row.text(0)] = (row.integer(1), row.blob(2))
            return true
        }
        for (stream, end) in ends.sorted(by: { $0.key < $1.key }) {
            if let cursor = cursors[stream], cursor.position == end.last, cursor.hash == end.hash { continue }
            findings.append(
                "\(name) does not stand in \(stream) where it has read up to, \(end.last); the disk has changed it: stop \(name) and restore it from a backup"
            )
        }
        return findings
    }
}
