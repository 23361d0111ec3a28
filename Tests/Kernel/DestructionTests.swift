import Domain
import Kernel
import Linux
import Protocol
import Rehearsal
import SQLite
import Scratch
import Sodium
import Testing

@Suite("Kernel: words that are destroyed by law") struct DestructionTests {
    private let marker = "kembangsepatu"

    private func put(_ number: Int, _ words: String, file: String? = nil, in room: Rehearsal) throws {
        try room.give(PutPaper(paper: name(number), words: words, file: file), by: official)
    }

    /// Erases what is to be erased; the files that went.
    @discardableResult
    private func erase(_ room: Rehearsal) throws -> [String] {
        var removed: [String] = []
        try room.engine.removeDoomedFiles { removed.append($0) }
        let isDone = try room.engine.erase()
        #expect(isDone)
        #expect(!room.engine.mustErase)
        return removed
    }

    private func expectEqualToReplay(_ room: Rehearsal) throws {
        let copy = try Database.inMemory()
        _ = try Replay.rebuild(room.engine.service, from: room.engine.reading, into: copy)
        #expect(try Replay.differences(room.engine.service, room.engine.reading, copy.reading) == [])
        try copy.tables.run("INSERT INTO leaf_text(leaf_text, rank) VALUES('integrity-check', 1)")
    }

    /// What a page of the writer's journal gives to a reader, all at once.
    private func run(of writer: Rehearsal, after position: Int64 = 0) throws -> JournalRun {
        let hash = try writer.engine.reading.first("SELECT lower(hex(hash)) FROM journal WHERE position = ?", .integer(position)) { $0.text(0) }
        let (page, payload) = try writer.engine.page(after: StreamPosition(stream: .archival, epoch: 1, position: position), hash: hash ?? "")
        return try #require(JournalRun(page, payload: payload))
    }

    @Test("No byte of the database or its log holds them any more; headers, chain and everything else stay as they were")
    func bytes() throws {
        let folder = try TemporaryDirectory()
        let path = "\(folder.path)/journal.db"
        let room = try Rehearsal(papers, on: try Database.open(path: path))
        // Papers of many sizes in a tree whose pages split: copies of cells stay behind in pages where SQLite has moved them.
        var burnt: [Identifier] = []
        for number in 1...800 {
            let name = Identifier(milliseconds: Int64(number * 7919 % 1_009), random: (0, UInt64(number)))
            let isMarked = number.isMultiple(of: 40)
            if isMarked { burnt.append(name) }
            let words = String(repeating: isMarked ? "\(marker.uppercased()) \(number) " : "biasa \(number) ", count: 1 + number * 31 % 17)
            try room.give(PutPaper(paper: name, words: words), by: official)
        }
        try room.engine.checkpoint()
        let before = try room.engine.reading.all("SELECT hash, event FROM journal ORDER BY position") { [$0.blob(0), $0.blob(1)] }
        try room.give(BurnPapers(papers: burnt), by: official)
        #expect(room.engine.mustErase)
        #expect(try holds(marker, in: readFile(path, sizeBytesMaximum: 64 << 20)), "before it is written anew they are there")
        try erase(room)
        for suffix in ["", "-wal"] {
            let bytes = try readFile(path + suffix, sizeBytesMaximum: 64 << 20)
            #expect(!holds(marker, in: bytes), "journal.db\(suffix)")
            #expect(suffix != "" || holds("biasa", in: bytes))
        }
        let after = try room.engine.reading.all("SELECT hash, event FROM journal ORDER BY position LIMIT 800") { [$0.blob(0), $0.blob(1)] }
        #expect(after == before)
        #expect(try JournalChain.walk(room.engine.reading, of: .archival).position == 801)
        #expect(try room.engine.reading.integer("SELECT count(*) FROM leaf_text WHERE leaf_text MATCH '\(marker)'") == 0)
        #expect(try room.engine.reading.integer("SELECT count(*) FROM leaf_text WHERE leaf_text MATCH 'biasa'") == Int64(800 - burnt.count))
        #expect(try room.engine.reading.damages() == [])
        try expectEqualToReplay(room)
    }

    @Test("The salt goes, too, and a page for readers has the same hashes with empty frames, also out of the memory of late events")
    func pages() throws {
        let room = try Rehearsal(papers)
        try put(1, marker, in: room)
        try put(2, "biasa", in: room)
        let before = try run(of: room)
        try room.give(BurnPapers(papers: [name(1)]), by: official)
        let after = try run(of: room)
        #expect(after.entries.prefix(2).map(\.event) == before.entries.map(\.event))
        #expect(after.entries[0].content == [] && after.entries[1] == before.entries[1])
        #expect(try room.engine.reading.integer("SELECT count(content) FROM journal") == 1)
    }

    @Test("A repeat of an old command gets its first answer; new words about what was destroyed are refused, and acts without words are not")
    func commands() throws {
        let room = try Rehearsal(papers)
        let request = try room.request(PutPaper(paper: name(1), words: marker), by: official)
        let first = try #require(try room.engine.process([.command(request, key: nil)], now: room.now)[0])
        try room.give(BurnPapers(papers: [name(1)]), by: official)
        let repeated = try #require(try room.engine.process([.command(request, key: nil)], now: room.now)[0])
        #expect(repeated == first)
        #expect(try room.rejection { try put(1, marker, in: room) } == "destroyed")
        #expect(try room.rejection { try room.give(TouchPaper(paper: name(1)), by: official) } == nil)
        #expect(try room.rejection { try put(2, "biasa", in: room) } == nil)
        #expect(room.engine.tip.position == 4)
    }

    @Test("Rows that bear their own hash are sealed anew, and one that the disk has changed stays found out")
    func seals() throws {
        let room = try Rehearsal(papers)
        for number in 1...3 { try put(number, marker, in: room) }
        let copy = try Database.inMemory(image: try room.engine.image())
        try copy.tables.run("UPDATE paper SET file = 'x' WHERE id = ?", .text(name(2).description))
        let damaged = try Rehearsal(papers, on: copy)
        damaged.now = damaged.now.advanced(byMilliseconds: 1)
        try damaged.give(BurnPapers(papers: [name(1), name(2)]), by: official)
        let rows = SealedTable("paper", key: ["id"], columns: ["id", "words", "file"])
        for number in [1, 3] { try rows.check(where: "id = ?", [.text(name(number).description)], damaged.engine.reading) }
        #expect(throws: Fault.self) { try rows.check(where: "id = ?", [.text(name(2).description)], damaged.engine.reading) }
    }

    @Test("A reader destroys its own words, what it kept of the journal and what it has set aside, says so once, and takes nothing late")
    func readers() throws {
        let (writer, reader) = (try Rehearsal(papers), try Rehearsal(copies))
        try put(1, marker, in: writer)
        try put(2, "\(marker): nobody copies this", in: writer)
        let early = try run(of: writer)
        _ = try reader.engine.process([.run(early)], now: reader.now)
        #expect(try reader.engine.reading.integer("SELECT count(*) FROM parked") == 1)
        #expect(try holds(marker, in: reader.engine.image()))
        try writer.give(BurnPapers(papers: [name(1), name(2)]), by: official)
        // A page that was asked for before has the words of what is destroyed in the page behind it.
        try put(3, "biasa", in: writer)
        _ = try reader.engine.process([.run(try run(of: writer, after: 2))], now: reader.now)
        #expect(reader.engine.mustErase)
        try erase(reader)
        #expect(try !holds(marker, in: reader.engine.image()))
        #expect(try reader.events(ContentDestroyed.self).map(\.body.subjects) == [[name(1), name(2)]])
        try expectEqualToReplay(reader)
        let kept = try reader.engine.keptPage(after: StreamPosition(stream: .archival, epoch: 1, position: 0))
        #expect(kept.page.hash == early.hash && kept.payload.enumerated().allSatisfy { $0.offset.isMultiple(of: 2) || $0.element.isEmpty })
        // The same from another side changes nothing.
        try writer.give(BurnPapers(papers: [name(2)]), by: official)
        _ = try reader.engine.process([.run(try run(of: writer, after: 4))], now: reader.now)
        #expect(try reader.events(ContentDestroyed.self).count == 1)
    }

    @Test("Nobody but Archival, by Routing, is believed: what Intake adds goes with a known act and is no case, and of another act it is set aside")
    func believed() throws {
        let routing = try Rehearsal(copies)
        for number in 1...4 {
            let paper = PaperPut(paper: name(number), file: nil)
            try routing.hear(paper, from: .archival, about: name(number), content: ActWords(note: "\(marker) \(number)"))
        }
        let act = name(9)
        let letters = ContentDestroyed(act: act, subjects: [name(2), name(3)])
        try routing.hear(letters, from: .intake, about: act)
        #expect(!routing.engine.mustErase)
        #expect(try routing.engine.parkedEvents().map(\.code) == ["actUnknown"])
        try routing.hear(ContentDestroyed(act: act, subjects: [name(1)]), from: .archival, about: act)
        try routing.give(RetryParked(stream: .intake, position: 1), by: .operator(name: "uji"))
        #expect(try routing.events(ContentDestroyed.self).map(\.body.subjects) == [[name(1)], [name(2)]], "the third is a case of Routing's own")
        // Nobody follows these three in what they say of acts.
        for source in [ServiceName.drafting, .approvals] {
            let deaf = Service(name: .routing, migrations: [], tables: [], commands: [], events: [], reactions: [.nothing(from: source)])
            let reader = try Rehearsal(deaf)
            try reader.hear(ContentDestroyed(act: act, subjects: [name(4)]), from: source, about: act)
            #expect(!reader.engine.mustErase, "\(source.rawValue)")
        }
    }

    @Test("Words of a journal that has not come so far, or was put back, are not taken: neither into tables nor into what is kept")
    func lateWords() throws {
        let reader = try Rehearsal(copies)
        try reader.hear(ContentDestroyed(act: name(9), subjects: [name(1)]), from: .archival, about: nil)
        try erase(reader)
        try reader.hear(PaperPut(paper: name(1), file: nil), from: .archival, about: name(1), content: ActWords(note: marker))
        try reader.hear(PaperPut(paper: name(2), file: nil), from: .archival, about: name(2), content: ActWords(note: "biasa"))
        #expect(try !holds(marker, in: reader.engine.image()))
        #expect(try reader.engine.reading.integer("SELECT count(*) FROM paper") == 1)
        #expect(try reader.engine.reading.integer("SELECT count(words) FROM paper") == 1)
    }

    @Test("A file goes once nothing that is kept mentions it")
    func files() throws {
        let (own, shared) = (String(repeating: "ab", count: 32), String(repeating: "cd", count: 32))
        let room = try Rehearsal(papers)
        try put(1, marker, file: own, in: room)
        try put(2, marker, file: shared, in: room)
        try put(3, "biasa", file: shared, in: room)
        try room.give(BurnPapers(papers: [name(1), name(2)]), by: official)
        #expect(try erase(room) == [own])
        try room.give(BurnPapers(papers: [name(3)]), by: official)
        #expect(try erase(room) == [shared])
        #expect(try room.engine.reading.integer("SELECT count(*) FROM doomed_file") == 0)
        // One that comes late, without words, is not kept either, and a start in between forgets nothing.
        try room.give(TouchPaper(paper: name(1), file: own), by: official)
        #expect(room.engine.mustErase)
        let started = try Rehearsal(papers, on: try Database.inMemory(image: try room.engine.image()))
        #expect(started.engine.mustErase)
        #expect(try erase(started) == [own])
    }

    @Test("What a crash has left undone is done after the start; while somebody reads, the log is emptied later")
    func crash() throws {
        let folder = try TemporaryDirectory()
        let path = "\(folder.path)/journal.db"
        do {
            let room = try Rehearsal(papers, on: try Database.open(path: path))
            try put(1, marker, file: String(repeating: "ab", count: 32), in: room)
            try room.give(BurnPapers(papers: [name(1)]), by: official)
        }
        let room = try Rehearsal(papers, on: try Database.open(path: path))
        #expect(room.engine.mustErase)
        let reader = try Database.reader(path: path)
        var removed: [String] = []
        try reader.reading.each("SELECT position FROM journal", []) { _ in
            try room.engine.removeDoomedFiles { removed.append($0) }
            let isDone = try room.engine.erase()
            #expect(!isDone)
            return false
        }
        #expect(room.engine.mustErase && removed.count == 1)
        #expect(try erase(room) == [])
        for suffix in ["", "-wal"] { #expect(try !holds(marker, in: readFile(path + suffix, sizeBytesMaximum: 1 << 20))) }
        let last = try Rehearsal(papers, on: try Database.open(path: path))
        #expect(!last.engine.mustErase)
    }

    @Test("Tables made anew in between leave as much to be erased as there was: the old database is kept beside them")
    func rebuiltInBetween() throws {
        let room = try Rehearsal(papers)
        for number in 1...2 { try put(number, marker, in: room) }
        try room.give(BurnPapers(papers: [name(2)]), by: official)
        try erase(room)
        for isPending in [false, true] {
            if isPending { try room.give(BurnPapers(papers: [name(1)]), by: official) }
            let copy = try Database.inMemory()
            _ = try Replay.rebuild(papers, from: room.engine.reading, into: copy)
            let rebuilt = try Rehearsal(papers, on: copy)
            #expect(rebuilt.engine.mustErase == isPending)
            try erase(rebuilt)
        }
    }

    @Test("A service that is put back from before the act gets it from its reader, and erases again")
    func restored() throws {
        let (writer, reader) = (try Rehearsal(papers), try Rehearsal(copies))
        try put(1, marker, in: writer)
        let backup = try writer.engine.image()
        try writer.give(BurnPapers(papers: [name(1)]), by: official)
        _ = try reader.engine.process([.run(try run(of: writer))], now: reader.now)
        let restored = try Rehearsal(papers, on: try Database.inMemory(image: backup))
        #expect(try holds(marker, in: restored.engine.image()))
        let (page, payload) = try reader.engine.keptPage(after: StreamPosition(stream: .archival, epoch: 1, position: 1))
        try restored.engine.refill(try #require(JournalRun(page, payload: payload)), from: .routing, now: restored.now)
        #expect(restored.engine.mustErase)
        try erase(restored)
        #expect(try !holds(marker, in: restored.engine.image()))
        #expect(restored.engine.tip == writer.engine.tip)
        #expect(try Replay.differences(papers, writer.engine.reading, restored.engine.reading) == [])
    }
}
