import Protocol
import SQLite

/// The names of files (SHA-256 in hexadecimal) that stand in an event.
enum FileNames {
    /// Those that its data mentions.
    static func all(in event: [UInt8]) -> [String] { EventHeader.parse(event).map { quoted(in: $0.data) } ?? [] }

    /// Those that stand in quotes anywhere in these bytes.
    static func quoted(in bytes: some Collection<UInt8>) -> [String] {
        var names: [String] = []
        var start = bytes.startIndex
        for index in bytes.indices {
            let byte = bytes[index]
            if byte >= 0x30 && byte <= 0x39 || byte >= 0x61 && byte <= 0x66 { continue }
            if byte == UInt8(ascii: "\""), bytes.distance(from: start, to: index) == 64 {
                names.append(String(decoding: bytes[start..<index], as: UTF8.self))
            }
            start = bytes.index(after: index)
        }
        return names
    }
}

/// The files that a journal mentions, in headers or in words, and that are not of something destroyed by law.
///
/// For finding those that nothing mentions: scans whose letter was refused, or what a fetch brought too late. Only eight bytes of each name are kept, so
/// once in a long while a file is taken for mentioned that is not.
public struct MentionedFiles: Sendable {
    private var names: Set<UInt64> = []
    /// The position of the last event that was looked at.
    public private(set) var end: Int64

    /// Looks at the events behind a position.
    public init(_ reading: Reading, after position: Int64 = 0) throws {
        var (names, end) = (Set<UInt64>(), position)
        try reading.each(
            """
            SELECT position, event, content FROM journal WHERE position > ? AND (subject IS NULL OR subject NOT IN (SELECT id FROM destroyed))
            ORDER BY position
            """, [.integer(position)]
        ) { row in
            end = row.integer(0)
            for name in FileNames.quoted(in: row.blob(1)) + FileNames.quoted(in: row.optionalBlob(2) ?? []) { names.insert(Self.key(name)) }
            return true
        }
        (self.names, self.end) = (names, end)
    }

    /// Whether one of the events mentions a file of that name.
    public func contains(_ hash: String) -> Bool { names.contains(Self.key(hash)) }

    private static func key(_ hash: String) -> UInt64 { UInt64(hash.prefix(16), radix: 16) ?? 0 }
}
