import Domain
import Kernel
import Protocol
import Rehearsal
import Testing

@testable import Routing

@Suite("The beginning of a case")
struct StartTests {
    private func start(
        _ bureau: Bureau, _ sop: Key<SOP>, title: String = "Penyusunan", period: String? = nil, agency: Key<Agency>? = nil, basis: String? = nil
    ) throws -> String? {
        try bureau.routing.rejection {
            try bureau.routing.give(
                StartCase(agency: agency ?? bureau.agency, sop: sop, title: title, period: period, basis: basis), by: bureau.official("sekdis"))
        }
    }

    @Test("By hand only where the SOP begins so; the official's own agency; a SOP in force; a title")
    func rejections() throws {
        let bureau = try Bureau("disnaker-tanjabbar")
        #expect(try start(bureau, "iku") == "startsWithLetter")
        #expect(try start(bureau, "lkj", agency: "dpmptsp-tanjabbar") == "notFound")
        #expect(try start(bureau, "tidak-ada") == "notFound")
        #expect(try start(bureau, "lkj", title: " ") == "invalid")
        #expect(try start(bureau, "lkj", title: String(repeating: "x", count: Limits.lineCharacters + 1)) == "invalid")
        #expect(try start(bureau, "lkj", basis: "") == "invalid")
        #expect(try start(bureau, "lkj", period: "2026") == "invalid")
        #expect(try start(bureau, "lkj") == nil)
    }

    @Test("Under a mandate that only lets sign, nobody begins a case")
    func narrowMandate() throws {
        let an = Mandate(kind: .an, position: "kadis", delegate: "sekdis", decree: "SK 1", from: try Office.day("2026-01-05"), until: nil)
        let bureau = try Bureau("disnaker-tanjabbar", mandates: [an])
        let secretary = try #require(bureau.official("sekdis").person)
        let authority = Principal.Authority(kind: .an, decree: "SK 1")
        let narrow = Principal.official(Principal.Official(agency: bureau.agency, person: secretary, position: "kadis", mandate: authority))
        #expect(
            try bureau.routing.rejection { try bureau.routing.give(StartCase(agency: bureau.agency, sop: "lkj", title: "LKj"), by: narrow) }
                == "mandateTooNarrow")
    }

    @Test("By the calendar there is one case for each period, named in the SOP's form; a cancelled one frees its period")
    func periods() throws {
        let bureau = try Bureau("disnaker-tanjabbar")
        let sop: Key<SOP> = "pengumpulan-data-kinerja"
        #expect(try start(bureau, sop) == "periodMissing")
        for wrong in ["2026", "2026-01", "2026-T5", "2026-t1", "26-T1", "2026-T1 ", "1026-T1"] {
            #expect(try start(bureau, sop, period: wrong) == "invalid")
        }
        #expect(try start(bureau, sop, period: "2026-T1") == nil)
        #expect(try start(bureau, sop, period: "2026-T1") == "periodTaken")
        #expect(try start(bureau, sop, period: "2026-T2") == nil)
        let first = try #require(try bureau.routing.events(CaseStarted.self).first).body.caseID
        try bureau.routing.give(RequestCancel(caseID: first, reason: "keliru"), by: bureau.official("kadis"))
        try bureau.routing.give(AnswerCancel(caseID: first, agree: true), by: bureau.official("sekdis"))
        #expect(try start(bureau, sop, period: "2026-T1") == nil)
    }

    @Test("Intake's request opens the case under the id Intake gave it, with the letter's subject, keamanan and urgensi; a second one does nothing")
    func byLetter() throws {
        let bureau = try Bureau("disnaker-tanjabbar")
        let requested = CaseRequested(
            letter: bureau.routing.newIdentifier(), caseID: bureau.routing.newIdentifier(), agency: bureau.agency, sop: "iku", keamanan: .terbatas,
            urgensi: .sangatSegera)
        for _ in 0..<2 {
            try bureau.routing.hear(requested, from: .intake, about: requested.caseID, content: CaseWords(subject: "Permintaan IKU"))
        }
        let rows = try bureau.routing.ask(Inbox(), by: bureau.official("sekdis")).tasks
        #expect(rows.count == 1)
        #expect(rows[0].task.caseID == requested.caseID && rows[0].task.letter == requested.letter)
        #expect(rows[0].words?.subject == "Permintaan IKU" && rows[0].urgensi == .sangatSegera && rows[0].keamanan == .terbatas)
        #expect(try bureau.routing.parked().isEmpty)
    }

    @Test("A case that has begun does not begin again under the same id")
    func begunAlready() throws {
        let bureau = try Bureau("disnaker-tanjabbar")
        let id = try bureau.begin("iku")
        let again = OpenCase(
            caseID: id, letter: bureau.routing.newIdentifier(), agency: bureau.agency, sop: "iku", keamanan: .biasa, urgensi: .biasa, title: nil)
        let refused = #expect(throws: Rejection.self) { try openCase(again, bureau.routing.decision(because: again.letter)) }
        #expect(refused?.code == "caseExists" && refused?.field == "caseID")
        var other = again
        other.caseID = again.letter
        #expect(try !openCase(other, bureau.routing.decision(because: again.letter)).isEmpty)
    }

    @Test("A request for a SOP that is not in force is parked for the operator")
    func unknownSOP() throws {
        let bureau = try Bureau("disnaker-tanjabbar")
        let requested = CaseRequested(
            letter: bureau.routing.newIdentifier(), caseID: bureau.routing.newIdentifier(), agency: bureau.agency, sop: "tidak-ada",
            keamanan: .biasa, urgensi: .biasa)
        try bureau.routing.hear(requested, from: .intake, about: requested.caseID)
        #expect(try bureau.routing.parked().count == 1)
    }

    @Test("A running case keeps the version of the SOP it began with")
    func version() throws {
        let bureau = try Bureau("disnaker-tanjabbar")
        let before = try bureau.begin("lkj")
        let catalogue = try CatalogueTests.load("disnaker-tanjabbar")
        let shortened = catalogue.sops.map { sop in
            guard sop.id == "lkj" else { return sop }
            return SOP(
                id: sop.id, title: sop.title, header: sop.header, start: sop.start, naskah: sop.naskah.filter { $0.id == "format" },
                actors: sop.actors, steps: Array(sop.steps.prefix(2)), notes: sop.notes)
        }
        try bureau.routing.give(ApplyCatalogue(organisation: catalogue.organisation, sops: shortened), by: Office.operators)
        #expect(try bureau.show().row.steps == 9)
        try bureau.begin("lkj")
        #expect(try bureau.show().row.steps == 2 && bureau.show().row.version == 2)
        let old = try bureau.routing.ask(ShowCase(caseID: before), by: bureau.official("kadis"))
        #expect(old.row.version == 1 && old.steps.count == 9)
    }
}
