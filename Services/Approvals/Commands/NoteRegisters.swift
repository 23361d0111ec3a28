import Domain
import Kernel
import Policy
import Protocol
import SQLite

/// A catalogue in force tells which books there are; without its words there is nothing to take note of.
func catalogueApplied(_ event: Recorded<CatalogueApplied>, _ reading: Reading) -> [any CommandBody] {
    guard let organisation = event.content?.organisation else { return [] }
    let clerks = organisation.role(Organisation.agendaClerk)?.actors ?? []
    let superiors = clerks.compactMap { organisation.position($0)?.superior }.filter { !clerks.contains($0) }
    let office = OfficeNoted(CatalogueWords(organisation: organisation, sops: []), version: event.body.version)
    let noted = RegistersNoted(
        agency: event.body.agency, version: event.body.version, zone: organisation.agency.zone, shortName: organisation.agency.shortName,
        keepers: clerks + superiors, archivists: office.archivists, heads: office.heads, positions: office.positions, units: office.units,
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
    try tables.run("UPDATE post SET duties = 0 WHERE agency = ?", agency)
    for (position, unit) in zip(body.positions, body.units) {
        var duties: Duties = []
        if body.keepers.contains(position) { duties.insert(.agendaClerk) }
        if body.archivists.contains(position) { duties.insert(.archivist) }
        if body.heads.contains(position) { duties.insert(.head) }
        try tables.run(
            "INSERT OR REPLACE INTO post VALUES(?, ?, ?, ?)", agency, .text(position.text), .text(unit.text), .integer(duties.rawValue))
    }
    let year = CivilDate(event.header.time, in: body.zone).year
    for register in body.registers {
        try tables.run(
            "INSERT INTO book VALUES(?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET format = excluded.format, opening = excluded.opening", agency,
            .text(register.id.text), .text(register.format?.text), .integer(register.openingNumber), .integer(year))
    }
}
