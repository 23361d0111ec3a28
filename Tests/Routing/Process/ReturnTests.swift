import Domain
import Protocol
import Testing

@testable import Routing

@Suite("A no")
struct ReturnTests {
    @Test("The published target reopens, with a repair first where it only checks, and every step from there to the one that said no runs again")
    func published() throws {
        let walk = try Walk(try Catalogues.plan("dinkopukm-sulteng", "pengukuran-kinerja"))
        try walk.run(until: 6)
        let mark = walk.log.count
        try walk.end(try walk.task(.periksa, step: 6), .returned)
        try walk.run(until: 7)
        #expect(
            walk.came(after: mark) == [
                "5.1 revision susun kasubbag-prokeu", "5.1 periksa kasubbag-prokeu", "6.1 periksa sekdis", "7.1 tanda-tangan kadis",
            ])
        #expect(
            walk.returns == [
                StepReturned(
                    caseID: walk.caseID, from: 6, fromAct: 1, to: 5, toAct: 1, naskah: "surat-pengukuran", members: nil, isWithinUnit: false, round: 2
                )
            ])
        #expect((1...7).map(walk.state.round) == [1, 1, 1, 1, 2, 2, 1])
    }

    @Test("Where the SOP is silent, the case goes back to the last one who composed the document")
    func silent() throws {
        let walk = try Walk(try Catalogues.plan("dinkopukm-sulteng", "pengukuran-kinerja"))
        try walk.run(until: 7)
        let mark = walk.log.count
        try walk.end(try walk.task(.tandaTangan, step: 7), .returned)
        try walk.run(until: 7, act: 2)
        #expect(
            walk.came(after: mark) == [
                "4.1 susun staf-program", "5.1 periksa kasubbag-prokeu", "6.1 periksa sekdis", "7.1 tanda-tangan kadis",
                "7.2 disposisi kadis",
            ])
        #expect(walk.tasks.filter { $0.word == .periksa && $0.step == 5 }.map(\.round) == [1, 2])
    }

    @Test("Whoever repaired last is who composed last")
    func repairer() throws {
        let walk = try Walk(try Catalogues.plan("dinkopukm-sulteng", "pengukuran-kinerja"))
        try walk.run(until: 6)
        try walk.end(try walk.task(.periksa, step: 6), .returned)
        try walk.run(until: 7)
        try walk.end(try walk.task(.tandaTangan, step: 7), .returned)
        #expect(walk.summary == ["5.1 revision susun kasubbag-prokeu"])
    }

    @Test("Disnaker Renja: a no after the paraf voids it, and what came from outside is not waited for twice")
    func afterParaf() throws {
        let walk = try Walk(try Catalogues.plan("disnaker-tanjabbar", "renja"))
        try walk.run(until: 12)
        #expect(walk.state.answers.contains { $0.document.naskah == "sk" && $0.word == .paraf })
        let mark = walk.log.count
        try walk.end(try walk.task(.tandaTangan, step: 12), .returned)
        #expect(!walk.state.answers.contains { $0.document.naskah == "sk" })
        try walk.run(until: 12)
        #expect(
            walk.came(after: mark) == [
                "10.2 susun kasubag-program", "11.1 periksa jf-perencana", "11.2 paraf jf-perencana", "12.1 tanda-tangan sekdis",
            ])
        // What others gave for another document stands.
        #expect(walk.state.answers.contains { $0.document.naskah == "rancangan-akhir" && $0.outside == "bupati" })
    }

    @Test("Disnaker Renja: both checkers of the draft return to 4, where composing is repair enough")
    func renjaDraft() throws {
        let walk = try Walk(try Catalogues.plan("disnaker-tanjabbar", "renja"))
        try walk.run(until: 5, act: 2)
        try walk.end(try walk.task(.periksa, step: 5), .returned)
        #expect(walk.summary == ["4.2 susun kasubag-program"])
        try walk.run(until: 6, act: 3)
        let mark = walk.log.count
        try walk.end(try walk.task(.tandaTangan, step: 6), .returned)
        try walk.run(until: 6, act: 3)
        #expect(
            walk.came(after: mark) == [
                "4.2 susun kasubag-program", "5.1 telaah jf-perencana", "5.2 periksa jf-perencana", "6.1 telaah sekdis", "6.2 periksa sekdis",
                "6.3 tanda-tangan sekdis",
            ])
    }

    @Test("A paraf on another document that stands is not asked for again on the way")
    func otherDocument() throws {
        let walk = try Walk(try Catalogues.plan("diskoperindag-tanjabbar", "renstra"))
        try walk.run(until: 8, act: 5)
        try walk.end(try walk.task(.tandaTangan, step: 8))
        let mark = walk.log.count
        let renja = try walk.task(.tandaTangan, step: 8)
        #expect(renja.document?.name.naskah == "renja")
        try walk.end(renja, .returned)
        try walk.run(until: 9)
        let again = walk.came(after: mark)
        #expect(again.first == "6.2 susun staf-perencanaan")
        #expect(again.filter { $0.contains("paraf") } == ["8.2 paraf sekdis"])
        #expect(again.filter { $0.contains("tanda-tangan") } == ["8.6 tanda-tangan kadis"])
    }

    @Test("The other open tasks of the act are withdrawn when the document is shared")
    func withdrawn() throws {
        let walk = try Walk(
            Sketch.plan([
                Sketch.step("staf", [Sketch.act(.susun, "staf")]), Sketch.step("bidang", [Sketch.act(.paraf, "bidang")]),
            ]))
        try walk.run(until: 2)
        try walk.end(try walk.task(.paraf, by: "kabid-b"))
        try walk.end(try walk.task(.paraf, by: "kabid-a"), .returned)
        #expect(walk.summary == ["1.1 susun staf"])
        try walk.end(try walk.task(.susun))
        #expect(walk.summary == ["2.1 paraf kabid-a", "2.1 paraf kabid-b", "2.1 paraf kabid-c"])
    }

    @Test("A no that names units reopens only their part in the steps each unit does on its own")
    func namedUnits() throws {
        let walk = try Walk(
            Sketch.plan([
                Sketch.step("bidang", [Sketch.act(.susun, "bidang", "data"), Sketch.act(.telaah, "bidang", "data")]),
                Sketch.step("bidang", [Sketch.act(.sampaikan, "bidang", "data", to: ["staf"])]),
                Sketch.step("staf", [Sketch.act(.kumpul, "staf", "data"), Sketch.act(.susun, "staf")]),
                Sketch.step("kasubag", [Sketch.act(.periksa, "kasubag")], returnsTo: 1), Sketch.step("bidang", [Sketch.act(.telaah, "bidang", nil)]),
            ]))
        try walk.run(until: 4)
        let mark = walk.log.count
        try walk.end(try walk.task(.periksa), .returned, members: ["kabid-b"])
        try walk.run(until: 5)
        #expect(
            walk.came(after: mark) == [
                "1.1 susun kabid-b data/kabid-b", "1.2 telaah kabid-b data/kabid-b", "2.1 sampaikan kabid-b data/kabid-b", "3.1 kumpul staf",
                "3.2 susun staf", "4.1 periksa kasubag", "5.1 telaah kabid-a", "5.1 telaah kabid-b", "5.1 telaah kabid-c",
            ])
    }

    @Test("A no that names no units reopens the part of all")
    func allUnits() throws {
        let walk = try Walk(
            Sketch.plan([
                Sketch.step("bidang", [Sketch.act(.susun, "bidang", "data")]),
                Sketch.step("staf", [Sketch.act(.kumpul, "staf", "data"), Sketch.act(.susun, "staf")]),
                Sketch.step("kasubag", [Sketch.act(.periksa, "kasubag")], returnsTo: 1),
            ]))
        try walk.run(until: 3)
        try walk.end(try walk.task(.periksa), .returned)
        #expect(walk.summary.count == 3 && walk.summary.allSatisfy { $0.hasPrefix("1.1 susun kabid-") })
    }

    @Test("Noes to several units' documents wait for the other answers, and the case goes back once, for those units")
    func joinedNoes() throws {
        let walk = try Walk(
            Sketch.plan([
                Sketch.step("bidang", [Sketch.act(.susun, "bidang", "data")]),
                Sketch.step("kasubag", [Sketch.act(.periksa, "kasubag", "data")]), Sketch.step("staf", [Sketch.act(.telaah, "staf", nil)]),
            ]))
        try walk.run(until: 2)
        try walk.end(try walk.task(.periksa, "data/kabid-a"), .returned)
        #expect(walk.returns.isEmpty && walk.open.count == 2)
        try walk.end(try walk.task(.periksa, "data/kabid-b"))
        try walk.end(try walk.task(.periksa, "data/kabid-c"), .returned)
        #expect(walk.returns.map(\.members) == [["kabid-a", "kabid-c"]])
        #expect(walk.summary == ["1.1 susun kabid-a data/kabid-a", "1.1 susun kabid-c data/kabid-c"])
        try walk.run(until: 2)
        #expect(walk.summary == ["2.1 periksa kasubag data/kabid-a", "2.1 periksa kasubag data/kabid-c"])
        try walk.finish()
        #expect(walk.isClosed)
    }

    @Test("Noes after the last step are gathered too, and the case goes back and comes to its end again")
    func afterTheLastStep() throws {
        let walk = try Walk(
            Sketch.plan([
                Sketch.step("bidang", [Sketch.act(.susun, "bidang", "data"), Sketch.act(.paraf, "bidang", "data")]),
                Sketch.step("staf", [Sketch.act(.susun, "staf", "data")]),
            ]))
        try walk.run(until: 2)
        for task in walk.open { try walk.end(task) }
        let renewals = walk.open
        #expect(renewals.count == 3 && renewals.allSatisfy { $0.kind == .renewal })
        try walk.end(renewals[0], .returned)
        #expect(walk.returns.isEmpty)
        try walk.end(renewals[1])
        try walk.end(renewals[2])
        #expect(walk.returns.map(\.members) == [["kabid-a"]])
        #expect(walk.summary == ["2.1 susun staf data/kabid-a"])
        try walk.finish()
        #expect(walk.isClosed)
    }
}
