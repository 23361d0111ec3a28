import Domain
import Kernel
import Protocol
import Rehearsal
import SQLite
import Testing

@testable import Routing

@Suite("What may be known of a case")
struct CaseQuestionTests {
    @Test("A row of an inbox says all that a client needs: the step's words, its inputs and outputs, the document, the receivers")
    func row() throws {
        let bureau = try Bureau("dpmptsp-tanjabbar")
        try bureau.begin("iku")
        let plan = try Catalogues.plan("dpmptsp-tanjabbar", "iku")
        try bureau.run(until: 5)
        let row = try bureau.task(.periksa, step: 5)
        let step = try #require(plan.sop.step(5))
        #expect(row.activity == step.activity && row.words?.activity == step.activity)
        #expect(row.requirements == step.requirements && row.outputs == step.outputs && row.duration == "PT30M")
        #expect(row.steps == 9 && row.sop == "iku" && row.task.returnsTo == 4)
        #expect(row.task.document?.version == 2 && row.task.register == "dokumen" && row.words?.document == plan.sop.naskah[0].title)
        #expect(row.actions.map(\.approve) == [true, false] && row.actions.allSatisfy { $0.verb == "approval.check" && $0.service == .approvals })
        try bureau.act(row)
        #expect(try bureau.task(.sampaikan, step: 5).task.to == [Receiver(role: "perencana", position: "perencana", name: "Perencana")])
        let shown = try bureau.routing.ask(ShowTask(task: row.task.task), by: bureau.official("kadis"))
        #expect(shown.state == .ended && shown.outcome == .done && shown.row.actions.isEmpty && shown.actor?.hasPrefix("official/") == true)
    }

    @Test("A kirim whose SOP names tembusan asks for them beside its addressees, as positions or parties outside")
    func tembusan() throws {
        let bureau = try Bureau("dpmptsp-tanjabbar")
        var sop = try #require(try CatalogueTests.load("dpmptsp-tanjabbar").sops.first { $0.id == "iku" })
        let text = String(decoding: try JSONText().encode(sop), as: UTF8.self)
        let changed = text.replacing(#""word":"kirim""#, with: #""tembusan":["sekretaris","bidang"],"word":"kirim""#)
        sop = try JSONText().decode(SOP.self, from: Array(changed.utf8))
        try bureau.routing.give(ApplyCatalogue(organisation: bureau.organisation, sops: [sop]), by: Office.operators)
        let tables = OrganisationTables(bureau.routing.engine.reading)
        let key = try #require(try tables.currentSOP("iku", bureau.agency))
        for step in sop.steps { #expect(try tables.acts(ofStep: step.number, of: key) == step.acts) }
        try bureau.begin("iku")
        let step = try #require(sop.steps.first { $0.acts.contains { $0.word == .kirim } })
        let act = try #require(step.acts.firstIndex { $0.word == .kirim })
        try bureau.run(until: step.number, act: act + 1)
        let task = try bureau.task(.kirim).task
        #expect(task.tembusan?.map(\.role) == ["sekretaris", "bidang", "bidang", "bidang", "bidang"])
        #expect(task.tembusan?.first == Receiver(role: "sekretaris", position: "sekdis", name: "Sekretaris Dinas"))
        #expect(task.addressees == ["Pihak yang Berkepentingan"])
        let copy = try Database.inMemory()
        _ = try Replay.rebuild(bureau.routing.engine.service, from: bureau.routing.engine.reading, into: copy)
        #expect(try Replay.differences(bureau.routing.engine.service, bureau.routing.engine.reading, copy.reading) == [])
    }

    @Test("An optional act says so and can be passed over")
    func optional() throws {
        let bureau = try Bureau("diskoperindag-tanjabbar")
        try bureau.begin("iku")
        try bureau.run(until: 6)
        let row = try bureau.task(.susun, step: 6)
        #expect(row.task.isOptional && row.actions.contains(TaskAction(verb: "task.skip", service: .drafting)))
        try bureau.skip(row)
        #expect(try bureau.task(.periksa, step: 7).task.document?.version == 1)
    }

    @Test("The reason of a no stands with the task that repairs, with who said it")
    func reason() throws {
        let bureau = try Bureau("dinkopukm-sulteng")
        try bureau.begin("pengukuran-kinerja")
        try bureau.run(until: 6)
        try bureau.act(try bureau.task(.periksa, step: 6), approve: false, reason: "nomor pasal salah")
        #expect(try bureau.task(.susun, kind: .revision).words?.note == "Dikembalikan oleh Sekretaris: nomor pasal salah")
        #expect(try bureau.task(.susun, kind: .revision).actions.map(\.verb) == ["draft.compose", "draft.save"])
    }

    @Test("A case shows where it stands, its documents with their paraf, numbers and filing, and the rounds of its steps")
    func show() throws {
        let bureau = try Bureau("dpmptsp-tanjabbar")
        try bureau.begin("iku")
        try bureau.run(until: 7)
        let document = try #require(try bureau.show().documents.first)
        #expect(document.answers == [ShowCase.Document.Answer(word: .paraf, position: "perencana", outside: nil)])
        #expect(try bureau.show().steps.map(\.state) == Array(repeating: .done, count: 6) + [.current, .ahead, .ahead])
        try bureau.act(try bureau.task(.tandaTangan), approve: false)
        #expect(try bureau.show().steps.map(\.round) == [1, 1, 1, 2, 2, 2, 2, 1, 1] && bureau.show().row.step == 4)
        try bureau.run(until: 9, act: 2)
        #expect(try bureau.show().documents[0].number == "000/1/UJI/2026")
    }

    @Test("A number that was voided is gone from the case")
    func voidedNumber() throws {
        let bureau = try Bureau("dpmptsp-tanjabbar")
        try bureau.begin("iku")
        try bureau.run(until: 9)
        let numbering = try bureau.task(.nomor)
        try bureau.act(numbering)
        for _ in 0..<2 {
            try bureau.routing.hear(
                NumberVoided(
                    agency: bureau.agency, register: "dokumen", year: 2026, line: 1, sequence: 1, caseID: numbering.task.caseID,
                    task: numbering.task.task), from: .approvals, about: numbering.task.caseID)
        }
        #expect(try bureau.show().documents[0].number == nil)
        #expect(try bureau.routing.events(NumberDropped.self).count == 1 && bureau.routing.parked().isEmpty)
        try bureau.act(try bureau.task(.gandakan))
        #expect(try bureau.task(.nomor, kind: .numbering).position == "agendaris")
    }

    @Test("A case of another agency does not exist; one that is rahasia exists only for those to whom it came, and for the head")
    func sight() throws {
        let bureau = try Bureau("dpmptsp-tanjabbar")
        let requested = CaseRequested(
            letter: bureau.routing.newIdentifier(), caseID: bureau.routing.newIdentifier(), agency: bureau.agency, sop: "iku", keamanan: .rahasia,
            urgensi: .biasa)
        try bureau.routing.hear(requested, from: .intake, about: requested.caseID, content: CaseWords(subject: "Rahasia"))
        let routing = bureau.routing
        func sees(_ principal: Principal) throws -> Bool {
            let code = try routing.rejection { _ = try routing.ask(ShowCase(caseID: requested.caseID), by: principal) }
            let timeline = try routing.rejection { _ = try routing.ask(Timeline(caseID: requested.caseID), by: principal) }
            #expect(code == timeline && code ?? "notFound" == "notFound")
            return code == nil
        }
        let stranger = Principal.official(Principal.Official(agency: "disnaker-tanjabbar", person: "1", position: "kadis"))
        #expect(try !sees(stranger))
        #expect(try sees(bureau.official("kadis")) && !sees(bureau.official("sekdis")))
        let list = ListCases(agency: bureau.agency)
        #expect(try routing.ask(list, by: bureau.official("kadis")).cases.count == 1)
        #expect(try routing.ask(list, by: bureau.official("sekdis")).cases.isEmpty)
        #expect(try routing.rejection { _ = try routing.ask(list, by: stranger) } == "notFound")
        let first = try #require(try routing.ask(Inbox(), by: bureau.official("kadis")).tasks.first)
        try bureau.act(first)
        #expect(try sees(bureau.official("sekdis")) && !sees(bureau.official("staf-perencanaan")))
        #expect(try routing.ask(list, by: bureau.official("sekdis")).cases.count == 1)
        let foreign = ShowTask(task: first.task.task)
        #expect(try routing.rejection { _ = try routing.ask(foreign, by: bureau.official("staf-perencanaan")) } == "notFound")
    }

    @Test("Cases are listed newest first, by how they stand, in pages")
    func list() throws {
        let bureau = try Bureau("dpmptsp-tanjabbar")
        let cases = try (0..<4).map { _ in try bureau.begin("iku") }
        try bureau.run(until: .max)
        func ask(_ query: ListCases) throws -> [Identifier] { try bureau.routing.ask(query, by: bureau.official("sekdis")).cases.map(\.caseID) }
        #expect(try ask(ListCases(agency: bureau.agency)) == cases.reversed())
        #expect(try ask(ListCases(agency: bureau.agency, status: .closed)) == [cases[3]])
        #expect(try ask(ListCases(agency: bureau.agency, status: .running)) == cases[..<3].reversed())
        #expect(try ask(ListCases(agency: bureau.agency, after: cases[2], limit: 1)) == [cases[1]])
    }

    @Test("The timeline tells who did what and when, by when it was to be done, in which round, and why it went back")
    func timeline() throws {
        let bureau = try Bureau("dpmptsp-tanjabbar")
        let id = try bureau.begin("iku")
        try bureau.run(until: 5)
        try bureau.act(try bureau.task(.periksa), approve: false, reason: "salah ketik")
        let entries = try bureau.routing.ask(Timeline(caseID: id), by: bureau.official("kadis")).entries
        #expect(entries.map(\.position) == entries.map(\.position).sorted())
        #expect(entries.map(\.type).prefix(4) == ["case.started", "task.opened", "task.closed", "task.opened"])
        let no = try #require(entries.first { $0.outcome == .returned })
        #expect(no.step == 5 && no.act == 1 && no.word == .periksa && no.who == "kasubbag-ppmep" && no.note == "salah ketik" && no.due != nil)
        #expect(no.actor.hasPrefix("official/dpmptsp-tanjabbar/kasubbag-ppmep/"))
        let back = try #require(entries.first { $0.type == "step.returned" })
        #expect(back.from == 5 && back.step == 4 && back.round == 2)
        #expect(entries.last?.round == 2 && entries.last?.note?.hasSuffix(": salah ketik") == true)
    }

    @Test("The tables are what the journal says")
    func replay() throws {
        let bureau = try Bureau("dinkopukm-sulteng")
        try bureau.begin("perjanjian-kinerja")
        try bureau.run(until: 12)
        try bureau.act(try bureau.task(.periksa, step: 12), approve: false)
        try bureau.run(until: 18)
        try bureau.routing.give(TransferTasks(agency: bureau.agency, from: "staf-program", to: "perencana-muda"), by: Office.operators)
        try bureau.routing.give(RequestCancel(caseID: bureau.caseID, reason: "ragu"), by: bureau.official("kadis"))
        try bureau.begin("lkjip")
        let linked = LetterLinked(letter: bureau.routing.newIdentifier(), caseID: bureau.caseID, agency: bureau.agency, keamanan: .biasa)
        try bureau.routing.hear(linked, from: .intake, about: bureau.caseID)
        try bureau.run(until: .max)
        try bureau.routing.pass(milliseconds: 100 * 24 * 3_600_000)
        let copy = try Database.inMemory()
        _ = try Replay.rebuild(bureau.routing.engine.service, from: bureau.routing.engine.reading, into: copy)
        for table in CaseSchema.tables { #expect(try copy.reading.exists("SELECT 1 FROM \(table)"), "nothing was put into \(table)") }
        #expect(try Replay.differences(bureau.routing.engine.service, bureau.routing.engine.reading, copy.reading) == [])
        let remains = try bureau.routing.destroyAll(by: .archival)
        #expect(remains.count >= 2)
        #expect(remains.words == [] && remains.differences == [])
    }
}
