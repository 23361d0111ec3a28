import Domain

/// Asks for a grant: as a person acting as a position, or as an operator.
///
/// Refused with `vacant`, `notHolder`, `holderEnded`, `mandateExpired`, `mandateNotYet`, `wrongLevel` or `personNeeded`. An operator's grant is given
/// only over a local socket, or to a peer whose CURVE key the configuration names (`forbidden`). A grant for one command is given to officials only; a
/// person with a key in force signs `SoleCommand.text` for it (`signatureMissing`, `signatureWrong`), and `expires` must be near (`invalid`).
public struct IssueGrant: QueryBody {
    public static let verb = "grant.issue"
    /// Where; with `position`.
    public var agency: Key<Agency>?
    /// As which position: an own one, or one that a mandate lets the person act for.
    public var position: Key<Position>?
    /// The NIP of the person; may be left out where the position has one holder.
    public var person: String?
    /// The name of the operator, instead of the other three.
    public var operatorName: String?
    /// The one command that the grant is to be good for; absent for a common grant.
    public var only: SoleCommand?
    /// With a signature: the last millisecond (since 1970) that was signed, at most `Grant.soleLifetimeMilliseconds` ahead.
    public var expires: Int64?
    /// The signature of the person's key over `only`, in hexadecimal; needed of whoever has a key in force.
    public var signature: String?

    /// A grant for a person.
    public init(
        agency: Key<Agency>, position: Key<Position>, person: String? = nil, only: SoleCommand? = nil, expires: Int64? = nil, signature: String? = nil
    ) {
        self.agency = agency
        self.position = position
        self.person = person
        self.only = only
        self.expires = expires
        self.signature = signature
    }

    /// A grant for an operator.
    public init(operatorName: String) { self.operatorName = operatorName }

    private enum CodingKeys: String, CodingKey {
        case agency, position, person, only, expires, signature
        case operatorName = "operator"
    }

    /// A grant and what it says.
    public struct Answer: Codable, Sendable {
        /// The grant's bytes in hexadecimal, for the grant frame.
        public var grant: String
        /// The last millisecond (since 1970) at which it is good: ten minutes on, or the end of the last day on which the person may act.
        public var expires: Int64
        /// Whom it speaks for. Under an a.n. or u.b. the person may only sign (`Mandate.Kind.mayAct`).
        public var principal: Principal

        /// A grant.
        public init(grant: String, expires: Int64, principal: Principal) {
            self.grant = grant
            self.expires = expires
            self.principal = principal
        }
    }
}

/// The agencies whose catalogue is in force, in the order of their ids.
public struct ListAgencies: QueryBody {
    public static let verb = "org.list"

    /// Asks for all of them.
    public init() {}

    /// One agency.
    public struct Row: Codable, Sendable, Equatable {
        /// The agency.
        public var agency: Agency
        /// The version of its catalogue in force.
        public var version: Int

        /// An agency and its version.
        public init(agency: Agency, version: Int) {
            self.agency = agency
            self.version = version
        }
    }

    /// The agencies.
    public struct Answer: Codable, Sendable {
        /// In the order of their ids.
        public var agencies: [Row]

        /// The agencies.
        public init(agencies: [Row]) { self.agencies = agencies }
    }
}

/// Who works at an agency today.
public struct ShowOrganisation: QueryBody {
    public static let verb = "org.show"
    /// Which agency.
    public var agency: Key<Agency>
    /// A version of its catalogue; nil for the one in force.
    public var version: Int?

    /// An agency's organisation.
    public init(agency: Key<Agency>, version: Int? = nil) {
        self.agency = agency
        self.version = version
    }

    /// An organisation.
    public struct Answer: Codable, Sendable {
        /// The version shown.
        public var version: Int
        /// The day it is at the agency.
        public var today: CivilDate
        /// Units, positions, roles and books as that version says; holders and mandates, past and present, as they are now.
        public var organisation: Organisation
        /// The positions on which nobody sits today.
        public var vacant: [Key<Position>]

        /// An organisation.
        public init(version: Int, today: CivilDate, organisation: Organisation, vacant: [Key<Position>]) {
            self.version = version
            self.today = today
            self.organisation = organisation
            self.vacant = vacant
        }
    }
}

/// The SOPs in force at an agency.
public struct ListSOPs: QueryBody {
    public static let verb = "sop.list"
    /// Which agency.
    public var agency: Key<Agency>

    /// An agency's SOPs.
    public init(agency: Key<Agency>) { self.agency = agency }

    /// One SOP.
    public struct Row: Codable, Sendable, Equatable {
        /// Its name.
        public var sop: Key<SOP>
        /// Judul.
        public var title: String
        /// What opens a case.
        public var start: SOPStart
        /// How many steps it has.
        public var steps: Int

        /// A SOP.
        public init(sop: Key<SOP>, title: String, start: SOPStart, steps: Int) {
            self.sop = sop
            self.title = title
            self.start = start
            self.steps = steps
        }
    }

    /// The SOPs.
    public struct Answer: Codable, Sendable {
        /// The version of the catalogue in force.
        public var version: Int
        /// In the catalogue's order.
        public var sops: [Row]

        /// The SOPs.
        public init(version: Int, sops: [Row]) {
            self.version = version
            self.sops = sops
        }
    }
}

/// One SOP, whole.
public struct ShowSOP: QueryBody {
    public static let verb = "sop.show"
    /// Which agency.
    public var agency: Key<Agency>
    /// Which SOP.
    public var sop: Key<SOP>
    /// A version of the catalogue, such as the one a running case keeps; nil for the one in force.
    public var version: Int?

    /// A SOP of an agency.
    public init(agency: Key<Agency>, sop: Key<SOP>, version: Int? = nil) {
        self.agency = agency
        self.sop = sop
        self.version = version
    }

    /// A SOP.
    public struct Answer: Codable, Sendable {
        /// The version shown.
        public var version: Int
        /// Header, steps and acts.
        public var sop: SOP

        /// A SOP.
        public init(version: Int, sop: SOP) {
            self.version = version
            self.sop = sop
        }
    }
}

/// "Surat saya sampai mana": with whom letters are, and since when.
public struct Whereabouts: QueryBody {
    public static let verb = "letter.whereabouts"
    /// The letters; at most `Limits.pageRows`.
    public var letters: [Identifier]

    /// Some letters.
    public init(letters: [Identifier]) { self.letters = letters }

    /// Where a letter lies; one row for each position it waits for.
    public struct Row: Codable, Sendable, Equatable {
        /// Why it lies there; raw values are the words on the wire.
        public enum Place: String, Codable, Sendable {
            /// On a lembar disposisi that waits for the position.
            case disposisi
            /// In a case whose task waits for the position.
            case task
            /// Nowhere any more: the sheet or case is closed.
            case closed
        }

        /// The letter.
        public var letter: Identifier
        /// Why it lies there.
        public var place: Place
        /// With whom; nil where all is closed.
        public var position: Key<Position>?
        /// The position's name.
        public var name: String?
        /// Since when, in milliseconds since 1970.
        public var since: Int64

        /// A place of a letter.
        public init(letter: Identifier, place: Place, position: Key<Position>?, name: String?, since: Int64) {
            self.letter = letter
            self.place = place
            self.position = position
            self.name = name
            self.since = since
        }
    }

    /// The places of letters.
    public struct Answer: Codable, Sendable {
        /// In the order asked, then by position; a letter that was never forwarded and began no case has no row.
        public var rows: [Row]

        /// The places of letters.
        public init(rows: [Row]) { self.rows = rows }
    }
}
