import Client
import Domain
import Protocol

/// How moments are written for the people of one office: as its clocks show them, with the zone behind.
struct LocalTime {
    /// Nil where no agency is known: UTC.
    let zone: TimeZoneID?

    /// A moment to the minute: `2026-11-21 10:30 WIB`, in UTC `2026-11-21 03:30Z`.
    func minute(_ milliseconds: Int64) -> String {
        let text = Moment(milliseconds: milliseconds).advanced(byMilliseconds: zone?.offsetMilliseconds ?? 0).rfc3339
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5))\(zone.map { " " + $0.rawValue } ?? "Z")"
    }

    /// How many midnights of the office lie between two moments: 0 within a day, 1 from one evening to the next morning.
    func days(from start: Int64, to end: Int64) -> Int64 {
        func day(_ moment: Int64) -> Int64 { (moment + (zone?.offsetMilliseconds ?? 0)) / 86_400_000 }
        return max(0, day(end) - day(start))
    }

    /// The same, where there may be none.
    func minute(_ milliseconds: Int64?) -> String { milliseconds.map { minute($0) } ?? "" }
}

extension Conversation {
    /// The time of the office for which somebody speaks, by Routing's catalogue; an operator's is UTC. Throws `Caller.Failure`.
    func localTime(of speaker: Caller.Speaker) throws -> LocalTime {
        guard case .official(let office, _, _) = speaker else { return LocalTime(zone: nil) }
        let agencies = try ask(ListAgencies(), of: .routing, as: nil).agencies
        return LocalTime(zone: agencies.first { $0.agency.id == office }?.agency.zone)
    }
}
