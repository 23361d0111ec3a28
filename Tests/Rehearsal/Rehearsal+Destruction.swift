import Domain
import Glibc
import Kernel
import Protocol
import SQLite

/// Whether a word stands anywhere in the bytes, as it is written or in small letters, as an index of words has it.
public func holds(_ word: String, in bytes: [UInt8]) -> Bool {
    contains(Array(word.utf8), bytes) || contains(Array(word.lowercased().utf8), bytes)
}

private func contains(_ sought: [UInt8], _ bytes: [UInt8]) -> Bool {
    guard let first = sought.first else { return false }
    return bytes.withUnsafeBytes { (buffer: UnsafeRawBufferPointer) -> Bool in
        guard let start = buffer.baseAddress else { return false }
        var offset = 0
        while bytes.count - offset >= sought.count, let found = memchr(start + offset, Int32(first), bytes.count - offset) {
            offset = UnsafeRawPointer(found) - start
            if bytes.count - offset >= sought.count, memcmp(found, sought, sought.count) == 0 { return true }
            offset += 1
        }
        return false
    }
}

extension Rehearsal {
    /// What is left after the words of all cases and letters of the service's journal were destroyed by law.
    public struct Remains {
        /// The words that still stand somewhere in the database.
        public var words: [String] = []
        /// How many different words there were to be destroyed.
        public var count = 0
        /// Where the tables are not those that a replay of the journal makes.
        public var differences: [String] = []
    }

    /// Lets the words of every subject be destroyed, but for those that `isKept`, and looks through every byte for them.
    public func destroyAll(by source: ServiceName, keeping isKept: (EventHeader) -> Bool = { _ in false }) throws -> Remains {
        var subjects: [Identifier] = []
        var words: Set<String> = []
        try engine.reading.each("SELECT event, content FROM journal WHERE subject IS NOT NULL ORDER BY position", []) { row in
            guard let (header, _) = EventHeader.parse(row.blob(0)), let subject = header.subject, !isKept(header) else { return true }
            if !subjects.contains(subject) { subjects.append(subject) }
            if let content = row.optionalBlob(1) { words.formUnion(Self.words(in: content.dropFirst(16))) }
            return true
        }
        try hear(ContentDestroyed(act: newIdentifier(), subjects: subjects), from: source, about: nil)
        var remains = Remains()
        try engine.removeDoomedFiles { _ in }
        guard try engine.erase() else { throw Mishap(description: "the log could not be emptied") }
        // What stands in headers, and in contents that are no letter's, such as the catalogue, stays where it stands.
        var kept: [UInt8] = []
        try engine.reading.each("SELECT event, content FROM journal", []) { row in
            kept += row.blob(0) + row.blob(1)
            return true
        }
        try engine.reading.each("SELECT events FROM upstream_run", []) { row in
            kept += row.blob(0)
            return true
        }
        let all = try engine.image()
        let own = words.filter { !holds($0, in: kept) }
        remains.count = own.count
        remains.words = own.filter { holds($0, in: all) }.sorted()
        let copy = try Database.inMemory()
        _ = try Replay.rebuild(engine.service, from: engine.reading, into: copy)
        remains.differences = try Replay.differences(engine.service, engine.reading, copy.reading)
        return remains
    }

    /// The values of a JSON text that are words; escapes cut them into parts.
    private static func words(in json: ArraySlice<UInt8>) -> [String] {
        let parts = String(decoding: json, as: UTF8.self).split(separator: "\"", omittingEmptySubsequences: false)
        return parts.indices.filter { $0 % 2 == 1 && parts[$0].utf8.count > 3 && parts.indices.contains($0 + 1) && !parts[$0 + 1].hasPrefix(":") }.map
        {
            String(parts[$0])
        }
    }
}
