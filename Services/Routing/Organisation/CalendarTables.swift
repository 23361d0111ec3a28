import Domain
import Kernel
import SQLite

/// Working time, out of the calendar rows of the days in question only: a due time reads a few holidays, not years of them.
extension OrganisationTables {
    /// The working calendar, good from the first to the last of these days.
    func calendar(from first: CivilDate, through last: CivilDate) throws -> WorkingCalendar {
        let holidays = try reading.all("SELECT day FROM holiday WHERE day BETWEEN ? AND ?", .integer(first.figure), .integer(last.figure)) {
            CalendarData.Holiday(date: try CivilDate(figure: $0.integer(0)), name: "", kind: .national)
        }
        var years = try reading.all(
            "SELECT year, ramadan_first, ramadan_last FROM calendar WHERE ramadan_last >= ? AND ramadan_first <= ? ORDER BY year",
            .integer(first.figure), .integer(last.figure)
        ) {
            let first = try CivilDate(figure: $0.integer(1))
            return CalendarData(
                year: $0.int(0), status: .official, source: "", holidays: [], ramadan: first...(try CivilDate(figure: $0.integer(2))))
        }
        years.append(CalendarData(year: first.year, status: .official, source: "", holidays: holidays, ramadan: nil))
        return WorkingCalendar(years)
    }

    /// When something begun at that moment is due, in the agency's working time; nil where no clock runs.
    func due(from start: Moment, _ duration: WorkDuration, in zone: TimeZoneID) throws -> Moment? {
        // Twice as many days as there are working days in it, and a month and a half for holidays and the next working moment.
        let days: Int
        switch duration {
        case .asNeeded: return nil
        // The shortest working day there is has 390 minutes.
        case .minutes(let count): days = count / 390
        case .hours(let count): days = count * 60 / 390
        case .days(let count): days = count
        case .weeks(let count): days = count * 5
        case .months(let count): days = count * 16
        }
        let first = CivilDate(start, in: zone)
        return try calendar(from: first, through: first.advanced(byDays: days * 2 + 45)).due(from: start, duration, in: zone)
    }

    /// Whole minutes of office time between two moments at the agency.
    func workingMinutes(from start: Moment, to end: Moment, in zone: TimeZoneID) throws -> Int {
        guard start < end else { return 0 }
        return try calendar(from: CivilDate(start, in: zone), through: CivilDate(end, in: zone)).workingMinutes(from: start, to: end, in: zone)
    }
}
