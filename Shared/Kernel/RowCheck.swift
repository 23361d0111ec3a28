import Domain
import Protocol
import SQLite

/// Holds rows of the own journal against the chain they stand in, as they are read: SQLite does not notice a bit that flips on the disk, and what is answered,
/// decided or done by an event has to be the one that was written.
struct RowCheck {
    /// What a statement selects for `take`.
    static let columns = "position, hash, event, content"

    private var end: (position: Int64, hash: [UInt8])
    private let epochs: [EpochStart]
    private let reading: Reading

    /// Begins behind a position.
    init(after position: Int64, _ reading: Reading) throws {
        self.reading = reading
        let before = try reading.first("SELECT hash FROM journal WHERE position = ?", .integer(position)) { $0.blob(0) }
        end = (position, before ?? Tip.start.hash)
        epochs = try reading.all("SELECT number, since FROM epoch WHERE number > 1 ORDER BY number") {
            EpochStart(number: $0.int(0), since: $0.integer(1), hash: "")
        }
    }

    /// The next row. Throws `Engine.Stopped` where it is not the one that was written.
    mutating func take(_ row: borrowing Row) throws -> JournalRow {
        let read = JournalRow(position: row.integer(0), hash: row.blob(1), event: row.blob(2), content: row.optionalBlob(3))
        end.position += 1
        end.hash = chainHash(after: end.hash, epoch: epochs.epoch(at: end.position), position: end.position, event: read.event)
        guard read.position == end.position, read.hash == end.hash else { throw reading.changedRow(at: end.position) }
        return read
    }
}

extension Reading {
    /// Rows of the own journal from a position on, as many of them as there are. Throws `Engine.Stopped` where one is not the one that was written.
    func journalRows(from first: Int64, count: Int64) throws -> [JournalRow] {
        var check = try RowCheck(after: first - 1, self)
        return try all(
            "SELECT \(RowCheck.columns) FROM journal WHERE position >= ? ORDER BY position LIMIT ?", .integer(first), .integer(count)
        ) { try check.take($0) }
    }

    /// The row of the own journal at a position, with its attributes and the bytes of its data; nil behind its end.
    ///
    /// Throws `Engine.Stopped` where it is not the one that was written.
    func journalRow(at position: Int64) throws -> (row: JournalRow, header: EventHeader, data: ArraySlice<UInt8>)? {
        guard position > 0, let row = try journalRows(from: position, count: 1).first else { return nil }
        guard let (header, data) = EventHeader.parse(row.event) else { throw changedRow(at: position) }
        return (row, header, data)
    }

    /// What is detached from an event, without its salt; nil where there is none, or none any more. Throws `Engine.Stopped` where it is not what its header names.
    func content(of row: JournalRow, _ header: EventHeader) throws -> [UInt8]? {
        guard let content = row.content, !content.isEmpty else { return nil }
        guard header.contentHash == DetachedContent.hash(content) else { throw changedRow(at: row.position) }
        return DetachedContent.body(content)
    }

    /// Why a service stops that has read a row which is not the one that was written.
    func changedRow(at position: Int64) -> Engine.Stopped {
        let owner = try? first("SELECT owner FROM migration WHERE owner <> 'kernel'") { $0.text(0) }
        let name = (owner ?? nil) ?? "SERVICE"
        return Engine.Stopped(
            description:
                "\(name) stops: event \(position) of its journal is not the one that was written; the disk has changed it. Look at the disk, "
                + "then run `alurctl restore BACKUP \(name)` with the folder of the last backup; the readers give back what came after it.")
    }
}
