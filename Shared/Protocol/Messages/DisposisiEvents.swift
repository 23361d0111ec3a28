import Domain

/// A lembar disposisi lies with a position. All events of a sheet are about its letter.
public struct SheetOpened: EventBody {
    public static let type = "disposisi.opened"
    public typealias Content = ForwardWords
    /// The sheet.
    public var sheet: Identifier
    /// Its letter.
    public var letter: Identifier
    /// Whose letter.
    public var agency: Key<Agency>
    /// With whom it lies.
    public var position: Key<Position>
    /// The vacant position it was meant for, where a superior has it.
    public var vacant: Key<Position>?
    /// How far the letter may be shown.
    public var keamanan: Keamanan
    /// How fast it wants to be handled.
    public var urgensi: Urgensi

    /// A sheet that was opened.
    public init(
        sheet: Identifier, letter: Identifier, agency: Key<Agency>, position: Key<Position>, vacant: Key<Position>?, keamanan: Keamanan,
        urgensi: Urgensi
    ) {
        self.sheet = sheet
        self.letter = letter
        self.agency = agency
        self.position = position
        self.vacant = vacant
        self.keamanan = keamanan
        self.urgensi = urgensi
    }
}

/// The sheets of a letter may be shown to fewer than before.
public struct SheetKeamananRaised: EventBody {
    public static let type = "disposisi.keamananRaised"
    /// The letter.
    public var letter: Identifier
    /// How far they may be shown now.
    public var keamanan: Keamanan

    /// Sheets that are kept closer.
    public init(letter: Identifier, keamanan: Keamanan) {
        self.letter = letter
        self.keamanan = keamanan
    }
}

/// A sheet went up to a leader; the content's `note` is the saran, its `names` who gave it.
public struct SheetRaised: EventBody {
    public static let type = "disposisi.raised"
    public typealias Content = ActWords
    /// The sheet.
    public var sheet: Identifier
    /// Its letter.
    public var letter: Identifier
    /// With whom it lay.
    public var from: Key<Position>
    /// With whom it lies now.
    public var to: Key<Position>
    /// The vacant position it was meant for.
    public var vacant: Key<Position>?
    /// The NIP of who gave saran; nil where the agenda clerk passed it up with a written disposisi.
    public var adviser: String?

    /// A sheet that went up.
    public init(
        sheet: Identifier, letter: Identifier, from: Key<Position>, to: Key<Position>, vacant: Key<Position>?, adviser: String?
    ) {
        self.sheet = sheet
        self.letter = letter
        self.from = from
        self.to = to
        self.vacant = vacant
        self.adviser = adviser
    }
}

/// The words of a disposisi.
public struct DisposisiWords: Codable, Sendable, Equatable {
    /// Catatan.
    public var note: String?
    /// The name of who gave it.
    public var giver: String
    /// The name of who entered it, where it was written by hand.
    public var recorder: String?

    /// The words of a disposisi.
    public init(note: String?, giver: String, recorder: String? = nil) {
        self.note = note
        self.giver = giver
        self.recorder = recorder
    }
}

/// A disposisi was given: one for each receiver, all with the same instructions. From now on the receivers may see the letter.
public struct DisposisiGiven: EventBody {
    public static let type = "disposisi.given"
    public typealias Content = DisposisiWords

    /// One receiver's disposisi.
    public struct Slip: Codable, Sendable, Equatable {
        /// The disposisi.
        public var disposisi: Identifier
        /// Whose it is.
        public var position: Key<Position>
        /// The vacant position it was meant for, where a superior has it.
        public var vacant: Key<Position>?

        /// A disposisi.
        public init(disposisi: Identifier, position: Key<Position>, vacant: Key<Position>?) {
            self.disposisi = disposisi
            self.position = position
            self.vacant = vacant
        }
    }

    /// The sheet.
    public var sheet: Identifier
    /// Its letter.
    public var letter: Identifier
    /// Whose letter.
    public var agency: Key<Agency>
    /// The disposisi it was given under; the sheet's id for one given by the leader.
    public var parent: Identifier
    /// Who gave it.
    public var giver: Key<Position>
    /// The NIP of who gave it.
    public var person: String
    /// To whom.
    public var slips: [Slip]
    /// What is ticked.
    public var instructions: [Key<Instruction>]
    /// Reading is enough.
    public var closesOnReading: Bool
    /// By which day an answer is expected.
    public var due: CivilDate?
    /// The NIP of the agenda clerk who entered it, where it was written by hand.
    public var recorder: String?
    /// The scan of the written sheet.
    public var scan: FileReference?

    /// A disposisi that was given.
    public init(
        sheet: Identifier, letter: Identifier, agency: Key<Agency>, parent: Identifier, giver: Key<Position>, person: String, slips: [Slip],
        instructions: [Key<Instruction>], closesOnReading: Bool, due: CivilDate?, recorder: String? = nil, scan: FileReference? = nil
    ) {
        self.sheet = sheet
        self.letter = letter
        self.agency = agency
        self.parent = parent
        self.giver = giver
        self.person = person
        self.slips = slips
        self.instructions = instructions
        self.closesOnReading = closesOnReading
        self.due = due
        self.recorder = recorder
        self.scan = scan
    }
}

/// A disposisi was read.
public struct DisposisiRead: EventBody {
    public static let type = "disposisi.read"
    /// The disposisi.
    public var disposisi: Identifier
    /// Its letter.
    public var letter: Identifier
    /// It was only "untuk diketahui" and is done.
    public var isDone: Bool

    /// A disposisi that was read.
    public init(disposisi: Identifier, letter: Identifier, isDone: Bool) {
        self.disposisi = disposisi
        self.letter = letter
        self.isDone = isDone
    }
}

/// An open disposisi, or a sheet, lies with another position: its own is vacant or has a holder again, or a mutasi gave it away.
public struct DisposisiMoved: EventBody {
    public static let type = "disposisi.moved"
    /// The disposisi; a sheet by its own id.
    public var disposisi: Identifier
    /// Its letter.
    public var letter: Identifier
    /// Whose it is now.
    public var position: Key<Position>
    /// The vacant position in whose stead.
    public var vacant: Key<Position>?

    /// A disposisi that has moved.
    public init(disposisi: Identifier, letter: Identifier, position: Key<Position>, vacant: Key<Position>?) {
        self.disposisi = disposisi
        self.letter = letter
        self.position = position
        self.vacant = vacant
    }
}

/// A disposisi was answered; the content's `note` says what was done, its `names` who answered.
public struct DisposisiAnswered: EventBody {
    public static let type = "disposisi.answered"
    public typealias Content = ActWords
    /// The disposisi.
    public var disposisi: Identifier
    /// Its letter.
    public var letter: Identifier
    /// The NIP of who answered it.
    public var person: String
    /// Files that go with the answer.
    public var files: [FileReference]

    /// A disposisi that was answered.
    public init(disposisi: Identifier, letter: Identifier, person: String, files: [FileReference]) {
        self.disposisi = disposisi
        self.letter = letter
        self.person = person
        self.files = files
    }
}

/// A disposisi was taken back unread.
public struct DisposisiCancelled: EventBody {
    public static let type = "disposisi.cancelled"
    /// The disposisi.
    public var disposisi: Identifier
    /// Its letter.
    public var letter: Identifier

    /// A disposisi that was taken back.
    public init(disposisi: Identifier, letter: Identifier) {
        self.disposisi = disposisi
        self.letter = letter
    }
}

/// A disposisi came back to its giver; the content's `reason` says why, its `names` who returned it.
public struct DisposisiDeclined: EventBody {
    public static let type = "disposisi.declined"
    public typealias Content = ActWords
    /// The disposisi.
    public var disposisi: Identifier
    /// Its letter.
    public var letter: Identifier
    /// The NIP of who returned it.
    public var person: String

    /// A disposisi that came back.
    public init(disposisi: Identifier, letter: Identifier, person: String) {
        self.disposisi = disposisi
        self.letter = letter
        self.person = person
    }
}

/// A sheet and what was still open on it are closed; the content's `note` says what came of it.
public struct SheetClosed: EventBody {
    public static let type = "disposisi.closed"
    public typealias Content = ActWords
    /// The sheet.
    public var sheet: Identifier
    /// Its letter.
    public var letter: Identifier

    /// A sheet that was closed.
    public init(sheet: Identifier, letter: Identifier) {
        self.sheet = sheet
        self.letter = letter
    }
}
