import Domain
import Kernel
import Protocol
import SQLite

/// A catalogue in force tells which books there are; without its words there is nothing to take note of.
func catalogueApplied(_ event: Recorded<CatalogueApplied>, _ reading: Reading) -> [any CommandBody] {
    guard let organisation = event.content?.organisation else { return [] }
    let clerks = organisation.role(Organisation.agendaClerk)?.actors ?? []
    let superiors = clerks.compactMap { organisation.position($0)?.superior }.filter { !clerks.contains($0) }
    let noted = RegistersNoted(
        agency: event.body.agency, version: event.body.version, zone: organisation.agency.zone, shortName: organisation.agency.shortName,
        keepers: clerks + superiors, positions: organisation.positions.map(\.id),
        registers: organisation.registers.filter { $0.direction == .outgoing })
    return [NoteRegisters(noted: noted)]
}

func noteRegisters(_ command: NoteRegisters, _ decision: Decision) -> [Event] { [Event(command.noted, about: nil)] }

/// Books and positions that a later catalogue leaves out stay: running cases keep the version they began with.
func registersNoted(_ event: Recorded<RegistersNoted>, _ tables: Tables) throws {
    let body = event.body
    let agency = Value.text(body.agency.text)
    try tables.run(
        "INSERT INTO office VALUES(?, ?, ?) ON CONFLICT DO UPDATE SET zone = excluded.zone, shortname = excluded.shortname", agency,
        .text(body.zone.rawValue), .text(body.shortName))
    try tables.run("UPDATE officeposition SET keeper = 0 WHERE agency = ?", agency)
    for position in body.positions {
        try tables.run(
            "INSERT INTO officeposition VALUES(?, ?, ?) ON CONFLICT DO UPDATE SET keeper = excluded.keeper", agency, .text(position.text),
            .flag(body.keepers.contains(position)))
    }
    let year = CivilDate(event.header.time, in: body.zone).year
    for register in body.registers {
        try tables.run(
            "INSERT INTO book VALUES(?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET format = excluded.format, opening = excluded.opening", agency,
            .text(register.id.text), .text(register.format?.text), .integer(register.openingNumber), .integer(year))
    }
}
