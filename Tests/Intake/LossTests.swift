import Domain
import Intake
import Protocol
import Rehearsal
import Testing

@Suite("Intake: the agenda after a loss")
struct LossTests {
    @Test("Numbers up to the highest on paper are given to nobody, the book shows them with the reason, and the next follows them")
    func lostNumbers() throws {
        let counter = try Counter()
        #expect(try counter.register(Counter.letter(number: "1")).sequence == 120)
        #expect(try counter.room.rejection { try counter.room.acceptLoss() } == "highestMissing")
        func highest(_ register: Key<Register>, _ sequence: Int) -> HighestNumber {
            HighestNumber(agency: "dinas", register: register, year: 2026, sequence: sequence)
        }
        #expect(try counter.room.rejection { try counter.room.acceptLoss([highest("surat-masuk", 1), highest("tidak-ada", 1)]) } == "invalid")
        try counter.room.acceptLoss([highest("surat-masuk", 130)], reason: "disk rusak")
        #expect(try counter.register(Counter.letter(number: "2")).sequence == 131)
        let page = try counter.room.ask(AgendaBook(register: "surat-masuk", year: 2026), by: counter.clerk)
        #expect(page.lost == [AgendaBook.Answer.Lost(first: 121, last: 130, reason: "disk rusak")])
        #expect(page.rows.map(\.sequence).sorted() == [120, 131])
    }
}
