import Domain
import Kernel
import Protocol
import Rehearsal
import SQLite
import Testing

@testable import Routing

@Suite("Plain disposisi")
struct DisposisiTests {
    let letter = Identifier(milliseconds: 1_767_596_000_000, random: (1, 1))
    let scan = FileReference(hash: String(repeating: "a", count: 64), size: 1000, mediaType: "application/pdf")

    /// The letter was forwarded to that position; the sheet that opened there.
    private func sheet(_ rehearsal: Rehearsal, at position: Key<Position> = "sekdis") throws -> Identifier {
        try rehearsal.hear(
            LetterForwarded(letter: letter, agency: Office.agency, to: position, keamanan: .biasa, urgensi: .segera), from: .intake, about: letter,
            content: ForwardWords(subject: "Undangan rapat", sender: "Bappeda"))
        return try #require(try rehearsal.events(SheetOpened.self).last?.body.sheet)
    }

    /// Gives a disposisi and says the ids of what came of it, in the order of the receivers.
    @discardableResult
    private func give(
        _ rehearsal: Rehearsal, _ sheet: Identifier, by giver: Principal, to: [Key<Position>],
        _ instructions: [Key<Instruction>] = ["tindak-lanjuti"], under disposisi: Identifier? = nil, due: CivilDate? = nil
    ) throws -> [Identifier] {
        try rehearsal.give(
            GiveDisposisi(sheet: sheet, disposisi: disposisi, to: to, instructions: instructions, note: "Segera", due: due), by: giver)
        return try #require(try rehearsal.events(DisposisiGiven.self).last).body.slips.map(\.disposisi)
    }

    private func view(_ rehearsal: Rehearsal, _ id: Identifier) throws -> DisposisiView {
        try #require(try rehearsal.ask(DisposisiTree(letter: letter), by: Office.kadis).disposisi.first { $0.disposisi == id })
    }

    private func inbox(_ rehearsal: Rehearsal, _ principal: Principal) throws -> DisposisiInbox.Answer {
        try rehearsal.ask(DisposisiInbox(), by: principal)
    }

    @Test("A forwarded letter opens a sheet that lies with the position, once")
    func opens() throws {
        let rehearsal = try Office.open()
        let id = try sheet(rehearsal)
        _ = try sheet(rehearsal)
        #expect(try rehearsal.events(SheetOpened.self).count == 1)
        #expect(try rehearsal.events(EventParked.self).isEmpty)
        let inbox = try inbox(rehearsal, Office.sekdis)
        #expect(inbox.waiting.map(\.disposisi) == [id] && inbox.waiting.first?.state == .unread)
        #expect(inbox.sheets.first?.subject == "Undangan rapat" && inbox.sheets.first?.urgensi == .segera)
    }

    @Test("A letter that lies with a position is not laid there again until its sheet is closed")
    func alreadyOpen() throws {
        let rehearsal = try Office.open()
        let id = try sheet(rehearsal)
        let again = OpenSheet(letter: letter, agency: Office.agency, position: "sekdis", keamanan: .biasa, urgensi: .segera, words: nil)
        let refused = #expect(throws: Rejection.self) { try openSheet(again, rehearsal.decision(because: letter)) }
        #expect(refused?.code == "alreadyOpen" && refused?.field == "letter")
        try rehearsal.give(CloseSheet(sheet: id, note: "Selesai"), by: Office.sekdis)
        #expect(try openSheet(again, rehearsal.decision(because: letter)).count == 1)
    }

    @Test("A letter forwarded to a vacant position lies with its superior, and says so")
    func opensAtSuperior() throws {
        let rehearsal = try Office.open()
        _ = try sheet(rehearsal, at: "kasubag")
        let opened = try #require(try rehearsal.events(SheetOpened.self).first)
        #expect(opened.body.position == "sekdis" && opened.body.vacant == "kasubag")
    }

    @Test("A letter forwarded to a position that does not exist waits for the operator")
    func parks() throws {
        let rehearsal = try Office.open()
        try rehearsal.hear(
            LetterForwarded(letter: letter, agency: Office.agency, to: "tidak-ada", keamanan: .biasa, urgensi: .biasa), from: .intake, about: letter)
        #expect(try rehearsal.events(EventParked.self).map(\.body.code) == ["notFound"])
    }

    @Test("The secretary's saran passes the sheet up to the head, and stays on it")
    func advice() throws {
        let rehearsal = try Office.open()
        let id = try sheet(rehearsal)
        try rehearsal.give(AdviseLeader(sheet: id, note: "Mohon arahan"), by: Office.sekdis)
        #expect(try inbox(rehearsal, Office.sekdis).waiting.isEmpty)
        let atHead = try inbox(rehearsal, Office.kadis)
        #expect(atHead.waiting.map(\.disposisi) == [id] && atHead.waiting.first?.state == .unread)
        let advice = try #require(atHead.sheets.first?.advice)
        #expect(advice.map(\.note) == ["Mohon arahan"] && advice.map(\.name) == ["Sari"] && advice.map(\.position) == ["sekdis"])
        func rejection(_ command: AdviseLeader, by principal: Principal) throws -> String? {
            try rehearsal.rejection { try rehearsal.give(command, by: principal) }
        }
        #expect(try rejection(AdviseLeader(sheet: id, note: "Lagi"), by: Office.sekdis) == "wrongPosition")
        #expect(try rejection(AdviseLeader(sheet: id, note: "Lagi"), by: Office.kadis) == "nothingAbove")
        #expect(try rejection(AdviseLeader(sheet: id, note: "Lagi", to: "kabid-a"), by: Office.kadis) == "notAbove")
        #expect(try rejection(AdviseLeader(sheet: id, note: " "), by: Office.kadis) == "invalid")
    }

    @Test("A sheet on which something was disposed can no longer go up")
    func noAdviceAfterwards() throws {
        let rehearsal = try Office.open()
        let id = try sheet(rehearsal)
        let given = try give(rehearsal, id, by: Office.sekdis, to: ["kabid-a"])
        #expect(try rehearsal.rejection { try rehearsal.give(AdviseLeader(sheet: id, note: "x"), by: Office.sekdis) } == "alreadyDisposed")
        try rehearsal.give(CancelDisposisi(disposisi: given[0]), by: Office.sekdis)
        #expect(try rehearsal.rejection { try rehearsal.give(AdviseLeader(sheet: id, note: "x"), by: Office.sekdis) } == nil)
    }

    @Test("A disposisi goes only downward in rank, to many, and further down a tree")
    func downward() throws {
        let rehearsal = try Office.open()
        let id = try sheet(rehearsal, at: "kadis")
        let given = try give(rehearsal, id, by: Office.kadis, to: ["kabid-a", "kabid-b"])
        #expect(given.count == 2)
        func rejection(_ to: [Key<Position>], by principal: Principal) throws -> String? {
            try rehearsal.rejection { try give(rehearsal, id, by: principal, to: to) }
        }
        #expect(try rejection(["kadis"], by: Office.kabidA) == "notBelow")
        #expect(try rejection(["kabid-b"], by: Office.kabidA) == "notBelow")
        #expect(try rejection(["sekdis"], by: Office.kabidA) == "notBelow")
        #expect(try rejection(["kadis"], by: Office.kadis) == "notBelow")
        #expect(try rejection(["staf-a"], by: Office.kabidA) == nil)
        #expect(try rejection(["staf-a"], by: Office.sekdis) == "notFound")
        #expect(try rejection(["kabid-a"], by: Office.kadis) == "alreadyGiven")
        let tree = try rehearsal.ask(DisposisiTree(sheet: id), by: Office.stafA)
        #expect(tree.disposisi.map(\.position) == ["kadis", "kabid-a", "kabid-b", "staf-a"])
        #expect(tree.disposisi.map(\.parent) == [nil, id, id, given[0]])
        #expect(tree.disposisi.map(\.giverName) == [nil, "Budi", "Budi", "Andi"])
    }

    @Test("What a disposisi says is checked")
    func checks() throws {
        let rehearsal = try Office.open()
        let id = try sheet(rehearsal, at: "kadis")
        let yesterday = try Office.day("2026-01-04")
        func rejection(_ to: [Key<Position>], _ instructions: [Key<Instruction>] = ["pantau"], due: CivilDate? = nil) throws -> String? {
            try rehearsal.rejection { try give(rehearsal, id, by: Office.kadis, to: to, instructions, due: due) }
        }
        #expect(try rejection([]) == "invalid")
        #expect(try rejection(["kabid-a", "kabid-a"]) == "invalid")
        #expect(try rejection(["tidak-ada"]) == "notFound")
        #expect(try rejection(["kabid-a"], []) == "invalid")
        #expect(try rejection(["kabid-a"], ["tidak-ada"]) == "notFound")
        #expect(try rejection(["kabid-a"], ["pantau", "pantau"]) == "invalid")
        #expect(try rejection(["kabid-a"], due: yesterday) == "invalid")
        #expect(try rejection(["kabid-a"], due: yesterday.advanced(byDays: 1)) == nil)
        let long = GiveDisposisi(sheet: id, to: ["kabid-b"], instructions: ["pantau"], note: String(repeating: "x", count: 64_001))
        #expect(try rehearsal.rejection { try rehearsal.give(long, by: Office.kadis) } == "invalid")
        #expect(try rehearsal.rejection { try give(rehearsal, letter, by: Office.kadis, to: ["kabid-b"]) } == "notFound")
    }

    @Test("A disposisi to a vacant position goes to its superior, unless that is the giver")
    func vacantReceiver() throws {
        let rehearsal = try Office.open()
        let id = try sheet(rehearsal, at: "kadis")
        try give(rehearsal, id, by: Office.kadis, to: ["kasubag"])
        let slip = try #require(try rehearsal.events(DisposisiGiven.self).last?.body.slips.first)
        #expect(slip.position == "sekdis" && slip.vacant == "kasubag")
        #expect(try rehearsal.rejection { try give(rehearsal, id, by: Office.sekdis, to: ["kasubag"]) } == "vacant")
    }

    @Test("Whoever received two disposisi on a sheet names the one to pass on")
    func twoPlaces() throws {
        let rehearsal = try Office.open()
        let id = try sheet(rehearsal, at: "kadis")
        let given = try give(rehearsal, id, by: Office.kadis, to: ["sekdis", "kabid-a"])
        try give(rehearsal, id, by: Office.sekdis, to: ["kabid-a"])
        #expect(try rehearsal.rejection { try give(rehearsal, id, by: Office.kabidA, to: ["staf-a"]) } == "whichDisposisi")
        try give(rehearsal, id, by: Office.kabidA, to: ["staf-a"], under: given[1])
        #expect(try rehearsal.events(DisposisiGiven.self).last?.body.parent == given[1])
        #expect(try rehearsal.rejection { try give(rehearsal, id, by: Office.kabidA, to: ["staf-a"], under: given[0]) } == "wrongPosition")
    }

    @Test("A giver takes a disposisi back only while it is unread")
    func cancel() throws {
        let rehearsal = try Office.open()
        let id = try sheet(rehearsal, at: "kadis")
        let given = try give(rehearsal, id, by: Office.kadis, to: ["kabid-a", "kabid-b"])
        func rejection(_ id: Identifier, by principal: Principal) throws -> String? {
            try rehearsal.rejection { try rehearsal.give(CancelDisposisi(disposisi: id), by: principal) }
        }
        try rehearsal.give(ReadDisposisi(disposisi: given[0]), by: Office.kabidA)
        #expect(try rejection(given[0], by: Office.kadis) == "alreadyRead")
        #expect(try rejection(given[1], by: Office.sekdis) == "notFound")
        #expect(try rejection(given[1], by: Office.kadis) == nil)
        #expect(try rejection(given[1], by: Office.kadis) == "ended")
        #expect(try inbox(rehearsal, Office.kabidB).waiting.isEmpty)
        // Who had it taken back unread has never seen the letter.
        #expect(try rehearsal.rejection { _ = try rehearsal.ask(DisposisiTree(letter: letter), by: Office.kabidB) } == "notFound")
        #expect(try view(rehearsal, id).givenUnder == 1)
        #expect(try rehearsal.rejection { try give(rehearsal, id, by: Office.kadis, to: ["kabid-b"]) } == nil)
    }

    @Test("Each answer rolls up to the giver, who sees when all have answered")
    func rollUp() throws {
        let rehearsal = try Office.open()
        let id = try sheet(rehearsal, at: "kadis")
        let given = try give(rehearsal, id, by: Office.kadis, to: ["kabid-a", "kabid-b"])
        let below = try give(rehearsal, id, by: Office.kabidA, to: ["staf-a"])
        rehearsal.files.sizes[scan.hash] = 1000
        try rehearsal.give(AnswerDisposisi(disposisi: below[0], note: "Selesai", files: [scan]), by: Office.stafA)
        #expect(try view(rehearsal, given[0]).isAllAnswered && !(try view(rehearsal, id).isAllAnswered))
        #expect(try view(rehearsal, below[0]).files == [scan])
        try rehearsal.give(AnswerDisposisi(disposisi: given[0], note: "Sudah"), by: Office.kabidA)
        #expect(try view(rehearsal, id).awaited == 1)
        try rehearsal.give(AnswerDisposisi(disposisi: given[1], note: "Sudah juga"), by: Office.kabidB)
        let root = try view(rehearsal, id)
        #expect(root.isAllAnswered && root.givenUnder == 2)
        let answered = try view(rehearsal, given[1])
        #expect(answered.state == .answered && answered.answer == "Sudah juga" && answered.answererName == "Beni" && answered.read != nil)
    }

    @Test("An answer says something, once, with files that are there")
    func answerChecks() throws {
        let rehearsal = try Office.open()
        let id = try sheet(rehearsal, at: "kadis")
        let given = try give(rehearsal, id, by: Office.kadis, to: ["kabid-a"])
        func rejection(
            _ note: String = "Sudah", _ files: [FileReference] = [], of disposisi: Identifier? = nil, by principal: Principal = Office.kabidA
        ) throws -> String? {
            let command = AnswerDisposisi(disposisi: disposisi ?? given[0], note: note, files: files)
            return try rehearsal.rejection { try rehearsal.give(command, by: principal) }
        }
        #expect(try rejection(" ") == "invalid")
        #expect(try rejection(by: Office.kabidB) == "notFound")
        #expect(try rejection("Sudah", [scan]) == "fileMissing")
        rehearsal.files.sizes[scan.hash] = 999
        #expect(try rejection("Sudah", [scan]) == "fileSizeWrong")
        #expect(try rejection(of: id, by: Office.kadis) == "noGiver")
        #expect(try rejection(of: letter) == "notFound")
        #expect(try rejection() == nil)
        #expect(try rejection() == "ended")
    }

    @Test("Untuk diketahui closes on reading; with another instruction it does not")
    func forInformation() throws {
        let rehearsal = try Office.open()
        let id = try sheet(rehearsal, at: "kadis")
        let known = try give(rehearsal, id, by: Office.kadis, to: ["kabid-a"], ["untuk-diketahui"])
        let both = try give(rehearsal, id, by: Office.kadis, to: ["kabid-b"], ["untuk-diketahui", "pantau"])
        #expect(try view(rehearsal, id).awaited == 2)
        try rehearsal.give(ReadDisposisi(disposisi: known[0]), by: Office.kabidA)
        try rehearsal.give(ReadDisposisi(disposisi: both[0]), by: Office.kabidB)
        #expect(try view(rehearsal, known[0]).state == .noted && (try view(rehearsal, both[0]).state == .read))
        #expect(try view(rehearsal, id).awaited == 1)
        #expect(try inbox(rehearsal, Office.kabidA).waiting.isEmpty)
        // Reading again changes nothing, and it may still be passed on.
        try rehearsal.give(ReadDisposisi(disposisi: known[0]), by: Office.kabidA)
        try rehearsal.give(ReadDisposisi(disposisi: both[0]), by: Office.kabidB)
        #expect(try rehearsal.events(DisposisiRead.self).count == 3)
        try give(rehearsal, id, by: Office.kabidA, to: ["staf-a"], ["untuk-diketahui"])
    }

    @Test("Bukan tugas unit kami: a disposisi comes back to its giver with the reason")
    func decline() throws {
        let rehearsal = try Office.open()
        let id = try sheet(rehearsal, at: "kadis")
        let given = try give(rehearsal, id, by: Office.kadis, to: ["kabid-a"])
        #expect(try rehearsal.rejection { try rehearsal.give(DeclineDisposisi(disposisi: given[0], reason: ""), by: Office.kabidA) } == "invalid")
        #expect(try rehearsal.rejection { try rehearsal.give(DeclineDisposisi(disposisi: id, reason: "x"), by: Office.kadis) } == "noGiver")
        try rehearsal.give(DeclineDisposisi(disposisi: given[0], reason: "Bukan tugas unit kami"), by: Office.kabidA)
        let returned = try #require(try inbox(rehearsal, Office.kadis).returned.first)
        #expect(returned.disposisi == given[0] && returned.answer == "Bukan tugas unit kami" && returned.state == .declined)
        #expect(try view(rehearsal, id).givenUnder == 0)
        try give(rehearsal, id, by: Office.kadis, to: ["kabid-a"])
        try give(rehearsal, id, by: Office.kabidA, to: ["staf-a"])
        let second = try #require(try rehearsal.events(DisposisiGiven.self).dropLast().last?.body.slips.first)
        let late = DeclineDisposisi(disposisi: second.disposisi, reason: "x")
        #expect(try rehearsal.rejection { try rehearsal.give(late, by: Office.kabidA) } == "alreadyDisposed")
    }

    @Test("The agenda clerk enters a disposisi written by hand, with a scan; both names are kept")
    func written() throws {
        let rehearsal = try Office.open()
        let id = try sheet(rehearsal, at: "kadis")
        let command = RecordWrittenDisposisi(sheet: id, to: ["kabid-a"], instructions: ["siapkan"], note: "Siapkan bahan", scan: scan)
        #expect(try rehearsal.rejection { try rehearsal.give(command, by: Office.sekdis) } == "notAgendaClerk")
        #expect(try rehearsal.rejection { try rehearsal.give(command, by: Office.agendaris) } == "fileMissing")
        rehearsal.files.sizes[scan.hash] = 1000
        try rehearsal.give(command, by: Office.agendaris)
        let event = try #require(try rehearsal.events(DisposisiGiven.self).first)
        #expect(event.body.person == Office.nip(1) && event.body.recorder == Office.nip(6) && event.body.giver == "kadis")
        let slip = try view(rehearsal, event.body.slips[0].disposisi)
        #expect(slip.giverName == "Budi" && slip.recorderName == "Siti" && slip.scan == scan && slip.giver == "kadis")
        #expect(try view(rehearsal, id).state == .read)
    }

    @Test("What the head wrote on a sheet that still lies with the secretary takes it up; under a mandate the delegate is the one who wrote")
    func writtenAbove() throws {
        let rehearsal = try Office.open()
        rehearsal.files.sizes[scan.hash] = 1000
        try rehearsal.give(
            GiveMandate(agency: Office.agency, kind: .plh, position: "kadis", delegate: "kabid-b", decree: "SK", from: try Office.day("2026-01-05")),
            by: Office.operators)
        let id = try sheet(rehearsal)
        func record(_ giver: Key<Position>, _ person: Int?, to: Key<Position>) throws -> String? {
            let command = RecordWrittenDisposisi(
                sheet: id, giver: giver, person: person.map(Office.nip), to: [to], instructions: ["pantau"], scan: scan)
            return try rehearsal.rejection { try rehearsal.give(command, by: Office.agendaris) }
        }
        #expect(try record("kabid-a", nil, to: "staf-a") == "notAbove")
        #expect(try record("kadis", 3, to: "kabid-a") == "notHolder")
        #expect(try record("kadis", 4, to: "kabid-a") == nil)
        #expect(try rehearsal.events(DisposisiGiven.self).last?.body.person == Office.nip(4))
        let tree = try rehearsal.ask(DisposisiTree(sheet: id), by: Office.sekdis)
        #expect(tree.disposisi.map(\.position) == ["kadis", "kabid-a"] && tree.disposisi.first?.state == .read)
        #expect(tree.sheets.first?.advice.map(\.position) == ["sekdis"] && tree.sheets.first?.advice.first?.person == nil)
        // One who received it may also write on it.
        #expect(try record("kabid-a", nil, to: "staf-a") == nil)
    }

    @Test("Closing a sheet with answers missing needs a note, and closes what is open")
    func close() throws {
        let rehearsal = try Office.open()
        let id = try sheet(rehearsal, at: "kadis")
        let given = try give(rehearsal, id, by: Office.kadis, to: ["kabid-a", "kabid-b"])
        try rehearsal.give(AnswerDisposisi(disposisi: given[0], note: "Sudah"), by: Office.kabidA)
        #expect(try rehearsal.rejection { try rehearsal.give(CloseSheet(sheet: id), by: Office.kadis) } == "unanswered")
        #expect(try rehearsal.rejection { try rehearsal.give(CloseSheet(sheet: id, note: "x"), by: Office.kabidA) } == "wrongPosition")
        #expect(try rehearsal.rejection { try rehearsal.give(CloseSheet(sheet: given[1], note: "x"), by: Office.kabidB) } == "notFound")
        try rehearsal.give(CloseSheet(sheet: id, note: "Cukup"), by: Office.kadis)
        #expect(try view(rehearsal, given[0]).state == .answered && (try view(rehearsal, given[1]).state == .closed))
        #expect(try inbox(rehearsal, Office.kabidB).waiting.isEmpty)
        #expect(try rehearsal.rejection { try rehearsal.give(AnswerDisposisi(disposisi: given[1], note: "x"), by: Office.kabidB) } == "sheetClosed")
        #expect(try rehearsal.ask(DisposisiTree(sheet: id), by: Office.kadis).sheets.first?.result == "Cukup")
    }

    @Test("A letter that needs no disposisi is closed at once")
    func closeAtOnce() throws {
        let rehearsal = try Office.open()
        let id = try sheet(rehearsal)
        try rehearsal.give(CloseSheet(sheet: id), by: Office.sekdis)
        #expect(try inbox(rehearsal, Office.sekdis).waiting.isEmpty)
    }

    @Test("A letter is seen by those it has come to, the agenda clerk and the head, and by nobody else")
    func sight() throws {
        let rehearsal = try Office.open()
        let id = try sheet(rehearsal)
        func sees(_ principal: Principal) throws -> Bool {
            try rehearsal.rejection { _ = try rehearsal.ask(DisposisiTree(letter: letter), by: principal) } == nil
        }
        #expect(try sees(Office.sekdis) && sees(Office.kadis) && sees(Office.agendaris))
        #expect(try !sees(Office.kabidA) && !sees(Office.stafA))
        try give(rehearsal, id, by: Office.sekdis, to: ["kabid-a"])
        #expect(try sees(Office.kabidA) && !sees(Office.stafA))
        let stranger = Principal.official(Principal.Official(agency: "lain", person: Office.nip(1), position: "kadis"))
        #expect(try !sees(stranger))
        #expect(try rehearsal.rejection { try rehearsal.give(CloseSheet(sheet: id), by: stranger) } == "notFound")
        #expect(try rehearsal.rejection { _ = try rehearsal.ask(DisposisiInbox(position: "kadis"), by: Office.sekdis) } == "forbidden")
        #expect(try rehearsal.rejection { _ = try rehearsal.ask(DisposisiTree(letter: letter), by: Office.operators) } == "forbidden")
    }

    @Test("Under an a.n. nobody disposes: it is for signing")
    func narrowMandate() throws {
        let rehearsal = try Office.open()
        let id = try sheet(rehearsal, at: "kadis")
        func mandated(_ kind: Mandate.Kind) throws -> Principal {
            let mandate = GiveMandate(
                agency: Office.agency, kind: kind, position: "kadis", delegate: "sekdis", decree: "SK", from: try Office.day("2026-01-05"))
            try rehearsal.give(mandate, by: Office.operators)
            return Office.official("kadis", 2, Principal.Authority(kind: kind, decree: "SK"))
        }
        let onBehalf = try mandated(.an)
        #expect(try rehearsal.rejection { try give(rehearsal, id, by: onBehalf, to: ["kabid-a"]) } == "mandateTooNarrow")
        let acting = try mandated(.plt)
        #expect(try rehearsal.rejection { try give(rehearsal, id, by: acting, to: ["kabid-a"]) } == nil)
        #expect(try rehearsal.events(DisposisiGiven.self).last?.content?.giver == "Sari")
    }

    @Test("Surat saya sampai mana: with whom the letter is, and since when")
    func whereLettersAre() throws {
        let rehearsal = try Office.open()
        let start = rehearsal.now.milliseconds
        let id = try sheet(rehearsal, at: "kadis")
        func rows() throws -> [Whereabouts.Row] { try rehearsal.ask(Whereabouts(letters: [letter]), by: Office.agendaris).rows }
        #expect(try rows() == [Whereabouts.Row(letter: letter, place: .disposisi, position: "kadis", name: "Kepala Dinas", since: start)])
        rehearsal.now = rehearsal.now.advanced(byMilliseconds: 1000)
        let given = try give(rehearsal, id, by: Office.kadis, to: ["kabid-a", "kabid-b"])
        #expect(try rows().map(\.position) == ["kabid-a", "kabid-b"] && (try rows().map(\.since)) == [start + 1000, start + 1000])
        rehearsal.now = rehearsal.now.advanced(byMilliseconds: 1000)
        for (index, principal) in [Office.kabidA, Office.kabidB].enumerated() {
            try rehearsal.give(AnswerDisposisi(disposisi: given[index], note: "Sudah"), by: principal)
        }
        #expect(try rows().map(\.position) == ["kadis"] && (try rows().map(\.since)) == [start + 2000])
        try rehearsal.give(CloseSheet(sheet: id), by: Office.kadis)
        #expect(try rows() == [Whereabouts.Row(letter: letter, place: .closed, position: nil, name: nil, since: start + 2000)])
        let stranger = Principal.official(Principal.Official(agency: "lain", person: Office.nip(1), position: "kadis"))
        #expect(try rehearsal.ask(Whereabouts(letters: [letter]), by: stranger).rows.isEmpty)
        let many = Whereabouts(letters: [Identifier](repeating: letter, count: 201))
        #expect(try rehearsal.rejection { _ = try rehearsal.ask(many, by: Office.agendaris) } == "invalid")
    }

    @Test("A letter that began a case, or was linked to one, is with those who have a task in it")
    func lettersInCases() throws {
        let bureau = try Bureau("disnaker-tanjabbar")
        let sop = try #require(bureau.sopBegunByLetter)
        try bureau.begin(sop)
        let began = try #require(try bureau.routing.events(CaseStarted.self).last?.body.letter)
        let linked = bureau.routing.newIdentifier()
        let event = LetterLinked(letter: linked, caseID: bureau.caseID, agency: bureau.agency, keamanan: .biasa)
        try bureau.routing.hear(event, from: .intake, about: bureau.caseID)
        let expected = Set(try bureau.waiting().map(\.position))
        let clerk = bureau.official("agendaris")
        func rows(_ letter: Identifier) throws -> [Whereabouts.Row] { try bureau.routing.ask(Whereabouts(letters: [letter]), by: clerk).rows }
        for letter in [began, linked] {
            #expect(try Set(rows(letter).compactMap(\.position)) == expected && !expected.isEmpty)
            #expect(try rows(letter).allSatisfy { $0.place == .task && $0.name != nil })
        }
        try bureau.run(until: .max)
        #expect(try rows(began).map(\.place) == [.closed] && (try rows(linked).map(\.place)) == [.closed])
    }

    @Test("A command that comes twice gives one disposisi")
    func repeated() throws {
        let rehearsal = try Office.open()
        let id = try sheet(rehearsal, at: "kadis")
        let command = GiveDisposisi(sheet: id, to: ["kabid-a"], instructions: ["pantau"])
        let name = rehearsal.newIdentifier()
        let first = try rehearsal.give(command, by: Office.kadis, id: name)
        let second = try rehearsal.give(command, by: Office.kadis, id: name)
        #expect(first.body == second.body)
        #expect(try rehearsal.events(DisposisiGiven.self).count == 1)
    }

    @Test("The journal alone makes the same tables again")
    func rebuild() throws {
        let rehearsal = try Office.open()
        rehearsal.files.sizes[scan.hash] = 1000
        let today = try Office.day("2026-01-05")
        try rehearsal.give(ApplyCalendar(calendar: try CatalogueTests.calendar(2026)), by: Office.operators)
        try rehearsal.give(
            AssignHolder(agency: Office.agency, position: "kasubag", name: "Rina", nip: Office.nip(7), from: today), by: Office.operators)
        try rehearsal.give(EndHolder(agency: Office.agency, position: "kasubag", nip: Office.nip(7), until: today), by: Office.operators)
        let catalogue = try CatalogueTests.load("disnaker-tanjabbar")
        try rehearsal.give(ApplyCatalogue(organisation: catalogue.organisation, sops: catalogue.sops), by: Office.operators)
        try rehearsal.give(
            GiveMandate(agency: Office.agency, kind: .plt, position: "kadis", delegate: "sekdis", decree: "SK", from: today), by: Office.operators)
        try rehearsal.give(EndMandate(agency: Office.agency, kind: .plt, position: "kadis", delegate: "sekdis", until: today), by: Office.operators)
        try rehearsal.give(ApplyCatalogue(organisation: try Office.organisation(zone: .wit), sops: []), by: Office.operators)
        try rehearsal.hear(
            KeyRegistered(nip: Office.nip(1), publicKey: String(repeating: "ab", count: 32), keyHash: "ab"), from: .approvals, about: nil)
        let id = try sheet(rehearsal)
        try rehearsal.give(AdviseLeader(sheet: id, note: "Mohon arahan"), by: Office.sekdis)
        try rehearsal.give(
            RecordWrittenDisposisi(sheet: id, to: ["kabid-a"], instructions: ["untuk-diketahui"], scan: scan), by: Office.agendaris)
        let given = try give(rehearsal, id, by: Office.kadis, to: ["kabid-b", "sekdis", "staf-a", "agendaris"])
        try give(rehearsal, id, by: Office.kabidA, to: ["staf-a"])
        try rehearsal.give(AnswerDisposisi(disposisi: given[0], note: "Sudah", files: [scan]), by: Office.kabidB)
        try rehearsal.give(DeclineDisposisi(disposisi: given[1], reason: "Bukan tugas kami"), by: Office.sekdis)
        try rehearsal.give(CancelDisposisi(disposisi: given[2]), by: Office.kadis)
        try rehearsal.give(CloseSheet(sheet: id, note: "Cukup"), by: Office.kadis)
        let key = KeyRegistered(nip: Office.nip(7), publicKey: String(repeating: "a", count: 64), keyHash: String(repeating: "b", count: 64))
        try rehearsal.hear(key, from: .approvals, about: nil)
        let again = try Database.inMemory()
        _ = try Replay.rebuild(rehearsal.engine.service, from: rehearsal.engine.reading, into: again)
        for table in rehearsal.engine.service.tables where !(CaseSchema.tables + SuccessionSchema.tables).contains(table) {
            #expect(try again.reading.exists("SELECT 1 FROM \(table)"), "nothing was put into \(table)")
        }
        #expect(try Replay.differences(rehearsal.engine.service, rehearsal.engine.reading, again.reading) == [])
        let remains = try rehearsal.destroyAll(by: .archival)
        #expect(remains.count >= 3)
        #expect(remains.words == [] && remains.differences == [])
    }
}

extension Bureau {
    /// Some SOP of the agency that begins with an incoming letter.
    fileprivate var sopBegunByLetter: Key<SOP>? {
        let sops = try? routing.ask(ListSOPs(agency: agency), by: nil).sops
        return sops?.first {
            if case .incomingLetter = $0.start { true } else { false }
        }?.sop
    }
}
