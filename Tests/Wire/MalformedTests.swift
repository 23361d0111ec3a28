import Domain
import Kernel
import Protocol
import Sodium
import Testing

@Suite struct MalformedTests {
    struct Row: Decodable, Sendable, CustomTestStringConvertible {
        var name: String
        var code: String
        var field: String?
        var endpoint: String?
        var id: String
        var frames: [[UInt8]]

        var testDescription: String { name }

        private enum CodingKeys: String, CodingKey { case name, code, field, endpoint, id, frames }

        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            name = try fields.decode(String.self, forKey: .name)
            code = try fields.decode(String.self, forKey: .code)
            field = try fields.decodeIfPresent(String.self, forKey: .field)
            endpoint = try fields.decodeIfPresent(String.self, forKey: .endpoint)
            id = try fields.decode(String.self, forKey: .id)
            frames = try fields.decode([Golden.Piece].self, forKey: .frames).map(\.bytes)
        }
    }

    @Test("Every way to be wrong has its code, the request's id and no effect", arguments: try Golden.read("malformed", as: [Row].self))
    func rows(_ row: Row) throws {
        // The second endpoint lives in the host; the Python suite asks it.
        guard row.endpoint == nil else { return }
        let desk = try Desk()
        let node = Node(desk.engine, grantKey: try GoldenGrants.read().publicKey)
        let peer = Node.Peer(name: [1], key: nil)
        var sendings: [Node.Sending] = []
        for ticks: Int64 in [0, 500] {
            let clock = Node.Clock(now: Desk.began, ticks: ticks)
            if ticks == 0, let sending = node.receive(row.frames, from: peer, clock) { sendings.append(sending) }
            sendings += try node.turn(clock)
        }
        let answers = sendings.compactMap { sending in
            if case .toPeer(_, let frames) = sending { frames } else { nil }
        }
        #expect(answers.count == 1)
        let reply = try #require(answers.first.flatMap { Reply(frames: $0) })
        let rejection = try JSONText().decode(Rejection.self, from: reply.body)
        #expect(reply.status == .rejected)
        #expect(rejection.code == row.code)
        #expect(rejection.field == row.field)
        #expect(hexadecimal(reply.id.bytes) == row.id)
        #expect(desk.engine.tip.position == 0)
    }

    @Test("A body in which a key stands twice is refused, also where nobody asks for that key, and so is one of too many levels")
    func ambiguous() {
        func refusal(_ text: String) -> Rejection? {
            do {
                _ = try JSONText().decode(NoContent.self, from: Array(text.utf8))
                return nil
            } catch {
                return error
            }
        }
        #expect(refusal(#"{"a":1,"b":{"a":1}}"#) == nil)
        #expect(refusal(#"{"a":1,"b":{"c":2,"c":2}}"#) == .malformedBody("a key stands in an object twice", field: nil))
        let levels = Limits.jsonDepth
        #expect(refusal(String(repeating: "[", count: levels) + String(repeating: "]", count: levels)) == nil)
        #expect(refusal(String(repeating: "[", count: levels + 1) + String(repeating: "]", count: levels + 1)) != nil)
    }

    @Test("An id that comes again with another body or verb is refused, also for a command that was accepted long ago")
    func reusedIdentifier() throws {
        let desk = try Desk()
        try desk.writeJournal()
        let requests = try Golden.read("requests", as: [FramesTests.GoldenRequest].self).map(\.value)
        var again = try #require(requests.first { $0.verb == RegisterLetter.verb })
        #expect(try desk.engine.process([.command(again, key: nil)], now: Desk.began) == [desk.firstReply])
        again.body.append(0x20)
        let reply = try #require(try desk.engine.process([.command(again, key: nil)], now: Desk.began).first ?? nil)
        #expect(try JSONText().decode(Rejection.self, from: reply.body).code == "idReused")
    }
}
