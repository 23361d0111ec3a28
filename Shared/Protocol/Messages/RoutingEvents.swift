import Domain

/// An agency's catalogue is in force: who works there, and its SOPs. Running cases keep the version they began with.
public struct CatalogueApplied: EventBody {
    public static let type = "catalogue.applied"
    public typealias Content = CatalogueWords
    /// Whose catalogue.
    public var agency: Key<Agency>
    /// Counts from 1, for each agency.
    public var version: Int
    /// SHA-256 of the words as JSON (keys sorted, no spaces), in hexadecimal; equal catalogues have equal hashes.
    public var hash: String

    /// A catalogue in force.
    public init(agency: Key<Agency>, version: Int, hash: String) {
        self.agency = agency
        self.version = version
        self.hash = hash
    }
}

/// What a catalogue says, whole.
public struct CatalogueWords: Codable, Sendable, Equatable {
    /// Who works there and which books it keeps, as its file says; holders and mandates change later by commands of their own.
    public var organisation: Organisation
    /// Its SOPs, in the order of their names.
    public var sops: [SOP]

    /// A catalogue's words.
    public init(organisation: Organisation, sops: [SOP]) {
        self.organisation = organisation
        self.sops = sops
    }
}

/// The days off and the Ramadan weeks of a year are known, or known better.
public struct CalendarApplied: EventBody {
    public static let type = "calendar.applied"
    public typealias Content = CalendarData
    /// The year.
    public var year: Int
    /// SHA-256 of the content as JSON, in hexadecimal.
    public var hash: String

    /// A year's calendar in force.
    public init(year: Int, hash: String) {
        self.year = year
        self.hash = hash
    }
}

/// A person's name, beside an event that names the person by NIP.
public struct PersonWords: Codable, Sendable, Equatable {
    /// With degrees, as on letters.
    public var name: String

    /// A person's name.
    public init(name: String) { self.name = name }
}

/// A person sits on a position from that day.
public struct HolderAssigned: EventBody {
    public static let type = "holder.assigned"
    public typealias Content = PersonWords
    /// Where.
    public var agency: Key<Agency>
    /// On which position.
    public var position: Key<Position>
    /// The person.
    public var nip: String
    /// The first day.
    public var from: CivilDate

    /// A person on a position.
    public init(agency: Key<Agency>, position: Key<Position>, nip: String, from: CivilDate) {
        self.agency = agency
        self.position = position
        self.nip = nip
        self.from = from
    }
}

/// A person's last day on a position is set.
public struct HolderEnded: EventBody {
    public static let type = "holder.ended"
    /// Where.
    public var agency: Key<Agency>
    /// On which position.
    public var position: Key<Position>
    /// The person.
    public var nip: String
    /// The first day, which tells two times of one person apart.
    public var from: CivilDate
    /// The last day.
    public var until: CivilDate

    /// A person's last day.
    public init(agency: Key<Agency>, position: Key<Position>, nip: String, from: CivilDate, until: CivilDate) {
        self.agency = agency
        self.position = position
        self.nip = nip
        self.from = from
        self.until = until
    }
}

/// Open tasks and disposisi of an agency lie with whoever has their positions, as many as one transaction may move.
public struct HoldersFollowed: EventBody {
    public static let type = "holder.followed"
    /// Where.
    public var agency: Key<Agency>
    /// When to look again, in milliseconds since 1970: the next day on which a time of office or a mandate begins or has ended; nil where none is known.
    public var next: Int64?

    /// A look at who sits where.
    public init(agency: Key<Agency>, next: Int64?) {
        self.agency = agency
        self.next = next
    }
}

/// The holders of one position may act for another.
public struct MandateGiven: EventBody {
    public static let type = "mandate.given"
    /// Where.
    public var agency: Key<Agency>
    /// Who may act for whom, under which decree and when.
    public var mandate: Mandate

    /// A mandate.
    public init(agency: Key<Agency>, mandate: Mandate) {
        self.agency = agency
        self.mandate = mandate
    }
}

/// A mandate's last day is set.
public struct MandateEnded: EventBody {
    public static let type = "mandate.ended"
    /// Where.
    public var agency: Key<Agency>
    /// The mandate, with its last day.
    public var mandate: Mandate

    /// A mandate's last day.
    public init(agency: Key<Agency>, mandate: Mandate) {
        self.agency = agency
        self.mandate = mandate
    }
}

/// Routing knows with which key a person signs.
public struct PersonKeyNoted: EventBody {
    public static let type = "personKey.noted"
    /// Whose key.
    public var nip: String
    /// Ed25519, in hexadecimal; nil where it is in force no more.
    public var publicKey: String?

    /// A key noted.
    public init(nip: String, publicKey: String?) {
        self.nip = nip
        self.publicKey = publicKey
    }
}
