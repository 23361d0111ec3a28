import Approvals
import Domain
import Kernel
import Protocol
import Rehearsal
import SQLite
import Testing

/// What a disk that changes a bit makes of a number or a signature.
@Suite("Rows that bear their own hash")
struct SealTests {
    /// The office as it comes back from a disk on which this was changed.
    private func damaged(_ office: Office, _ change: String) throws -> Rehearsal {
        let database = try Database.inMemory(image: try office.play.engine.image())
        try database.begin()
        try database.tables.execute(change)
        try database.commit()
        let room = try Rehearsal(approvals, on: database)
        room.now = office.play.now.advanced(byMilliseconds: 60_000)
        return room
    }

    private func fault(_ room: Rehearsal, _ body: () throws -> Void) throws -> String? {
        let before = room.engine.position
        #expect(throws: Rehearsal.Mishap.self) { try body() }
        #expect(room.engine.position == before)
        return try room.engine.reading.first("SELECT what FROM fault ORDER BY at DESC LIMIT 1") { $0.text(0) }
    }

    @Test(
        "A counter that the disk has changed or lost gives no number, and is named",
        arguments: ["UPDATE counter SET last = last - 1", "DELETE FROM counter"])
    func changedCounter(_ change: String) throws {
        let office = try Office()
        try office.number()
        let task = try office.open(.nomor, for: "agendaris")
        let room = try damaged(office, change)
        let what = try fault(room) { try room.give(GiveNumber(task: task.task), by: Office.clerk) }
        #expect(what?.contains("surat-keluar 2026") == true)
        let same = try damaged(office, "UPDATE counter SET last = last")
        try same.give(GiveNumber(task: task.task), by: Office.clerk)
        #expect(try same.events(NumberGiven.self).map(\.body.sequence) == [1, 2])
    }

    @Test("A line of the book that the disk has changed is not shown, and not used again")
    func changedLine() throws {
        let office = try Office()
        try office.number()
        let room = try damaged(office, "UPDATE number SET text = '000.7.2/007/UJI/2026'")
        let void = VoidNumber(register: "surat-keluar", year: 2026, sequence: 1, reason: "Batal")
        #expect(try fault(room) { try room.give(void, by: Office.clerk) }?.contains("dinas-uji surat-keluar 2026 1 of number") == true)
        #expect(throws: Rehearsal.Mishap.self) { try room.ask(OutgoingBook(register: "surat-keluar"), by: Office.clerk) }
        #expect(throws: Rehearsal.Mishap.self) { try room.ask(LastNumber(register: "surat-keluar"), by: Office.clerk) }
    }

    @Test("A paraf that the disk has turned from no to yes is nobody's paraf")
    func changedParaf() throws {
        let office = try Office()
        let paraf = try office.open(.paraf, for: "sekdis", version: 1)
        try office.play.give(Initial(task: paraf.task, hash: Office.hash(1), approve: false, reason: "Kurang"), by: Office.secretary)
        let room = try damaged(office, "UPDATE approval SET outcome = 'done'")
        #expect(throws: Rehearsal.Mishap.self) { try room.ask(ListApprovals(caseID: office.caseID), by: Office.head) }
        let whole = try damaged(office, "UPDATE approval SET outcome = outcome")
        #expect(try whole.ask(ListApprovals(caseID: office.caseID), by: Office.head).approvals.map(\.outcome) == [.returned])
    }
}
