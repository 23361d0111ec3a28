import Domain
import Kernel
import Protocol
import Rehearsal
import SQLite
import Testing

@testable import Routing

@Suite("Open work follows its position")
struct SuccessionTests {
    /// Sets the last day of all who sit on the position, and lets what is due happen.
    private func end(_ position: Key<Position>, _ bureau: Bureau, until: CivilDate) throws {
        for holder in bureau.organisation.holders where holder.position == position && holder.until == nil {
            try bureau.routing.give(EndHolder(agency: bureau.agency, position: position, nip: holder.nip, until: until), by: Office.operators)
        }
        try settle(bureau.routing)
    }

    private func assign(_ position: Key<Position>, _ nip: String, _ bureau: Bureau) throws {
        try bureau.routing.give(
            AssignHolder(agency: bureau.agency, position: position, name: "Pengganti", nip: nip, from: today(bureau)), by: Office.operators)
        try settle(bureau.routing)
    }

    private func today(_ bureau: Bureau) -> CivilDate { CivilDate(bureau.routing.now, in: bureau.organisation.agency.zone) }

    /// Lets everything happen that is due by now.
    private func settle(_ rehearsal: Rehearsal) throws {
        for _ in 0..<100 {
            let before = rehearsal.engine.position
            try rehearsal.pass(milliseconds: 0)
            if rehearsal.engine.position == before { return }
        }
        Issue.record("what is due never ends")
    }

    /// A case whose only task is with that secretary's level: the position, and the superior that would have its tasks.
    private func waiting(_ bureau: Bureau) throws -> (task: Identifier, position: Key<Position>, superior: Key<Position>) {
        try bureau.begin("iku")
        try bureau.run(until: 2)
        let row = try #require(try bureau.waiting().first)
        let superior = try #require(bureau.organisation.position(row.position)?.superior)
        return (row.task.task, row.position, superior)
    }

    private func inbox(_ position: Key<Position>, _ bureau: Bureau) throws -> [TaskRow] {
        try bureau.routing.ask(Inbox(), by: bureau.official(position)).tasks
    }

    @Test("A task whose holder has left goes to the superior and says which position is vacant; it comes back to the new holder")
    func vacancyAndReturn() throws {
        let bureau = try Bureau("dpmptsp-tanjabbar")
        let (task, position, superior) = try waiting(bureau)
        try end(position, bureau, until: today(bureau).advanced(byDays: -1))
        #expect(try inbox(position, bureau).isEmpty)
        let row = try #require(try inbox(superior, bureau).first { $0.task.task == task })
        #expect(row.task.vacant == position && row.position == superior)
        // The bureau goes on with the people it knows: the next holder is the one who left.
        try assign(position, try #require(bureau.official(position).person), bureau)
        #expect(try inbox(superior, bureau).allSatisfy { $0.task.task != task })
        let back = try #require(try inbox(position, bureau).first { $0.task.task == task })
        #expect(back.task.vacant == nil && back.position == position)
        try bureau.run(until: .max)
        #expect(try bureau.show().row.status == .closed)
    }

    @Test("A time of office that ends by its date ends with that day, where the agency is, and nobody has to say so")
    func lastDay() throws {
        let bureau = try Bureau("dpmptsp-tanjabbar")
        let (task, position, superior) = try waiting(bureau)
        let last = today(bureau).advanced(byDays: 2)
        try end(position, bureau, until: last)
        let midnight = last.advanced(byDays: 1).start(in: bureau.organisation.agency.zone)
        bureau.routing.now = midnight.advanced(byMilliseconds: -1)
        try settle(bureau.routing)
        #expect(try inbox(position, bureau).map(\.task.task) == [task])
        #expect(bureau.routing.engine.nextDue.map { $0 <= midnight } == true)
        bureau.routing.now = midnight
        try settle(bureau.routing)
        #expect(try inbox(superior, bureau).map(\.task.task) == [task])
    }

    @Test("Who is Plt. has the vacant position's tasks, from the first day of the mandate to its last")
    func mandate() throws {
        let bureau = try Bureau("dpmptsp-tanjabbar")
        let (task, position, superior) = try waiting(bureau)
        try end(position, bureau, until: today(bureau).advanced(byDays: -1))
        let (from, until) = (today(bureau).advanced(byDays: 1), today(bureau).advanced(byDays: 3))
        try bureau.routing.give(
            GiveMandate(
                agency: bureau.agency, kind: .plt, position: position, delegate: superior, decree: "SK 7", from: from, until: until),
            by: Office.operators)
        try settle(bureau.routing)
        func holder() throws -> Key<Position>? { try bureau.waiting().first { $0.task.task == task }?.position }
        #expect(try holder() == superior)
        for (day, expected) in [(from, position), (until, position), (until.advanced(byDays: 1), superior)] {
            bureau.routing.now = day.start(in: bureau.organisation.agency.zone)
            try settle(bureau.routing)
            #expect(try holder() == expected, "on \(day)")
        }
    }

    @Test("What one holder of a shared position took is free for the others once that one has left")
    func release() throws {
        let bureau = try Bureau("dpmptsp-tanjabbar")
        try bureau.begin("iku")
        try bureau.run(until: 8)
        try bureau.act(try bureau.task(.disposisi, step: 8))
        let row = try bureau.task(.nomor, step: 9)
        let (one, other) = (bureau.official("staf-perencanaan", person: 0), bureau.official("staf-perencanaan", person: 1))
        try bureau.routing.give(TakeTask(task: row.task.task), by: one)
        try bureau.routing.give(
            EndHolder(agency: bureau.agency, position: "staf-perencanaan", nip: try #require(one.person), until: today(bureau)),
            by: Office.operators)
        try settle(bureau.routing)
        #expect(try bureau.task(.nomor, step: 9).person == one.person)
        bureau.routing.now = today(bureau).advanced(byDays: 1).start(in: bureau.organisation.agency.zone)
        try settle(bureau.routing)
        #expect(try bureau.task(.nomor, step: 9).person == nil)
        #expect(try bureau.routing.rejection { try bureau.routing.give(TakeTask(task: row.task.task), by: other) } == nil)
    }

    @Test("What a mutasi gave to a position is that position's: it follows that one, and does not go back to the first")
    func transferred() throws {
        let bureau = try Bureau("dpmptsp-tanjabbar")
        let (task, position, superior) = try waiting(bureau)
        let other = try #require(
            bureau.organisation.positions.first { $0.id != position && $0.superior == position && bureau.official($0.id).person != nil })
        try bureau.routing.give(TransferTasks(agency: bureau.agency, from: position, to: other.id), by: Office.operators)
        try assign(superior, "198001012005011999", bureau)
        #expect(try inbox(other.id, bureau).contains { $0.task.task == task })
        try end(other.id, bureau, until: today(bureau).advanced(byDays: -1))
        let stood = try #require(try inbox(position, bureau).first { $0.task.task == task })
        #expect(stood.task.vacant == other.id)
        // A mutasi to a vacant position leaves the task with who stands in; and it ends, though that is where the task was.
        try bureau.routing.give(TransferTasks(agency: bureau.agency, from: position, to: other.id), by: Office.operators)
        #expect(try inbox(position, bureau).first { $0.task.task == task }?.task.vacant == other.id)
    }

    @Test("What a Plh. took is free once that mandate has ended, though an a.n. goes on; what the a.n. lets them sign they keep")
    func narrowerMandate() throws {
        let bureau = try Bureau("dpmptsp-tanjabbar")
        let day = today(bureau)
        let nip = try #require(bureau.official("sekdis").person)
        for (kind, last) in [(Mandate.Kind.an, nil), (.plh, day)] {
            try bureau.routing.give(
                GiveMandate(agency: bureau.agency, kind: kind, position: "kadis", delegate: "sekdis", decree: "SK 7", from: day, until: last),
                by: Office.operators)
        }
        func acting(_ kind: Mandate.Kind) -> Principal {
            let authority = Principal.Authority(kind: kind, decree: "SK 7")
            return .official(Principal.Official(agency: bureau.agency, person: nip, position: "kadis", mandate: authority))
        }
        try bureau.begin("iku")
        try bureau.run(until: 7)
        let signature = try bureau.task(.tandaTangan, step: 7).task.task
        try bureau.begin("iku")
        let order = try bureau.task(.disposisi).task.task
        for task in [signature, order] { try bureau.routing.give(TakeTask(task: task), by: acting(.plh)) }
        bureau.routing.now = day.advanced(byDays: 1).start(in: bureau.organisation.agency.zone)
        try settle(bureau.routing)
        let taken = Dictionary(uniqueKeysWithValues: try inbox("kadis", bureau).map { ($0.task.task, $0.person) })
        #expect(taken == [signature: nip, order: nil])
        #expect(try bureau.routing.rejection { try bureau.routing.give(ReleaseTask(task: signature), by: acting(.an)) } == nil)
        #expect(try bureau.routing.rejection { try bureau.routing.give(GiveOrder(task: order), by: bureau.official("kadis")) } == nil)
    }

    @Test("What the head of an agency had taken is free once the head has left, though nobody stands in; the successor does it")
    func headLeaves() throws {
        let bureau = try Bureau("dpmptsp-tanjabbar")
        try bureau.begin("iku")
        let task = try bureau.task(.disposisi).task.task
        try bureau.routing.give(TakeTask(task: task), by: bureau.official("kadis"))
        try end("kadis", bureau, until: today(bureau).advanced(byDays: -1))
        #expect(try bureau.routing.events(TaskAssigned.self).last.map { $0.body.vacant == "kadis" && $0.body.person == nil } == true)
        try assign("kadis", "198001012005011999", bureau)
        let successor = Principal.official(Principal.Official(agency: bureau.agency, person: "198001012005011999", position: "kadis"))
        #expect(try bureau.routing.rejection { try bureau.routing.give(GiveOrder(task: task), by: successor) } == nil)
    }

    @Test("A mutasi leaves what the position only holds for a vacant one: its next holder has it")
    func heldForAnother() throws {
        let bureau = try Bureau("dpmptsp-tanjabbar")
        func task(of position: Key<Position>) throws -> Identifier {
            try bureau.begin("iku")
            try bureau.routing.give(TransferTasks(agency: bureau.agency, from: "kadis", to: position), by: Office.operators)
            return try bureau.task(.disposisi).task.task
        }
        let held = try task(of: "kasubbag-umum")
        try end("kasubbag-umum", bureau, until: today(bureau).advanced(byDays: -1))
        let own = try task(of: "sekdis")
        #expect(try inbox("sekdis", bureau).map(\.task.task) == [held, own])
        try bureau.routing.give(TransferTasks(agency: bureau.agency, from: "sekdis", to: "perencana"), by: Office.operators)
        #expect(try inbox("perencana", bureau).map(\.task.task) == [own])
        #expect(try inbox("sekdis", bureau).map(\.task.vacant) == ["kasubbag-umum"])
        try assign("kasubbag-umum", "198001012005011999", bureau)
        #expect(try inbox("kasubbag-umum", bureau).map(\.task.task) == [held])
    }

    @Test("However many tasks change hands, a transaction moves at most 64; what comes after a mutasi is not moved by it")
    func bounded() throws {
        let bureau = try Bureau("dpmptsp-tanjabbar")
        let count = 2 * Hands.most + 7
        for _ in 0..<count { try bureau.begin("iku") }
        let reply = try bureau.routing.give(TransferTasks(agency: bureau.agency, from: "kadis", to: "sekdis"), by: Office.operators)
        #expect(reply.body.count < 64_000)
        try bureau.begin("iku")
        try settle(bureau.routing)
        func moves() throws -> [Int] {
            Dictionary(grouping: try bureau.routing.events(TaskAssigned.self), by: \.header.command).values.map(\.count).sorted()
        }
        #expect(try moves() == [7, Hands.most, Hands.most])
        #expect(try bureau.routing.events(TasksTransferred.self).map(\.body.isDone) == [false, false, true])
        #expect(try inbox("kadis", bureau).map(\.task.caseID) == [bureau.caseID])
        try end("sekdis", bureau, until: today(bureau).advanced(byDays: -1))
        #expect(try moves() == [7, 7, Hands.most, Hands.most, Hands.most, Hands.most])
        let first = try bureau.routing.ask(Inbox(limit: 200), by: bureau.official("kadis")).tasks
        #expect(first.count == count + 1 && first.filter { $0.task.vacant == "sekdis" }.count == count)
    }

    @Test("A case that is not open to the office stays known to the position that had a task of it")
    func secret() throws {
        let bureau = try Bureau("dpmptsp-tanjabbar")
        let letter = bureau.routing.newIdentifier()
        let caseID = bureau.routing.newIdentifier()
        try bureau.routing.hear(
            CaseRequested(letter: letter, caseID: caseID, agency: bureau.agency, sop: "iku", keamanan: .rahasia, urgensi: .biasa), from: .intake,
            about: caseID, content: CaseWords(subject: "Rahasia"))
        let kadis = try #require(try bureau.routing.events(TaskOpened.self).last).body
        try bureau.routing.give(GiveOrder(task: kadis.task, instructions: ["tindak-lanjuti"]), by: bureau.official("kadis"))
        let task = try #require(try bureau.routing.events(TaskOpened.self).last).body
        let other: Key<Position> = "perencana"
        func sees(_ position: Key<Position>) throws -> Bool {
            let official = bureau.official(position)
            let isShown = try bureau.routing.rejection { _ = try bureau.routing.ask(ShowCase(caseID: caseID), by: official) } == nil
            let isListed = try bureau.routing.ask(ListCases(agency: bureau.agency), by: official).cases.contains { $0.caseID == caseID }
            #expect(isListed == isShown, "\(position)")
            return isShown
        }
        #expect(try sees(task.position) && !sees(other))
        try bureau.routing.give(TransferTasks(agency: bureau.agency, from: task.position, to: other), by: Office.operators)
        #expect(try sees(task.position) && sees(other))
    }

    // MARK: - Disposisi

    private let letter = Identifier(milliseconds: 1_767_596_000_000, random: (1, 1))

    /// A rahasia letter that the kadis disposed to staf-a.
    private func disposed(_ rehearsal: Rehearsal) throws -> (sheet: Identifier, slip: Identifier) {
        try rehearsal.hear(
            LetterForwarded(letter: letter, agency: Office.agency, to: "kadis", keamanan: .rahasia, urgensi: .segera), from: .intake, about: letter,
            content: ForwardWords(subject: "Undangan rapat", sender: "Bappeda"))
        let sheet = try #require(try rehearsal.events(SheetOpened.self).last?.body.sheet)
        try rehearsal.give(GiveDisposisi(sheet: sheet, to: ["staf-a"], instructions: ["tindak-lanjuti"]), by: Office.kadis)
        return (sheet, try #require(try rehearsal.events(DisposisiGiven.self).last?.body.slips.first?.disposisi))
    }

    private func waiting(_ principal: Principal, _ rehearsal: Rehearsal) throws -> [Identifier] {
        try rehearsal.ask(DisposisiInbox(), by: principal).waiting.map(\.disposisi)
    }

    @Test("An open disposisi goes to the superior while its position is vacant, comes back, and goes along with a mutasi; one that ended stays")
    func disposisi() throws {
        let rehearsal = try Office.open()
        let (sheet, slip) = try disposed(rehearsal)
        try rehearsal.give(GiveDisposisi(sheet: sheet, to: ["kabid-b"], instructions: ["tindak-lanjuti"]), by: Office.kadis)
        let answered = try #require(try rehearsal.events(DisposisiGiven.self).last?.body.slips.first?.disposisi)
        try rehearsal.give(AnswerDisposisi(disposisi: answered, note: "Sudah"), by: Office.kabidB)
        let day = try Office.day("2026-01-05")
        let staff = Office.nip(5)
        try rehearsal.give(
            EndHolder(agency: Office.agency, position: "staf-a", nip: staff, until: day.advanced(byDays: -1)), by: Office.operators)
        try settle(rehearsal)
        #expect(try waiting(Office.stafA, rehearsal).isEmpty && waiting(Office.kabidA, rehearsal) == [slip])
        #expect(try rehearsal.ask(DisposisiInbox(), by: Office.kabidA).waiting.first?.vacant == "staf-a")
        #expect(try rehearsal.ask(DisposisiTree(letter: letter), by: Office.kabidA).sheets.map(\.sheet) == [sheet])
        try rehearsal.give(
            AssignHolder(agency: Office.agency, position: "staf-a", name: "Rina", nip: Office.nip(9), from: day), by: Office.operators)
        try settle(rehearsal)
        #expect(try waiting(Office.stafA, rehearsal) == [slip] && waiting(Office.kabidA, rehearsal).isEmpty)
        // It had come to the kabid, so it stays known there.
        #expect(try rehearsal.ask(DisposisiTree(letter: letter), by: Office.kabidA).sheets.map(\.sheet) == [sheet])
        try rehearsal.give(TransferTasks(agency: Office.agency, from: "staf-a", to: "kabid-b"), by: Office.operators)
        #expect(try waiting(Office.kabidB, rehearsal) == [slip])
        #expect(try rehearsal.events(DisposisiMoved.self).map(\.body.position) == ["kabid-a", "staf-a", "kabid-b"])
        try rehearsal.give(AnswerDisposisi(disposisi: slip, note: "Selesai"), by: Office.kabidB)
        #expect(try waiting(Office.kadis, rehearsal) == [sheet])
    }

    @Test("A mutasi leaves a disposisi that the position only holds for a vacant one")
    func disposisiHeldForAnother() throws {
        let rehearsal = try Office.open()
        let (_, slip) = try disposed(rehearsal)
        let yesterday = try Office.day("2026-01-04")
        try rehearsal.give(EndHolder(agency: Office.agency, position: "staf-a", nip: Office.nip(5), until: yesterday), by: Office.operators)
        try settle(rehearsal)
        try rehearsal.give(TransferTasks(agency: Office.agency, from: "kabid-a", to: "kabid-b"), by: Office.operators)
        #expect(try waiting(Office.kabidA, rehearsal) == [slip] && waiting(Office.kabidB, rehearsal).isEmpty)
    }

    @Test("What was passed on under a disposisi is its new holder's to take back, after a mutasi or when the vacant position is filled")
    func passedOnBefore() throws {
        for isMutasi in [true, false] {
            let rehearsal = try Office.open()
            try rehearsal.hear(
                LetterForwarded(letter: letter, agency: Office.agency, to: "kadis", keamanan: .rahasia, urgensi: .segera), from: .intake,
                about: letter, content: ForwardWords(subject: "Undangan rapat", sender: "Bappeda"))
            let sheet = try #require(try rehearsal.events(SheetOpened.self).last?.body.sheet)
            try rehearsal.give(GiveDisposisi(sheet: sheet, to: ["kabid-a"], instructions: ["tindak-lanjuti"]), by: Office.kadis)
            let slip = try #require(try rehearsal.events(DisposisiGiven.self).last?.body.slips.first?.disposisi)
            let (giver, heir): (Principal, Principal)
            if isMutasi {
                (giver, heir) = (Office.kabidA, Office.kabidB)
            } else {
                (giver, heir) = (Office.kadis, Office.official("kabid-a", 9))
                let yesterday = try Office.day("2026-01-04")
                try rehearsal.give(
                    EndHolder(agency: Office.agency, position: "kabid-a", nip: Office.nip(3), until: yesterday), by: Office.operators)
                try settle(rehearsal)
            }
            func passOn() throws -> Identifier {
                try rehearsal.give(GiveDisposisi(sheet: sheet, disposisi: slip, to: ["staf-a"], instructions: ["tindak-lanjuti"]), by: giver)
                return try #require(try rehearsal.events(DisposisiGiven.self).last?.body.slips.first?.disposisi)
            }
            let returned = try passOn()
            try rehearsal.give(DeclineDisposisi(disposisi: returned, reason: "Bukan tugas kami"), by: Office.stafA)
            let unread = try passOn()
            if isMutasi {
                try rehearsal.give(TransferTasks(agency: Office.agency, from: "kabid-a", to: "kabid-b"), by: Office.operators)
            } else {
                try rehearsal.give(
                    AssignHolder(agency: Office.agency, position: "kabid-a", name: "Rina", nip: Office.nip(9), from: Office.day("2026-01-05")),
                    by: Office.operators)
                try settle(rehearsal)
            }
            #expect(try waiting(heir, rehearsal) == [slip])
            #expect(try rehearsal.ask(DisposisiInbox(), by: heir).returned.map(\.disposisi) == [returned])
            #expect(try rehearsal.ask(DisposisiInbox(), by: giver).returned.isEmpty)
            func code<Body: CommandBody>(_ body: Body) throws -> String? { try rehearsal.rejection { try rehearsal.give(body, by: heir) } }
            #expect(try code(DeclineDisposisi(disposisi: slip, reason: "Bukan tugas kami")) == "alreadyDisposed")
            #expect(try code(CancelDisposisi(disposisi: unread)) == nil)
            #expect(try code(DeclineDisposisi(disposisi: slip, reason: "Bukan tugas kami")) == nil)
        }
    }

    @Test("A sheet goes to the superior of the leader it lies with, and is closed there")
    func sheets() throws {
        let rehearsal = try Office.open()
        try rehearsal.hear(
            LetterForwarded(letter: letter, agency: Office.agency, to: "sekdis", keamanan: .biasa, urgensi: .segera), from: .intake, about: letter,
            content: ForwardWords(subject: "Undangan rapat", sender: "Bappeda"))
        let sheet = try #require(try rehearsal.events(SheetOpened.self).last?.body.sheet)
        let yesterday = try Office.day("2026-01-04")
        try rehearsal.give(EndHolder(agency: Office.agency, position: "sekdis", nip: Office.nip(2), until: yesterday), by: Office.operators)
        try settle(rehearsal)
        #expect(try waiting(Office.kadis, rehearsal) == [sheet])
        try rehearsal.give(CloseSheet(sheet: sheet), by: Office.kadis)
        try settle(rehearsal)
        #expect(try waiting(Office.kadis, rehearsal).isEmpty)
    }

    @Test("The tables are what the journal says, a mutasi under way among them")
    func rebuild() throws {
        let bureau = try Bureau("dpmptsp-tanjabbar")
        for _ in 0...Hands.most { try bureau.begin("iku") }
        try bureau.routing.give(TransferTasks(agency: bureau.agency, from: "kadis", to: "sekdis"), by: Office.operators)
        let letter = bureau.routing.newIdentifier()
        try bureau.routing.hear(
            LetterForwarded(letter: letter, agency: bureau.agency, to: "perencana", keamanan: .biasa, urgensi: .segera), from: .intake,
            about: letter, content: ForwardWords(subject: "Undangan rapat", sender: "Bappeda"))
        try bureau.routing.give(TransferTasks(agency: bureau.agency, from: "perencana", to: "sekdis"), by: Office.operators)
        let copy = try Database.inMemory()
        _ = try Replay.rebuild(bureau.routing.engine.service, from: bureau.routing.engine.reading, into: copy)
        for table in SuccessionSchema.tables { #expect(try copy.reading.exists("SELECT 1 FROM \(table)"), "nothing was put into \(table)") }
        #expect(try Replay.differences(bureau.routing.engine.service, bureau.routing.engine.reading, copy.reading) == [])
    }
}
