/// One row of the own journal, as it was committed.
struct JournalRow {
    let position: Int64
    let hash: [UInt8]
    let event: [UInt8]
    /// Salt and content.
    let content: [UInt8]?
}

/// The last rows of the journal in memory: those who follow it all stand there, and need not be served from the disk.
///
/// It begins empty at each start and only ever holds what was committed.
struct RecentEvents {
    private var rows: [JournalRow] = []
    private var bytes = 0

    private static let mostRows = 1_024
    private static let mostBytes = 1 << 20

    /// Takes in what was just committed; the oldest half goes when there is too much.
    mutating func append(_ new: [JournalRow]) {
        rows += new
        bytes += new.reduce(0) { $0 + Self.size($1) }
        while rows.count > 1, rows.count > Self.mostRows || bytes > Self.mostBytes {
            let old = rows.prefix(rows.count / 2)
            bytes -= old.reduce(0) { $0 + Self.size($1) }
            rows.removeFirst(old.count)
        }
    }

    /// The rows behind a position, if they are all here.
    func rows(after position: Int64) -> ArraySlice<JournalRow>? {
        guard let first = rows.first?.position, position >= first - 1, position - first < Int64(rows.count) else { return nil }
        return rows[Int(position - first + 1)...]
    }

    /// The row at a position, if it is here.
    func row(at position: Int64) -> JournalRow? {
        guard let first = rows.first?.position, position >= first, position - first < Int64(rows.count) else { return nil }
        return rows[Int(position - first)]
    }

    private static func size(_ row: JournalRow) -> Int { row.event.count + (row.content?.count ?? 0) }
}
