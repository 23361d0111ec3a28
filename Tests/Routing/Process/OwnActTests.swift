import Domain
import Kernel
import Protocol
import Rehearsal
import Testing

@testable import Routing

@Suite("Routing's own acts")
struct OwnActTests {
    @Test("An order's ticks and note stand with the task that comes of it, and the giver may want it sooner than the SOP")
    func order() throws {
        let bureau = try Bureau("dpmptsp-tanjabbar")
        try bureau.begin("iku")
        let first = try bureau.task(.disposisi)
        let wanted = bureau.routing.now.milliseconds + 60_000
        try bureau.routing.give(
            GiveOrder(task: first.task.task, instructions: ["siapkan", "laporkan-hasilnya"], note: "hari ini", due: wanted),
            by: bureau.official("kadis"))
        let next = try bureau.task(.disposisi, step: 2)
        #expect(next.words?.note == "Disposisi Kepala Dinas: Siapkan; Laporkan hasilnya; hari ini")
        #expect(next.task.due == wanted)
        let closed = try #require(try bureau.routing.events(TaskClosed.self).last)
        #expect(closed.content == ActWords(note: "hari ini", names: ["Siapkan", "Laporkan hasilnya"]))
        #expect(closed.body.actor.hasPrefix("official/dpmptsp-tanjabbar/kadis/"))
    }

    @Test("An order is checked: its lines, its time, and that it appoints only where the SOP lets it")
    func orderRejections() throws {
        let bureau = try Bureau("dpmptsp-tanjabbar")
        try bureau.begin("iku")
        let task = try bureau.task(.disposisi).task.task
        func code(_ order: GiveOrder) throws -> String? {
            try bureau.routing.rejection { try bureau.routing.give(order, by: bureau.official("kadis")) }
        }
        #expect(try code(GiveOrder(task: task, instructions: ["tidak-ada"])) == "invalid")
        #expect(try code(GiveOrder(task: task, instructions: ["siapkan", "siapkan"])) == "invalid")
        #expect(try code(GiveOrder(task: task, note: "\n")) == "invalid")
        #expect(try code(GiveOrder(task: task, due: bureau.routing.now.milliseconds)) == "invalid")
        #expect(try code(GiveOrder(task: task, appoints: ["sekdis"])) == "invalid")
        #expect(try code(GiveOrder(task: task)) == nil)
    }

    @Test("An order that appoints a team names its lead first, of positions below the giver; left out, it is the proposed team")
    func team() throws {
        let bureau = try Bureau("disnaker-tanjabbar")
        try bureau.begin("renja")
        try bureau.run(until: 2)
        let row = try bureau.task(.disposisi, step: 2)
        #expect(row.task.appoints?.first == "jf-perencana")
        func code(_ team: [Key<Position>]) throws -> String? {
            try bureau.routing.rejection {
                try bureau.routing.give(GiveOrder(task: row.task.task, appoints: team), by: bureau.official(row.position))
            }
        }
        #expect(try code([]) == "invalid")
        #expect(try code(["jf-mediator", "jf-mediator"]) == "invalid")
        #expect(try code(["tidak-ada"]) == "positionUnknown")
        #expect(try code(["jf-mediator", "kadis"]) == "notBelow")
        #expect(try code(["jf-mediator", "bendahara"]) == nil)
        #expect(try bureau.task(.susun, step: 3).position == "jf-mediator")
        #expect(try bureau.show().teams == ["tim-renja": ["jf-mediator", "bendahara"]])
    }

    @Test("A task is done by its position, by whoever took it, while it is open, with its own act")
    func whose() throws {
        let an = Mandate(kind: .an, position: "kadis", delegate: "sekdis", decree: "SK 1", from: try Office.day("2026-01-05"), until: nil)
        let bureau = try Bureau("dpmptsp-tanjabbar", mandates: [an])
        try bureau.begin("iku")
        let task = try bureau.task(.disposisi).task.task
        func code(_ principal: Principal) throws -> String? {
            try bureau.routing.rejection { try bureau.routing.give(GiveOrder(task: task), by: principal) }
        }
        let stranger = Principal.official(Principal.Official(agency: "disnaker-tanjabbar", person: "1", position: "kadis"))
        let secretary = try #require(bureau.official("sekdis").person)
        let narrow = Principal.Official(agency: bureau.agency, person: secretary, position: "kadis", mandate: .init(kind: .an, decree: "SK 1"))
        #expect(try code(stranger) == "notFound")
        #expect(try code(bureau.official("sekdis")) == "wrongPosition")
        #expect(try code(.official(narrow)) == "mandateTooNarrow")
        #expect(try code(Office.operators) == "forbidden")
        #expect(try bureau.routing.rejection { try bureau.routing.give(HandOver(task: task), by: bureau.official("kadis")) } == "otherAct")
        #expect(try bureau.routing.rejection { try bureau.routing.give(Acknowledge(task: task), by: bureau.official("kadis")) } == "otherAct")
        #expect(try bureau.routing.rejection { try bureau.routing.give(SkipTask(task: task), by: bureau.official("kadis")) } == "notOptional")
        let id = bureau.routing.newIdentifier()
        let first = try bureau.routing.give(GiveOrder(task: task), by: bureau.official("kadis"), id: id)
        #expect(try bureau.routing.give(GiveOrder(task: task), by: bureau.official("kadis"), id: id).body == first.body)
        #expect(try code(bureau.official("kadis")) == "taskEnded")
        #expect(try bureau.routing.events(TaskClosed.self).count == 1)
    }

    @Test("An act of another service is neither done nor passed over here; a terima from outside is ended by its letter alone")
    func others() throws {
        let bureau = try Bureau("disnaker-tanjabbar")
        try bureau.begin("renja")
        try bureau.run(until: 3)
        let composing = try bureau.task(.susun)
        #expect(
            try bureau.routing.rejection { try bureau.routing.give(SkipTask(task: composing.task.task), by: bureau.official(composing.position)) }
                == "otherAct")
        try bureau.run(until: 10)
        let waiting = try bureau.task(.terima, step: 10)
        #expect(waiting.actions.isEmpty)
        #expect(
            try bureau.routing.rejection { try bureau.routing.give(Receive(task: waiting.task.task), by: bureau.official(waiting.position)) }
                == "waitsForLetter")
        try bureau.link()
        #expect(try bureau.task(.susun, step: 10).task.act == 2)
    }

    @Test("A hand-over reaches each receiver with the giver's words on the way, and is acknowledged")
    func handOver() throws {
        let bureau = try Bureau("disnaker-tanjabbar")
        try bureau.begin("pengumpulan-data-kinerja")
        try bureau.run(until: 5)
        try bureau.act(try bureau.task(.sampaikan, step: 5))
        let row = try bureau.task(.terima, by: "kabid-lattas", kind: .acknowledgement)
        #expect(row.actions == [TaskAction(verb: "task.acknowledge", service: .routing)])
        #expect(row.task.owner == .routing && row.task.due == nil)
        try bureau.act(row)
        #expect(try bureau.waiting().allSatisfy { $0.task.task != row.task.task })
    }
}
