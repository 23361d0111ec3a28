import Domain

/// How a letter came in; raw values are the words of the agenda book.
public enum LetterChannel: String, Codable, Sendable, CaseIterable {
    /// By a courier of the agency or the sender.
    case caraka
    case pos, email, srikandi
    /// Handed over at the counter.
    case langsung
}

/// Enters an incoming letter in an agenda book and gives it the book's next number.
///
/// Refused with `duplicate` when sender, number and date are those of a letter in the agency's books. A rahasia, sangat rahasia or personal letter is
/// registered unopened: without summary and files (`unopened`).
public struct RegisterLetter: CommandBody {
    public static let verb = "letter.register"

    /// A file with the name it had on the clerk's desk.
    public struct File: Codable, Sendable, Equatable {
        /// The file, put into Intake before.
        public var file: FileReference
        /// Its name, shown to people.
        public var name: String

        /// A file with its name.
        public init(file: FileReference, name: String) {
            self.file = file
            self.name = name
        }
    }

    /// The book.
    public var register: Key<Register>
    /// Who wrote it, as on the letterhead.
    public var sender: String
    /// Where the sender is.
    public var senderAddress: String?
    /// The number the sender gave it.
    public var number: String
    /// The date on it.
    public var letterDate: CivilDate
    /// The day it came; today where it is not said.
    public var received: CivilDate?
    /// Perihal; may be empty only where the letter stays unopened.
    public var subject: String
    /// Isi ringkas.
    public var summary: String?
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
    /// It is addressed to a person and stays unopened; false where it is not said.
    public var isPersonal: Bool?
    /// Lampiran, in words: "2 berkas".
    public var attachments: String?
    /// The scan; empty while it is yet to be made ("belum dipindai").
    public var files: [File]
    /// Day and place, if it is an undangan.
    public var invitation: LetterWords.Invitation?
    /// Registers it although it seems to be there already.
    public var acceptsDuplicate: Bool?

    /// A letter to be entered.
    public init(
        register: Key<Register>, sender: String, senderAddress: String? = nil, number: String, letterDate: CivilDate, received: CivilDate? = nil,
        subject: String, summary: String? = nil, keamanan: Keamanan = .biasa, urgensi: Urgensi = .biasa, classification: String? = nil,
        channel: LetterChannel, isOriginal: Bool = true, isPersonal: Bool? = nil, attachments: String? = nil, files: [File] = [],
        invitation: LetterWords.Invitation? = nil, acceptsDuplicate: Bool? = nil
    ) {
        self.register = register
        self.sender = sender
        self.senderAddress = senderAddress
        self.number = number
        self.letterDate = letterDate
        self.received = received
        self.subject = subject
        self.summary = summary
        self.keamanan = keamanan
        self.urgensi = urgensi
        self.classification = classification
        self.channel = channel
        self.isOriginal = isOriginal
        self.isPersonal = isPersonal
        self.attachments = attachments
        self.files = files
        self.invitation = invitation
        self.acceptsDuplicate = acceptsDuplicate
    }
}

/// Corrects what was entered of a letter; what is left out stays, an empty text takes the entry away where it may be absent. The number stays.
///
/// A keamanan that is raised raises that of the letter's cases and sheets; one that is lowered opens the letter alone.
public struct AmendLetter: CommandBody {
    public static let verb = "letter.amend"
    /// Which letter.
    public var letter: Identifier
    /// Why.
    public var reason: String
    /// Who wrote it.
    public var sender: String?
    /// Where the sender is.
    public var senderAddress: String?
    /// The number the sender gave it.
    public var number: String?
    /// The date on it.
    public var letterDate: CivilDate?
    /// The day it came.
    public var received: CivilDate?
    /// Perihal.
    public var subject: String?
    /// Isi ringkas.
    public var summary: String?
    /// How far it may be shown.
    public var keamanan: Keamanan?
    /// How fast it wants to be handled.
    public var urgensi: Urgensi?
    /// A code of the agency's classification.
    public var classification: String?
    /// How it came in.
    public var channel: LetterChannel?
    /// The asli, or a tembusan.
    public var isOriginal: Bool?
    /// It is addressed to a person.
    public var isPersonal: Bool?
    /// Lampiran, in words.
    public var attachments: String?
    /// Day and place, if it is an undangan.
    public var invitation: LetterWords.Invitation?
    /// Lets it be equal to another letter in sender, number and date.
    public var acceptsDuplicate: Bool?

    /// A correction; the fields to correct are set afterwards.
    public init(letter: Identifier, reason: String) {
        self.letter = letter
        self.reason = reason
    }
}

/// Strikes a letter out of its book; its number stays taken. Refused with `caseRunning` once it was given to others, who must answer for it.
public struct VoidLetter: CommandBody {
    public static let verb = "letter.void"
    public static let isSignedSingly = true
    /// Which letter.
    public var letter: Identifier
    /// Why.
    public var reason: String

    /// A letter to be struck out.
    public init(letter: Identifier, reason: String) {
        self.letter = letter
        self.reason = reason
    }
}

/// Adds the scan, or more of it, to a letter that was registered before.
public struct AttachFiles: CommandBody {
    public static let verb = "letter.attach"
    /// Which letter.
    public var letter: Identifier
    /// One or more files, put into Intake before.
    public var files: [RegisterLetter.File]

    /// Files to be added.
    public init(letter: Identifier, files: [RegisterLetter.File]) {
        self.letter = letter
        self.files = files
    }
}

/// Asks Routing to open a case by a SOP on a letter.
public struct StartCaseFromLetter: CommandBody {
    public static let verb = "letter.startCase"
    /// Which letter.
    public var letter: Identifier
    /// By which SOP.
    public var sop: Key<SOP>

    /// A case to be opened.
    public init(letter: Identifier, sop: Key<SOP>) {
        self.letter = letter
        self.sop = sop
    }
}

/// Says that a letter belongs to a case that runs already, such as the answer it waits for.
public struct LinkLetter: CommandBody {
    public static let verb = "letter.link"
    /// Which letter.
    public var letter: Identifier
    /// Which case.
    public var caseID: Identifier

    /// A letter that belongs to a case.
    public init(letter: Identifier, caseID: Identifier) {
        self.letter = letter
        self.caseID = caseID
    }

    private enum CodingKeys: String, CodingKey {
        case letter
        case caseID = "case"
    }
}

/// Raises a letter that follows no SOP to a position, where it is disposed further.
public struct ForwardLetter: CommandBody {
    public static let verb = "letter.forward"
    /// Which letter.
    public var letter: Identifier
    /// To whom.
    public var to: Key<Position>

    /// A letter to be raised.
    public init(letter: Identifier, to: Key<Position>) {
        self.letter = letter
        self.to = to
    }
}

/// A service orders itself to take note of a case: that it has begun, or that it is over.
public struct NoteCase: CommandBody {
    public static let verb = "case.note"
    /// What is to be noted.
    public var noted: CaseNoted

    /// The order.
    public init(_ noted: CaseNoted) { self.noted = noted }
}

/// Intake orders itself to take note of whom a letter has come to.
public struct NoteLetterReach: CommandBody {
    public static let verb = "letter.noteReach"
    /// What is to be noted.
    public var noted: LetterReachNoted

    /// The order.
    public init(_ noted: LetterReachNoted) { self.noted = noted }
}
