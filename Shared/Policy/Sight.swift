import Domain

/// What a position keeps in its agency.
public struct Duties: OptionSet, Sendable {
    /// One bit for each duty; they are stored so.
    public let rawValue: Int
    /// The duties of these bits.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Keeps the books of letters.
    public static let agendaClerk = Duties(rawValue: 1)
    /// Keeps the archive.
    public static let archivist = Duties(rawValue: 2)
    /// Stands at the top of the agency: nothing of it is kept from there.
    public static let head = Duties(rawValue: 4)
}

/// Who looks, as far as that decides what is seen.
public enum Reader: Sendable, Equatable {
    /// A person acting as a position of that agency. Who acts in another's place sees what that position sees.
    case official(agency: Key<Agency>, duties: Duties)
    /// Whoever looks after the machines: of all agencies, and cleared for nothing.
    case `operator`
}

/// How near something has come to whoever looks: only what was given to a position has come to it.
public enum Reach: Int, Sendable, Comparable, CaseIterable {
    /// Not at all.
    case none
    /// To another position of the reader's unit.
    case unit
    /// To the reader's position: by a task, a disposisi, or on its way up to the leader.
    case position

    /// Whether it is further away.
    public static func < (left: Reach, right: Reach) -> Bool { left.rawValue < right.rawValue }
}

/// Something that is looked at, as far as that decides who sees it.
public struct Paper: Sendable, Equatable {
    /// What it is.
    public enum Kind: Sendable, CaseIterable {
        /// An incoming letter: its line in the book, its scans, its sheet of disposisi.
        case letter
        /// A case with all that belongs to it: tasks, drafts, material, minutes, decisions.
        case casefile
        /// A record of the archive.
        case record
        /// A line in a book of outgoing letters or of dispatches.
        case line
    }

    /// What it is.
    public var kind: Kind
    /// Whose it is.
    public var agency: Key<Agency>
    /// How far it may be shown.
    public var keamanan: Keamanan
    /// How near it has come to whoever looks.
    public var reach: Reach
    /// For a letter: whether a case runs on it, and so the office works on it openly.
    public var isInCase: Bool
    /// For a letter: whether it is somebody's own and stays unopened.
    public var isPersonal: Bool
    /// For a case: whether an incoming letter belongs to it, whose book must answer where it is.
    public var hasLetter: Bool

    /// Something that is looked at.
    public init(
        _ kind: Kind, of agency: Key<Agency>, _ keamanan: Keamanan, reach: Reach, isInCase: Bool = false, isPersonal: Bool = false,
        hasLetter: Bool = false
    ) {
        self.kind = kind
        self.agency = agency
        self.keamanan = keamanan
        self.reach = reach
        self.isInCase = isInCase
        self.isPersonal = isPersonal
        self.hasLetter = hasLetter
    }
}

/// How much of something is seen.
public enum Sight: Int, Sendable, Comparable, CaseIterable {
    /// Nothing, not even that it is there: lists leave it out, and whoever names it is told `notFound`.
    case unknown
    /// That it is there and has its number; in place of its words stands `maskedText`. Whoever names it is told `notFound`, save of a case, of which the
    /// headers are shown: its SOP, its steps, with whom it lies and since when.
    case masked
    /// All of it.
    case full

    /// Whether less is seen.
    public static func < (left: Sight, right: Sight) -> Bool { left.rawValue < right.rawValue }
}

/// What stands in lists in place of words that are kept from whoever looks.
public let maskedText = "(rahasia)"

/// How much of it the reader sees; what no rule here opens stays unknown.
///
/// - Nothing of another agency.
/// - All to the top of the agency, and to every position to which it has come.
/// - A letter: all to the clerk, who entered it; to others only what came to them by disposisi, or what is biasa and being worked on in a case. Its number
///   stands in the book for everybody, because a book has no gaps.
/// - A case: biasa is the whole office's. Terbatas is the units' to which it has come. Clerk and archivist know that there is a terbatas or rahasia one,
///   to answer where a letter lies; of a sangat rahasia one only the clerk does, and only if a letter of the book belongs to it.
/// - A record: as a case, but all to the archivist; a search must not find what is kept from whoever searches, so nothing is masked.
/// - A line in a book of numbers or dispatches: it is always there, and its words are for those who may see the case.
/// - An operator sees what is biasa, save letters; of the rest that it is there.
public func sight(of paper: Paper, for reader: Reader) -> Sight {
    guard case .official(let agency, let duties) = reader else {
        if paper.kind == .letter || paper.kind == .record { return .unknown }
        return paper.keamanan == .biasa ? .full : .masked
    }
    guard paper.agency == agency else { return .unknown }
    if duties.contains(.head) || paper.reach == .position { return .full }
    let isOpenToUnit = paper.keamanan == .terbatas && paper.reach == .unit
    switch paper.kind {
    case .letter:
        if duties.contains(.agendaClerk) { return .full }
        return paper.keamanan == .biasa && paper.isInCase && !paper.isPersonal ? .full : .masked
    case .casefile:
        if paper.keamanan == .biasa || isOpenToUnit { return .full }
        if paper.hasLetter && duties.contains(.agendaClerk) { return .masked }
        return paper.keamanan < .sangatRahasia && !duties.isDisjoint(with: [.agendaClerk, .archivist]) ? .masked : .unknown
    case .record:
        return paper.keamanan == .biasa || isOpenToUnit || duties.contains(.archivist) ? .full : .unknown
    case .line:
        return paper.keamanan == .biasa || isOpenToUnit ? .full : .masked
    }
}
