import Domain
import Kernel
import Nettle
import Protocol
import Sodium
import Testing

@testable import Console

@Suite struct JournalTests {
    private func entry(_ index: Int, at milliseconds: Int64 = 1_000, source: ServiceName = .intake, content: [UInt8] = []) -> JournalEntry {
        let id = Identifier(milliseconds: 1, random: (0, UInt64(index)))
        let header = EventHeader(
            id: id, source: source, type: "letter.registered", time: Moment(milliseconds: milliseconds), subject: nil, command: id, bodyHash: nil,
            actor: "operator/test", grantHash: nil, contentHash: content.isEmpty ? nil : hexadecimal(SHA256.hash(content)), depth: 0)
        return JournalEntry(event: header.encoded(data: Array("{}".utf8)), content: content)
    }

    private let start = StreamPosition(stream: .intake, epoch: 1, position: 0)

    @Test("Events that follow each other are a whole chain, whose hash is the journal's")
    func whole() {
        var reader = ChainReader(start: start)
        let entries = [entry(1), entry(2, content: [1, 2]), entry(3, at: 2_000)]
        for entry in entries { #expect(reader.take(entry) == nil) }
        #expect(reader.place.position == 3)
        var hash = [UInt8](repeating: 0, count: 32)
        for (index, entry) in entries.enumerated() { hash = chainHash(after: hash, epoch: 1, position: Int64(index + 1), event: entry.event) }
        #expect(reader.hash == hash)
    }

    @Test("Another byte in an event gives another hash")
    func changed() {
        var (reader, other) = (ChainReader(start: start), ChainReader(start: start))
        #expect(reader.take(entry(1)) == nil)
        #expect(other.take(entry(2)) == nil)
        #expect(reader.hash != other.hash)
    }

    @Test("An event that cannot be read, comes from elsewhere or goes back in time is named by its place")
    func breaches() {
        var reader = ChainReader(start: start)
        #expect(reader.take(entry(1)) == nil)
        #expect(reader.take(entry(2, at: 999)) == .init(position: 2, what: "its time is before that of the event before it"))
        #expect(reader.take(entry(3, source: .routing)) == .init(position: 3, what: "the event is of another service"))
        #expect(reader.take(JournalEntry(event: [1, 2, 3], content: [])) == .init(position: 4, what: "the event cannot be read"))
    }

    @Test("Content must be the one whose hash is in the header; content that was destroyed is no breach")
    func content() {
        var reader = ChainReader(start: start)
        var erased = entry(1, content: [1, 2])
        erased.content = []
        #expect(reader.take(erased) == nil)
        var exchanged = entry(2, content: [1, 2])
        exchanged.content = [1, 3]
        #expect(reader.take(exchanged) == .init(position: 2, what: "its content is not the one of its header"))
        var added = entry(3)
        added.content = [1]
        #expect(reader.take(added) == .init(position: 3, what: "its content is not the one of its header"))
    }
}
