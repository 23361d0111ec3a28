import Domain
import Kernel
import Protocol
import Rehearsal
import Testing

@testable import Routing

@Suite("Giving a case up")
struct CancelTests {
    @Test("It is a request, which the holder of an open task answers; a yes withdraws all that waits")
    func agreed() throws {
        let bureau = try Bureau("dpmptsp-tanjabbar")
        let id = try bureau.begin("renja")
        try bureau.run(until: 4)
        let waiting = try bureau.waiting().map(\.task.task)
        func code<Body: CommandBody>(_ body: Body, _ position: Key<Position>) throws -> String? {
            try bureau.routing.rejection { try bureau.routing.give(body, by: bureau.official(position)) }
        }
        #expect(try code(AnswerCancel(caseID: id, agree: true), "perencana") == "notRequested")
        #expect(try code(RequestCancel(caseID: id, reason: ""), "kadis") == "invalid")
        #expect(try code(RequestCancel(caseID: bureau.routing.newIdentifier(), reason: "x"), "kadis") == "notFound")
        #expect(try code(RequestCancel(caseID: id, reason: "surat dicabut"), "kadis") == nil)
        #expect(try code(RequestCancel(caseID: id, reason: "surat dicabut"), "sekdis") == "alreadyRequested")
        #expect(try bureau.show().row.isCancelRequested)
        #expect(try code(AnswerCancel(caseID: id, agree: true), "staf-perencanaan") == "wrongPosition")
        #expect(try code(AnswerCancel(caseID: id, agree: true), "perencana") == nil)
        #expect(try bureau.routing.events(TaskWithdrawn.self).map(\.body.task).sorted() == waiting.sorted())
        #expect(try bureau.show().row.status == .cancelled && bureau.waiting().isEmpty)
        #expect(try code(RequestCancel(caseID: id, reason: "lagi"), "kadis") == "caseClosed")
    }

    @Test("Who only has to acknowledge is asked only once nothing else is open, and nobody answers their own request")
    func besideTheCase() throws {
        for isFiled in [false, true] {
            let bureau = try Bureau("disnaker-tanjabbar")
            let id = try bureau.begin("pengumpulan-data-kinerja")
            try bureau.run(until: 8)
            try bureau.act(try bureau.task(.sampaikan, step: 8))
            while isFiled, let row = try bureau.waiting().first(where: { $0.task.kind == .filing }) { try bureau.act(row) }
            let rows = try bureau.waiting()
            #expect(rows.contains { $0.task.kind == .acknowledgement && $0.position == "kabid-lattas" })
            func code<Body: CommandBody>(_ body: Body, _ who: Principal) throws -> String? {
                try bureau.routing.rejection { try bureau.routing.give(body, by: who) }
            }
            let yes = AnswerCancel(caseID: id, agree: true)
            let reader = bureau.official("kabid-lattas")
            #expect(try code(RequestCancel(caseID: id, reason: "keliru"), reader) == nil)
            #expect(try code(yes, reader) == "ownRequest")
            if isFiled {
                #expect(try code(yes, bureau.official("kabid-penta")) == nil)
            } else {
                #expect(try code(yes, bureau.official("kabid-penta")) == "wrongPosition")
                let filing = try #require(rows.first { $0.task.kind == .filing })
                #expect(try code(yes, bureau.official(filing.position)) == nil)
            }
            #expect(try bureau.show().row.status == .cancelled)
        }
    }

    @Test("A case says when it is given up whether it may have records; Intake's word destroys none but one without, and no running one")
    func records() throws {
        for isFiled in [false, true] {
            let bureau = try Bureau(isFiled ? "disnaker-tanjabbar" : "dpmptsp-tanjabbar")
            let id = try bureau.begin(isFiled ? "pengumpulan-data-kinerja" : "renja")
            try bureau.run(until: isFiled ? 8 : 4)
            if isFiled { try bureau.act(try bureau.task(.sampaikan, step: 8)) }
            let act = bureau.routing.newIdentifier()
            try bureau.routing.hear(ContentDestroyed(act: act, subjects: [bureau.routing.newIdentifier()]), from: .archival, about: act)
            func destroyed() throws -> Bool {
                try bureau.routing.hear(ContentDestroyed(act: act, subjects: [id]), from: .intake, about: act)
                return try bureau.routing.events(ContentDestroyed.self).contains { $0.body.subjects.contains(id) }
            }
            #expect(try !destroyed())
            let reader = bureau.official(isFiled ? "kabid-lattas" : "kadis")
            try bureau.routing.give(RequestCancel(caseID: id, reason: "keliru"), by: reader)
            let holder = isFiled ? try #require(try bureau.waiting().first { $0.task.kind == .filing }).position : "perencana"
            try bureau.routing.give(AnswerCancel(caseID: id, agree: true), by: bureau.official(holder))
            #expect(try bureau.routing.events(CaseCancelled.self).map(\.body.hasRecords) == [isFiled])
            #expect(try destroyed() == !isFiled)
        }
    }

    @Test("Where nobody but who asked holds a task that moves the case, a position above answers; for the top of the agency one directly below")
    func nobodyElse() throws {
        let bureau = try Bureau("dpmptsp-tanjabbar")
        let yes = { AnswerCancel(caseID: bureau.caseID, agree: true) }
        func code(_ position: Key<Position>) throws -> String? {
            try bureau.routing.rejection { try bureau.routing.give(yes(), by: bureau.official(position)) }
        }
        func ask(_ position: Key<Position>) throws {
            try bureau.routing.give(RequestCancel(caseID: bureau.caseID, reason: "keliru"), by: bureau.official(position))
        }
        try bureau.begin("iku")
        #expect(try bureau.waiting().map(\.position) == ["kadis"])
        try ask("kadis")
        #expect(try code("kadis") == "ownRequest")
        #expect(try code("staf-perencanaan") == "wrongPosition")
        #expect(try code("sekdis") == nil)

        try bureau.begin("iku")
        try bureau.run(until: 2)
        let holder = try #require(try bureau.waiting().first?.position)
        #expect(try bureau.waiting().allSatisfy { $0.position == holder } && holder != "kadis")
        try ask(holder)
        #expect(try code(holder) == "ownRequest")
        #expect(try code("staf-perencanaan") == "wrongPosition")
        #expect(try code("kadis") == nil)
    }

    @Test("Who asked does not answer as another position for which they have a mandate")
    func mandate() throws {
        let day = try Office.day("2026-01-05")
        let bureau = try Bureau(
            "dpmptsp-tanjabbar", mandates: [Mandate(kind: .plh, position: "kadis", delegate: "sekdis", decree: "SK 1", from: day, until: nil)])
        let id = try bureau.begin("iku")
        try bureau.routing.give(RequestCancel(caseID: id, reason: "keliru"), by: bureau.official("sekdis"))
        let secretary = try #require(bureau.official("sekdis").person)
        let acting = Principal.official(
            .init(agency: bureau.agency, person: secretary, position: "kadis", mandate: Principal.Authority(kind: .plh, decree: "SK 1")))
        let answer = AnswerCancel(caseID: id, agree: true)
        #expect(try bureau.routing.rejection { try bureau.routing.give(answer, by: acting) } == "ownRequest")
        #expect(try bureau.routing.rejection { try bureau.routing.give(answer, by: bureau.official("kadis")) } == nil)
    }

    @Test("What one holder of a shared position has taken, another does not give up behind their back, unless they asked for that themselves")
    func taken() throws {
        let bureau = try Bureau("dpmptsp-tanjabbar")
        let (one, other) = (bureau.official("staf-perencanaan", person: 0), bureau.official("staf-perencanaan", person: 1))
        func code<Body: CommandBody>(_ body: Body, _ who: Principal) throws -> String? {
            try bureau.routing.rejection { try bureau.routing.give(body, by: who) }
        }
        for asker in [bureau.official("kadis"), one] {
            let id = try bureau.begin("iku")
            try bureau.run(until: 8)
            try bureau.act(try bureau.task(.disposisi, step: 8))
            #expect(try code(TakeTask(task: try bureau.task(.nomor, step: 9).task.task), one) == nil)
            #expect(try code(RequestCancel(caseID: id, reason: "keliru"), asker) == nil)
            let answer = AnswerCancel(caseID: id, agree: true)
            if asker != one { #expect(try code(answer, other) == "takenByAnother" && bureau.show().row.status == .running) }
            #expect(try code(answer, asker == one ? other : one) == nil)
            #expect(try bureau.show().row.status == .cancelled)
        }
    }

    @Test("A no says why, and the case goes on")
    func refused() throws {
        let bureau = try Bureau("dpmptsp-tanjabbar")
        let id = try bureau.begin("iku")
        try bureau.routing.give(RequestCancel(caseID: id, reason: "salah surat"), by: bureau.official("sekdis"))
        func code(_ answer: AnswerCancel) throws -> String? {
            try bureau.routing.rejection { try bureau.routing.give(answer, by: bureau.official("kadis")) }
        }
        #expect(try code(AnswerCancel(caseID: id, agree: false)) == "invalid")
        #expect(try code(AnswerCancel(caseID: id, agree: false, note: "suratnya benar")) == nil)
        #expect(try !bureau.show().row.isCancelRequested && bureau.waiting().count == 1)
        try bureau.run(until: .max)
        #expect(try bureau.show().row.status == .closed)
    }

    @Test("What another service did to a task that was withdrawn meanwhile is on record and moves nothing; a version is known all the same")
    func late() throws {
        let bureau = try Bureau("dpmptsp-tanjabbar")
        let id = try bureau.begin("iku")
        try bureau.run(until: 3)
        let composing = try bureau.task(.susun)
        try bureau.routing.give(RequestCancel(caseID: id, reason: "dicabut"), by: bureau.official("kadis"))
        try bureau.routing.give(AnswerCancel(caseID: id, agree: true), by: bureau.official(composing.position))
        try bureau.act(composing)
        #expect(try bureau.routing.events(LateActNoted.self).map(\.body.done.task) == [composing.task.task])
        #expect(try bureau.routing.parked().isEmpty && bureau.show().row.status == .cancelled)
        #expect(try bureau.show().documents.first { $0.version.name.naskah == "iku" }?.version.version == 1)
    }

    @Test("An act on a task or a case that never was parks its event")
    func unknown() throws {
        let bureau = try Bureau("dpmptsp-tanjabbar")
        let id = try bureau.begin("iku")
        for caseID in [id, bureau.routing.newIdentifier()] {
            let done = Completion(task: bureau.routing.newIdentifier(), caseID: caseID, outcome: .done)
            try bureau.routing.hear(Studied(done: done, files: []), from: .drafting, about: caseID)
        }
        #expect(try bureau.routing.engine.parkedEvents().map(\.code) == ["unknownTask", "notFound"])
    }

    @Test("A letter linked to a case that is over, or that never was, or of another agency, is no matter of Routing")
    func letters() throws {
        let bureau = try Bureau("dpmptsp-tanjabbar")
        let id = try bureau.begin("iku")
        let unknown = bureau.routing.newIdentifier()
        for (caseID, agency) in [(unknown, bureau.agency), (id, Key<Agency>("disnaker-tanjabbar"))] {
            try bureau.routing.hear(
                LetterLinked(letter: bureau.routing.newIdentifier(), caseID: caseID, agency: agency, keamanan: .biasa), from: .intake, about: caseID)
        }
        try bureau.run(until: .max)
        try bureau.link()
        #expect(try bureau.routing.events(LetterNoted.self).isEmpty && bureau.routing.parked().isEmpty)
    }
}
