import Domain
import Kernel
import Policy
import Protocol
import SQLite

/// What an official sees of the letters and cases that Routing knows.
struct OfficeSight {
    let official: Principal.Official
    let reading: Reading
    /// What the official's position keeps.
    let duties: Duties

    init(_ official: Principal.Official, _ reading: Reading) throws {
        self.official = official
        self.reading = reading
        duties = try OrganisationTables(reading).duties(of: official.position, official.agency)
    }

    /// How much the official sees of a case.
    func sight(of file: CaseFile) throws -> Sight { try sight(ofCase: file.nr, file.agency, file.keamanan) }

    /// How much the official sees of a case, by its row.
    func sight(ofCase nr: Int64, _ agency: Key<Agency>, _ keamanan: Keamanan) throws -> Sight {
        // Most cases are open to their office: whom they have come to need not be looked up.
        let reach = keamanan == .biasa || agency != official.agency ? .none : try reach(ofCase: nr)
        let hasLetter = try keamanan == .sangatRahasia && duties.contains(.agendaClerk) && self.hasLetter(nr)
        return see(Paper(.casefile, of: agency, keamanan, reach: reach, hasLetter: hasLetter))
    }

    private func hasLetter(_ nr: Int64) throws -> Bool {
        try reading.exists(
            "SELECT 1 FROM casefile WHERE nr = ?1 AND letter IS NOT NULL UNION ALL SELECT 1 FROM case_letter WHERE casefile = ?1", .integer(nr))
    }

    /// Whether the official sees every letter of the agency, whatever its keamanan, and so is told where each lies.
    var keepsLetters: Bool { see(Paper(.letter, of: official.agency, .sangatRahasia, reach: .none)) == .full }

    /// How much the official sees of a letter that was raised, by its sheet: it has come to whoever has or had the sheet, received or gave on it.
    func sight(ofSheet sheet: Identifier, _ agency: Key<Agency>, _ keamanan: Keamanan) throws -> Sight {
        let hasCome = try reading.exists(
            """
            SELECT 1 FROM disposisi WHERE sheet = ?1 AND state != 'cancelled' AND (position = ?2 OR giver = ?2)
            UNION ALL SELECT 1 FROM sheet_passed WHERE sheet = ?1 AND position = ?2
            UNION ALL SELECT 1 FROM disposisi_passed p JOIN disposisi d ON d.id = p.disposisi AND d.state != 'cancelled'
            WHERE p.sheet = ?1 AND p.position = ?2
            """, .text(sheet.description), .text(official.position.text))
        return see(Paper(.letter, of: agency, keamanan, reach: hasCome ? .position : .none))
    }

    /// The same, where only the sheet's name is known; nothing of a sheet that is not there.
    func sight(ofSheet sheet: Identifier) throws -> Sight {
        let found = try reading.first("SELECT agency, keamanan FROM sheet WHERE id = ?", .text(sheet.description)) { row in
            (agency: Key<Agency>(row.text(0)), keamanan: Keamanan(rawValue: row.text(1)) ?? .sangatRahasia)
        }
        guard let found else { return .unknown }
        return try sight(ofSheet: sheet, found.agency, found.keamanan)
    }

    private func see(_ paper: Paper) -> Sight { Policy.sight(of: paper, for: .official(agency: official.agency, duties: duties)) }

    private func reach(ofCase nr: Int64) throws -> Reach {
        if try reading.exists(
            """
            SELECT 1 FROM task WHERE casefile = ?1 AND position = ?2 UNION ALL SELECT 1 FROM case_passed WHERE casefile = ?1 AND position = ?2
            """, .integer(nr), .text(official.position.text))
        {
            return .position
        }
        let ofUnit = try reading.exists(
            """
            SELECT 1 FROM (SELECT position FROM task WHERE casefile = ?1 UNION SELECT position FROM case_passed WHERE casefile = ?1) t
            JOIN position p ON p.agency = ?2 AND p.id = t.position
            WHERE p.unit = (SELECT unit FROM position WHERE agency = ?2 AND id = ?3 ORDER BY version DESC LIMIT 1)
            """, .integer(nr), .text(official.agency.text), .text(official.position.text))
        return ofUnit ? .unit : .none
    }
}

extension OrganisationTables {
    /// What a position keeps, by the catalogue in force; who stands above a keeper stands in for the keeper.
    func duties(of position: Key<Position>, _ agency: Key<Agency>) throws -> Duties {
        var duties: Duties = []
        if try isKeeper(position, of: Organisation.agendaClerk, agency) { duties.insert(.agendaClerk) }
        if try isKeeper(position, of: Organisation.archivist, agency) { duties.insert(.archivist) }
        if let found = try currentPosition(position, agency), found.superior == nil, found.rank == 1 { duties.insert(.head) }
        return duties
    }

    private func isKeeper(_ position: Key<Position>, of role: Key<Role>, _ agency: Key<Agency>) throws -> Bool {
        guard let version = try currentVersion(agency), let role = try self.role(role, agency, version: version) else { return false }
        if role.members.contains(position) { return true }
        return try role.members.contains { try superior(of: $0, agency) == position }
    }
}
