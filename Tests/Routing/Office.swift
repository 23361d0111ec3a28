import Domain
import Kernel
import Protocol
import Rehearsal
import Routing
import Testing

/// A small office for tests: a head, a secretary, two bidang with their staff, and the agenda clerk.
enum Office {
    static let agency: Key<Agency> = "dinas-uji"
    static let operators = Principal.operator(name: "uji")

    /// A NIP that ends in these figures.
    static func nip(_ number: Int) -> String { "19800101200501" + String(1000 + number) }

    static let kadis = official("kadis", 1)
    static let sekdis = official("sekdis", 2)
    static let kabidA = official("kabid-a", 3)
    static let kabidB = official("kabid-b", 4)
    static let stafA = official("staf-a", 5)
    static let agendaris = official("agendaris", 6)

    static func official(_ position: Key<Position>, _ number: Int, _ mandate: Principal.Authority? = nil) -> Principal {
        .official(Principal.Official(agency: agency, person: nip(number), position: position, mandate: mandate))
    }

    static func day(_ text: String) throws -> CivilDate {
        try #require(CivilDate(text))
    }

    static let positions = [
        Position(id: "kadis", name: "Kepala Dinas", unit: "dinas", rank: 1, superior: nil),
        Position(id: "sekdis", name: "Sekretaris", unit: "dinas", rank: 2, superior: "kadis"),
        Position(id: "kabid-a", name: "Kepala Bidang A", unit: "dinas", rank: 3, superior: "kadis"),
        Position(id: "kabid-b", name: "Kepala Bidang B", unit: "dinas", rank: 3, superior: "kadis"),
        Position(id: "kasubag", name: "Kepala Subbagian", unit: "dinas", rank: 4, superior: "sekdis"),
        Position(id: "staf-a", name: "Staf A", unit: "dinas", rank: 6, superior: "kabid-a"),
        Position(id: "staf-sub", name: "Staf Subbagian", unit: "dinas", rank: 6, superior: "kasubag"),
        Position(id: "agendaris", name: "Agendaris", unit: "dinas", rank: 6, superior: "kasubag"),
    ]

    /// Everybody but the kasubag and the staf-sub, whose positions are vacant.
    static func holders() throws -> [Holder] {
        let from = try day("2020-01-01")
        let seats: [(Key<Position>, String, Int)] = [
            ("kadis", "Budi", 1), ("sekdis", "Sari", 2), ("kabid-a", "Andi", 3), ("kabid-b", "Beni", 4), ("staf-a", "Tuti", 5),
            ("agendaris", "Siti", 6),
        ]
        return seats.map { Holder(position: $0.0, name: $0.1, nip: nip($0.2), from: from, until: nil) }
    }

    static func organisation(
        zone: TimeZoneID = .wib, positions: [Position] = positions, holders: [Holder]? = nil, mandates: [Mandate] = []
    ) throws -> Organisation {
        Organisation(
            agency: Agency(id: agency, name: "Dinas Uji", shortName: "DU", region: "Kabupaten Uji", zone: zone),
            units: [Unit(id: "dinas", name: "Dinas Uji", kind: .dinas, parent: nil)], positions: positions,
            holders: try holders ?? self.holders(), mandates: mandates,
            roles: [
                Role(id: "agendaris", name: "Agendaris", kind: .position("agendaris")),
                Role(id: "arsiparis", name: "Arsiparis", kind: .position("agendaris")),
                Role(id: "bidang", name: "Bidang", kind: .each(["kabid-a", "kabid-b"])),
                Role(id: "tim", name: "Tim", kind: .team(lead: "kabid-a", members: ["staf-a", "kabid-b"])),
                Role(id: "bappeda", name: "Bappeda", kind: .outside(recordedBy: "agendaris")),
            ], registers: [], classifications: [])
    }

    /// Routing with that office in force, at 2026-01-05 14:00 WIB.
    static func open(_ organisation: Organisation? = nil) throws -> Rehearsal {
        let rehearsal = try Rehearsal(routing(signer: try Rehearsal.signer()))
        try rehearsal.give(ApplyCatalogue(organisation: try organisation ?? self.organisation(), sops: []), by: operators)
        return rehearsal
    }

    /// Moves the clock to that moment, as RFC 3339 in UTC.
    static func set(_ rehearsal: Rehearsal, to text: String) throws {
        rehearsal.now = try #require(Moment(rfc3339: text))
    }
}
