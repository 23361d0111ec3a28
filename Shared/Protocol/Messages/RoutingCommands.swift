import Domain

/// Puts an agency's catalogue into force, as a new version. One that is in force already changes nothing.
///
/// What commands have said about a holder or a mandate outweighs the file: such an entry stays as the command left it, whether the file names it
/// or not. Entries that only an earlier file named go when the new file does not.
public struct ApplyCatalogue: CommandBody {
    public static let verb = "catalogue.apply"
    /// Who works there and which books it keeps.
    public var organisation: Organisation
    /// All its SOPs.
    public var sops: [SOP]
    /// The calendars of some years, in the same go.
    public var calendar: [CalendarData]?

    /// A catalogue to be put into force.
    public init(organisation: Organisation, sops: [SOP], calendar: [CalendarData]? = nil) {
        self.organisation = organisation
        self.sops = sops
        self.calendar = calendar
    }
}

/// Puts the days off and the Ramadan weeks of a year into force, for all agencies, in the place of what was known of that year.
public struct ApplyCalendar: CommandBody {
    public static let verb = "calendar.apply"
    /// The year.
    public var calendar: CalendarData

    /// A year to be put into force.
    public init(calendar: CalendarData) { self.calendar = calendar }
}

/// Puts a person on a position from a day on; others who sit there stay.
public struct AssignHolder: CommandBody {
    public static let verb = "holder.assign"
    /// Where.
    public var agency: Key<Agency>
    /// On which position.
    public var position: Key<Position>
    /// With degrees, as on letters.
    public var name: String
    /// The person, by 18 figures.
    public var nip: String
    /// The first day.
    public var from: CivilDate

    /// A person for a position.
    public init(agency: Key<Agency>, position: Key<Position>, name: String, nip: String, from: CivilDate) {
        self.agency = agency
        self.position = position
        self.name = name
        self.nip = nip
        self.from = from
    }
}

/// Routing orders itself to look at who sits where in an agency, and to move open tasks and disposisi that belong elsewhere by now.
public struct FollowHolders: CommandBody {
    public static let verb = "holder.follow"
    /// Where.
    public var agency: Key<Agency>

    /// The order.
    public init(agency: Key<Agency>) { self.agency = agency }
}

/// Sets a person's last day on a position.
public struct EndHolder: CommandBody {
    public static let verb = "holder.end"
    /// Where.
    public var agency: Key<Agency>
    /// On which position.
    public var position: Key<Position>
    /// The person.
    public var nip: String
    /// The last day.
    public var until: CivilDate

    /// A person's last day.
    public init(agency: Key<Agency>, position: Key<Position>, nip: String, until: CivilDate) {
        self.agency = agency
        self.position = position
        self.nip = nip
        self.until = until
    }
}

/// Lets the holders of one position act for another.
public struct GiveMandate: CommandBody {
    public static let verb = "mandate.give"
    /// Where.
    public var agency: Key<Agency>
    /// How the delegate acts.
    public var kind: Mandate.Kind
    /// The position in whose stead the delegate acts.
    public var position: Key<Position>
    /// The position whose holders act.
    public var delegate: Key<Position>
    /// The number of the SK or letter that says so.
    public var decree: String
    /// The first day.
    public var from: CivilDate
    /// The last day; nil for a standing mandate.
    public var until: CivilDate?

    /// A mandate to be given.
    public init(
        agency: Key<Agency>, kind: Mandate.Kind, position: Key<Position>, delegate: Key<Position>, decree: String, from: CivilDate,
        until: CivilDate? = nil
    ) {
        self.agency = agency
        self.kind = kind
        self.position = position
        self.delegate = delegate
        self.decree = decree
        self.from = from
        self.until = until
    }
}

/// Sets a mandate's last day.
public struct EndMandate: CommandBody {
    public static let verb = "mandate.end"
    /// Where.
    public var agency: Key<Agency>
    /// How the delegate acts.
    public var kind: Mandate.Kind
    /// The position in whose stead the delegate acts.
    public var position: Key<Position>
    /// The position whose holders act.
    public var delegate: Key<Position>
    /// The last day.
    public var until: CivilDate

    /// A mandate's last day.
    public init(agency: Key<Agency>, kind: Mandate.Kind, position: Key<Position>, delegate: Key<Position>, until: CivilDate) {
        self.agency = agency
        self.kind = kind
        self.position = position
        self.delegate = delegate
        self.until = until
    }
}

/// A service orders itself to take note of a person's key; Routing does, out of what Approvals tells of keys.
public struct NotePersonKey: CommandBody {
    public static let verb = "personKey.note"
    /// Whose key.
    public var nip: String
    /// Ed25519, in hexadecimal; nil where it is in force no more.
    public var publicKey: String?

    /// The order.
    public init(nip: String, publicKey: String?) {
        self.nip = nip
        self.publicKey = publicKey
    }
}
