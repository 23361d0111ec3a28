import Domain
import Intake
import Kernel
import Protocol
import Rehearsal
import SQLite
import Testing

@Suite("Intake: registering letters")
struct RegisterTests {
    let counter: Counter
    init() throws { counter = try Counter() }

    @Test("Agenda numbers run without gaps from the opening number, and a refused letter takes none")
    func numbersWithoutGaps() throws {
        #expect(try counter.register(Counter.letter(number: "1")).sequence == 120)
        #expect(try counter.code(Counter.letter(number: " ")) == "invalid")
        #expect(try counter.register(Counter.letter(number: "2")).sequence == 121)
        #expect(try counter.room.ask(LastAgendaNumber(register: "surat-masuk"), by: counter.clerk).last == 121)
        #expect(try counter.room.ask(LastAgendaNumber(register: "surat-masuk", year: 2025), by: counter.clerk).last == nil)
    }

    @Test("Numbers start at 1 each later year, and the year is that of the agency's own clock")
    func numbersByYear() throws {
        try counter.register(Counter.letter(number: "1"))
        // 2026-12-31T16:30Z: still 2026 in the west, 2027 in the east.
        counter.room.now = Moment(milliseconds: 1_798_734_600_000)
        let west = try counter.register(Counter.letter(number: "2"))
        let east = try counter.register(Counter.letter(number: "2"), by: counter.other)
        #expect(west.year == 2026 && west.sequence == 121)
        #expect(east.year == 2027 && east.sequence == 120)
        counter.room.now = counter.room.now.advanced(byMilliseconds: 3_600_000)
        let later = try counter.register(Counter.letter(number: "3"))
        #expect(later.year == 2027 && later.sequence == 1)
    }

    @Test("Each book of each agency counts for itself")
    func booksCountApart() throws {
        var fax = Counter.letter(number: "9")
        fax.register = "faks-masuk"
        #expect(try counter.register(Counter.letter()).sequence == 120)
        #expect(try counter.register(fax).sequence == 1)
        #expect(try counter.register(Counter.letter(), by: counter.other).sequence == 120)
    }

    @Test("The same command id gives the same number once")
    func repeatedCommand() throws {
        let id = counter.room.newIdentifier()
        let first = try counter.room.give(Counter.letter(), by: counter.clerk, id: id)
        let again = try counter.room.give(Counter.letter(), by: counter.clerk, id: id)
        #expect(first.body == again.body)
        #expect(try counter.room.events(LetterRegistered.self).count == 1)
    }

    @Test("The same sender, number and date is refused as a duplicate that names the agenda number, unless the clerk accepts it")
    func duplicates() throws {
        try counter.register(Counter.letter())
        var again = Counter.letter(number: " 045/1/bappeda ")
        again.sender = "BAPPEDA"
        let refused = #expect(throws: Rejection.self) { try counter.room.give(again, by: counter.clerk) }
        #expect(refused?.code == "duplicate")
        #expect(refused?.message.contains("120 of 2026 in the book surat-masuk") == true)
        again.acceptsDuplicate = true
        #expect(try counter.register(again).sequence == 121)
    }

    @Test("The same number from two different senders, or of another date or agency, is legal")
    func equalNumbers() throws {
        try counter.register(Counter.letter())
        var otherSender = Counter.letter()
        otherSender.sender = "Inspektorat"
        #expect(try counter.code(otherSender) == nil)
        var otherDate = Counter.letter()
        otherDate.letterDate = otherDate.letterDate.advanced(byDays: 1)
        #expect(try counter.code(otherDate) == nil)
        #expect(try counter.code(Counter.letter(), by: counter.other) == nil)
    }

    @Test("A letter that was struck out is no duplicate of its new entry")
    func duplicateOfVoid() throws {
        let letter = try counter.register(Counter.letter()).letter
        try counter.room.give(VoidLetter(letter: letter, reason: "Salah buku"), by: counter.clerk)
        #expect(try counter.code(Counter.letter()) == nil)
    }

    @Test("Rahasia, sangat rahasia and personal letters are registered unopened: no summary, no files, no need for a subject")
    func unopened() throws {
        for (keamanan, isPersonal) in [(Keamanan.rahasia, false), (.sangatRahasia, false), (.biasa, true)] {
            var letter = Counter.letter(number: "R-\(keamanan)-\(isPersonal)")
            letter.keamanan = keamanan
            letter.isPersonal = isPersonal
            letter.subject = ""
            letter.summary = "Isinya"
            #expect(try counter.code(letter) == "unopened")
            letter.summary = nil
            letter.files = [RegisterLetter.File(file: counter.scan, name: "pindaian.pdf")]
            #expect(try counter.code(letter) == "unopened")
            letter.files = []
            let registered = try counter.register(letter)
            let attach = AttachFiles(letter: registered.letter, files: [RegisterLetter.File(file: counter.scan, name: "pindaian.pdf")])
            #expect(try counter.code(attach) == "unopened")
        }
        var open = Counter.letter()
        open.subject = ""
        #expect(try counter.code(open) == "invalid")
    }

    @Test("Only the agenda clerk, or the superior while there is none, writes in the books")
    func onlyTheClerk() throws {
        let superior = Principal.official(.init(agency: "dinas", person: "1982", position: "kasubag"))
        #expect(try counter.code(Counter.letter(), by: counter.staff) == "forbidden")
        #expect(try counter.code(Counter.letter(), by: counter.head) == "forbidden")
        #expect(try counter.code(Counter.letter(), by: .operator(name: "uji")) == "forbidden")
        #expect(try counter.code(Counter.letter(), by: superior) == nil)
        for (kind, code) in [(Mandate.Kind.an, "mandateTooNarrow"), (.ub, "mandateTooNarrow"), (.plh, nil)] {
            let mandate = Principal.Authority(kind: kind, decree: "800/1")
            let deputy = Principal.official(.init(agency: "dinas", person: "1983", position: "agendaris", mandate: mandate))
            #expect(try counter.code(Counter.letter(number: "\(kind)"), by: deputy) == code)
        }
        let stranger = Principal.official(.init(agency: "lain", person: "1982", position: "agendaris"))
        #expect(try counter.code(Counter.letter(), by: stranger) == "officeUnknown")
    }

    @Test("A book must be one of the agency's books of incoming letters, and still in its catalogue")
    func books() throws {
        var letter = Counter.letter()
        letter.register = "surat-keluar"
        #expect(try counter.code(letter) == "notFound")
        #expect(try counter.room.rejection { _ = try counter.room.ask(LastAgendaNumber(register: "surat-keluar"), by: counter.clerk) } == "notFound")
        try counter.register(Counter.letter())
        #expect(try counter.code(letter) == "notFound", "said before the likeness to the letter in the other book")
        try counter.hear("dinas", zone: .wib, registers: Array(Counter.registers.dropFirst()), version: 2)
        #expect(try counter.code(Counter.letter(number: "2")) == "bookRetired")
        #expect(try counter.page(AgendaBook(register: "surat-masuk", year: 2026)).count == 1)
        try counter.hear("dinas", zone: .wib, version: 3)
        #expect(try counter.register(Counter.letter(number: "2")).sequence == 121)
    }

    @Test("Classification, dates, the time of an invitation and files are checked; texts are tidied")
    func checks() throws {
        func refusal(_ change: (inout RegisterLetter) -> Void) throws -> String? {
            var letter = Counter.letter()
            change(&letter)
            let refused = #expect(throws: Rejection.self) { try counter.room.give(letter, by: counter.clerk) }
            return refused.map { "\($0.code) \($0.field ?? "")" }
        }
        let tomorrow = try #require(CivilDate(year: 2026, month: 1, day: 6))
        let unheld = FileReference(hash: String(repeating: "cd", count: 32), size: 5, mediaType: "application/pdf")
        let shorter = FileReference(hash: counter.scan.hash, size: 5, mediaType: "application/pdf")
        #expect(try refusal { $0.classification = "999" } == "invalid classification")
        #expect(try refusal { $0.received = tomorrow } == "invalid received")
        #expect(try refusal { $0.sender = "\u{0} " } == "invalid sender")
        #expect(try refusal { $0.subject = String(repeating: "x", count: Limits.lineCharacters + 1) } == "invalid subject")
        #expect(try refusal { $0.summary = String(repeating: "x", count: Limits.textCharacters + 1) } == "invalid summary")
        for time in ["24:00", "09:60", "9:000", "09:000", "+9:00", "09.00"] {
            #expect(try refusal { $0.invitation = .init(date: tomorrow, time: time, place: "Aula") } == "invalid invitation.time")
        }
        #expect(try refusal { $0.invitation = .init(date: tomorrow, time: "09:00", place: "") } == "invalid invitation.place")
        #expect(try refusal { $0.files = [.init(file: unheld, name: "a.pdf")] } == "fileMissing files.0.file")
        #expect(try refusal { $0.files = [.init(file: shorter, name: "a.pdf")] } == "fileSizeWrong files.0.file")
        #expect(try refusal { $0.files = [.init(file: counter.scan, name: "")] } == "invalid files.0.name")
        var letter = Counter.letter()
        letter.subject = "  Permintaan\t data\n Renja "
        letter.invitation = .init(date: tomorrow, time: "09:30", place: "Aula", attendee: " ")
        let shown = try counter.show(try counter.register(letter).letter)
        #expect(shown.row.words?.subject == "Permintaan data Renja")
        #expect(shown.row.words?.invitation == .init(date: tomorrow, time: "09:30", place: "Aula", attendee: nil))
        #expect(shown.row.received == CivilDate(year: 2026, month: 1, day: 5))
    }

    @Test("The header of the event holds no word of the letter")
    func headerWithoutWords() throws {
        var letter = Counter.letter()
        letter.summary = "Ringkasnya"
        letter.files = [.init(file: counter.scan, name: "pindaian.pdf")]
        try counter.register(letter)
        let header = try counter.room.engine.reading.first("SELECT event FROM journal ORDER BY position DESC LIMIT 1") {
            String(decoding: $0.blob(0), as: UTF8.self)
        }
        for word in ["Bappeda", "045/1", "Renja", "Ringkasnya", "pindaian"] { #expect(header?.contains(word) == false) }
    }
}
