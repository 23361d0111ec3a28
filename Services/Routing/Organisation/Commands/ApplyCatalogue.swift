import Domain
import Kernel
import Nettle
import Protocol
import SQLite
import Sodium

func applyCatalogue(_ command: ApplyCatalogue, _ decision: Decision) throws -> [Event] {
    try CatalogueCheck(organisation: command.organisation, sops: command.sops).run()
    let agency = command.organisation.agency.id
    let words = CatalogueWords(organisation: command.organisation, sops: command.sops)
    let hash = hexadecimal(SHA256.hash(try JSONText().encode(words)))
    let current = try decision.reading.first("SELECT version, hash FROM agency WHERE id = ?", .text(agency.text)) { ($0.int(0), $0.text(1)) }
    var events: [Event] = []
    if current?.1 != hash {
        events.append(Event(CatalogueApplied(agency: agency, version: (current?.0 ?? 0) + 1, hash: hash), about: nil, content: words))
    }
    for calendar in command.calendar ?? [] { events += try calendarEvents(calendar, decision) }
    return events
}

func catalogueApplied(_ event: Recorded<CatalogueApplied>, _ tables: Tables) throws {
    // A catalogue whose words were destroyed leaves the one before it in force.
    guard let words = event.content else { return }
    try CatalogueWriter(tables: tables, agency: event.body.agency, version: event.body.version)
        .write(words, hash: event.body.hash, at: event.header.time)
    try tables.followHolders(of: event.body.agency, after: event)
}

/// Takes a catalogue apart into the rows of a new version.
private struct CatalogueWriter {
    let tables: Tables
    let agency: Key<Agency>
    let version: Int

    func write(_ words: CatalogueWords, hash: String, at time: Moment) throws {
        let organisation = words.organisation
        try tables.run(
            """
            INSERT INTO agency(id, version, hash, name, short_name, region, zone) VALUES(?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT(id) DO UPDATE SET version = excluded.version, hash = excluded.hash, name = excluded.name,
                short_name = excluded.short_name, region = excluded.region, zone = excluded.zone
            """, .text(agency.text), .integer(version), .text(hash), .text(organisation.agency.name), .text(organisation.agency.shortName),
            .text(organisation.agency.region), .text(organisation.agency.zone.rawValue))
        try tables.run(
            "INSERT INTO catalogue VALUES(?, ?, ?, ?)", .text(agency.text), .integer(version), .integer(time.milliseconds),
            .blob(try JSONText().encode(organisation)))
        try writePositions(organisation)
        try writePeople(organisation)
        for (place, sop) in words.sops.enumerated() { try write(sop, place: place) }
    }

    private func writePositions(_ organisation: Organisation) throws {
        for (place, position) in organisation.positions.enumerated() {
            try tables.run(
                "INSERT INTO position VALUES(?, ?, ?, ?, ?, ?, ?, ?)", .text(agency.text), .text(position.id.text), .integer(version),
                .integer(place), .text(position.name), .text(position.unit.text), .integer(position.rank), .text(position.superior?.text))
        }
        for role in organisation.roles {
            let (kind, lead, members): (String, Key<Position>?, [Key<Position>]) =
                switch role.kind {
                case .position(let position): ("position", position, [])
                case .each(let positions): ("each", nil, positions)
                case .team(let lead, let members): ("team", lead, members)
                case .outside(let recorder): ("outside", recorder, [])
                }
            try tables.run(
                "INSERT INTO role VALUES(?, ?, ?, ?, ?, ?, ?)", .text(agency.text), .integer(version), .text(role.id.text), .text(role.name),
                .text(kind), .text(lead?.text), .text(joined(members)))
        }
        for register in organisation.registers where register.direction == .outgoing {
            for kind in register.kinds {
                // The first book that lists a jenis numbers it, as in `Organisation.register(numbering:)`.
                try tables.run(
                    "INSERT OR IGNORE INTO register_kind VALUES(?, ?, ?, ?)", .text(agency.text), .integer(version), .text(kind),
                    .text(register.id.text))
            }
        }
    }

    /// The file's people replace those of earlier files; what commands have said stays as they left it.
    private func writePeople(_ organisation: Organisation) throws {
        try tables.run("DELETE FROM holder WHERE agency = ? AND origin = 'catalogue'", .text(agency.text))
        try tables.run("DELETE FROM mandate WHERE agency = ? AND origin = 'catalogue'", .text(agency.text))
        for holder in organisation.holders {
            try tables.run(
                "INSERT OR IGNORE INTO holder VALUES(?, ?, ?, ?, ?, ?, 'catalogue')", .text(agency.text), .text(holder.position.text),
                .text(holder.nip), .integer(holder.from.figure), .integer(holder.until?.figure), .text(holder.name))
        }
        for mandate in organisation.mandates {
            try tables.run(
                "INSERT OR IGNORE INTO mandate VALUES(?, ?, ?, ?, ?, ?, ?, 'catalogue')", .text(agency.text), .text(mandate.position.text),
                .text(mandate.delegate.text), .text(mandate.kind.rawValue), .integer(mandate.from.figure), .text(mandate.decree),
                .integer(mandate.until?.figure))
        }
    }

    private func write(_ sop: SOP, place: Int) throws {
        let json = JSONText()
        try tables.run(
            "INSERT INTO sop VALUES(?, ?, ?, ?, ?, ?, ?, ?)", .text(agency.text), .integer(version), .text(sop.id.text), .integer(place),
            .text(sop.title), .text(String(decoding: try json.encode(sop.start), as: UTF8.self)), .integer(sop.steps.count),
            .blob(try json.encode(sop)))
        for (place, naskah) in sop.naskah.enumerated() {
            try tables.run(
                "INSERT INTO sop_naskah VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", .text(agency.text), .integer(version), .text(sop.id.text),
                .text(naskah.id.text), .integer(place), .text(naskah.kind), .text(naskah.title), .text(naskah.register?.text),
                .text(naskah.classification), .text(naskah.attachmentOf?.text))
        }
        for step in sop.steps {
            try tables.run(
                "INSERT INTO sop_step VALUES(?, ?, ?, ?, ?, ?, ?, ?)", .text(agency.text), .integer(version), .text(sop.id.text),
                .integer(step.number), .text(step.activity), .text(step.actor.text), .integer(step.returnsTo), .text(step.duration?.iso))
            for (place, act) in step.acts.enumerated() { try write(act, place: place, step: step.number, sop: sop.id) }
        }
    }

    private func write(_ act: Act, place: Int, step: Int, sop: Key<SOP>) throws {
        try tables.run(
            "INSERT INTO sop_act VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", .text(agency.text), .integer(version),
            .text(sop.text), .integer(step), .integer(place), .text(act.word.rawValue), .text(act.actor.text), .text(joined(act.to)),
            .text(act.naskah?.text), .flag(act.isOptional), .text(joined(act.participants)), .text(act.invitation?.text),
            .text(act.appoints?.text), .flag(act.isTiered), .text(act.parafKind?.rawValue), .flag(act.fromOutside), .integer(act.quorum),
            .text(act.tembusan.map { joined($0) }))
    }
}
