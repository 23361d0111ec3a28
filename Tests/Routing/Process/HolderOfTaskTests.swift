import Domain
import Kernel
import Protocol
import Rehearsal
import Testing

@testable import Routing

@Suite("Whose a task is")
struct HolderOfTaskTests {
    @Test("Ambil and lepas: what one holder of a shared position took, another may not touch until it is released")
    func takeAndRelease() throws {
        let bureau = try Bureau("dpmptsp-tanjabbar")
        try bureau.begin("iku")
        try bureau.run(until: 8)
        try bureau.act(try bureau.task(.disposisi, step: 8))
        let row = try bureau.task(.nomor, step: 9)
        let (one, other) = (bureau.official("staf-perencanaan", person: 0), bureau.official("staf-perencanaan", person: 1))
        func code<Body: CommandBody>(_ body: Body, _ principal: Principal) throws -> String? {
            try bureau.routing.rejection { try bureau.routing.give(body, by: principal) }
        }
        let take = TakeTask(task: row.task.task)
        #expect(try code(take, one) == nil)
        #expect(try code(take, one) == nil)
        #expect(try bureau.routing.events(TaskAssigned.self).count == 1)
        #expect(try code(take, other) == "takenByAnother")
        #expect(try code(ReleaseTask(task: row.task.task), other) == "takenByAnother")
        #expect(try bureau.task(.nomor, step: 9).person == one.person)
        #expect(try code(ReleaseTask(task: row.task.task), one) == nil)
        #expect(try bureau.routing.events(TaskAssigned.self).map(\.body.person) == [one.person, nil])
        #expect(try code(take, other) == nil)
        #expect(try code(take, bureau.official("kadis")) == "wrongPosition")
    }

    @Test("Mutasi: all open tasks of a position move in one command, whoever had taken them")
    func transfer() throws {
        let bureau = try Bureau("dpmptsp-tanjabbar")
        for _ in 0..<3 { try bureau.begin("iku") }
        let rows = try bureau.routing.ask(Inbox(), by: bureau.official("kadis")).tasks
        try bureau.routing.give(TakeTask(task: rows[1].task.task), by: bureau.official("kadis"))
        try bureau.routing.give(TransferTasks(agency: bureau.agency, from: "kadis", to: "sekdis"), by: Office.operators)
        #expect(try bureau.routing.ask(Inbox(), by: bureau.official("kadis")).tasks.isEmpty)
        let moved = try bureau.routing.ask(Inbox(), by: bureau.official("sekdis")).tasks
        #expect(moved.map(\.task.task) == rows.map(\.task.task) && moved.allSatisfy { $0.person == nil && $0.position == "sekdis" })
        try bureau.routing.give(GiveOrder(task: rows[0].task.task), by: bureau.official("sekdis"))
        func code(_ from: Key<Position>, _ to: Key<Position>) throws -> String? {
            try bureau.routing.rejection {
                try bureau.routing.give(TransferTasks(agency: bureau.agency, from: from, to: to), by: Office.operators)
            }
        }
        #expect(try code("kadis", "tidak-ada") == "notFound")
        #expect(try code("tidak-ada", "kadis") == "notFound")
        #expect(try code("kadis", "kadis") == "invalid")
        #expect(try code("kadis", "sekdis") == nil)
    }

    @Test("A task of a vacant position goes to its superior and shows the vacancy")
    func vacancy() throws {
        let bureau = try Bureau("dinkopukm-sulteng")
        try bureau.begin("rencana-aksi-kinerja")
        try bureau.run(until: 11)
        let row = try #require(try bureau.waiting().first { $0.task.vacant == "kabid-kewirausahaan" && $0.task.word == .susun })
        #expect(row.position == "kadis" && row.task.document?.name.member == "kabid-kewirausahaan")
        #expect(try bureau.waiting().filter { $0.task.step == 11 && $0.task.word == .susun }.count == 5)
    }

    @Test("Not so while somebody acts there under a mandate")
    func mandate() throws {
        let day = try Office.day("2026-01-05")
        let plt = Mandate(kind: .plt, position: "kabid-kewirausahaan", delegate: "kepala-upt", decree: "SK 1", from: day, until: nil)
        let bureau = try Bureau("dinkopukm-sulteng", mandates: [plt])
        try bureau.begin("rencana-aksi-kinerja")
        try bureau.run(until: 11)
        #expect(try bureau.task(.susun, by: "kabid-kewirausahaan").task.vacant == nil)
        let inbox = Inbox(position: "kabid-kewirausahaan")
        #expect(try bureau.routing.ask(inbox, by: bureau.official("kepala-upt")).tasks.contains { $0.task.word == .susun })
    }

    @Test("An inbox is its position's alone")
    func inbox() throws {
        let bureau = try Bureau("dpmptsp-tanjabbar")
        try bureau.begin("iku")
        let routing = bureau.routing
        let asker = bureau.official("sekdis")
        #expect(try routing.rejection { _ = try routing.ask(Inbox(position: "kadis"), by: asker) } == "forbidden")
        #expect(try routing.rejection { _ = try routing.ask(Inbox(position: "tidak-ada"), by: asker) } == "notFound")
        #expect(try routing.rejection { _ = try routing.ask(Inbox(), by: Office.operators) } == "forbidden")
        #expect(try routing.rejection { _ = try routing.ask(Inbox(), by: nil) } == "unauthenticated")
    }

    @Test("An inbox comes in pages")
    func pages() throws {
        let bureau = try Bureau("dpmptsp-tanjabbar")
        let cases = try (0..<5).map { _ in try bureau.begin("iku") }
        let first = try bureau.routing.ask(Inbox(limit: 3), by: bureau.official("kadis"))
        #expect(first.tasks.map(\.task.caseID) == Array(cases[..<3]) && first.hasMore)
        let rest = try bureau.routing.ask(Inbox(after: first.tasks[2].task.task, limit: 3), by: bureau.official("kadis"))
        #expect(rest.tasks.map(\.task.caseID) == Array(cases[3...]) && !rest.hasMore)
        let unknown = Inbox(after: bureau.routing.newIdentifier())
        #expect(try bureau.routing.rejection { _ = try bureau.routing.ask(unknown, by: bureau.official("kadis")) } == "notFound")
    }
}

extension Principal {
    /// The NIP of an official.
    var person: String? {
        if case .official(let official) = self { official.person } else { nil }
    }
}
