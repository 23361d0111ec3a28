import Domain
import Kernel
import Protocol
import Sodium

/// A journal as a service would hand it out, and what the service says of it.
struct StubJournal: Sendable {
    let service: ServiceName
    /// As they are handed out; a test may spoil them.
    var entries: [JournalEntry]
    /// The chain's hash after the last of them, before anything was spoilt.
    let hash: String
    /// Where the service says that its journal ends.
    var end: Int64
    var problems: [String] = []
    var parked = 0
    var peakResidentBytes = 20 << 20

    /// Some events of a service.
    init(_ service: ServiceName, events: Int) {
        self.service = service
        entries = (1...events).map { index in
            JournalEntry(event: Self.header(service, "test.event", index).encoded(data: Array(#"{"index":\#(index)}"#.utf8)), content: [])
        }
        end = Int64(events)
        var hash = [UInt8](repeating: 0, count: 32)
        for (index, entry) in entries.enumerated() { hash = chainHash(after: hash, epoch: 1, position: Int64(index + 1), event: entry.event) }
        self.hash = hexadecimal(hash)
    }

    private static func header(_ service: ServiceName, _ type: String, _ index: Int) -> EventHeader {
        let id = Identifier(milliseconds: 1, random: (0, UInt64(index)))
        return EventHeader(
            id: id, source: service, type: type, time: Moment(milliseconds: 1_000), subject: nil, command: id, bodyHash: nil,
            actor: "operator/test", grantHash: nil, contentHash: nil, depth: 0)
    }

    /// An event as a service writes it.
    static func event<Body: EventBody>(_ body: Body, by service: ServiceName) throws -> [UInt8] {
        header(service, Body.type, 1).encoded(data: try JSONText().encode(body))
    }

    /// What the service answers to whoever asks how it is, or pulls.
    func answer(_ request: Request) throws -> StubServices.Answer {
        if request.verb == ShowStatus.verb {
            return try .ok(
                ShowStatus.Answer(
                    position: StreamPosition(stream: service, epoch: 1, position: end), following: [], problems: problems, parked: parked, faults: 0,
                    held: 0, residentBytes: 10 << 20, peakResidentBytes: peakResidentBytes))
        }
        let after = try JSONText().decode(PullJournal.self, from: request.body).after
        let rest = entries.dropFirst(Int(after.position))
        var answer = try StubServices.Answer.ok(JournalPage(after: after, count: rest.count, hash: hash, last: end))
        answer.payload = rest.flatMap { [$0.event, $0.content] }
        return answer
    }
}
