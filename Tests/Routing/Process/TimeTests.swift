import Domain
import Kernel
import Protocol
import Rehearsal
import Testing

@testable import Routing

@Suite("When tasks are due")
struct TimeTests {
    private let hour: Int64 = 3_600_000

    @Test("A step's time runs in office hours from the moment it opens, for all its acts, and anew in each round")
    func due() throws {
        let bureau = try Bureau("dpmptsp-tanjabbar")
        // Monday 2026-01-05, 14:00 WIB.
        let monday = bureau.routing.now
        try bureau.begin("lkjip")
        // Two working days: from Monday 14:00 to Wednesday 14:00.
        #expect(try bureau.task(.disposisi).task.due == monday.milliseconds + 48 * hour)
        try bureau.run(until: 7)
        let opened = try bureau.task(.periksa, step: 7)
        try bureau.routing.pass(milliseconds: hour)
        try bureau.act(opened)
        #expect(try bureau.task(.paraf, step: 7).task.due == opened.task.due)
        try bureau.act(try bureau.task(.paraf, step: 7), approve: false)
        let again = try bureau.task(.susun, step: 6, kind: .revision)
        #expect(again.task.round == 2 && again.task.due == monday.milliseconds + 25 * hour)
    }

    @Test("No clock runs where the SOP says menyesuaikan or nothing")
    func noClock() throws {
        let bureau = try Bureau("diskoperindag-tanjabbar")
        try bureau.begin("anggaran")
        try bureau.run(until: 4)
        #expect(try bureau.task(.susun, step: 4).task.due == nil && bureau.task(.susun, step: 4).duration == nil)
        try bureau.run(until: 10)
        let sending = try #require(try bureau.waiting().first { $0.task.step == 10 })
        #expect(sending.task.due == nil && sending.duration == "ASNEEDED")
    }

    @Test("A task past its time is said to be late once, by the clock alone")
    func overdue() throws {
        let bureau = try Bureau("dpmptsp-tanjabbar")
        try bureau.begin("iku")
        let row = try bureau.task(.disposisi)
        let due = try #require(row.task.due)
        try bureau.routing.pass(milliseconds: due - bureau.routing.now.milliseconds - 1)
        #expect(try bureau.routing.events(TaskOverdue.self).isEmpty)
        try bureau.routing.pass(milliseconds: 1)
        try bureau.routing.pass(milliseconds: hour)
        let events = try bureau.routing.events(TaskOverdue.self)
        #expect(events.map(\.body.task) == [row.task.task] && events.map(\.body.due) == [due])
        #expect(try bureau.task(.disposisi).isOverdue)
        try bureau.act(try bureau.task(.disposisi))
        #expect(try bureau.task(.disposisi, step: 2).isOverdue == false)
    }

    @Test("Many late tasks are noted a few dozen at a time, all of them in the end")
    func manyOverdue() throws {
        let bureau = try Bureau("dpmptsp-tanjabbar")
        for _ in 0..<150 { try bureau.begin("iku") }
        try bureau.routing.pass(milliseconds: 24 * hour)
        #expect(try bureau.routing.events(TaskOverdue.self).count == 64)
        for _ in 0..<3 { try bureau.routing.pass(milliseconds: 0) }
        #expect(try bureau.routing.events(TaskOverdue.self).count == 150)
    }
}
