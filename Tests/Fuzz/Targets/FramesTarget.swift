import Domain
import Kernel
import Nettle
import Protocol
import Sodium

extension FuzzTarget {
    /// Frames of requests, of replies with pages of a journal in them, and the stored bytes of events.
    public static let frames = FuzzTarget(
        name: "frames",
        seeds: {
            let requests = try (Golden.read("requests") + Golden.read("malformed")).map { [0] + ByteSource.framed($0.frames) }
            let replies = try Golden.read("replies").map { [1] + ByteSource.framed($0.frames) }
            let events = try (Golden.read("journal") + Golden.read("malformed-events") + Golden.read("addressed")).compactMap(\.event)
            return requests + replies + events.flatMap { [[2] + $0, [3] + ByteSource.framed([$0, []])] }
        },
        run: { input in
            let source = ByteSource(input)
            switch source.byte() % 4 {
            case 0: try readRequest(source.frames(most: 12))
            case 1: try readReply(source.frames(most: 500))
            case 2: try readEvent(source.rest())
            default: try readPage(source.frames(most: 16))
            }
        })

    private static func readRequest(_ frames: [[UInt8]]) throws {
        do {
            try hold(try Request(frames: frames).frames == frames, "a request is written with other frames than it was read from")
        } catch let rejection as Rejection {
            try hold(!rejection.code.isEmpty, "a request was refused without a code")
        }
        // Whatever has frames is answered, once, by a node; not each time, because a node is costly.
        guard frames.joined().reduce(0, { $0 &* 31 &+ $1 }) % 16 == 0 else { return }
        let room = try office()
        let node = Node(try room.engine(), grantKey: [UInt8](repeating: 0, count: 32))
        let clock = Node.Clock(now: Words.now, ticks: 0)
        let atOnce = node.receive(frames, from: Node.Peer(name: [1], key: nil), clock)
        var answers = (try node.turn(clock) + [atOnce].compactMap { $0 }).count { if case .toPeer = $0 { true } else { false } }
        answers += try node.turn(Node.Clock(now: Words.now, ticks: 2_000)).count { if case .toPeer = $0 { true } else { false } }
        try hold(answers == 1, "a message had \(answers) answers")
    }

    private static func readReply(_ frames: [[UInt8]]) throws {
        guard let reply = Reply(frames: frames) else { return }
        try hold(reply.frames == frames, "a reply is written with other frames than it was read from")
        let page: JournalPage
        do {
            page = try JSONText().decode(JournalPage.self, from: reply.body)
        } catch {
            // What it is rejected with is all that can be thrown.
            return
        }
        guard let run = JournalRun(page, payload: reply.payload) else { return }
        try hold(run.entries.count * 2 == reply.payload.count, "a run has other entries than its page")
        for entry in run.entries { try readEvent(entry.event) }
    }

    private static func readEvent(_ bytes: [UInt8]) throws {
        let outline = EventHeader.outline(bytes)
        guard let (header, data) = EventHeader.parse(bytes) else { return }
        let isOutlined = outline?.source == header.source && outline?.type == header.type && outline?.recipient == header.recipient
        try hold(isOutlined, "outline and header of an event differ")
        try hold(header.encoded(data: Array(data)) == bytes, "an event is written with other bytes than it was read from")
    }

    /// Events of Routing's journal that hold together but may say anything, heard by a service that acts on them.
    private static func readPage(_ frames: [[UInt8]]) throws {
        let room = try office()
        let engine = try room.engine()
        guard let cursor = engine.cursors[.routing] else { return }
        var hash = cursor.hash
        var entries: [JournalEntry] = []
        for index in stride(from: 0, to: frames.count - 1, by: 2) {
            let position = cursor.position + Int64(entries.count) + 1
            hash = chainHash(after: hash, epoch: cursor.epoch, position: position, event: frames[index])
            entries.append(JournalEntry(event: frames[index], content: frames[index + 1]))
        }
        let place = StreamPosition(stream: .routing, epoch: cursor.epoch, position: cursor.position)
        do {
            _ = try engine.process([.run(JournalRun(after: place, entries: entries, hash: hexadecimal(hash)))], now: Words.now)
        } catch is Engine.Parted {
            return
        }
        let faults = try engine.parkedEvents().filter { $0.code == "fault" }
        try hold(faults.isEmpty, "an event met a fault: \(faults.first?.message ?? "")")
    }

    private static func office() throws -> Room {
        guard let room = try Room.all.get().last else { throw Broken("there is no room") }
        return room
    }
}
