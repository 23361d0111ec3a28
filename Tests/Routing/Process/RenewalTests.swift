import Domain
import Protocol
import Testing

@testable import Routing

@Suite("An edit after a paraf or signature")
struct RenewalTests {
    @Test("DPMPTSP Renja and Renstra: 8 paraf, 9 edit, 10 sign reopens exactly the paraf of 8", arguments: ["renja", "renstra"])
    func dpmptsp(sop: String) throws {
        let walk = try Walk(try Catalogues.plan("dpmptsp-tanjabbar", sop))
        try walk.run(until: 9)
        try walk.end(try walk.task(.periksa, step: 9))
        try walk.end(try walk.task(.susun, step: 9))
        #expect(walk.summary.filter { !$0.contains("acknowledgement") } == ["10.1 renewal paraf sekdis"])
        try walk.end(try walk.task(.paraf, kind: .renewal))
        #expect(walk.summary == ["10.1 tanda-tangan kadis"])
    }

    @Test("An optional edit that is passed over voids nothing")
    func skipped() throws {
        let walk = try Walk(try Catalogues.plan("dpmptsp-tanjabbar", "renja"))
        try walk.run(until: 9)
        try walk.end(try walk.task(.periksa, step: 9))
        try walk.end(try walk.task(.susun, step: 9), .skipped)
        #expect(walk.summary == ["10.1 tanda-tangan kadis"])
    }

    @Test("An edit that changes nothing voids nothing")
    func unchanged() throws {
        let walk = try Walk(try Catalogues.plan("dpmptsp-tanjabbar", "renja"))
        try walk.run(until: 9)
        try walk.end(try walk.task(.periksa, step: 9))
        try walk.end(try walk.task(.susun, step: 9), isUnchanged: true)
        #expect(walk.summary == ["10.1 tanda-tangan kadis"])
    }

    @Test("Dinkopukm Pengukuran: signed in 15, edited in 24, signed again in 27; 15 is not asked again before")
    func askedByThePlan() throws {
        let walk = try Walk(try Catalogues.plan("dinkopukm-sulteng", "pengukuran-kinerja"))
        try walk.run(until: 24)
        let mark = walk.log.count
        try walk.run(until: 28)
        #expect(walk.came(after: mark).filter { $0.contains("renewal") } == [])
        #expect(walk.state.answers.filter { $0.document.naskah == "dokumen-pengukuran" }.map(\.place.step) == [27])
        try walk.finish()
        #expect(walk.isClosed && !walk.tasks.contains { $0.kind == .renewal })
    }

    @Test("Several void ones are given again one after the other, in the order of the plan")
    func order() throws {
        let walk = try Walk(
            Sketch.plan([
                Sketch.step("staf", [Sketch.act(.susun, "staf")]), Sketch.step("kasubag", [Sketch.act(.paraf, "kasubag")]),
                Sketch.step("sekdis", [Sketch.act(.paraf, "sekdis"), Sketch.act(.tandaTangan, "luar")]),
                Sketch.step("staf", [Sketch.act(.susun, "staf"), Sketch.act(.periksa, "kasubag")]),
                Sketch.step("kadis", [Sketch.act(.tandaTangan, "kadis")]),
            ]))
        try walk.run(until: 4)
        let mark = walk.log.count
        try walk.finish()
        #expect(
            walk.came(after: mark) == [
                "4.2 periksa kasubag", "5.1 renewal paraf kasubag", "5.1 renewal paraf sekdis", "5.1 renewal tanda-tangan agendaris",
                "5.1 tanda-tangan kadis", "5.2 filing arsip arsiparis",
            ])
        #expect(walk.tasks.first { $0.kind == .renewal && $0.word == .tandaTangan }?.outside == "luar")
    }

    @Test("Before a number, copies, a dispatch and a filing too", arguments: [Act.Word.nomor, .gandakan, .kirim, .arsip])
    func beforeLeaving(word: Act.Word) throws {
        let walk = try Walk(
            Sketch.plan([
                Sketch.step("staf", [Sketch.act(.susun, "staf", "keluar"), Sketch.act(.paraf, "kasubag", "keluar")]),
                Sketch.step("staf", [Sketch.act(.susun, "staf", "keluar"), Sketch.act(word, "staf", "keluar", to: word == .kirim ? ["luar"] : [])]),
            ]))
        try walk.run(until: 2)
        try walk.end(try walk.task(.susun))
        #expect(walk.summary == ["2.2 renewal paraf kasubag"])
    }

    @Test("After the last step, before a document is filed")
    func beforeFiling() throws {
        let walk = try Walk(
            Sketch.plan([Sketch.step("staf", [Sketch.act(.susun, "staf"), Sketch.act(.paraf, "kasubag"), Sketch.act(.susun, "staf")])]))
        try walk.run(until: 1, act: 3)
        try walk.end(try walk.task(.susun))
        #expect(walk.summary == ["1.4 renewal paraf kasubag"])
        try walk.end(try walk.task(.paraf, kind: .renewal))
        #expect(walk.summary == ["1.4 filing arsip arsiparis"])
    }

    @Test("Whoever is asked again may say no: the case goes back to the one who made the new version")
    func refused() throws {
        let walk = try Walk(try Catalogues.plan("dpmptsp-tanjabbar", "renja"))
        try walk.run(until: 9)
        try walk.end(try walk.task(.periksa, step: 9))
        try walk.end(try walk.task(.susun, step: 9))
        try walk.end(try walk.task(.paraf, kind: .renewal), .returned)
        #expect(walk.returns.map(\.to) == [9])
        #expect(walk.summary == ["9.1 revision susun staf-perencanaan"])
        try walk.end(try walk.task(.susun, kind: .revision))
        #expect(walk.summary == ["9.1 periksa kadis"])
    }
}
