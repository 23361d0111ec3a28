import Domain
import Intake
import Kernel
import Protocol
import Rehearsal
import SQLite
import Testing

@Suite("Intake: what becomes of a letter")
struct LetterTests {
    let counter: Counter
    let letter: Identifier
    init() throws {
        counter = try Counter()
        letter = try counter.register(Counter.letter()).letter
    }

    @Test("A letter does not begin a case that runs by the calendar")
    func periodicCases() throws {
        let counter = try Counter()
        let letter = try counter.register(Counter.letter()).letter
        #expect(try counter.code(StartCaseFromLetter(letter: letter, sop: "data-kinerja")) == "runsByCalendar")
        #expect(try counter.room.events(CaseRequested.self).isEmpty)
    }

    @Test("A voided number stays in the book with its reason, and nothing more is done to the letter")
    func voiding() throws {
        #expect(try counter.code(VoidLetter(letter: letter, reason: " ")) == "invalid")
        try counter.room.give(VoidLetter(letter: letter, reason: "Salah alamat"), by: counter.clerk)
        let row = try counter.show(letter).row
        #expect(row.isVoid && row.voidReason == "Salah alamat" && row.sequence == 120)
        #expect(try counter.register(Counter.letter(number: "2")).sequence == 121)
        let file = RegisterLetter.File(file: counter.scan, name: "a.pdf")
        #expect(try counter.code(VoidLetter(letter: letter, reason: "Lagi")) == "letterVoid")
        #expect(try counter.code(AmendLetter(letter: letter, reason: "Salah tulis")) == "letterVoid")
        #expect(try counter.code(AttachFiles(letter: letter, files: [file])) == "letterVoid")
        #expect(try counter.code(StartCaseFromLetter(letter: letter, sop: "renja")) == "letterVoid")
        #expect(try counter.code(LinkLetter(letter: letter, caseID: counter.room.newIdentifier())) == "letterVoid")
        #expect(try counter.code(ForwardLetter(letter: letter, to: "kadis")) == "letterVoid")
    }

    @Test("A letter is not voided once a case was requested, it was linked, or it was forwarded")
    func voidingTooLate() throws {
        let second = try counter.register(Counter.letter(number: "2")).letter
        let third = try counter.register(Counter.letter(number: "3")).letter
        try counter.room.give(StartCaseFromLetter(letter: letter, sop: "renja"), by: counter.clerk)
        try counter.room.give(LinkLetter(letter: second, caseID: try counter.runningCase()), by: counter.clerk)
        try counter.room.give(ForwardLetter(letter: third, to: "kadis"), by: counter.clerk)
        for id in [letter, second, third] { #expect(try counter.code(VoidLetter(letter: id, reason: "Batal")) == "caseRunning") }
    }

    @Test("An amendment changes what it names, keeps the number and the rest, and says why")
    func amending() throws {
        var change = AmendLetter(letter: letter, reason: "Salah ketik")
        change.sender = "Bappeda Kabupaten"
        change.keamanan = .terbatas
        change.classification = ""
        change.attachments = "2 berkas"
        try counter.room.give(change, by: counter.clerk)
        let row = try counter.show(letter).row
        #expect(row.words?.sender == "Bappeda Kabupaten" && row.words?.subject == "Permintaan data Renja" && row.words?.attachments == "2 berkas")
        #expect(row.keamanan == .terbatas && row.classification == nil && row.sequence == 120)
        #expect(try counter.room.events(LetterAmended.self).last?.content?.reason == "Salah ketik")
        var without = AmendLetter(letter: letter, reason: "Tidak ada lampiran")
        without.attachments = ""
        try counter.room.give(without, by: counter.clerk)
        #expect(try counter.show(letter).row.words?.attachments == nil)
        #expect(try counter.code(AmendLetter(letter: letter, reason: "")) == "invalid")
    }

    @Test("An amendment may not make a letter equal to another one, nor leave a summary on a secret one")
    func amendingWithinTheRules() throws {
        try counter.register(Counter.letter(number: "2"))
        var change = AmendLetter(letter: letter, reason: "Salah nomor")
        change.number = "2"
        #expect(try counter.code(change) == "duplicate")
        change.acceptsDuplicate = true
        #expect(try counter.code(change) == nil)
        var secret = AmendLetter(letter: letter, reason: "Ternyata rahasia")
        secret.keamanan = .rahasia
        secret.summary = "Isinya"
        #expect(try counter.code(secret) == "unopened")
        secret.summary = ""
        #expect(try counter.code(secret) == nil)
    }

    @Test("A scan may follow later: the list of letters not scanned yet gets shorter")
    func attaching() throws {
        let second = try counter.register(Counter.letter(number: "2")).letter
        let third = try counter.register(Counter.letter(number: "3")).letter
        try counter.room.give(VoidLetter(letter: third, reason: "Batal"), by: counter.clerk)
        var personal = Counter.letter(number: "4")
        personal.isPersonal = true
        try counter.register(personal)
        let unscanned = AgendaBook(register: "surat-masuk", year: 2026, filter: .unscanned)
        #expect(try counter.page(unscanned).map(\.letter) == [second, letter])
        let file = RegisterLetter.File(file: counter.scan, name: "pindaian.pdf")
        try counter.room.give(AttachFiles(letter: letter, files: [file]), by: counter.clerk)
        try counter.room.give(AttachFiles(letter: letter, files: [file]), by: counter.clerk)
        #expect(try counter.page(unscanned).map(\.letter) == [second])
        let shown = try counter.show(letter)
        #expect(shown.files == [file, file] && shown.row.fileCount == 2)
        #expect(try counter.code(AttachFiles(letter: letter, files: [])) == "invalid")
        let many = [RegisterLetter.File](repeating: file, count: 51)
        #expect(try counter.code(AttachFiles(letter: letter, files: many)) == "invalid")
    }

    @Test("A letter begins one case by each SOP of its agency, named by the command that asked")
    func startingCases() throws {
        #expect(try counter.code(StartCaseFromLetter(letter: letter, sop: "tidak-ada")) == "notFound")
        let command = counter.room.newIdentifier()
        try counter.room.give(StartCaseFromLetter(letter: letter, sop: "renja"), by: counter.clerk, id: command)
        let event = try #require(try counter.room.events(CaseRequested.self).last)
        #expect(
            event.body.caseID == counter.room.decision(of: command, by: counter.clerk).newIdentifier() && event.header.subject == event.body.caseID)
        #expect(event.body.agency == "dinas" && event.body.sop == "renja" && event.content?.subject == "Permintaan data Renja")
        #expect(try counter.code(StartCaseFromLetter(letter: letter, sop: "renja")) == "caseRunning")
        #expect(try counter.show(letter).cases == [event.body.caseID])
    }

    @Test("A letter is linked to a running case once, in that case's own order")
    func linking() throws {
        let running = try counter.runningCase()
        try counter.room.give(LinkLetter(letter: letter, caseID: running), by: counter.clerk)
        #expect(try counter.code(LinkLetter(letter: letter, caseID: running)) == "alreadyLinked")
        let event = try #require(try counter.room.events(LetterLinked.self).last)
        #expect(event.header.subject == running && event.body.letter == letter && event.body.agency == "dinas")
        #expect(try counter.show(letter).cases == [running])
    }

    @Test("A case that never was, is over or is another agency's takes no letter, and nothing changes")
    func linkingElsewhere() throws {
        #expect(try counter.code(LinkLetter(letter: letter, caseID: counter.room.newIdentifier())) == "notFound")
        #expect(try counter.code(LinkLetter(letter: letter, caseID: try counter.runningCase(of: "badan"))) == "notFound")
        let closed = try counter.runningCase()
        try counter.room.hear(CaseClosed(caseID: closed), from: .routing, about: closed)
        #expect(try counter.code(LinkLetter(letter: letter, caseID: closed)) == "caseClosed")
        let cancelled = try counter.runningCase()
        let given = CaseCancelled(caseID: cancelled, hasRecords: false)
        try counter.room.hear(given, from: .routing, about: cancelled, content: ActWords(reason: "Batal"))
        #expect(try counter.code(LinkLetter(letter: letter, caseID: cancelled)) == "caseClosed")
        #expect(try counter.show(letter).cases == [])
    }

    @Test("A letter is raised to a position of its agency, with sender and subject, and not twice to the same")
    func forwarding() throws {
        #expect(try counter.code(ForwardLetter(letter: letter, to: "bupati")) == "notFound")
        try counter.room.give(ForwardLetter(letter: letter, to: "kadis"), by: counter.clerk)
        let event = try #require(try counter.room.events(LetterForwarded.self).last)
        #expect(event.body.to == "kadis" && event.content == ForwardWords(subject: "Permintaan data Renja", sender: "Bappeda"))
        #expect(try counter.code(ForwardLetter(letter: letter, to: "kadis")) == "alreadyForwarded")
        #expect(try counter.code(ForwardLetter(letter: letter, to: "kasubag")) == nil)
        #expect(try counter.show(letter).row.forwardedTo == "kasubag")
    }

    @Test("Only the clerk does any of this, and a letter of another agency is not known to exist")
    func strangers() throws {
        let file = RegisterLetter.File(file: counter.scan, name: "a.pdf")
        let commands: [any CommandBody] = [
            AmendLetter(letter: letter, reason: "x"), VoidLetter(letter: letter, reason: "x"), AttachFiles(letter: letter, files: [file]),
            StartCaseFromLetter(letter: letter, sop: "renja"), LinkLetter(letter: letter, caseID: letter), ForwardLetter(letter: letter, to: "kadis"),
        ]
        for command in commands {
            #expect(try counter.code(command, by: counter.staff) == "forbidden")
            #expect(try counter.code(command, by: counter.other) == "notFound")
        }
        #expect(try counter.room.rejection { _ = try counter.show(letter, by: counter.other) } == "notFound")
        #expect(try counter.room.rejection { _ = try counter.room.ask(Receipt(letter: letter), by: counter.other) } == "notFound")
        #expect(try counter.page(AgendaBook(register: "surat-masuk", year: 2026), by: counter.other).isEmpty)
        #expect(try counter.room.rejection { _ = try counter.show(letter, by: .operator(name: "uji")) } == "forbidden")
        #expect(try counter.room.rejection { _ = try counter.room.ask(Receipt(letter: letter), by: nil) } == "unauthenticated")
    }
}
