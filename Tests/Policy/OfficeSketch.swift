import Domain
import Kernel
import Protocol
import Rehearsal
import Testing

/// A small agency in which every kind of position stands: a head, a secretary, two bidang with a leader and a member each, a clerk and an archivist; and
/// for each of them, and each kind of mandate, somebody who has it.
enum OfficeSketch {
    static let agency: Key<Agency> = "dinas"
    static let positions = seats + deputies

    /// Those of the office itself.
    static let seats: [Position] = [
        position("kadis", "dinas", 1, nil), position("sekdis", "sekretariat", 2, "kadis"), position("kasubag", "sekretariat", 3, "sekdis"),
        position("agendaris", "sekretariat", 5, "kasubag"), position("arsiparis", "sekretariat", 5, "kasubag"),
        position("kabid-a", "bidang-a", 3, "kadis"), position("staf-a", "bidang-a", 5, "kabid-a"), position("staf-a2", "bidang-a", 5, "kabid-a"),
        position("kabid-b", "bidang-b", 3, "kadis"), position("staf-b", "bidang-b", 5, "kabid-b"),
    ]

    private static func position(_ id: Key<Position>, _ unit: Key<Unit>, _ rank: Int, _ superior: Key<Position>?) -> Position {
        Position(id: id, name: id.text, unit: unit, rank: rank, superior: superior)
    }

    /// The positions whose holders have a mandate for another: the one for u.b. below the one for a.n., all others directly below whom they act for.
    private static let deputies = seats.flatMap { seat in
        Mandate.Kind.allCases.map { kind in
            position(deputy(of: seat.id, kind), "wakil", kind == .ub ? 7 : 6, kind == .ub ? deputy(of: seat.id, .an) : seat.id)
        }
    }

    private static func deputy(of position: Key<Position>, _ kind: Mandate.Kind) -> Key<Position> { Key("\(kind.rawValue)-\(position.text)") }

    /// The person who sits on a position.
    static func nip(_ position: Key<Position>) -> String { "1980010120050110\(10 + (positions.firstIndex { $0.id == position } ?? 89))" }

    /// The person who acts as a position under that mandate, or in the own seat.
    static func nip(_ position: Key<Position>, _ mandate: Mandate.Kind?) -> String { nip(mandate.map { deputy(of: position, $0) } ?? position) }

    /// The holder of a position of the agency, or of another one.
    static func official(
        _ position: Key<Position>, mandate: Mandate.Kind? = nil, of agency: Key<Agency> = agency
    ) -> Principal {
        .official(
            .init(
                agency: agency, person: nip(position, mandate), position: position,
                mandate: mandate.map { Principal.Authority(kind: $0, decree: "800/1") }))
    }

    static func organisation(of agency: Key<Agency> = agency) throws -> Organisation {
        let first = try #require(CivilDate("2020-01-01"))
        let mandates = seats.flatMap { seat in
            Mandate.Kind.allCases.map {
                Mandate(kind: $0, position: seat.id, delegate: deputy(of: seat.id, $0), decree: "800/1", from: first, until: nil)
            }
        }
        return Organisation(
            agency: Agency(id: agency, name: "Dinas Uji", shortName: "DU", region: "Kabupaten Uji", zone: .wib),
            units: [Unit(id: "dinas", name: "Dinas", kind: .dinas, parent: nil)]
                + ["sekretariat", "bidang-a", "bidang-b", "wakil"].map { Unit(id: $0, name: $0.text, kind: .bidang, parent: "dinas") },
            positions: positions, holders: positions.map { Holder(position: $0.id, name: $0.name, nip: nip($0.id), from: first, until: nil) },
            mandates: mandates,
            roles: [
                Role(id: Organisation.agendaClerk, name: "Agendaris", kind: .position("agendaris")),
                Role(id: Organisation.archivist, name: "Arsiparis", kind: .position("arsiparis")),
                Role(id: "bidang", name: "Bidang A", kind: .position("kabid-a")), Role(id: "staf", name: "Staf A", kind: .position("staf-a2")),
            ],
            registers: [
                Register(id: "surat-masuk", name: "Agenda", direction: .incoming, kinds: [], format: nil, openingNumber: 1),
                Register(id: "surat-keluar", name: "Agenda", direction: .outgoing, kinds: ["surat"], format: nil, openingNumber: 1),
            ],
            classifications: [
                Classification(code: "000.7.2", name: "Rencana", activeYears: 2, inactiveYears: 3, fate: .permanent),
                Classification(code: "000.1.5", name: "Rapat", activeYears: 1, inactiveYears: 1, fate: .destroyed),
            ])
    }

    /// A SOP of one step, an order of the `kabid-a`.
    static let sop: SOP = {
        let gap = HeaderField.missing(.absent)
        let header = SOPHeader(
            number: gap, created: gap, revised: gap, effective: gap, ratified: gap, ratifiedBy: gap, legalBasis: gap, qualifications: gap,
            relations: gap, equipment: gap, warnings: gap, recording: gap)
        let act = Act(
            word: .disposisi, actor: "bidang", to: ["staf"], naskah: nil, isOptional: false, appoints: nil, isTiered: false, parafKind: nil,
            quorum: nil)
        let step = Step(
            number: 1, activity: "Memerintahkan", actor: "bidang", acts: [act], returnsTo: nil, requirements: [], duration: nil, outputs: [],
            remarks: nil, links: [], notes: [])
        return SOP(
            id: "uji", title: "Uji", header: header, start: .internalBasis(documents: ["uji"]), naskah: [], actors: ["bidang", "staf"], steps: [step],
            notes: [])
    }()

    /// A letter that nothing is wrong with.
    static func letter(_ number: String, _ keamanan: Keamanan = .biasa) throws -> RegisterLetter {
        let date = try #require(CivilDate("2026-01-02"))
        return RegisterLetter(
            register: "surat-masuk", sender: "Bappeda", number: number, letterDate: date, subject: "Rencana rahasia", keamanan: keamanan,
            channel: .caraka)
    }
}

extension Rehearsal {
    /// The newest event of that type among the last few of the journal.
    func last<Body: EventBody>(_: Body.Type) throws -> Body? {
        for bytes in try engine.reading.all("SELECT event FROM journal ORDER BY position DESC LIMIT 8", read: { $0.blob(0) }) {
            guard let (header, data) = EventHeader.parse(bytes), header.type == Body.type else { continue }
            return try JSONText().decode(Body.self, from: data)
        }
        return nil
    }

    /// Lets a service that is not Routing hear of an agency's catalogue.
    func open(_ organisation: Organisation) throws {
        try hear(
            CatalogueApplied(agency: organisation.agency.id, version: 1, hash: ""), from: .routing, about: nil,
            content: CatalogueWords(organisation: organisation, sops: [OfficeSketch.sop]))
    }
}
