import Domain
import Kernel
import Nettle
import Protocol
import SQLite
import Sodium
import Testing

@Suite struct JournalTests {
    struct GoldenEvent: Decodable {
        struct Attributes: Decodable {
            var id: Identifier
            var source: ServiceName
            var type: String
            var recipient: ServiceName?
            var time: Int64
            var subject: Identifier?
            var command: Identifier
            var bodyHash: String?
            var actor: String
            var grantHash: String?
            var contentHash: String?
            var depth: Int

            var header: EventHeader {
                EventHeader(
                    id: id, source: source, type: type, recipient: recipient, time: Moment(milliseconds: time), subject: subject, command: command,
                    bodyHash: bodyHash, actor: actor, grantHash: grantHash, contentHash: contentHash, depth: depth)
            }
        }

        var name: String
        var attributes: Attributes
        var data: String
        var epoch: Int
        var position: Int64
        var event: String
        var content: Golden.Piece
        var hash: String

        var header: EventHeader { attributes.header }
    }

    static func events() throws -> [GoldenEvent] { try Golden.read("journal") }

    @Test("An event is these bytes, and these bytes are that event")
    func headers() throws {
        for golden in try Self.events() {
            #expect(String(decoding: golden.header.encoded(data: Array(golden.data.utf8)), as: UTF8.self) == golden.event, "\(golden.name)")
            let (header, data) = try #require(EventHeader.parse(Array(golden.event.utf8)), "\(golden.name)")
            #expect(header == golden.header, "\(golden.name)")
            #expect(String(decoding: data, as: UTF8.self) == golden.data, "\(golden.name)")
        }
    }

    @Test("An event for one service says so at its beginning, where readers look first")
    func addressed() throws {
        struct Row: Decodable {
            var attributes: GoldenEvent.Attributes
            var data: String
            var event: String
        }
        for golden in try Golden.read("addressed", as: [Row].self) {
            let bytes = Array(golden.event.utf8)
            #expect(golden.attributes.header.encoded(data: Array(golden.data.utf8)) == bytes)
            #expect(EventHeader.parse(bytes)?.header == golden.attributes.header)
            let outline = try #require(EventHeader.outline(bytes))
            #expect(outline.source == .routing && outline.type == "task.opened" && outline.recipient == .approvals)
        }
        let first = try #require(try Self.events().first)
        #expect(EventHeader.outline(Array(first.event.utf8))?.recipient == nil)
    }

    @Test("The hash of a content is over salt and JSON; the hash of an event is over the one before, epoch, position and bytes")
    func hashes() throws {
        var hash = [UInt8](repeating: 0, count: 32)
        for golden in try Self.events() {
            let content = golden.content.bytes
            #expect(golden.attributes.contentHash == (content.isEmpty ? nil : hexadecimal(SHA256.hash(content))), "\(golden.name)")
            hash = chainHash(after: hash, epoch: golden.epoch, position: golden.position, event: Array(golden.event.utf8))
            #expect(hexadecimal(hash) == golden.hash, "\(golden.name)")
        }
    }

    @Test("Bytes that do not have the one form are no event")
    func malformedEvents() throws {
        struct Row: Decodable {
            var name: String
            var event: String
        }
        for row in try Golden.read("malformed-events", as: [Row].self) { #expect(EventHeader.parse(Array(row.event.utf8)) == nil, "\(row.name)") }
    }

    @Test("Who acted is written like this in an event")
    func actors() throws {
        struct Row: Decodable {
            var principal: Principal
            var actor: String
        }
        for row in try Golden.read("actors", as: [Row].self) { #expect(row.principal.actorText == row.actor) }
    }

    @Test("What a person signs is this text")
    func statements() throws {
        struct Row: Decodable {
            var name: String
            var task: Identifier
            var `case`: Identifier
            var document: DocumentVersion
            var signer: Principal
            var text: String
        }
        for row in try Golden.read("statements", as: [Row].self) {
            guard case .official(let signer) = row.signer else { continue }
            #expect(SignedStatement.text(task: row.task, caseID: row.case, document: row.document, by: signer) == row.text, "\(row.name)")
        }
    }

    @Test("What a person signs for one command is this text")
    func orders() throws {
        struct Row: Decodable {
            var id: Identifier
            var service: ServiceName
            var verb: String
            var hash: String
            var expires: Int64
            var nip: String
            var text: String
        }
        for row in try Golden.read("orders", as: [Row].self) {
            let only = SoleCommand(id: row.id, service: row.service, verb: row.verb, hash: row.hash)
            #expect(only.text(of: row.nip, expires: row.expires) == row.text)
        }
    }

    @Test("The production engine writes these bytes, and a pull gets them in these frames")
    func engineWritesThem() throws {
        let golden = try Self.events()
        let replies = try Golden.read("replies", as: [FramesTests.GoldenReply].self)
        let desk = try Desk()
        try desk.writeJournal()
        let (page, payload) = try desk.engine.page(after: StreamPosition(stream: .intake, epoch: 1, position: 0), hash: "")
        #expect(payload == golden.flatMap { [Array($0.event.utf8), $0.content.bytes] })
        let pulled = Reply(
            id: Identifier(milliseconds: 1_767_576_600_125, random: (0, 6)), status: .ok, position: desk.engine.position,
            body: try JSONText().encode(page), payload: payload)
        #expect(pulled == replies.first { $0.name == "page" }?.value)
        #expect(desk.firstReply == replies.first { $0.name == "accepted" }?.value)
    }

    @Test("A follower takes a page whose words were destroyed, and stops at one whose words or header are others")
    func followerChecksPages() throws {
        let replies = try Golden.read("replies", as: [FramesTests.GoldenReply].self)
        func run(_ name: String, change: (inout JournalRun) -> Void = { _ in }) throws -> JournalRun {
            let golden = try #require(replies.first { $0.name == name })
            let page = try JSONText().decode(JournalPage.self, from: Array(golden.body.utf8))
            var run = try #require(JournalRun(page, payload: golden.payload.map(\.bytes)))
            change(&run)
            return run
        }
        func subjects(_ run: JournalRun) throws -> [String?] {
            let follower = try Follower()
            _ = try follower.engine.process([.run(run)], now: Moment(milliseconds: 1_767_576_660_000))
            return try follower.subjects()
        }
        #expect(try subjects(run("page")) == ["Permintaan data kinerja triwulan IV"])
        #expect(try subjects(run("page-destroyed")) == [nil])
        #expect(throws: Engine.Parted.self) { try subjects(run("page") { $0.entries[0].content[0] ^= 1 }) }
        #expect(throws: Engine.Parted.self) { try subjects(run("page") { $0.entries[0].content = $0.entries[2].content }) }
        #expect(throws: Engine.Parted.self) { try subjects(run("page") { $0.entries[2].event[60] ^= 1 }) }
        #expect(throws: Engine.Parted.self) { try subjects(run("page") { $0.entries.swapAt(1, 2) }) }
        #expect(throws: Engine.Parted.self) { try subjects(run("page") { $0.after.position = 1 }) }
    }
}
