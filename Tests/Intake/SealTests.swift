import Domain
import Intake
import Kernel
import Protocol
import Rehearsal
import SQLite
import Testing

@Suite("Intake: a disk that changes its counters")
struct SealTests {
    @Test("An agenda counter that the disk has changed gives no number, and is named; the other book goes on")
    func changedCounter() throws {
        let counter = try Counter()
        try counter.register(Counter.letter(number: "1"))
        let database = try Database.inMemory(image: try counter.room.engine.image())
        try database.begin()
        try database.tables.execute("UPDATE counter SET last = last + 1")
        try database.commit()
        let room = try Rehearsal(intake, on: database)
        room.now = counter.room.now.advanced(byMilliseconds: 60_000)
        let before = room.engine.position
        #expect(throws: Rehearsal.Mishap.self) { try room.give(Counter.letter(number: "2"), by: counter.clerk) }
        #expect(room.engine.position == before)
        let what = try room.engine.reading.first("SELECT what FROM fault") { $0.text(0) }
        #expect(what?.contains("surat-masuk 2026 of counter") == true)
        #expect(throws: Rehearsal.Mishap.self) { try room.ask(LastAgendaNumber(register: "surat-masuk"), by: counter.clerk) }
        var fax = Counter.letter(number: "3")
        fax.register = "faks-masuk"
        try room.give(fax, by: counter.clerk)
    }
}
