import Domain
import Kernel
import Nettle
import Protocol
import SQLite
import Sodium

func applyCalendar(_ command: ApplyCalendar, _ decision: Decision) throws -> [Event] { try calendarEvents(command.calendar, decision) }

/// What a year's calendar changes: nothing where it is in force already.
func calendarEvents(_ calendar: CalendarData, _ decision: Decision) throws -> [Event] {
    let days = calendar.holidays.map(\.date)
    guard (days + [calendar.ramadan?.lowerBound, calendar.ramadan?.upperBound].compactMap { $0 }).allSatisfy({ $0.year == calendar.year }) else {
        throw Rejection.invalid("calendar", "A day is not of the year \(calendar.year); put it into its own year's calendar.")
    }
    guard Set(days).count == days.count else { throw Rejection.invalid("calendar.holidays", "A day is there twice; name each day once.") }
    let hash = hexadecimal(SHA256.hash(try JSONText().encode(calendar)))
    if try decision.reading.exists("SELECT 1 FROM calendar WHERE year = ? AND hash = ?", .integer(calendar.year), .text(hash)) { return [] }
    return [Event(CalendarApplied(year: calendar.year, hash: hash), about: nil, content: calendar)]
}

func calendarApplied(_ event: Recorded<CalendarApplied>, _ tables: Tables) throws {
    guard let calendar = event.content else { return }
    try tables.run(
        "INSERT OR REPLACE INTO calendar VALUES(?, ?, ?, ?, ?, ?)", .integer(calendar.year), .text(calendar.status.rawValue), .text(calendar.source),
        .text(event.body.hash), .integer(calendar.ramadan?.lowerBound.figure), .integer(calendar.ramadan?.upperBound.figure))
    try tables.run("DELETE FROM holiday WHERE day / 10000 = ?", .integer(calendar.year))
    for holiday in calendar.holidays {
        try tables.run(
            "INSERT OR REPLACE INTO holiday VALUES(?, ?, ?)", .integer(holiday.date.figure), .text(holiday.name), .text(holiday.kind.rawValue))
    }
}
