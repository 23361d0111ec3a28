import Domain
import Kernel
import Protocol
import SQLite

func giveMandate(_ command: GiveMandate, _ decision: Decision) throws -> [Event] {
    let tables = OrganisationTables(decision.reading)
    try tables.requireCurrent(command.position, command.agency, field: "position")
    try tables.requireCurrent(command.delegate, command.agency, field: "delegate")
    guard command.position != command.delegate else {
        throw Rejection.invalid("delegate", "A position has no mandate for itself; assign a holder instead (holder.assign).")
    }
    try requireLine(command.decree, field: "decree")
    guard command.until.map({ command.from <= $0 }) ?? true else { throw Rejection.invalid("until", "The last day is before the first.") }
    let mandate = Mandate(
        kind: command.kind, position: command.position, delegate: command.delegate, decree: command.decree, from: command.from,
        until: command.until)
    guard try tables.isRightLevel(mandate, command.agency, on: command.from) else { throw wrongLevel(mandate, field: "delegate") }
    for other in try tables.mandates(for: command.position, command.agency) where other.delegate == command.delegate && other.kind == command.kind {
        let isApart = (other.until.map { $0 < command.from } ?? false) || (command.until.map { $0 < other.from } ?? false)
        guard isApart else {
            throw Rejection("alreadyMandated", "There is such a mandate on some of these days; end it first (mandate.end).", field: "from")
        }
    }
    return [Event(MandateGiven(agency: command.agency, mandate: mandate), about: nil)]
}

func mandateGiven(_ event: Recorded<MandateGiven>, _ tables: Tables) throws {
    let mandate = event.body.mandate
    try tables.run(
        "INSERT OR REPLACE INTO mandate VALUES(?, ?, ?, ?, ?, ?, ?, 'command')", .text(event.body.agency.text), .text(mandate.position.text),
        .text(mandate.delegate.text), .text(mandate.kind.rawValue), .integer(mandate.from.figure), .text(mandate.decree),
        .integer(mandate.until?.figure))
    try tables.followHolders(of: event.body.agency, after: event)
}

func endMandate(_ command: EndMandate, _ decision: Decision) throws -> [Event] {
    let found = try OrganisationTables(decision.reading).activeMandates(for: command.position, command.agency, on: command.until)
        .first { $0.delegate == command.delegate && $0.kind == command.kind }
    guard let found else {
        throw Rejection("notMandated", "There is no such mandate on that day; check positions, kind and day.", field: "delegate")
    }
    let ended = Mandate(
        kind: found.kind, position: found.position, delegate: found.delegate, decree: found.decree, from: found.from, until: command.until)
    return [Event(MandateEnded(agency: command.agency, mandate: ended), about: nil)]
}

func mandateEnded(_ event: Recorded<MandateEnded>, _ tables: Tables) throws {
    let mandate = event.body.mandate
    try tables.run(
        "UPDATE mandate SET last = ?, origin = 'command' WHERE agency = ? AND position = ? AND delegate = ? AND kind = ? AND first = ?",
        .integer(mandate.until?.figure), .text(event.body.agency.text), .text(mandate.position.text), .text(mandate.delegate.text),
        .text(mandate.kind.rawValue), .integer(mandate.from.figure))
    try tables.followHolders(of: event.body.agency, after: event)
}

extension OrganisationTables {
    /// Throws `notFound` for an agency or position that the catalogue in force does not have.
    func requireCurrent(_ position: Key<Position>, _ agency: Key<Agency>, field: String) throws {
        guard try currentVersion(agency) != nil else { throw Rejection.notFound("agency", field: "agency") }
        guard try currentPosition(position, agency) != nil else { throw Rejection.notFound("position", field: field) }
    }

    /// Whether the delegate stands at the level that the kind asks for: a.n. directly below the position; u.b. directly below one who has
    /// the a.n. of the position on that day. Acting ones may come from anywhere.
    func isRightLevel(_ mandate: Mandate, _ agency: Key<Agency>, on date: CivilDate) throws -> Bool {
        switch mandate.kind {
        case .plt, .plh, .pj: return true
        case .an: return try superior(of: mandate.delegate, agency) == mandate.position
        case .ub: return try mandate.delegate != mandate.position && basis(of: mandate, agency, on: date) != nil
        }
    }

    /// What a u.b. stands on that day: the a.n. of whoever is directly above its delegate. Nil where there is none, and for every other kind.
    func basis(of mandate: Mandate, _ agency: Key<Agency>, on date: CivilDate) throws -> Mandate? {
        guard mandate.kind == .ub, let superior = try superior(of: mandate.delegate, agency) else { return nil }
        return try activeMandates(for: mandate.position, agency, on: date).first { $0.kind == .an && $0.delegate == superior }
    }
}

/// The refusal of a mandate whose delegate stands too high or too low.
func wrongLevel(_ mandate: Mandate, field: String) -> Rejection {
    let rule =
        mandate.kind == .an
        ? "An a.n. goes to a position directly below" : "A u.b. goes one level below a position that has the a.n. on the same day"
    return Rejection("wrongLevel", "\(rule); name another delegate, or give the a.n. first.", field: field)
}
