/// Who works at an agency and which books it keeps: the whole of its `organisation.yaml`.
public struct Organisation: Hashable, Sendable, Codable {
    /// Whose organisation it is.
    public let agency: Agency
    /// In the order of the file, as all lists here.
    public let units: [Unit]
    /// The jabatan, filled or vacant.
    public let positions: [Position]
    /// The pejabat, past and present.
    public let holders: [Holder]
    /// Who may act for whom, past and present.
    public let mandates: [Mandate]
    /// What SOPs call an actor.
    public let roles: [Role]
    /// The books, incoming and outgoing.
    public let registers: [Register]
    /// The classification codes in use.
    public let classifications: [Classification]

    /// Takes the parts as they stand in the catalogue; the checker is what holds them together.
    public init(
        agency: Agency, units: [Unit], positions: [Position], holders: [Holder], mandates: [Mandate], roles: [Role],
        registers: [Register], classifications: [Classification]
    ) {
        self.agency = agency
        self.units = units
        self.positions = positions
        self.holders = holders
        self.mandates = mandates
        self.roles = roles
        self.registers = registers
        self.classifications = classifications
    }

    /// The role that numbers letters "menurut SOP Surat Menyurat"; every organisation has it.
    public static let agendaClerk: Key<Role> = "agendaris"
    /// The role that files closed cases; every organisation has it.
    public static let archivist: Key<Role> = "arsiparis"

    /// The unit of that name, if there is one.
    public func unit(_ id: Key<Unit>) -> Unit? { units.first { $0.id == id } }

    /// The position of that name, if there is one.
    public func position(_ id: Key<Position>) -> Position? { positions.first { $0.id == id } }

    /// The role of that name, if there is one.
    public func role(_ id: Key<Role>) -> Role? { roles.first { $0.id == id } }

    /// The register of that name, if there is one.
    public func register(_ id: Key<Register>) -> Register? { registers.first { $0.id == id } }

    /// The book that numbers outgoing naskah of this jenis, if there is one.
    public func register(numbering kind: String) -> Register? {
        registers.first { $0.direction == .outgoing && $0.kinds.contains(kind) }
    }

    /// The classification of that code, if there is one.
    public func classification(_ code: String) -> Classification? { classifications.first { $0.code == code } }

    /// Who sits on the position on that day: nobody if it is vacant, several if it is shared.
    public func holders(of position: Key<Position>, on date: CivilDate) -> [Holder] {
        holders.filter { $0.position == position && $0.isInForce(on: date) }
    }

    /// The positions the person holds on that day, in the order of the file.
    public func positions(heldBy nip: String, on date: CivilDate) -> [Key<Position>] {
        holders.filter { $0.nip == nip && $0.isInForce(on: date) }.map(\.position)
    }

    /// The mandates under which others may act for the position on that day, in the order of the file.
    public func mandates(for position: Key<Position>, on date: CivilDate) -> [Mandate] {
        mandates.filter { $0.position == position && $0.isInForce(on: date) }
    }

    /// The mandate that lets the holders of `delegate` act for `position` on that day; nil when none does, or none any more.
    public func mandate(for position: Key<Position>, delegate: Key<Position>, on date: CivilDate) -> Mandate? {
        mandates.first { $0.position == position && $0.delegate == delegate && $0.isInForce(on: date) }
    }

    /// Whether a disposisi may go from `upper` down to `lower`; false when either is unknown.
    public func isBelow(_ lower: Key<Position>, _ upper: Key<Position>) -> Bool {
        guard let lower = position(lower), let upper = position(upper) else { return false }
        return lower.isBelow(upper)
    }
}

/// All that one agency's folder of the catalogue says; a running case keeps the version it started with.
public struct AgencyCatalogue: Hashable, Sendable, Codable {
    /// Who works there.
    public let organisation: Organisation
    /// In the order of their names.
    public let sops: [SOP]

    /// Takes the parts as they stand in the catalogue; the checker is what holds them together.
    public init(organisation: Organisation, sops: [SOP]) {
        self.organisation = organisation
        self.sops = sops
    }

    /// The SOP of that name, if there is one.
    public func sop(_ id: Key<SOP>) -> SOP? { sops.first { $0.id == id } }
}
