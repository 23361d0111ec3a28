/// A part of an agency: the dinas itself, its sekretariat, a bidang, a subbagian or a UPT.
public struct Unit: Hashable, Sendable, Codable, Identifiable {
    /// What a unit is in the agency's structure; raw values are the catalogue's words.
    public enum Kind: String, CaseIterable, Hashable, Sendable, Codable {
        case dinas, sekretariat, bidang, subbagian, seksi, upt, kelompok
    }

    /// Unique within the agency.
    public let id: Key<Unit>
    /// In full.
    public let name: String
    /// What it is in the structure.
    public let kind: Kind
    /// The unit it belongs to; nil for the agency's top.
    public let parent: Key<Unit>?

    /// Takes the fields as they stand in the catalogue.
    public init(id: Key<Unit>, name: String, kind: Kind, parent: Key<Unit>?) {
        self.id = id
        self.name = name
        self.kind = kind
        self.parent = parent
    }
}

/// A jabatan: the place that acts, whoever sits on it. Structural, functional and team positions all have a rank.
public struct Position: Hashable, Sendable, Codable, Identifiable {
    /// Unique within the agency.
    public let id: Key<Position>
    /// In full, as on letters.
    public let name: String
    /// The unit it belongs to.
    public let unit: Key<Unit>
    /// 1 is the highest; a disposisi goes only to a larger figure.
    public let rank: Int
    /// Who takes its tasks while it is vacant and countersigns what is `berjenjang`; nil at the top.
    public let superior: Key<Position>?

    /// Takes the fields as they stand in the catalogue.
    public init(id: Key<Position>, name: String, unit: Key<Unit>, rank: Int, superior: Key<Position>?) {
        self.id = id
        self.name = name
        self.unit = unit
        self.rank = rank
        self.superior = superior
    }

    /// Whether a disposisi may go from `other` down to this position.
    public func isBelow(_ other: Position) -> Bool { rank > other.rank }
}

/// A pejabat: one person on one position for a time. Several holders may share a position; none at all leaves it vacant.
public struct Holder: Hashable, Sendable, Codable {
    /// The position held.
    public let position: Key<Position>
    /// With degrees, as on letters.
    public let name: String
    /// The civil servant's number, 18 digits; it names the person everywhere.
    public let nip: String
    /// The first day.
    public let from: CivilDate
    /// The last day, or nil while it has not been set.
    public let until: CivilDate?

    /// Takes the fields as they stand in the catalogue.
    public init(position: Key<Position>, name: String, nip: String, from: CivilDate, until: CivilDate?) {
        self.position = position
        self.name = name
        self.nip = nip
        self.from = from
        self.until = until
    }

    /// Whether the person sits there on that day.
    public func isInForce(on date: CivilDate) -> Bool { from <= date && (until.map { date <= $0 } ?? true) }
}

/// A decree that lets the holder of one position act for another for a time.
public struct Mandate: Hashable, Sendable, Codable {
    /// How the delegate acts; raw values are the catalogue's words.
    public enum Kind: String, CaseIterable, Hashable, Sendable, Codable {
        /// Pelaksana tugas: acting on a vacant position.
        case plt
        /// Pelaksana harian: acting while the holder is away.
        case plh
        /// Penjabat: holding the position until it is filled.
        case pj
        /// Atas nama: on behalf; the responsibility stays with the position.
        case an
        /// Untuk beliau: on behalf, one level further down.
        case ub

        /// Whether the delegate stands in the position's place in everything; else the delegate may only sign on its behalf.
        public var isActing: Bool {
            switch self {
            case .plt, .plh, .pj: true
            case .an, .ub: false
            }
        }

        /// Whether this act may be done under such a mandate: all of them by whoever acts in the place, only a signature on behalf.
        public func mayAct(_ word: Act.Word) -> Bool { isActing || word == .tandaTangan }
    }

    /// How the delegate acts.
    public let kind: Kind
    /// The position in whose stead the delegate acts.
    public let position: Key<Position>
    /// The position whose holders act.
    public let delegate: Key<Position>
    /// The number of the SK or letter that says so.
    public let decree: String
    /// The first day.
    public let from: CivilDate
    /// The last day, or nil for a standing mandate.
    public let until: CivilDate?

    /// Takes the fields as they stand in the catalogue.
    public init(
        kind: Kind, position: Key<Position>, delegate: Key<Position>, decree: String, from: CivilDate, until: CivilDate?
    ) {
        self.kind = kind
        self.position = position
        self.delegate = delegate
        self.decree = decree
        self.from = from
        self.until = until
    }

    /// Whether it is valid on that day, both ends included.
    public func isInForce(on date: CivilDate) -> Bool { from <= date && (until.map { date <= $0 } ?? true) }
}
