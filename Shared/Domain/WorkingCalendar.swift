/// Office hours (Perpres 21/2023) over the days off that were announced: says when working time is over, and how much of it has passed.
///
/// Years without data have weekends and no holidays. All amounts are exact to the millisecond.
public struct WorkingCalendar: Sendable {
    private let closed: Set<CivilDate>
    private let ramadan: [ClosedRange<CivilDate>]
    /// The years whose holidays are known.
    public let years: [Int]

    /// Makes the calendar of all these years together.
    public init(_ years: [CalendarData]) {
        closed = Set(years.flatMap { $0.holidays.map(\.date) })
        ramadan = years.compactMap(\.ramadan)
        self.years = years.map(\.year).sorted()
    }

    /// Whether offices open on that day.
    public func isWorkingDay(_ date: CivilDate) -> Bool {
        date.weekday != .saturday && date.weekday != .sunday && !closed.contains(date)
    }

    /// When a step begun at `start` should be done; nil when no clock runs.
    ///
    /// A start outside office hours counts from the next working moment. A day is as much working time as the day it begins on has;
    /// a week is five of those; a month is a calendar month, then the next working moment.
    /// An amount used up at closing time is due then, not the next morning.
    public func due(from start: Moment, _ duration: WorkDuration, in zone: TimeZoneID) -> Moment? {
        let begun = nextWorkingMoment(from: start, in: zone)
        switch duration {
        case .asNeeded: return nil
        case .minutes(let count): return adding(Int64(count) * 60_000, to: begun, in: zone)
        case .hours(let count): return adding(Int64(count) * 3_600_000, to: begun, in: zone)
        case .days(let count): return adding(days: count, to: begun, in: zone)
        case .weeks(let count): return adding(days: count * 5, to: begun, in: zone)
        case .months(let count):
            let date = CivilDate(begun, in: zone)
            let timeOfDay = begun.milliseconds - date.start(in: zone).milliseconds
            let sameTime = date.advanced(byMonths: count).start(in: zone).advanced(byMilliseconds: timeOfDay)
            return nextWorkingMoment(from: sameTime, in: zone)
        }
    }

    /// Whole minutes of office time between two moments; 0 when `end` is not after `start`.
    public func workingMinutes(from start: Moment, to end: Moment, in zone: TimeZoneID) -> Int {
        var total: Int64 = 0
        var date = CivilDate(start, in: zone)
        while date.start(in: zone) < end {
            for span in spans(of: date, in: zone) {
                total += max(0, min(span.upperBound.milliseconds, end.milliseconds) - max(span.lowerBound.milliseconds, start.milliseconds))
            }
            date = date.advanced(byDays: 1)
        }
        return Int(total / 60_000)
    }

    /// The moment itself within office hours, else the next opening, after a break, a night or days off.
    public func nextWorkingMoment(from moment: Moment, in zone: TimeZoneID) -> Moment {
        var date = CivilDate(moment, in: zone)
        while true {
            for span in spans(of: date, in: zone) where moment < span.upperBound { return max(moment, span.lowerBound) }
            date = date.advanced(byDays: 1)
        }
    }

    private func adding(_ milliseconds: Int64, to start: Moment, in zone: TimeZoneID) -> Moment {
        var left = milliseconds
        var date = CivilDate(start, in: zone)
        while true {
            for span in spans(of: date, in: zone) where start < span.upperBound {
                let from = max(start, span.lowerBound)
                let available = span.upperBound.milliseconds - from.milliseconds
                if left <= available { return from.advanced(byMilliseconds: left) }
                left -= available
            }
            date = date.advanced(byDays: 1)
        }
    }

    private func adding(days: Int, to start: Moment, in zone: TimeZoneID) -> Moment {
        var moment = start
        for _ in 0..<days {
            let begun = nextWorkingMoment(from: moment, in: zone)
            let length = spans(of: CivilDate(begun, in: zone), in: zone)
                .reduce(0) { $0 + $1.upperBound.milliseconds - $1.lowerBound.milliseconds }
            moment = adding(length, to: begun, in: zone)
        }
        return moment
    }

    /// The two halves of the day's office time, or none.
    private func spans(of date: CivilDate, in zone: TimeZoneID) -> [Range<Moment>] {
        guard isWorkingDay(date) else { return [] }
        let midnight = date.start(in: zone)
        return hours(of: date).map { half in
            midnight.advanced(byMilliseconds: half.lowerBound * 60_000)..<midnight.advanced(byMilliseconds: half.upperBound * 60_000)
        }
    }

    /// Office time in minutes after midnight. The decree fixes the week (37 h 30, in Ramadan 32 h 30), the openings and the breaks;
    /// the closings follow from five equal days: 7 h 30 each, in Ramadan 6 h 30.
    private func hours(of date: CivilDate) -> [Range<Int64>] {
        let isFriday = date.weekday == .friday
        if ramadan.contains(where: { $0.contains(date) }) {
            return isFriday ? [480..<690, 750..<930] : [480..<720, 750..<900]
        }
        return isFriday ? [450..<690, 780..<990] : [450..<720, 780..<960]
    }
}
