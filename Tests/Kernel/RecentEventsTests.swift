import Domain
import Protocol
import Rehearsal
import SQLite
import Testing

@testable import Kernel

@Suite("Kernel: the journal's end in memory") struct RecentEventsTests {
    @Test("What is kept is the end of the journal without a hole, in rows and bytes that are bounded")
    func endWithoutHole() {
        var recent = RecentEvents()
        var last: Int64 = 0
        for commit in 0..<900 {
            let rows = (0..<(commit % 4 + 1)).map { _ in
                last += 1
                return JournalRow(position: last, hash: [], event: [UInt8](repeating: 7, count: commit < 600 ? 300 : 3_000), content: nil)
            }
            recent.append(rows)
            guard let kept = recent.rows(after: last - 1) else {
                Issue.record("the last event is not kept")
                return
            }
            #expect(kept.map(\.position) == [last])
            let oldest = (0...last).first { recent.rows(after: $0) != nil } ?? last
            for position in [oldest, (oldest + last) / 2, last] {
                #expect(recent.rows(after: position).map { $0.map(\.position) } == Array((position + 1)..<(last + 1)))
                #expect(position == 0 || position == oldest || recent.row(at: position)?.position == position)
            }
            #expect(last - oldest <= 1_024 && (last - oldest) * (commit < 600 ? 300 : 0) <= 1 << 20)
            #expect(commit < 890 || last - oldest < 350, "a mebibyte of events of 3,000 bytes")
        }
        #expect(recent.rows(after: last + 1) == nil)
        #expect(recent.row(at: last + 1) == nil)
    }

    @Test("A reader that keeps up is served from memory the very page that the disk would give")
    func memoryAndDiskAgree() throws {
        let room = try Rehearsal(doors)
        for number in 0..<1_500 { try room.give(Knock(door: name(number % 7)), by: official) }
        let settings = Engine.Settings(grantKey: try Rehearsal.publicKey(), salt: { [UInt8](repeating: 5, count: 16) })
        let other = try Engine(doors, database: try Database.inMemory(image: try room.engine.image()), settings: settings)
        let hashes = try room.engine.reading.all("SELECT hex(hash) FROM journal ORDER BY position") { $0.text(0).lowercased() }
        for position in [0, 1, 300, 975, 976, 977, 1_400, 1_499, 1_500] {
            let place = StreamPosition(stream: .intake, epoch: 1, position: Int64(position))
            let hash = position == 0 ? "" : hashes[position - 1]
            let (here, there) = (try room.engine.page(after: place, hash: hash), try other.page(after: place, hash: hash))
            #expect(here.payload == there.payload, "behind \(position)")
            #expect(here.page.hash == there.page.hash && here.page.count == there.page.count)
            #expect(here.page.count == min(Limits.pageEvents, 1_500 - position))
        }
    }
}
