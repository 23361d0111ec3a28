import Domain

/// What stands in the agenda book about a letter, in words.
public struct LetterWords: Codable, Sendable, Equatable {
    /// When and where an undangan invites to.
    public struct Invitation: Codable, Sendable, Equatable {
        /// The day.
        public var date: CivilDate
        /// The local time, `09:00`.
        public var time: String
        /// Where.
        public var place: String
        /// Who is to attend, if that is known.
        public var attendee: String?

        /// When and where.
        public init(date: CivilDate, time: String, place: String, attendee: String? = nil) {
            self.date = date
            self.time = time
            self.place = place
            self.attendee = attendee
        }
    }

    /// Who wrote it.
    public var sender: String
    /// Where the sender is.
    public var senderAddress: String?
    /// The number the sender gave it.
    public var number: String
    /// The date on it.
    public var letterDate: CivilDate
    /// Perihal; empty where it stays unopened.
    public var subject: String
    /// Isi ringkas.
    public var summary: String?
    /// Lampiran, in words.
    public var attachments: String?
    /// When and where it invites to.
    public var invitation: Invitation?
    /// The names of the files registered with it, in their order; nil where the event brings none.
    public var fileNames: [String]?

    /// The words of a letter.
    public init(
        sender: String, senderAddress: String?, number: String, letterDate: CivilDate, subject: String, summary: String?, attachments: String?,
        invitation: Invitation?, fileNames: [String]? = nil
    ) {
        self.sender = sender
        self.senderAddress = senderAddress
        self.number = number
        self.letterDate = letterDate
        self.subject = subject
        self.summary = summary
        self.attachments = attachments
        self.invitation = invitation
        self.fileNames = fileNames
    }
}

/// A letter stands in an agenda book.
public struct LetterRegistered: EventBody {
    public static let type = "letter.registered"
    public typealias Content = LetterWords
    /// The letter.
    public var letter: Identifier
    /// Whose book.
    public var agency: Key<Agency>
    /// The book.
    public var register: Key<Register>
    /// The book's year: that of the local date when it was entered.
    public var year: Int
    /// Nomor agenda: without gaps in that book and year.
    public var sequence: Int
    /// How far it may be shown.
    public var keamanan: Keamanan
    /// How fast it wants to be handled.
    public var urgensi: Urgensi
    /// A code of the agency's classification.
    public var classification: String?
    /// How it came in.
    public var channel: LetterChannel
    /// The asli; false for a tembusan.
    public var isOriginal: Bool
    /// It is addressed to a person and stays unopened.
    public var isPersonal: Bool
    /// The scan; empty while it is yet to be made.
    public var files: [FileReference]
    /// The day it came.
    public var received: CivilDate

    /// A letter that was entered.
    public init(
        letter: Identifier, agency: Key<Agency>, register: Key<Register>, year: Int, sequence: Int, keamanan: Keamanan, urgensi: Urgensi,
        classification: String?, channel: LetterChannel, isOriginal: Bool, isPersonal: Bool, files: [FileReference], received: CivilDate
    ) {
        self.letter = letter
        self.agency = agency
        self.register = register
        self.year = year
        self.sequence = sequence
        self.keamanan = keamanan
        self.urgensi = urgensi
        self.classification = classification
        self.channel = channel
        self.isOriginal = isOriginal
        self.isPersonal = isPersonal
        self.files = files
        self.received = received
    }
}

/// What stands in the book now, and why it was corrected.
public struct AmendmentWords: Codable, Sendable, Equatable {
    /// Why.
    public var reason: String
    /// All of the letter's words, as they stand now; the names of its files are not among them.
    public var words: LetterWords

    /// A correction in words.
    public init(reason: String, words: LetterWords) {
        self.reason = reason
        self.words = words
    }
}

/// The entry of a letter was corrected; all its fields as they stand now.
public struct LetterAmended: EventBody {
    public static let type = "letter.amended"
    public typealias Content = AmendmentWords
    /// The letter.
    public var letter: Identifier
    /// How far it may be shown.
    public var keamanan: Keamanan
    /// How fast it wants to be handled.
    public var urgensi: Urgensi
    /// A code of the agency's classification.
    public var classification: String?
    /// How it came in.
    public var channel: LetterChannel
    /// The asli; false for a tembusan.
    public var isOriginal: Bool
    /// It is addressed to a person.
    public var isPersonal: Bool
    /// The day it came.
    public var received: CivilDate

    /// An entry as it stands now.
    public init(
        letter: Identifier, keamanan: Keamanan, urgensi: Urgensi, classification: String?, channel: LetterChannel, isOriginal: Bool,
        isPersonal: Bool, received: CivilDate
    ) {
        self.letter = letter
        self.keamanan = keamanan
        self.urgensi = urgensi
        self.classification = classification
        self.channel = channel
        self.isOriginal = isOriginal
        self.isPersonal = isPersonal
        self.received = received
    }
}

/// A letter was struck out; its number stays taken. The content's `reason` says why.
public struct LetterVoided: EventBody {
    public static let type = "letter.voided"
    public typealias Content = ActWords
    /// The letter.
    public var letter: Identifier

    /// A letter that was struck out.
    public init(letter: Identifier) { self.letter = letter }
}

/// Files were added to a letter. The content's `names` are theirs.
public struct FilesAttached: EventBody {
    public static let type = "letter.filesAttached"
    public typealias Content = ActWords
    /// The letter.
    public var letter: Identifier
    /// The files that came in addition.
    public var files: [FileReference]

    /// Files that were added.
    public init(letter: Identifier, files: [FileReference]) {
        self.letter = letter
        self.files = files
    }
}

/// What a case is called when it is asked for.
public struct CaseWords: Codable, Sendable, Equatable {
    /// The letter's subject.
    public var subject: String

    /// What a case is called.
    public init(subject: String) { self.subject = subject }
}

/// A letter asks for a case by a SOP.
public struct CaseRequested: EventBody {
    public static let type = "case.requested"
    public typealias Content = CaseWords
    /// The letter.
    public var letter: Identifier
    /// The case that is to be opened.
    public var caseID: Identifier
    /// Whose case.
    public var agency: Key<Agency>
    /// By which SOP.
    public var sop: Key<SOP>
    /// How far the letter may be shown.
    public var keamanan: Keamanan
    /// How fast it wants to be handled.
    public var urgensi: Urgensi

    /// A case that is asked for.
    public init(letter: Identifier, caseID: Identifier, agency: Key<Agency>, sop: Key<SOP>, keamanan: Keamanan, urgensi: Urgensi) {
        self.letter = letter
        self.caseID = caseID
        self.agency = agency
        self.sop = sop
        self.keamanan = keamanan
        self.urgensi = urgensi
    }

    private enum CodingKeys: String, CodingKey {
        case letter, agency, sop, keamanan, urgensi
        case caseID = "case"
    }
}

/// A letter belongs to a case that runs already.
public struct LetterLinked: EventBody {
    public static let type = "letter.linked"
    /// The letter.
    public var letter: Identifier
    /// The case.
    public var caseID: Identifier
    /// Whose letter; a case of another agency has nothing to do with it.
    public var agency: Key<Agency>
    /// How far the case may be shown now that it has the letter, where it was open to more.
    public var keamanan: Keamanan

    /// A letter that belongs to a case.
    public init(letter: Identifier, caseID: Identifier, agency: Key<Agency>, keamanan: Keamanan) {
        self.letter = letter
        self.caseID = caseID
        self.agency = agency
        self.keamanan = keamanan
    }

    private enum CodingKeys: String, CodingKey {
        case letter, agency, keamanan
        case caseID = "case"
    }
}

/// A letter was corrected to be kept closer than before; told once for each case that it belongs to, in that case's own order.
public struct LetterKeamananRaised: EventBody {
    public static let type = "letter.keamananRaised"
    /// The letter.
    public var letter: Identifier
    /// A case that it belongs to.
    public var caseID: Identifier
    /// Whose letter and case.
    public var agency: Key<Agency>
    /// How far the case may be shown now, where it was open to more.
    public var keamanan: Keamanan

    /// A letter that is kept closer.
    public init(letter: Identifier, caseID: Identifier, agency: Key<Agency>, keamanan: Keamanan) {
        self.letter = letter
        self.caseID = caseID
        self.agency = agency
        self.keamanan = keamanan
    }

    private enum CodingKeys: String, CodingKey {
        case letter, agency, keamanan
        case caseID = "case"
    }
}

/// What the lembar disposisi says at its head.
public struct ForwardWords: Codable, Sendable, Equatable {
    /// Perihal.
    public var subject: String
    /// Surat dari.
    public var sender: String

    /// The head of a lembar disposisi.
    public init(subject: String, sender: String) {
        self.subject = subject
        self.sender = sender
    }
}

/// A letter that follows no SOP was raised to a position.
public struct LetterForwarded: EventBody {
    public static let type = "letter.forwarded"
    public typealias Content = ForwardWords
    /// The letter.
    public var letter: Identifier
    /// Whose letter.
    public var agency: Key<Agency>
    /// To whom.
    public var to: Key<Position>
    /// How far it may be shown.
    public var keamanan: Keamanan
    /// How fast it wants to be handled.
    public var urgensi: Urgensi

    /// A letter that was raised.
    public init(letter: Identifier, agency: Key<Agency>, to: Key<Position>, keamanan: Keamanan, urgensi: Urgensi) {
        self.letter = letter
        self.agency = agency
        self.to = to
        self.keamanan = keamanan
        self.urgensi = urgensi
    }
}

/// Intake knows of a case that letters may be linked to, or not any more.
public struct CaseNoted: EventBody {
    public static let type = "case.noted"
    /// The case.
    public var caseID: Identifier
    /// Whose case.
    public var agency: Key<Agency>
    /// Closed or cancelled: it takes no more letters.
    public var isOver: Bool
    /// Cancelled without a record in the archive: it holds no letter back from destruction by law, and goes with its letters.
    public var isWithoutRecords: Bool?

    /// A case that has begun or is over.
    public init(caseID: Identifier, agency: Key<Agency>, isOver: Bool, isWithoutRecords: Bool? = nil) {
        self.caseID = caseID
        self.agency = agency
        self.isOver = isOver
        self.isWithoutRecords = isWithoutRecords
    }

    private enum CodingKeys: String, CodingKey {
        case agency, isOver, isWithoutRecords
        case caseID = "case"
    }
}

/// A letter has come to positions, or was taken back from one: who may see it, as Intake knows it from Routing.
public struct LetterReachNoted: EventBody, Equatable {
    public static let type = "letter.reached"

    /// Where it has come.
    public struct Place: Codable, Sendable, Equatable {
        /// To whom.
        public var position: Key<Position>
        /// By which disposisi; the letter's own id where no disposisi brought it.
        public var source: Identifier

        /// A place.
        public init(position: Key<Position>, source: Identifier) {
            self.position = position
            self.source = source
        }
    }

    /// The letter.
    public var letter: Identifier
    /// Where it has come.
    public var places: [Place]
    /// The disposisi that was taken back.
    public var takenBack: Identifier?

    /// A letter that has come to positions.
    public init(letter: Identifier, places: [Place], takenBack: Identifier? = nil) {
        self.letter = letter
        self.places = places
        self.takenBack = takenBack
    }
}
