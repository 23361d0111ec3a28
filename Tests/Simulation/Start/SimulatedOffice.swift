import Domain

/// The agency in which every run plays: a small one, with everything that makes offices difficult.
///
/// Two people share the desk of the staff, the third bidang has no head, a team works under the kasubag, and a party outside is recorded by the clerk.
enum SimulatedOffice {
    static let agency: Key<Agency> = "dinas-uji"
    static let zone = TimeZoneID.wita
    static let classification = "000.8.3"
    static let incoming: Key<Register> = "surat-masuk"
    static let outgoing: [Key<Register>] = ["surat-keluar", "buku-keputusan"]
    /// The number at which the books of the first year begin.
    static let openings: [Key<Register>: Int] = ["surat-masuk": 41, "surat-keluar": 7, "buku-keputusan": 1]
    static let clerk: Key<Position> = "agendaris"
    static let head: Key<Position> = "kadis"
    /// The position on which nobody sits until somebody is Plt.
    static let vacant: Key<Position> = "kabid-c"
    /// The position that two persons share.
    static let shared: Key<Position> = "staf"
    static let delegate: Key<Position> = "kabid-b"

    private static let desks: [(id: Key<Position>, rank: Int, superior: Key<Position>?, holders: Int)] = [
        ("kadis", 1, nil, 1), ("sekdis", 2, "kadis", 1), ("kabid-a", 3, "kadis", 1), ("kabid-b", 3, "kadis", 1), ("kabid-c", 3, "kadis", 0),
        ("kasubag", 4, "sekdis", 1), ("staf", 5, "kasubag", 2), ("agendaris", 5, "kasubag", 1), ("arsiparis", 5, "kasubag", 1),
    ]

    /// Who works there and which books it keeps.
    static func organisation(agendaFormat: NumberTemplate) -> Organisation {
        let from = CivilDate(year: 2020, month: 1, day: 2) ?? CivilDate(Moment(milliseconds: 0), in: zone)
        func role(_ id: Key<Role>, _ kind: RoleKind) -> Role { Role(id: id, name: id.text, kind: kind) }
        let holders = desks.enumerated().flatMap { place, desk in
            (0..<desk.holders).map { Holder(position: desk.id, name: "Uji \(place)-\($0)", nip: nip(place, $0), from: from, until: nil) }
        }
        return Organisation(
            agency: Agency(id: agency, name: "Dinas Uji", shortName: "DU", region: "Uji", zone: zone),
            units: [Unit(id: "dinas", name: "Dinas Uji", kind: .dinas, parent: nil)],
            positions: desks.map { Position(id: $0.id, name: $0.id.text, unit: "dinas", rank: $0.rank, superior: $0.superior) },
            holders: holders, mandates: [],
            roles: desks.filter { $0.id != vacant && $0.id != delegate && $0.id != "kabid-a" }.map { role(Key($0.id.text), .position($0.id)) } + [
                role("bidang", .each(["kabid-a", "kabid-b", "kabid-c"])), role("tim", .team(lead: "kasubag", members: ["staf"])),
                role("luar", .outside(recordedBy: clerk)),
            ],
            registers: [
                Register(id: incoming, name: "Surat masuk", direction: .incoming, kinds: [], format: nil, openingNumber: openings[incoming] ?? 1),
                Register(
                    id: outgoing[0], name: "Surat keluar", direction: .outgoing, kinds: ["surat"], format: agendaFormat,
                    openingNumber: openings[outgoing[0]] ?? 1),
                Register(
                    id: outgoing[1], name: "Keputusan", direction: .outgoing, kinds: ["keputusan"], format: agendaFormat,
                    openingNumber: openings[outgoing[1]] ?? 1),
            ],
            classifications: [Classification(code: classification, name: "Tata laksana", activeYears: 2, inactiveYears: 3, fate: .destroyed)])
    }

    /// The persons of a position, by NIP.
    static func persons(at position: Key<Position>) -> [String] {
        guard let place = desks.firstIndex(where: { $0.id == position }) else { return [] }
        return (0..<desks[place].holders).map { nip(place, $0) }
    }

    /// The position directly above, which has the tasks of a vacant one.
    static func superior(of position: Key<Position>) -> Key<Position>? { desks.first { $0.id == position }?.superior }

    /// All positions, in the order of the organisation.
    static var positions: [Key<Position>] { desks.map(\.id) }

    private static func nip(_ place: Int, _ person: Int) -> String { "19700101199603\(100 + place)\(person)" }
}
