import Domain
import Protocol
import Testing

@testable import Routing

@Suite("Hand-overs, numbers, filing")
struct ClosingTests {
    @Test("Each receiver acknowledges, beside the case, which goes on but does not close before")
    func acknowledgements() throws {
        let walk = try Walk(try Catalogues.plan("disnaker-tanjabbar", "pengumpulan-data-kinerja"))
        try walk.run(until: 8)
        try walk.end(try walk.task(.sampaikan, step: 8))
        for task in walk.open where task.kind == .filing { try walk.end(task) }
        let left = walk.open
        #expect(left.allSatisfy { $0.kind == .acknowledgement } && !left.isEmpty && !walk.isClosed)
        #expect(
            Set(left.filter { $0.step == 8 }.map(\.position)) == [
                "sekdis", "kabid-lattas", "kabid-penta", "kabid-hi", "kasubag-umum", "kasubag-keuangan",
            ])
        for task in left { try walk.end(task) }
        #expect(walk.isClosed)
    }

    @Test("Whoever acts in the case has acknowledged what was handed over before")
    func actingAcknowledges() throws {
        let walk = try Walk(try Catalogues.plan("dpmptsp-tanjabbar", "lkjip"))
        try walk.run(until: 7, act: 3)
        try walk.end(try walk.task(.sampaikan, step: 7))
        let seen = try walk.task(.terima, by: "sekdis", kind: .acknowledgement)
        try walk.end(try walk.task(.periksa, step: 8))
        #expect(walk.log.contains(.ended(seen.task, .done)) && !walk.open.contains(seen))
    }

    @Test("A terima that comes next is the acknowledgement")
    func receivedNext() throws {
        let walk = try Walk(try Catalogues.plan("dpmptsp-tanjabbar", "lkjip"))
        try walk.run(until: 3, act: 4)
        try walk.end(try walk.task(.sampaikan, step: 3))
        #expect(walk.open.filter { $0.kind != .delivery }.map(Walk.line) == ["4.1 terima kasubbag-ppmep"])
    }

    @Test("A letter is numbered by the agenda clerk before it is sent, where the SOP gives it no number")
    func numberBeforeSending() throws {
        let walk = try Walk(try Catalogues.plan("dpmptsp-tanjabbar", "lakip"))
        try walk.run(until: 10)
        #expect(walk.open.filter { $0.kind != .acknowledgement && $0.kind != .delivery }.map(Walk.line) == ["10.1 numbering nomor agendaris"])
        try walk.end(try walk.task(.nomor, kind: .numbering))
        #expect(try walk.task(.kirim).number == nil && walk.state.document(DocumentName(naskah: "lakip"))?.number == "no-lakip")
    }

    @Test("Where the SOP numbers the letter itself, nobody else does")
    func ownNumber() throws {
        for (agency, sop) in [("dpmptsp-tanjabbar", "iku"), ("disnaker-tanjabbar", "lkj"), ("disnaker-tanjabbar", "renja")] {
            let walk = try Walk(try Catalogues.plan(agency, sop))
            try walk.finish()
            #expect(!walk.tasks.contains { $0.kind == .numbering })
            #expect(walk.tasks.contains { $0.word == .nomor })
        }
    }

    @Test("What goes out with a letter is numbered before the letter is sent")
    func attachments() throws {
        let walk = try Walk(try Catalogues.plan("dinkopukm-sulteng", "lkjip"))
        try walk.run(until: 21)
        let numbered = walk.tasks.filter { $0.kind == .numbering }.compactMap(\.document?.name.text)
        #expect(numbered == ["pengantar"])
        try walk.end(try walk.task(.nomor, kind: .numbering))
        #expect(try walk.task(.nomor, kind: .numbering).document?.name.naskah == "lkjip")
        try walk.end(try walk.task(.nomor, kind: .numbering))
        #expect(try walk.task(.kirim).step == 21)
    }

    @Test("A letter in its last form is numbered before it is handed over or called a meeting by; a draft on its way to the signer is not")
    func numberBeforeHandingOver() throws {
        let signed = try Walk(try Catalogues.plan("dinkopukm-sulteng", "pengukuran-kinerja"))
        try signed.run(until: 10)
        #expect(signed.summary == ["10.1 numbering nomor agendaris"])
        try signed.run(until: 23)
        #expect(try signed.task(.nomor, kind: .numbering).document?.name.naskah == "undangan-rapat")
        let unsigned = try Walk(try Catalogues.plan("disnaker-tanjabbar", "renstra"))
        try unsigned.run(until: 4, act: 2)
        #expect(try unsigned.task(.nomor, kind: .numbering).document?.name.naskah == "undangan")
        let draft = try Walk(try Catalogues.plan("diskoperindag-tanjabbar", "renstra"))
        try draft.run(until: 10)
        #expect(draft.tasks.filter { $0.kind == .numbering }.allSatisfy { $0.step == 10 })
    }

    @Test("A number that was voided is given anew before the letter leaves")
    func voided() throws {
        var state = CaseState()
        let plan = Sketch.plan([
            Sketch.step(
                "staf",
                [Sketch.act(.susun, "staf", "keluar"), Sketch.act(.nomor, "staf", "keluar"), Sketch.act(.kirim, "staf", "keluar", to: ["luar"])])
        ])
        let walk = try Walk(plan)
        try walk.run(until: 1, act: 3)
        state = walk.state
        state.dropNumber(of: DocumentName(naskah: "keluar"))
        var planner = Planner(plan, state, caseID: walk.caseID) { Identifier(milliseconds: 1, random: (2, UInt64($0))) }
        planner.state.tasks = []
        planner.proceed(from: 2)
        guard case .open(let task) = planner.moves.first else {
            Issue.record("nothing opens")
            return
        }
        #expect(task.task.kind == .numbering)
    }

    @Test("After the last step every document that was composed is filed, all at once; one that the SOP filed is not filed again")
    func filing() throws {
        let walk = try Walk(try Catalogues.plan("dinkopukm-sulteng", "pengukuran-kinerja"))
        try walk.run(until: 36, act: 2)
        let filed = walk.open.filter { $0.kind == .filing }.compactMap(\.document?.name)
        #expect(
            filed.map(\.naskah) == ["surat-pengukuran"] + Array(repeating: "form-pengukuran", count: 5) + [
                "dokumen-pengukuran", "undangan-rapat", "pengantar",
            ])
        #expect(walk.open.filter { $0.kind == .filing }.allSatisfy { $0.position == "arsiparis" && $0.due == nil && $0.act == 2 })
        for task in walk.open { try walk.end(task) }
        #expect(walk.isClosed)
    }

    @Test("An optional document that was never composed is neither numbered nor filed")
    func neverComposed() throws {
        let walk = try Walk(try Catalogues.plan("disnaker-tanjabbar", "pengumpulan-data-kinerja"))
        try walk.finish()
        #expect(walk.isClosed && walk.state.document(DocumentName(naskah: "laporan-tahunan")) == nil)
    }

    @Test("A meeting about a registered document does not number it; the invitation it is called by is numbered")
    func meeting() throws {
        func walk(invitation: Key<Naskah>?) throws -> Walk {
            let meeting = Act(word: .rapat, actor: "kasubag", naskah: "keluar", participants: ["tim"], invitation: invitation)
            let walk = try Walk(Sketch.plan([Sketch.step("staf", [Sketch.act(.susun, "staf", "keluar"), meeting])]))
            try walk.end(try walk.task(.susun))
            return walk
        }
        #expect(try walk(invitation: nil).summary == ["1.2 rapat kasubag"])
        #expect(try walk(invitation: "keluar").summary == ["1.2 numbering nomor agendaris"])
    }

    @Test("A signed document is numbered before the SOP files it, and one that the SOP filed first, at the end")
    func numberBeforeFiling() throws {
        func walk(_ acts: [Act]) throws -> Walk {
            let walk = try Walk(Sketch.plan([Sketch.step("staf", [Sketch.act(.susun, "staf", "keluar")] + acts)]))
            try walk.run(until: 1, act: 3)
            return walk
        }
        let (signing, filing) = (Sketch.act(.tandaTangan, "kadis", "keluar"), Sketch.act(.arsip, "staf", "keluar"))
        #expect(try walk([signing, filing]).summary == ["1.3 numbering nomor agendaris"])
        let late = try walk([filing, signing])
        try late.end(try late.task(.tandaTangan))
        #expect(late.summary == ["1.4 numbering nomor agendaris"])
        try late.finish()
        #expect(late.isClosed && !late.tasks.contains { $0.kind == .filing })
    }
}
