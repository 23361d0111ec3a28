import Domain
import Testing

@Suite struct CivilDateTests {
    @Test("A date is read and written as on a form", arguments: ["2026-01-05", "2028-02-29", "0001-01-01", "9999-12-31"])
    func text(_ text: String) throws {
        #expect(try #require(CivilDate(text)).description == text)
    }

    @Test(
        "What the calendar doesn't have is no date",
        arguments: ["2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "26-1-5", "2026-1-05", "+026-01-05", "2026-01-05 ", ""])
    func refused(_ text: String) {
        #expect(CivilDate(text) == nil)
    }

    @Test("The day changes at local midnight, not at midnight in Greenwich")
    func zones() throws {
        // 2026-01-05T16:30:00Z: still the 5th in the west, half past midnight on the 6th in the middle.
        let moment = Moment(milliseconds: 1_767_630_600_000)
        #expect(CivilDate(moment, in: .wib).description == "2026-01-05")
        #expect(CivilDate(moment, in: .wita).description == "2026-01-06")
        #expect(CivilDate(moment, in: .wit).description == "2026-01-06")
        #expect(CivilDate(Moment(milliseconds: -1), in: .wib).description == "1970-01-01")
        #expect(CivilDate(Moment(milliseconds: -25_200_001), in: .wib).description == "1969-12-31")
    }

    @Test("A day's start in its zone is that day, and the millisecond before is the day before, for 400 years of days")
    func everyDay() throws {
        var date = try #require(CivilDate("1900-01-01"))
        var weekday = date.weekday
        #expect(weekday == .monday)
        for _ in 0..<146_097 {
            let start = date.start(in: .wita)
            try #require(CivilDate(start, in: .wita) == date)
            let next = date.advanced(byDays: 1)
            try #require(date < next && CivilDate(next.start(in: .wita).advanced(byMilliseconds: -1), in: .wita) == date)
            weekday = Weekday(rawValue: weekday.rawValue % 7 + 1) ?? .monday
            try #require(next.weekday == weekday)
            date = next
        }
        #expect(date.description == "2300-01-01")
    }

    @Test(
        "A month later is the same day, or the last of a shorter month",
        arguments: [
            ("2026-01-31", 1, "2026-02-28"), ("2028-01-31", 1, "2028-02-29"), ("2026-01-15", 1, "2026-02-15"),
            ("2026-12-31", 2, "2027-02-28"), ("2026-03-31", -1, "2026-02-28"), ("2026-01-01", -1, "2025-12-01"),
        ])
    func months(_ from: String, _ count: Int, _ to: String) throws {
        #expect(try #require(CivilDate(from)).advanced(byMonths: count).description == to)
    }

    @Test("A moment at the end of what a clock can hold traps nothing")
    func extremes() {
        #expect(CivilDate(Moment(milliseconds: .max), in: .wit).month >= 1)
        #expect(CivilDate(Moment(milliseconds: .min), in: .wit).month >= 1)
    }
}
