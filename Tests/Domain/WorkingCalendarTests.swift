import Domain
import Testing

@Suite struct WorkingCalendarTests {
    private let calendar: WorkingCalendar

    init() throws {
        func day(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }
        func off(_ text: String) throws -> CalendarData.Holiday {
            CalendarData.Holiday(date: try day(text), name: "libur", kind: .national)
        }
        // The weeks around Eid 2026 as decreed: Ramadan hours to Tuesday the 17th, then off until Wednesday the 25th.
        calendar = WorkingCalendar([
            CalendarData(
                year: 2026, status: .official, source: "SKB",
                holidays: try ["2026-01-01", "2026-03-18", "2026-03-19", "2026-03-20", "2026-03-23", "2026-03-24"].map(off),
                ramadan: try day("2026-02-19")...day("2026-03-20"))
        ])
    }

    /// Reads `2026-01-05 10:00` as a local time.
    private func local(_ text: String, _ zone: TimeZoneID = .wib) throws -> Moment {
        let parts = text.split(separator: " ")
        let clock = try parts[1].split(separator: ":").map { try #require(Int64($0)) }
        let milliseconds = (clock[0] * 60 + clock[1]) * 60_000
        return try #require(CivilDate(parts[0])).start(in: zone).advanced(byMilliseconds: milliseconds)
    }

    private func text(_ moment: Moment, _ zone: TimeZoneID = .wib) -> String {
        let date = CivilDate(moment, in: zone)
        let minutes = (moment.milliseconds - date.start(in: zone).milliseconds) / 60_000
        func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(date) \(two(minutes / 60)):\(two(minutes % 60))"
    }

    // 2026-01-05 is a Monday.
    @Test(
        "A step is due when its working time is used up",
        arguments: [
            // One day is as much working time as the day has, never 24 hours of it.
            ("2026-01-05 10:00", "1 hari", "2026-01-06 10:00"),
            ("2026-01-08 10:00", "1 hari", "2026-01-09 10:00"),
            ("2026-01-09 10:00", "1 hari", "2026-01-12 10:00"),
            ("2026-01-05 07:30", "1 hari", "2026-01-05 16:00"),
            ("2026-01-05 07:30", "2 hari", "2026-01-06 16:00"),
            ("2026-01-05 10:00", "1 minggu", "2026-01-12 10:00"),
            // 480 minutes are 480 minutes: half an hour more than a day.
            ("2026-01-05 10:00", "480 menit", "2026-01-06 10:30"),
            ("2026-01-05 10:00", "9600 menit", "2026-02-03 13:30"),
            ("2026-01-05 11:30", "2 jam", "2026-01-05 14:30"),
            ("2026-01-05 15:50", "10 menit", "2026-01-05 16:00"),
            ("2026-01-05 15:50", "11 menit", "2026-01-06 07:31"),
            // The last minute of the week.
            ("2026-01-09 16:29", "1 menit", "2026-01-09 16:30"),
            ("2026-01-09 16:29", "2 menit", "2026-01-12 07:31"),
            ("2026-01-09 16:29", "1 hari", "2026-01-12 15:59"),
            // Outside office hours the clock starts at the next opening.
            ("2026-01-05 05:00", "30 menit", "2026-01-05 08:00"),
            ("2026-01-05 12:20", "30 menit", "2026-01-05 13:30"),
            ("2026-01-05 16:00", "30 menit", "2026-01-06 08:00"),
            ("2026-01-09 11:45", "30 menit", "2026-01-09 13:30"),
            ("2026-01-10 10:00", "1 hari", "2026-01-12 16:00"),
            ("2026-01-01 10:00", "60 menit", "2026-01-02 08:30"),
            // Months are of the calendar.
            ("2026-01-05 10:00", "1 bulan", "2026-02-05 10:00"),
            ("2026-01-30 10:00", "1 bulan", "2026-03-02 08:00"),
            ("2026-01-05 12:30", "1 bulan", "2026-02-05 13:00"),
            ("2026-01-10 10:00", "1 bulan", "2026-02-12 07:30"),
            ("2026-02-18 10:00", "1 bulan", "2026-03-25 07:30"),
            // Ramadan: from 08:00, 6 h 30 a day, a shorter break.
            ("2026-02-20 07:40", "10 menit", "2026-02-20 08:10"),
            ("2026-02-23 10:00", "1 hari", "2026-02-24 10:00"),
            ("2026-02-23 11:50", "20 menit", "2026-02-23 12:40"),
            ("2026-02-20 11:20", "20 menit", "2026-02-20 12:40"),
            ("2026-02-20 15:29", "2 menit", "2026-02-23 08:01"),
            // Into Ramadan: the day is as long as the one it began on.
            ("2026-02-18 10:00", "1 hari", "2026-02-19 10:30"),
            ("2026-02-18 10:00", "2 hari", "2026-02-20 10:30"),
            // Across Eid: from the last working day of Ramadan to the first after it.
            ("2026-03-17 14:00", "1 hari", "2026-03-25 14:00"),
            ("2026-03-17 14:00", "60 menit", "2026-03-17 15:00"),
            ("2026-03-17 14:00", "61 menit", "2026-03-25 07:31"),
            ("2026-03-20 10:00", "10 menit", "2026-03-25 07:40"),
        ])
    func due(_ start: String, _ duration: String, _ end: String) throws {
        let length = try #require(WorkDuration(indonesian: duration))
        let moment = try #require(calendar.due(from: try local(start), length, in: .wib))
        #expect(text(moment) == end)
    }

    @Test("Where time is as needed, nothing is ever due")
    func asNeeded() throws {
        #expect(calendar.due(from: try local("2026-01-05 10:00"), .asNeeded, in: .wib) == nil)
    }

    @Test("One moment is office time in one zone and after hours in another")
    func zones() throws {
        // 15:30 in the west, 17:30 in the east.
        let moment = try local("2026-01-05 15:30")
        #expect(text(try #require(calendar.due(from: moment, .minutes(20), in: .wib))) == "2026-01-05 15:50")
        #expect(text(try #require(calendar.due(from: moment, .minutes(20), in: .wit)), .wit) == "2026-01-06 07:50")
    }

    @Test(
        "The decree's week is 37 h 30 of work, in Ramadan 32 h 30",
        arguments: [("2026-01-05 00:00", "2026-01-12 00:00", 2250), ("2026-02-23 00:00", "2026-03-02 00:00", 1950)])
    func week(_ start: String, _ end: String, _ minutes: Int) throws {
        #expect(calendar.workingMinutes(from: try local(start), to: try local(end), in: .wib) == minutes)
    }

    @Test("Working minutes leave out breaks, nights and days off, and are never negative")
    func minutes() throws {
        func count(_ start: String, _ end: String) throws -> Int {
            calendar.workingMinutes(from: try local(start), to: try local(end), in: .wib)
        }
        #expect(try count("2026-01-05 11:00", "2026-01-05 14:00") == 120)
        #expect(try count("2026-01-05 15:00", "2026-01-06 08:00") == 90)
        #expect(try count("2026-03-17 14:00", "2026-03-25 08:00") == 90)
        #expect(try count("2026-01-10 08:00", "2026-01-11 20:00") == 0)
        #expect(try count("2026-01-06 08:00", "2026-01-05 08:00") == 0)
    }

    @Test("What is due after so many minutes is so many working minutes away, from any minute of three weeks")
    func agreement() throws {
        let first = try local("2026-03-09 00:00")
        for minute in stride(from: Int64(0), to: 21 * 1440, by: 37) {
            let start = first.advanced(byMilliseconds: minute * 60_000)
            for amount in [1, 29, 390, 450, 480, 2400] {
                let end = try #require(calendar.due(from: start, .minutes(amount), in: .wib))
                try #require(calendar.workingMinutes(from: start, to: end, in: .wib) == amount)
            }
        }
    }
}
