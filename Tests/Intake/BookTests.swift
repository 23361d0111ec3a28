import Domain
import Intake
import Kernel
import Protocol
import Rehearsal
import SQLite
import Testing

@Suite("Intake: the agenda book")
struct BookTests {
    let counter: Counter
    init() throws { counter = try Counter() }

    private func book(
        after: Int? = nil, before: Int? = nil, limit: Int? = nil, filter: AgendaBook.Filter? = nil, prefix: String? = nil
    ) -> AgendaBook {
        AgendaBook(register: "surat-masuk", year: 2026, after: after, before: before, limit: limit, filter: filter, prefix: prefix)
    }

    @Test("The book is read page by page in either direction, newest first where nothing is said")
    func pages() throws {
        for number in 1...5 { try counter.register(Counter.letter(number: "\(number)")) }
        let newest = try counter.room.ask(book(limit: 2), by: counter.clerk)
        #expect(newest.rows.map(\.sequence) == [124, 123] && newest.hasMore)
        #expect(try counter.page(book(before: 123)).map(\.sequence) == [122, 121, 120])
        let oldest = try counter.room.ask(book(after: 0, limit: 5), by: counter.clerk)
        #expect(oldest.rows.map(\.sequence) == [120, 121, 122, 123, 124] && !oldest.hasMore)
        #expect(try counter.page(book(after: 123)).map(\.sequence) == [124])
        #expect(try counter.room.rejection { _ = try counter.page(book(after: 1, before: 2)) } == "invalid")
        #expect(try counter.page(AgendaBook(register: "surat-masuk", year: 2025)).isEmpty)
        #expect(try counter.room.rejection { _ = try counter.page(AgendaBook(register: "tidak-ada", year: 2026)) } == "notFound")
    }

    @Test("A prefix finds sender, number or subject and takes every sign as itself")
    func prefixes() throws {
        try counter.register(Counter.letter(number: "100%/A"))
        try counter.register(Counter.letter(number: "1000/B"))
        #expect(try counter.page(book(prefix: "100%")).map(\.sequence) == [120])
        #expect(try counter.page(book(prefix: "bAPP")).count == 2)
        #expect(try counter.page(book(prefix: "permintaan data")).count == 2)
        #expect(try counter.page(book(prefix: "Renja")).isEmpty)
        for sign in ["_", "%", "\\", "'", "\""] { #expect(try counter.page(book(prefix: sign)).isEmpty) }
    }

    @Test("A secret letter's words are for the clerk and the head; others see its row, masked, and never find it by its words")
    func masking() throws {
        var letter = Counter.letter()
        letter.keamanan = .rahasia
        let secret = try counter.register(letter).letter
        for reader in [counter.clerk, counter.head] {
            #expect(try counter.show(secret, by: reader).row.words?.sender == "Bappeda")
            #expect(try counter.page(book(prefix: "Bappeda"), by: reader).count == 1)
        }
        let row = try #require(try counter.page(book(), by: counter.staff).first)
        #expect(row.isMasked && row.words == nil && row.sequence == 120 && row.keamanan == .rahasia)
        #expect(try counter.room.rejection { _ = try counter.show(secret, by: counter.staff) } == "notFound")
        #expect(try counter.page(book(prefix: "Bappeda"), by: counter.staff).isEmpty)
        #expect(try counter.room.rejection { _ = try counter.room.ask(Receipt(letter: secret), by: counter.staff) } == "notFound")
        try counter.room.give(VoidLetter(letter: secret, reason: "Rahasia juga"), by: counter.clerk)
        #expect(try counter.page(book(), by: counter.staff).first?.voidReason == nil)
    }

    @Test("A letter that becomes secret after it was scanned is there no more for whom it has not come to, nor are its files")
    func maskingFiles() throws {
        var letter = Counter.letter()
        letter.files = [.init(file: counter.scan, name: "pindaian.pdf")]
        let id = try counter.register(letter).letter
        try counter.room.give(StartCaseFromLetter(letter: id, sop: "renja"), by: counter.clerk)
        #expect(try counter.show(id, by: counter.staff).files.count == 1)
        var change = AmendLetter(letter: id, reason: "Ternyata rahasia")
        change.keamanan = .sangatRahasia
        try counter.room.give(change, by: counter.clerk)
        #expect(try counter.room.rejection { _ = try counter.show(id, by: counter.staff) } == "notFound")
        #expect(try counter.show(id, by: counter.head).files.count == 1)
    }

    @Test("The receipt tells the sender agency, book, agenda number and date")
    func receipt() throws {
        let id = try counter.register(Counter.letter()).letter
        let receipt = try counter.room.ask(Receipt(letter: id), by: counter.clerk)
        #expect(receipt.agency == "Dinas Contoh" && receipt.register == "Buku Agenda Surat Masuk" && receipt.year == 2026)
        #expect(receipt.sequence == 120 && receipt.received.description == "2026-01-05" && receipt.registered == counter.room.now.milliseconds)
        #expect(receipt.sender == "Bappeda" && receipt.number == "045/1/BAPPEDA")
    }

    @Test("The voided letters of a book are a list of their own")
    func voided() throws {
        let id = try counter.register(Counter.letter()).letter
        try counter.register(Counter.letter(number: "2"))
        try counter.room.give(VoidLetter(letter: id, reason: "Batal"), by: counter.clerk)
        #expect(try counter.page(book(filter: .voided)).map(\.letter) == [id])
    }

    /// One of everything that changes the tables.
    private func play() throws -> Identifier {
        var letter = Counter.letter()
        letter.files = [.init(file: counter.scan, name: "pindaian.pdf")]
        letter.invitation = .init(date: letter.letterDate, time: "09:00", place: "Aula")
        let id = try counter.register(letter).letter
        var change = AmendLetter(letter: id, reason: "Salah ketik")
        change.summary = "Ringkas"
        try counter.room.give(change, by: counter.clerk)
        try counter.room.give(AttachFiles(letter: id, files: letter.files), by: counter.clerk)
        try counter.room.give(StartCaseFromLetter(letter: id, sop: "renja"), by: counter.clerk)
        let running = try counter.runningCase()
        try counter.room.give(LinkLetter(letter: id, caseID: running), by: counter.clerk)
        let task = TaskOpened(
            task: counter.room.newIdentifier(), caseID: running, agency: "dinas", step: 1, kind: .regular, word: .susun, position: "staf",
            keamanan: .terbatas)
        try counter.room.hear(task, from: .routing, about: running)
        try counter.room.give(ForwardLetter(letter: id, to: "kadis"), by: counter.clerk)
        let second = try counter.register(Counter.letter(number: "2")).letter
        try counter.room.give(VoidLetter(letter: second, reason: "Batal"), by: counter.clerk)
        try counter.hear("dinas", zone: .wib, registers: Array(Counter.registers.dropFirst()), version: 2)
        return id
    }

    @Test("The tables are made again from the journal alone")
    func rebuilding() throws {
        _ = try play()
        let highest = [("dinas", "surat-masuk", 125), ("dinas", "faks-masuk", 0), ("badan", "surat-masuk", 0), ("badan", "faks-masuk", 0)]
        try counter.room.acceptLoss(
            highest.map { HighestNumber(agency: Key($0.0), register: Key($0.1), year: 2026, sequence: $0.2) })
        let copy = try Database.inMemory()
        _ = try Replay.rebuild(intake, from: counter.room.engine.reading, into: copy)
        for table in intake.tables { #expect(try copy.reading.exists("SELECT 1 FROM \(table)"), "nothing was put into \(table)") }
        #expect(try Replay.differences(intake, counter.room.engine.reading, copy.reading) == [])
    }

    @Test("A letter whose words were destroyed by law keeps its number, codes and cases, and cannot be corrected")
    func destroyed() throws {
        let id = try play()
        let old = try Database.inMemory()
        _ = try Replay.rebuild(intake, from: counter.room.engine.reading, into: old)
        try old.tables.run("UPDATE journal SET content = NULL")
        let copy = try Database.inMemory()
        _ = try Replay.rebuild(intake, from: old.reading, into: copy)
        let stored = try copy.reading.first("SELECT sequence, sender, folded, files, forwarded FROM letter WHERE id = ?", .text(id.description)) {
            (sequence: $0.int(0), isBlank: $0.isNull(1) && $0.isNull(2), files: $0.int(3), forwarded: $0.text(4))
        }
        #expect(stored?.sequence == 120 && stored?.isBlank == true && stored?.files == 2 && stored?.forwarded == "kadis")

        let room = try Rehearsal(intake, on: try Database.inMemory(image: try copy.image()))
        room.now = counter.room.now.advanced(byMilliseconds: 1)
        var change = AmendLetter(letter: id, reason: "Salah ketik")
        change.subject = "Undangan"
        let refused = #expect(throws: Rejection.self) { try room.give(change, by: counter.clerk) }
        #expect(refused?.code == "destroyed" && refused?.field == "letter")
    }

    @Test("A letter goes with its last case that has records; one that was given up without any holds it back no more, and goes with it")
    func casesGivenUp() throws {
        for (hasRecords, isLinked) in [(false, false), (true, false), (false, true)] {
            let counter = try Counter()
            let letter = try counter.register(Counter.letter()).letter
            let (wrong, right) = (try counter.runningCase(), try counter.runningCase())
            for one in [wrong, right] { try counter.room.give(LinkLetter(letter: letter, caseID: one), by: counter.clerk) }
            // Another letter of the case that was given up, which a case that is kept has, too.
            if isLinked {
                let (other, kept) = (try counter.register(Counter.letter(number: "2")).letter, try counter.runningCase())
                for one in [wrong, kept] { try counter.room.give(LinkLetter(letter: other, caseID: one), by: counter.clerk) }
            }
            try counter.room.hear(CaseCancelled(caseID: wrong, hasRecords: hasRecords), from: .routing, about: wrong)
            try counter.room.hear(CaseClosed(caseID: right), from: .routing, about: right)
            let act = counter.room.newIdentifier()
            try counter.room.hear(ContentDestroyed(act: act, subjects: [right]), from: .routing, about: act)
            let gone = try counter.room.events(ContentDestroyed.self).flatMap(\.body.subjects)
            #expect(Set(gone) == (hasRecords ? [right] : isLinked ? [right, letter] : [right, letter, wrong]))
        }
    }

    @Test("By an act of destruction no word of a letter is left in any byte, and the tables are those that a replay makes")
    func destruction() throws {
        _ = try play()
        let remains = try counter.room.destroyAll(by: .routing)
        #expect(remains.count >= 8)
        #expect(remains.words == [] && remains.differences == [])
    }
}
