import Domain
import Nettle
import Protocol
import SQLite
import Sodium

/// The tables every service has beside its own: the journal, and the ledger that is kept beside it.
enum Ledger {
    /// Never changed once shipped; later versions append.
    static let migrations = [
        """
        CREATE TABLE journal(position INTEGER PRIMARY KEY, hash BLOB NOT NULL, event BLOB NOT NULL, content BLOB, subject BLOB) STRICT;
        CREATE INDEX journal_subject ON journal(subject) WHERE subject IS NOT NULL;
        CREATE TABLE reply(command BLOB PRIMARY KEY, body BLOB NOT NULL, first INTEGER NOT NULL, count INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE fault(command BLOB PRIMARY KEY, at INTEGER NOT NULL, what TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE cursor(stream TEXT PRIMARY KEY, epoch INTEGER NOT NULL, position INTEGER NOT NULL, hash BLOB NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE parked(stream TEXT NOT NULL, position INTEGER NOT NULL, subject TEXT NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL,
            event BLOB NOT NULL, content BLOB, PRIMARY KEY(stream, position, subject)) STRICT, WITHOUT ROWID;
        CREATE TABLE upstream_epoch(stream TEXT NOT NULL, number INTEGER NOT NULL, since INTEGER NOT NULL, hash TEXT NOT NULL,
            PRIMARY KEY(stream, number)) STRICT, WITHOUT ROWID;
        CREATE INDEX parked_subject ON parked(stream, subject);
        CREATE TABLE epoch(number INTEGER PRIMARY KEY, since INTEGER NOT NULL) STRICT;
        INSERT INTO epoch VALUES(1, 1);
        CREATE TABLE backup(position INTEGER PRIMARY KEY, hash BLOB NOT NULL, at INTEGER NOT NULL) STRICT;
        CREATE TABLE upstream_run(stream TEXT NOT NULL, last INTEGER NOT NULL, first INTEGER NOT NULL, hash BLOB NOT NULL, events BLOB NOT NULL,
            PRIMARY KEY(stream, last)) STRICT;
        CREATE TABLE known_reaction(stream TEXT NOT NULL, cause BLOB NOT NULL, epoch INTEGER NOT NULL, PRIMARY KEY(stream, cause)) STRICT, WITHOUT ROWID;
        CREATE TABLE known_parking(stream TEXT NOT NULL, position INTEGER NOT NULL, epoch INTEGER NOT NULL, code TEXT NOT NULL,
            PRIMARY KEY(stream, position)) STRICT, WITHOUT ROWID;
        CREATE TABLE hearsay(stream TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
        CREATE TABLE known_epoch(stream TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        """,
        SealRules.migration, DestructionRules.migration,
    ]
}

extension Tables {
    /// Adds an event at the end of the journal.
    func append(_ row: JournalRow, about subject: Identifier?) throws {
        try run(
            "INSERT INTO journal(position, hash, event, content, subject) VALUES(?, ?, ?, ?, ?)", .integer(row.position), .blob(row.hash),
            .blob(row.event), .blob(row.content), .blob(subject?.bytes))
    }
}

/// Where a journal's chain stands.
public struct Tip: Sendable, Equatable {
    /// Counts from 1.
    public var epoch: Int
    /// The position of the last event; 0 when there is none.
    public var position: Int64
    /// The chain's hash there: 32 bytes, all zero before the first event.
    public var hash: [UInt8]
    /// The journal's time at the last event, which later events do not go behind.
    public var time: Moment

    /// The start of a chain.
    static let start = Tip(epoch: 1, position: 0, hash: [UInt8](repeating: 0, count: SHA256.size), time: Moment(milliseconds: 0))
}

/// The hash of an event in its chain: SHA-256 over the hash before it, its epoch and position (eight bytes each, most significant first) and its bytes.
public func chainHash(after previous: [UInt8], epoch: Int, position: Int64, event: [UInt8]) -> [UInt8] {
    var place = [UInt8]()
    place.reserveCapacity(16)
    for word in [UInt64(truncatingIfNeeded: epoch), UInt64(truncatingIfNeeded: position)] {
        for shift in stride(from: UInt64(56), through: 0, by: -8) { place.append(UInt8(truncatingIfNeeded: word >> shift)) }
    }
    return SHA256.hash(previous, place, event)
}

/// The detached part of an event: the salt, then the content as JSON.
enum DetachedContent {
    static let saltBytes = 16

    static func hash(_ detached: [UInt8]) -> String { hexadecimal(SHA256.hash(detached)) }

    /// The content without its salt; nil where there is none.
    static func body(_ detached: [UInt8]?) -> [UInt8]? {
        guard let detached, detached.count > saltBytes else { return nil }
        return [UInt8](detached[saltBytes...])
    }
}

/// An event as it travels between journals: its bytes, and salt with content where the reader may have them.
public struct JournalEntry: Sendable, Equatable {
    /// The stored bytes.
    public var event: [UInt8]
    /// Salt and content; empty where there is none.
    public var content: [UInt8]

    /// An entry as it was read from a page.
    public init(event: [UInt8], content: [UInt8]) {
        self.event = event
        self.content = content
    }
}

/// A run of another journal's events.
public struct JournalRun: Sendable, Equatable {
    /// The place before its first event.
    public var after: StreamPosition
    /// The events in their order.
    public var entries: [JournalEntry]
    /// The chain's hash after the last, in hexadecimal.
    public var hash: String

    /// A run of events.
    public init(after: StreamPosition, entries: [JournalEntry], hash: String) {
        self.after = after
        self.entries = entries
        self.hash = hash
    }

    /// Reads the body and the frames of a page; nil when they do not fit together.
    public init?(_ page: JournalPage, payload: [[UInt8]]) {
        guard page.count >= 0, payload.count == page.count * 2 else { return nil }
        after = page.after
        hash = page.hash
        entries = (0..<page.count).map { JournalEntry(event: payload[$0 * 2], content: payload[$0 * 2 + 1]) }
    }

    /// The place of its last event.
    public var end: StreamPosition {
        StreamPosition(stream: after.stream, epoch: after.epoch, position: after.position + Int64(entries.count))
    }
}
