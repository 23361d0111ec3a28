import Domain
import Protocol
import Testing

@testable import Routing

@Suite("Units, teams and parties outside")
struct FanOutTests {
    private let units: [Key<Position>] = ["kabid-kelembagaan", "kabid-pemberdayaan", "kabid-usaha-kecil", "kabid-kewirausahaan", "kepala-upt"]

    @Test("Each unit walks the step on its own, and the case waits for the last one")
    func oneLateUnit() throws {
        let walk = try Walk(try Catalogues.plan("dinkopukm-sulteng", "perjanjian-kinerja"))
        try walk.run(until: 17)
        #expect(walk.open.filter { $0.word == .susun }.map(\.position) == units)
        #expect(walk.open.filter { $0.word == .susun }.map(\.document?.name) == units.map { DocumentName(naskah: "perjanjian", member: $0) })
        for unit in units.dropLast() {
            try walk.end(try walk.task(.susun, by: unit))
            try walk.end(try walk.task(.tandaTangan, by: unit))
            try walk.end(try walk.task(.tandaTangan, by: "kadis", kind: .countersign, "perjanjian/\(unit)"))
            try walk.end(try walk.task(.sampaikan, by: unit))
        }
        #expect(walk.open.filter { $0.kind != .acknowledgement }.map(Walk.line) == ["17.1 susun kepala-upt perjanjian/kepala-upt"])
        try walk.run(until: 18)
        #expect(try walk.task(.kumpul).position == "staf-program")
    }

    @Test("Berjenjang: the direct superior signs the same version after the member, and before the member goes on")
    func countersign() throws {
        let walk = try Walk(try Catalogues.plan("dinkopukm-sulteng", "indikator-kinerja-individu"))
        try walk.run(until: 11)
        try walk.end(try walk.task(.susun, by: "kepala-upt"))
        try walk.end(try walk.task(.tandaTangan, by: "kepala-upt"))
        let superior = try walk.task(.tandaTangan, by: "kadis", kind: .countersign)
        #expect(superior.document?.hash == "iki/kepala-upt#1")
        #expect(!walk.open.contains { $0.word == .sampaikan })
        try walk.end(superior)
        #expect(try walk.task(.sampaikan, by: "kepala-upt").document?.name.member == "kepala-upt")
        #expect(walk.state.answers.map(\.unit) == ["kadis", "kepala-upt", "kadis"])
    }

    @Test("A superior's no reopens that unit's part alone, while the others go on")
    func countersignRefused() throws {
        let walk = try Walk(try Catalogues.plan("dinkopukm-sulteng", "indikator-kinerja-individu"))
        try walk.run(until: 11)
        try walk.end(try walk.task(.susun, by: "kepala-upt"))
        try walk.end(try walk.task(.tandaTangan, by: "kepala-upt"))
        let others = walk.open.filter { $0.kind == .regular }
        try walk.end(try walk.task(.tandaTangan, kind: .countersign), .returned)
        #expect(walk.returns.map(\.members) == [["kepala-upt"]] && walk.returns[0].isWithinUnit)
        #expect(walk.open.filter { $0.kind == .regular && $0.position != "kepala-upt" } == others)
        #expect(try walk.task(.susun, by: "kepala-upt").round == 2)
        try walk.finish()
        #expect(walk.isClosed)
    }

    @Test("Minta does not wait: kumpul opens beside the deliveries it names")
    func deliveries() throws {
        let walk = try Walk(try Catalogues.plan("dpmptsp-tanjabbar", "renja"))
        try walk.run(until: 3)
        let asking = try walk.task(.minta)
        try walk.end(asking)
        let deliveries = walk.open.filter { $0.kind == .delivery }
        #expect(deliveries.map(\.position) == ["kabid-penanaman-modal", "kabid-pengendalian", "kabid-perizinan", "kabid-pengaduan"])
        #expect(deliveries.allSatisfy { $0.word == .minta && $0.awaits == [asking.task] && $0.step == 3 })
        #expect(try walk.task(.kumpul, step: 4).awaits == deliveries.map(\.task))
    }

    @Test("A delivery after the quorum stays open as a late one, and goes with the case")
    func lateDelivery() throws {
        let walk = try Walk(
            Sketch.plan([
                Sketch.step("staf", [Sketch.act(.minta, "staf", nil, to: ["bidang"]), Sketch.act(.kumpul, "staf", nil, quorum: 2)]),
                Sketch.step("staf", [Sketch.act(.kumpul, "staf", nil), Sketch.act(.susun, "staf")]),
            ]))
        try walk.end(try walk.task(.minta))
        try walk.end(try walk.task(.minta, by: "kabid-b", kind: .delivery))
        try walk.end(try walk.task(.minta, by: "kabid-a", kind: .delivery))
        try walk.end(try walk.task(.kumpul, step: 1))
        #expect(try walk.task(.kumpul, step: 2).awaits == [])
        #expect(try walk.task(.minta, by: "kabid-c", kind: .delivery).step == 1)
        try walk.end(try walk.task(.kumpul, step: 2))
        try walk.end(try walk.task(.susun))
        try walk.end(try walk.task(.arsip, kind: .filing))
        #expect(walk.isClosed && walk.open.isEmpty)
        guard case .withdrawn = walk.log.last else {
            Issue.record("the late delivery is not withdrawn")
            return
        }
    }

    @Test("Where the asked units hand in by a step of their own, that step is the delivery", arguments: ["renstra", "anggaran", "lakip"])
    func ownStep(sop: String) throws {
        let walk = try Walk(try Catalogues.plan("diskoperindag-tanjabbar", sop))
        try walk.run(until: 4)
        #expect(!walk.tasks.contains { $0.kind == .delivery })
        #expect(walk.open.count == 4 && walk.open.allSatisfy { $0.word == .susun && $0.step == 4 })
        try walk.run(until: 4, act: 3)
        #expect(try walk.task(.kumpul, step: 4, by: "staf-perencanaan").awaits == [])
    }

    @Test("Of two groups only the asked one delivers; the other hands in by its step")
    func twoGroups() throws {
        let walk = try Walk(try Catalogues.plan("disnaker-tanjabbar", "pengumpulan-data-kinerja"))
        try walk.end(try walk.task(.minta))
        #expect(walk.open.filter { $0.kind == .delivery }.map(\.position) == ["kasubag-umum", "kasubag-keuangan"])
        try walk.run(until: 3)
        #expect(try walk.task(.kumpul, step: 3).awaits.count == 2)
    }

    @Test("A team has one task, with its lead; a team appointed in the case, with the lead it was given")
    func team() throws {
        let plan = try Catalogues.plan("disnaker-tanjabbar", "renja")
        let proposed = try Walk(plan)
        try proposed.run(until: 3)
        #expect(proposed.summary == ["3.1 susun jf-perencana"])
        let appointed = try Walk(plan)
        try appointed.run(until: 2)
        try appointed.end(try appointed.task(.disposisi), appointed: ["jf-mediator", "bendahara"])
        #expect(appointed.summary == ["3.1 susun jf-mediator"])
        try appointed.run(until: 11)
        #expect(try appointed.task(.periksa, step: 11).position == "jf-mediator")
    }

    @Test("What a party outside does is a task of the position that records it")
    func outside() throws {
        let walk = try Walk(try Catalogues.plan("disnaker-tanjabbar", "renja"))
        try walk.run(until: 9)
        let check = try walk.task(.periksa, step: 9)
        #expect(check.position == "agendaris" && check.outside == "bappeda")
        try walk.end(check)
        #expect(try walk.task(.susun, step: 9).outside == "bappeda")
        try walk.end(try walk.task(.susun, step: 9))
        #expect(try walk.task(.tandaTangan, step: 9).outside == "bupati")
    }

    @Test("A terima from outside waits for a letter; one that came early is there when it opens")
    func letters() throws {
        let plan = try Catalogues.plan("disnaker-tanjabbar", "renja")
        let walk = try Walk(plan)
        try walk.run(until: 10)
        #expect(try walk.task(.terima, step: 10).fromOutside)
        try walk.link()
        #expect(walk.summary == ["10.2 susun kasubag-program"])
        let early = try Walk(plan)
        try early.run(until: 9)
        try early.link()
        try early.run(until: 10)
        #expect(early.summary == ["10.2 susun kasubag-program"])
        #expect(early.tasks.contains { $0.word == .terima && $0.fromOutside } && early.state.letters == 0)
    }
}
