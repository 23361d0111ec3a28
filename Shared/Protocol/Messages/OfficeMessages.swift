import Domain

/// What an applied catalogue says about an agency's incoming books, its codes and who keeps them: what Intake and Archival need to know of it.
///
/// Each of them notes it in its own journal, so that its tables can be rebuilt from that journal alone. It holds no word of a letter.
public struct OfficeNoted: EventBody, Equatable {
    public static let type = "office.noted"
    /// Whose office, with the zone its dates are in.
    public var agency: Agency
    /// The catalogue's version.
    public var version: Int
    /// The books of incoming letters.
    public var registers: [Register]
    /// The classification codes with their rows of the JRA.
    public var classifications: [Classification]
    /// The SOPs a case can be opened by.
    public var sops: [Key<SOP>]
    /// Those of them that run by the calendar: a letter does not begin their cases.
    public var periodic: [Key<SOP>]
    /// Every position there is.
    public var positions: [Key<Position>]
    /// The unit of each of them, in the same order: what is terbatas is a unit's.
    public var units: [Key<Unit>]
    /// The positions whose role is `agendaris`, and their superiors, who stand in while they are vacant: they keep the books.
    public var agendaClerks: [Key<Position>]
    /// The positions whose role is `arsiparis`, and their superiors: they keep the archive.
    public var archivists: [Key<Position>]
    /// The positions at the top of the agency: nothing of it is kept from them.
    public var heads: [Key<Position>]

    /// What a catalogue says about books, codes and who keeps them.
    public init(_ catalogue: CatalogueWords, version: Int) {
        let organisation = catalogue.organisation
        func keepers(_ role: Key<Role>) -> [Key<Position>] {
            let members = organisation.role(role)?.members ?? []
            let superiors = members.compactMap { organisation.position($0)?.superior }
            return members + superiors.filter { !members.contains($0) }
        }
        agency = organisation.agency
        self.version = version
        registers = organisation.registers.filter { $0.direction == .incoming }
        classifications = organisation.classifications
        sops = catalogue.sops.map(\.id)
        periodic = catalogue.sops.filter { if case .periodic = $0.start { true } else { false } }.map(\.id)
        positions = organisation.positions.map(\.id)
        units = organisation.positions.map(\.unit)
        agendaClerks = keepers(Organisation.agendaClerk)
        archivists = keepers(Organisation.archivist)
        heads = organisation.positions.filter { $0.superior == nil && $0.rank == 1 }.map(\.id)
    }
}

/// A service orders itself to take note of an agency's office.
public struct NoteOffice: CommandBody {
    public static let verb = "office.note"
    /// What is to be noted.
    public var noted: OfficeNoted

    /// The order.
    public init(_ noted: OfficeNoted) { self.noted = noted }
}

/// A case that is not open to its office has come to positions, or is kept closer than before: who may see it, as a service knows it from Routing.
public struct ReachNoted: EventBody, Equatable {
    public static let type = "reach.noted"
    /// The case.
    public var caseID: Identifier
    /// The case's agency.
    public var agency: Key<Agency>
    /// How far it may be shown.
    public var keamanan: Keamanan
    /// The letter that began it, if one did.
    public var letter: Identifier?
    /// To whom it has come; empty where that is known already.
    public var positions: [Key<Position>]

    /// A case that has come to positions.
    public init(caseID: Identifier, agency: Key<Agency>, keamanan: Keamanan, letter: Identifier?, positions: [Key<Position>]) {
        self.caseID = caseID
        self.agency = agency
        self.keamanan = keamanan
        self.letter = letter
        self.positions = positions
    }

    private enum CodingKeys: String, CodingKey {
        case agency, keamanan, letter, positions
        case caseID = "case"
    }
}

/// A service orders itself to take note of whom a case has come to.
public struct NoteReach: CommandBody {
    public static let verb = "reach.note"
    /// What is to be noted.
    public var noted: ReachNoted

    /// The order.
    public init(_ noted: ReachNoted) { self.noted = noted }
}
