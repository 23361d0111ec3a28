import Domain
import Kernel
import Protocol
import SQLite

/// What Routing knows of offices and people, by small reads: an act touches only the rows it needs.
///
/// Roles belong to a version of the catalogue. Positions, holders and mandates are as they are now, because a running case is carried by whoever
/// sits there today; a position that a later catalogue dropped is found as it last was, but nobody acts as it any more.
struct OrganisationTables {
    let reading: Reading

    /// As many levels as an office could ever have: a circle in the data ends here.
    static let levelsMost = 16

    init(_ reading: Reading) { self.reading = reading }

    /// The agency and the version of its catalogue in force; nil where none was applied.
    func agency(_ id: Key<Agency>) throws -> (agency: Agency, version: Int)? {
        let row = try reading.first("SELECT version, name, short_name, region, zone FROM agency WHERE id = ?", .text(id.text)) {
            (version: $0.int(0), name: $0.text(1), shortName: $0.text(2), region: $0.text(3), zone: $0.text(4))
        }
        guard let row else { return nil }
        guard let zone = TimeZoneID(rawValue: row.zone) else { throw Fault("agency \(id) has the zone \(row.zone)") }
        return (Agency(id: id, name: row.name, shortName: row.shortName, region: row.region, zone: zone), row.version)
    }

    /// The version of the agency's catalogue in force, for new cases; nil where none was applied.
    func currentVersion(_ agency: Key<Agency>) throws -> Int? {
        try reading.integer("SELECT version FROM agency WHERE id = ?", .text(agency.text)).map { Int($0) }
    }

    /// The agency's zone. Throws `notFound` for an agency without a catalogue.
    func zone(_ agency: Key<Agency>) throws -> TimeZoneID {
        let text = try reading.first("SELECT zone FROM agency WHERE id = ?", .text(agency.text)) { $0.text(0) }
        guard let zone = text.flatMap({ TimeZoneID(rawValue: $0) }) else { throw Rejection.notFound("agency", field: "agency") }
        return zone
    }

    /// The day it is at the agency. Throws `notFound` for an agency without a catalogue.
    func today(_ agency: Key<Agency>, at now: Moment) throws -> CivilDate { CivilDate(now, in: try zone(agency)) }

    /// The position as the newest catalogue that has it says.
    func position(_ id: Key<Position>, _ agency: Key<Agency>) throws -> Position? {
        try reading.first(
            "SELECT name, unit, rank, superior FROM position WHERE agency = ? AND id = ? ORDER BY version DESC LIMIT 1", .text(agency.text),
            .text(id.text)
        ) {
            Position(id: id, name: $0.text(0), unit: Key($0.text(1)), rank: $0.int(2), superior: $0.optionalText(3).map { Key($0) })
        }
    }

    /// The position, if the catalogue in force has it: what may be named in something new.
    func currentPosition(_ id: Key<Position>, _ agency: Key<Agency>) throws -> Position? {
        try reading.first(
            """
            SELECT p.name, p.unit, p.rank, p.superior FROM agency a JOIN position p ON p.agency = a.id AND p.id = ? AND p.version = a.version
            WHERE a.id = ?
            """, .text(id.text), .text(agency.text)
        ) {
            Position(id: id, name: $0.text(0), unit: Key($0.text(1)), rank: $0.int(2), superior: $0.optionalText(3).map { Key($0) })
        }
    }

    /// Who countersigns for the position and has its tasks while it is vacant; nil at the top.
    func superior(of position: Key<Position>, _ agency: Key<Agency>) throws -> Key<Position>? {
        try self.position(position, agency)?.superior
    }

    /// Who sits on the position on that day; several where it is shared, in the order of their NIP.
    func holders(of position: Key<Position>, _ agency: Key<Agency>, on date: CivilDate) throws -> [Holder] {
        try reading.all(
            """
            SELECT nip, first, last, name FROM holder
            WHERE agency = ? AND position = ? AND first <= ? AND (last IS NULL OR last >= ?) ORDER BY nip, first
            """, .text(agency.text), .text(position.text), .integer(date.figure), .integer(date.figure)
        ) {
            Holder(
                position: position, name: $0.text(3), nip: $0.text(0), from: try CivilDate(figure: $0.integer(1)),
                until: try $0.optionalInteger(2).map { try CivilDate(figure: $0) })
        }
    }

    /// Whether anybody sits on the position on that day.
    func isHeld(_ position: Key<Position>, _ agency: Key<Agency>, on date: CivilDate) throws -> Bool {
        try reading.exists(
            "SELECT 1 FROM holder WHERE agency = ? AND position = ? AND first <= ? AND (last IS NULL OR last >= ?)", .text(agency.text),
            .text(position.text), .integer(date.figure), .integer(date.figure))
    }

    /// The mandates by which others may act for the position on that day, in an order that is always the same.
    func activeMandates(for position: Key<Position>, _ agency: Key<Agency>, on date: CivilDate) throws -> [Mandate] {
        try mandates(for: position, agency).filter { $0.isInForce(on: date) }
    }

    /// All mandates for the position: past, present and future.
    func mandates(for position: Key<Position>, _ agency: Key<Agency>) throws -> [Mandate] {
        try reading.all(
            "SELECT delegate, kind, first, decree, last FROM mandate WHERE agency = ? AND position = ? ORDER BY delegate, kind, first",
            .text(agency.text), .text(position.text)
        ) { try Self.mandate($0, position: position) }
    }

    private static func mandate(_ row: borrowing Row, position: Key<Position>) throws -> Mandate {
        let kind = row.text(1)
        guard let kind = Mandate.Kind(rawValue: kind) else { throw Fault("a mandate has the kind \(kind)") }
        return Mandate(
            kind: kind, position: position, delegate: Key(row.text(0)), decree: row.text(3), from: try CivilDate(figure: row.integer(2)),
            until: try row.optionalInteger(4).map { try CivilDate(figure: $0) })
    }

    /// Whose task it is on that day: the position's own, if somebody sits there or acts for it in full; else its superior's, and so on upwards.
    ///
    /// `vacant` is the position asked for, where another one has to stand in: also for one that the catalogue in force has not, be it whose people still
    /// have their dates. Where nobody stands in up to the top, the task stays where it is.
    func resolve(_ position: Key<Position>, _ agency: Key<Agency>, on date: CivilDate) throws -> (position: Key<Position>, vacant: Key<Position>?) {
        var candidate = position
        for _ in 0..<Self.levelsMost {
            if try isOccupied(candidate, agency, on: date) { return (candidate, candidate == position ? nil : position) }
            guard let next = try superior(of: candidate, agency) ?? successor(of: candidate, agency) else { break }
            candidate = next
        }
        return (position, position)
    }

    /// Who stands at the top by the catalogue in force, for a top that it has not any more; nil for one that it has.
    private func successor(of top: Key<Position>, _ agency: Key<Agency>) throws -> Key<Position>? {
        if try currentPosition(top, agency) != nil { return nil }
        return try reading.first(
            """
            SELECT p.id FROM agency a JOIN position p ON p.agency = a.id AND p.version = a.version
            WHERE a.id = ? AND p.superior IS NULL AND p.rank = 1 ORDER BY p.place LIMIT 1
            """, .text(agency.text)
        ) { Key($0.text(0)) }
    }

    private func isOccupied(_ position: Key<Position>, _ agency: Key<Agency>, on date: CivilDate) throws -> Bool {
        guard try currentPosition(position, agency) != nil else { return false }
        if try isHeld(position, agency, on: date) { return true }
        // A delegate who may only sign does not fill the place.
        for mandate in try activeMandates(for: position, agency, on: date) where mandate.kind.isActing {
            if try isHeld(mandate.delegate, agency, on: date) { return true }
        }
        return false
    }

    /// The role, as that version of the catalogue says.
    func role(_ id: Key<Role>, _ agency: Key<Agency>, version: Int) throws -> Role? {
        try reading.first(
            "SELECT name, kind, lead, members FROM role WHERE agency = ? AND version = ? AND id = ?", .text(agency.text), .integer(version),
            .text(id.text)
        ) { row in
            let lead = Key<Position>(row.text(2))
            let kind: RoleKind =
                switch row.text(1) {
                case "position": .position(lead)
                case "each": .each(keys(row.text(3)))
                case "team": .team(lead: lead, members: keys(row.text(3)))
                default: .outside(recordedBy: lead)
                }
            return Role(id: id, name: row.text(0), kind: kind)
        }
    }

    /// The book that numbers outgoing naskah of this jenis, as that version of the catalogue says.
    func register(numbering kind: String, _ agency: Key<Agency>, version: Int) throws -> Key<Register>? {
        try reading.first(
            "SELECT register FROM register_kind WHERE agency = ? AND version = ? AND kind = ?", .text(agency.text), .integer(version), .text(kind)
        ) { Key($0.text(0)) }
    }

    /// The whole organisation: that version's, or the one in force; with the holders and mandates of today's tables. For questions, not for acts.
    func organisation(_ agency: Key<Agency>, version: Int? = nil) throws -> Organisation? {
        guard let current = try currentVersion(agency) else { return nil }
        let bytes = try reading.first(
            "SELECT organisation FROM catalogue WHERE agency = ? AND version = ?", .text(agency.text), .integer(version ?? current)
        ) { $0.blob(0) }
        guard let bytes else { return nil }
        let written = try JSONText().decode(Organisation.self, from: bytes)
        return Organisation(
            agency: written.agency, units: written.units, positions: written.positions, holders: try allHolders(agency),
            mandates: try allMandates(agency), roles: written.roles, registers: written.registers, classifications: written.classifications)
    }

    private func allHolders(_ agency: Key<Agency>) throws -> [Holder] {
        try reading.all("SELECT position, nip, first, last, name FROM holder WHERE agency = ? ORDER BY position, first, nip", .text(agency.text)) {
            Holder(
                position: Key($0.text(0)), name: $0.text(4), nip: $0.text(1), from: try CivilDate(figure: $0.integer(2)),
                until: try $0.optionalInteger(3).map { try CivilDate(figure: $0) })
        }
    }

    private func allMandates(_ agency: Key<Agency>) throws -> [Mandate] {
        try reading.all(
            "SELECT delegate, kind, first, decree, last, position FROM mandate WHERE agency = ? ORDER BY position, delegate, kind, first",
            .text(agency.text)
        ) { try Self.mandate($0, position: Key($0.text(5))) }
    }
}
