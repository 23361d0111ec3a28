import Domain
import Intake
import Protocol
import Rehearsal
import Testing

@Suite("Intake: the agenda after a loss")
struct LossTests {
    private func highest(_ register: Key<Register>, _ sequence: Int, year: Int = 2026, of agency: Key<Agency> = "dinas") -> HighestNumber {
        HighestNumber(agency: agency, register: register, year: year, sequence: sequence)
    }

    /// The books of the other agency, in which there was nothing.
    private func nothing(_ years: Int...) -> [HighestNumber] {
        years.flatMap { year in Counter.registers.prefix(2).map { highest($0.id, 0, year: year, of: "badan") } }
    }

    @Test("Numbers up to the highest on paper are given to nobody, the book shows them with the reason, and the next follows them")
    func lostNumbers() throws {
        let counter = try Counter()
        #expect(try counter.register(Counter.letter(number: "1")).sequence == 120)
        #expect(try counter.room.rejection { try counter.room.acceptLoss() } == "highestMissing")
        let unknown = [highest("surat-masuk", 1), highest("faks-masuk", 0), highest("tidak-ada", 1)] + nothing(2026)
        #expect(try counter.room.rejection { try counter.room.acceptLoss(unknown) } == "invalid")
        try counter.room.acceptLoss([highest("surat-masuk", 130), highest("faks-masuk", 0)] + nothing(2026), reason: "disk rusak")
        #expect(try counter.register(Counter.letter(number: "2")).sequence == 131)
        let page = try counter.room.ask(AgendaBook(register: "surat-masuk", year: 2026), by: counter.clerk)
        #expect(page.lost == [AgendaBook.Answer.Lost(first: 121, last: 130, reason: "disk rusak")])
        #expect(page.rows.map(\.sequence).sorted() == [120, 131])
    }

    @Test("Every book is to be named in every year since the backup, also one that it does not know to be in use: none begins again at 1")
    func everyBookAndYearIsNamed() throws {
        let counter = try Counter()
        #expect(try counter.register(Counter.letter(number: "1")).sequence == 120)
        // The new year begins between the backup and the loss.
        counter.room.now = counter.room.now.advanced(byMilliseconds: 365 * 86_400_000)
        let all =
            [
                highest("surat-masuk", 340), highest("surat-masuk", 12, year: 2027), highest("faks-masuk", 0), highest("faks-masuk", 3, year: 2027),
            ] + nothing(2026, 2027)
        for left in all {
            #expect(try counter.room.rejection { try counter.room.acceptLoss(all.filter { $0 != left }) } == "highestMissing", "\(left)")
        }
        try counter.room.acceptLoss(all)
        #expect(try counter.register(Counter.letter(number: "2")).sequence == 13)
        var fax = Counter.letter(number: "3")
        fax.register = "faks-masuk"
        #expect(try counter.register(fax).sequence == 4)
    }
}
