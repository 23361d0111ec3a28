import Domain

/// Routing orders itself to open a lembar disposisi for a letter that Intake forwarded.
public struct OpenSheet: CommandBody {
    public static let verb = "disposisi.open"
    /// The letter.
    public var letter: Identifier
    /// Whose letter.
    public var agency: Key<Agency>
    /// To whom it was raised.
    public var position: Key<Position>
    /// How far it may be shown.
    public var keamanan: Keamanan
    /// How fast it wants to be handled.
    public var urgensi: Urgensi
    /// The head of the sheet.
    public var words: ForwardWords?

    /// The order.
    public init(
        letter: Identifier, agency: Key<Agency>, position: Key<Position>, keamanan: Keamanan, urgensi: Urgensi, words: ForwardWords?
    ) {
        self.letter = letter
        self.agency = agency
        self.position = position
        self.keamanan = keamanan
        self.urgensi = urgensi
        self.words = words
    }
}

/// Routing orders itself to keep the sheets of a letter as close as the letter, whose keamanan was raised.
public struct RaiseSheetKeamanan: CommandBody {
    public static let verb = "disposisi.raiseKeamanan"
    /// The letter.
    public var letter: Identifier
    /// How far it may be shown now.
    public var keamanan: Keamanan

    /// The order.
    public init(letter: Identifier, keamanan: Keamanan) {
        self.letter = letter
        self.keamanan = keamanan
    }
}

/// Passes a sheet up to the leader with one's saran; before anything was disposed on it.
public struct AdviseLeader: CommandBody {
    public static let verb = "disposisi.advise"
    /// The sheet, which lies with the one who advises.
    public var sheet: Identifier
    /// The saran.
    public var note: String
    /// To which position higher in rank; nil for the direct superior.
    public var to: Key<Position>?

    /// A saran.
    public init(sheet: Identifier, note: String, to: Key<Position>? = nil) {
        self.sheet = sheet
        self.note = note
        self.to = to
    }
}

/// Gives a disposisi to positions lower in rank: by the one with whom the sheet lies, or by one who received a disposisi on it.
public struct GiveDisposisi: CommandBody {
    public static let verb = "disposisi.give"
    /// The sheet.
    public var sheet: Identifier
    /// Under which disposisi, for one who received several on this sheet; nil for the only one.
    public var disposisi: Identifier?
    /// To whom.
    public var to: [Key<Position>]
    /// What is ticked; at least one.
    public var instructions: [Key<Instruction>]
    /// Catatan.
    public var note: String?
    /// By which day an answer is expected.
    public var due: CivilDate?

    /// A disposisi to be given.
    public init(
        sheet: Identifier, disposisi: Identifier? = nil, to: [Key<Position>], instructions: [Key<Instruction>], note: String? = nil,
        due: CivilDate? = nil
    ) {
        self.sheet = sheet
        self.disposisi = disposisi
        self.to = to
        self.instructions = instructions
        self.note = note
        self.due = due
    }
}

/// Enters a disposisi that the leader wrote by hand ("atas disposisi tertulis"); by the agenda clerk, with a scan of the sheet. Both names are kept.
public struct RecordWrittenDisposisi: CommandBody {
    public static let verb = "disposisi.record"
    /// The sheet.
    public var sheet: Identifier
    /// Whose handwriting it is: the one with whom the sheet lies (nil), one above, to whom it then passes, or one who received a disposisi on it.
    public var giver: Key<Position>?
    /// The NIP of who wrote it; may be left out where the position has one holder.
    public var person: String?
    /// To whom.
    public var to: [Key<Position>]
    /// What is ticked; at least one.
    public var instructions: [Key<Instruction>]
    /// Catatan.
    public var note: String?
    /// By which day an answer is expected.
    public var due: CivilDate?
    /// The scan of the sheet, put into Routing's store before.
    public var scan: FileReference

    /// A written disposisi to be entered.
    public init(
        sheet: Identifier, giver: Key<Position>? = nil, person: String? = nil, to: [Key<Position>], instructions: [Key<Instruction>],
        note: String? = nil, due: CivilDate? = nil, scan: FileReference
    ) {
        self.sheet = sheet
        self.giver = giver
        self.person = person
        self.to = to
        self.instructions = instructions
        self.note = note
        self.due = due
        self.scan = scan
    }
}

/// Says that a disposisi was read; one that was only "untuk diketahui" is done with it. Reading again changes nothing.
public struct ReadDisposisi: CommandBody {
    public static let verb = "disposisi.read"
    /// The disposisi, or the sheet by the one with whom it lies.
    public var disposisi: Identifier

    /// A disposisi that was read.
    public init(disposisi: Identifier) { self.disposisi = disposisi }
}

/// Answers a disposisi to its giver.
public struct AnswerDisposisi: CommandBody {
    public static let verb = "disposisi.answer"
    /// The disposisi.
    public var disposisi: Identifier
    /// What was done.
    public var note: String
    /// Files that go with it, put into Routing's store before.
    public var files: [FileReference]?

    /// An answer.
    public init(disposisi: Identifier, note: String, files: [FileReference]? = nil) {
        self.disposisi = disposisi
        self.note = note
        self.files = files
    }
}

/// Takes a disposisi back while it is unread; by its giver, or by who has by now what it was given under.
public struct CancelDisposisi: CommandBody {
    public static let verb = "disposisi.cancel"
    /// The disposisi.
    public var disposisi: Identifier

    /// A disposisi to be taken back.
    public init(disposisi: Identifier) { self.disposisi = disposisi }
}

/// Returns a disposisi to its giver: "bukan tugas unit kami".
public struct DeclineDisposisi: CommandBody {
    public static let verb = "disposisi.decline"
    /// The disposisi.
    public var disposisi: Identifier
    /// Why.
    public var reason: String

    /// A disposisi to be returned.
    public init(disposisi: Identifier, reason: String) {
        self.disposisi = disposisi
        self.reason = reason
    }
}

/// Closes a sheet and what is still open on it; by the one with whom it lies. With answers missing, a note must say why.
public struct CloseSheet: CommandBody {
    public static let verb = "disposisi.close"
    /// The sheet.
    public var sheet: Identifier
    /// What came of it.
    public var note: String?

    /// A sheet to be closed.
    public init(sheet: Identifier, note: String? = nil) {
        self.sheet = sheet
        self.note = note
    }
}
