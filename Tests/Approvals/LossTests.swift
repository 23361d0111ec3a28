import Approvals
import Domain
import Protocol
import Rehearsal
import Testing

@Suite("Books of outgoing letters after a loss")
struct LossTests {
    /// The highest number of the one book, and none of the other.
    private func highest(_ sequence: Int, year: Int = 2026) -> [HighestNumber] {
        [("surat-keluar", sequence), ("hitung", 0)].map { HighestNumber(agency: Office.agency, register: $0.0, year: year, sequence: $0.1) }
    }

    @Test("Numbers up to the highest that anybody knows are struck out with the reason, and the next follows them")
    func numbersAreStruckOut() throws {
        let office = try Office()
        for _ in 0..<2 { try office.number() }
        try office.play.acceptLoss(highest(5), reason: "disk rusak")
        #expect(try office.book(2026) == ["1 given", "2 given", "3 voided", "4 voided", "5 voided"])
        let rows = try office.play.ask(OutgoingBook(register: "surat-keluar", year: 2026), by: Office.clerk).rows
        #expect(rows.compactMap(\.reason) == ["disk rusak", "disk rusak", "disk rusak"])
        #expect(try office.number().sequence == 6)
    }

    @Test("Every book must be named, in use or not, and a number that no book can have reached is refused")
    func everyBookIsNamed() throws {
        let office = try Office()
        try office.number()
        #expect(try office.play.rejection { try office.play.acceptLoss() } == "highestMissing")
        #expect(try office.play.rejection { try office.play.acceptLoss(highest(20_000)) } == "invalid")
        #expect(try office.play.rejection { try office.play.acceptLoss(highest(9, year: 2025)) } == "highestMissing")
        #expect(try office.play.rejection { try office.play.acceptLoss(Array(highest(1).prefix(1))) } == "highestMissing")
        try office.play.acceptLoss(highest(1))
        #expect(try office.number().sequence == 2)
    }
}
