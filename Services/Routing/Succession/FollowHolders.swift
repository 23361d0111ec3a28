import Domain
import Kernel
import Protocol
import SQLite

/// Moves what does not lie where it belongs today: with its position, or with who stands in for a vacant one.
func followHolders(_ command: FollowHolders, _ decision: Decision) throws -> [Event] {
    let offices = OrganisationTables(decision.reading)
    let zone = try offices.zone(command.agency)
    let today = CivilDate(decision.now, in: zone)
    var hands = Hands(agency: command.agency, offices: offices, today: today)
    try hands.follow()
    // What did not find room comes with the next look, which is due at once.
    let next = hands.hasRoom ? try offices.nextChange(at: command.agency, after: today)?.start(in: zone) : decision.now
    return hands.events + [Event(HoldersFollowed(agency: command.agency, next: next?.milliseconds), about: nil)]
}

func holdersFollowed(_ event: Recorded<HoldersFollowed>, _ tables: Tables) throws {
    try tables.run(
        "INSERT OR REPLACE INTO succession VALUES(?, ?, ?)", .text(event.body.agency.text), .text(event.header.id.description),
        .integer(event.body.next))
}

extension Tables {
    /// Has the holders of an agency looked at, because of an event that changes who sits where.
    func followHolders<Body: EventBody>(of agency: Key<Agency>, after event: Recorded<Body>) throws {
        try run(
            "INSERT OR REPLACE INTO succession VALUES(?, ?, ?)", .text(agency.text), .text(event.header.id.description),
            .integer(event.header.time.milliseconds))
    }
}

extension OrganisationTables {
    /// The next day on which a time of office or a mandate of the agency begins, or has just ended; nil where none is known.
    fileprivate func nextChange(at agency: Key<Agency>, after today: CivilDate) throws -> CivilDate? {
        func least(_ column: String, _ comparison: String) throws -> CivilDate? {
            let days = try ["holder", "mandate"].compactMap { table in
                try reading.integer(
                    "SELECT min(\(column)) FROM \(table) WHERE agency = ? AND \(column) \(comparison) ?", .text(agency.text), .integer(today.figure))
            }
            return try days.min().map { try CivilDate(figure: $0) }
        }
        return try [least("first", ">"), least("last", ">=")?.advanced(byDays: 1)].compactMap { $0 }.min()
    }
}
