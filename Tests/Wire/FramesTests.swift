import Domain
import Kernel
import Nettle
import Protocol
import Sodium
import Testing

@Suite struct FramesTests {
    struct GoldenRequest: Decodable {
        var name: String
        var id: Identifier
        var verb: String
        var grant: Golden.Piece
        var after: [StreamPosition]
        var body: String
        var aside: Golden.Piece?
        var bodyHash: String
        var frames: [Golden.Piece]

        var value: Request {
            Request(id: id, verb: verb, grant: grant.bytes, after: after, body: Array(body.utf8), aside: aside?.bytes)
        }
    }

    struct GoldenReply: Decodable {
        var name: String
        var id: Identifier
        var status: String
        var position: StreamPosition
        var body: String
        var payload: [Golden.Piece]
        var frames: [Golden.Piece]

        var value: Reply? {
            Reply.Status(rawValue: status).map {
                Reply(id: id, status: $0, position: position, body: Array(body.utf8), payload: payload.map(\.bytes))
            }
        }
    }

    @Test("A request is these frames, and these frames are that request")
    func requests() throws {
        for golden in try Golden.read("requests", as: [GoldenRequest].self) {
            let frames = golden.frames.map(\.bytes)
            #expect(golden.value.frames == frames, "\(golden.name)")
            #expect(try Request(frames: frames) == golden.value, "\(golden.name)")
            let named = Array(golden.verb.utf8) + [0] + Array(golden.body.utf8)
            #expect(hexadecimal(SHA256.hash(named)) == golden.bodyHash, "\(golden.name)")
        }
    }

    @Test("A reply is these frames, and these frames are that reply")
    func replies() throws {
        for golden in try Golden.read("replies", as: [GoldenReply].self) {
            let frames = golden.frames.map(\.bytes)
            #expect(golden.value?.frames == frames, "\(golden.name)")
            #expect(Reply(frames: frames) == golden.value, "\(golden.name)")
        }
    }

    @Test("What is no reply is dropped")
    func wrongReplies() throws {
        let id = Identifier(milliseconds: 1, random: (2, 3)).bytes
        let right = [Request.tag, id, Array("ok".utf8), Array("intake:1:2".utf8), Array("{}".utf8)]
        #expect(Reply(frames: right) != nil)
        #expect(Reply(frames: Array(right.dropLast())) == nil)
        for (index, wrong) in [(0, "ALUR/2"), (1, "short"), (2, "OK"), (2, ""), (3, "intake:1"), (3, "gateway:1:2"), (3, "intake:1:02")] {
            var frames = right
            frames[index] = Array(wrong.utf8)
            #expect(Reply(frames: frames) == nil, "frame \(index + 1) as \(wrong)")
        }
    }

    @Test("Bodies have one form")
    func bodies() throws {
        let requests = Dictionary(uniqueKeysWithValues: try Golden.read("requests", as: [GoldenRequest].self).map { ($0.name, $0.body) })
        let replies = Dictionary(uniqueKeysWithValues: try Golden.read("replies", as: [GoldenReply].self).map { ($0.name, $0.body) })
        func text(_ body: some Encodable) throws -> String { String(decoding: try JSONText().encode(body), as: UTF8.self) }
        func name(_ low: UInt64) -> Identifier { Identifier(milliseconds: 1_767_576_600_125, random: (0, low)) }

        #expect(try text(ShowStatus()) == requests["status"])
        #expect(try text(SkipTask(task: name(0x200), note: "Tidak diperlukan")) == requests["skip"])
        let letter = RegisterLetter(
            register: "surat-masuk", sender: "Bappeda Provinsi Sulawesi Tengah", number: "045/12/BAPPEDA",
            letterDate: try #require(CivilDate("2026-01-02")), subject: "Permintaan data kinerja triwulan IV", urgensi: .segera, channel: .caraka,
            attachments: "1 berkas")
        #expect(try text(letter) == requests["register"])
        let hash = hexadecimal(SHA256.hash(Array("%PDF-1.7\n".utf8)))
        #expect(try text(PutFile(upload: name(0x300), offset: 0, hash: hash, size: 9)) == requests["put"])
        #expect(try text(DiscardParked(stream: .routing, position: 7, reason: "Perkara ini sudah \"selesai\".")) == requests["discard"])
        let start = StreamPosition(stream: .intake, epoch: 1, position: 0)
        #expect(try text(PullJournal(after: start, hash: "", waitMilliseconds: 1000)) == requests["pull"])

        #expect(try text(Rejection.malformedBody("a field is missing", field: "task")) == replies["rejected"])
        #expect(try text(Rejection.malformedFrame("the id is not 16 bytes")) == replies["unreadable"])
        #expect(try text(GetFile.Answer(size: 9)) == replies["piece"])
        let page = try JSONText().decode(JournalPage.self, from: Array((replies["page"] ?? "").utf8))
        #expect(try text(page) == replies["page"])
    }

    @Test("JSON is written with keys in the order of code points, and with no more escapes than there must be")
    func json() throws {
        struct File: Decodable { var text: String }
        let keys = ["a10", "é", "B", "_0", "z", "a9"]
        var value = Dictionary(uniqueKeysWithValues: keys.map { ($0, "") })
        value["b"] = "é/\u{2028}\u{7F}\u{1}\u{1F}\n\t\r\u{8}\u{C}\"\\😀"
        #expect(String(decoding: try JSONText().encode(value), as: UTF8.self) == (try Golden.read("json", as: File.self).text))
    }
}
