import Domain
import Kernel
import Protocol
import SQLite

/// One SOP in one version of its agency's catalogue: what a running case holds on to.
struct SOPVersion: Hashable, Sendable {
    let agency: Key<Agency>
    let sop: Key<SOP>
    let version: Int
}

/// One row of a SOP's table, without its acts.
struct SOPStep: Sendable {
    let number: Int
    let activity: String
    let actor: Key<Role>
    let returnsTo: Int?
    let duration: WorkDuration?
}

/// What Routing knows of SOPs, by small reads: an act reads one step's rows, never a whole SOP.
extension OrganisationTables {
    /// The SOP as the catalogue in force has it; nil where it has none of that name.
    func currentSOP(_ sop: Key<SOP>, _ agency: Key<Agency>) throws -> SOPVersion? {
        let version = try reading.integer(
            "SELECT s.version FROM agency a JOIN sop s ON s.agency = a.id AND s.version = a.version AND s.id = ? WHERE a.id = ?", .text(sop.text),
            .text(agency.text))
        return version.map { SOPVersion(agency: agency, sop: sop, version: Int($0)) }
    }

    /// The SOP's title, what opens a case, and how many steps it has; nil where that version has none of that name.
    func header(of key: SOPVersion) throws -> (title: String, start: SOPStart, steps: Int)? {
        let row = try reading.first(
            "SELECT title, start, steps FROM sop WHERE agency = ? AND version = ? AND id = ?", .text(key.agency.text), .integer(key.version),
            .text(key.sop.text)
        ) { (title: $0.text(0), start: $0.text(1), steps: $0.int(2)) }
        guard let row else { return nil }
        return (row.title, try JSONText().decode(SOPStart.self, from: Array(row.start.utf8)), row.steps)
    }

    /// The step of that number; nil outside the SOP.
    func step(_ number: Int, of key: SOPVersion) throws -> SOPStep? {
        try reading.first(
            "SELECT activity, actor, returns_to, duration FROM sop_step WHERE agency = ? AND version = ? AND sop = ? AND number = ?",
            .text(key.agency.text), .integer(key.version), .text(key.sop.text), .integer(number)
        ) {
            SOPStep(
                number: number, activity: $0.text(0), actor: Key($0.text(1)), returnsTo: $0.optionalInteger(2).map { Int($0) },
                duration: $0.optionalText(3).flatMap { WorkDuration(iso: $0) })
        }
    }

    /// The acts of one step, in their order.
    func acts(ofStep number: Int, of key: SOPVersion) throws -> [Act] {
        try reading.all(
            """
            SELECT word, actor, receivers, naskah, optional, participants, invitation, appoints, tiered, paraf, from_outside, quorum, tembusan
            FROM sop_act WHERE agency = ? AND version = ? AND sop = ? AND step = ? ORDER BY place
            """, .text(key.agency.text), .integer(key.version), .text(key.sop.text), .integer(number)
        ) { row in
            let word = row.text(0)
            guard let word = Act.Word(rawValue: word) else { throw Fault("step \(number) of \(key.sop) has the act \(word)") }
            return Act(
                word: word, actor: Key(row.text(1)), to: keys(row.text(2)), tembusan: row.optionalText(12).map { keys($0) },
                naskah: row.optionalText(3).map { Key($0) }, isOptional: row.flag(4), participants: keys(row.text(5)),
                invitation: row.optionalText(6).map { Key($0) }, appoints: row.optionalText(7).map { Key($0) },
                isTiered: row.flag(8), parafKind: row.optionalText(9).flatMap { Act.ParafKind(rawValue: $0) }, fromOutside: row.flag(10),
                quorum: row.optionalInteger(11).map { Int($0) })
        }
    }

    /// One document of the SOP.
    func naskah(_ id: Key<Naskah>, of key: SOPVersion) throws -> Naskah? {
        try reading.first(
            """
            SELECT id, kind, title, register, classification, attachment_of FROM sop_naskah
            WHERE agency = ? AND version = ? AND sop = ? AND id = ?
            """, .text(key.agency.text), .integer(key.version), .text(key.sop.text), .text(id.text), read: Self.naskah)
    }

    /// All documents of the SOP, in its order.
    func naskah(of key: SOPVersion) throws -> [Naskah] {
        try reading.all(
            """
            SELECT id, kind, title, register, classification, attachment_of FROM sop_naskah
            WHERE agency = ? AND version = ? AND sop = ? ORDER BY place
            """, .text(key.agency.text), .integer(key.version), .text(key.sop.text), read: Self.naskah)
    }

    private static func naskah(_ row: borrowing Row) -> Naskah {
        Naskah(
            id: Key(row.text(0)), kind: row.text(1), title: row.text(2), register: row.optionalText(3).map { Key($0) },
            classification: row.optionalText(4), attachmentOf: row.optionalText(5).map { Key($0) })
    }

    /// The whole SOP. For questions, not for acts.
    func sop(_ key: SOPVersion) throws -> SOP? {
        let bytes = try reading.first(
            "SELECT body FROM sop WHERE agency = ? AND version = ? AND id = ?", .text(key.agency.text), .integer(key.version), .text(key.sop.text)
        ) { $0.blob(0) }
        return try bytes.map { try JSONText().decode(SOP.self, from: $0) }
    }
}
