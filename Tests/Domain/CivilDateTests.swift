import Domain
import Testing

@Suite struct CivilDateTests {
    @Test("A date is read and written as on a form")
    func text() throws {
        let date = try #require(CivilDate("2026-01-05"))
        #expect(date.description == "2026-01-05")
        #expect(date.weekday == .monday)
    }
}
