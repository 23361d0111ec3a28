import Domain

/// The head of a lembar disposisi.
public struct SheetView: Codable, Sendable, Equatable {
    /// One position that the sheet passed on its way up.
    public struct Advice: Codable, Sendable, Equatable {
        /// With whom the sheet lay.
        public var position: Key<Position>
        /// The NIP of who gave saran; nil where a written disposisi from above passed the position over.
        public var person: String?
        /// That person's name; nil once the words were destroyed.
        public var name: String?
        /// The saran.
        public var note: String?
        /// When, in milliseconds since 1970.
        public var at: Int64

        /// A position on the way up.
        public init(position: Key<Position>, person: String?, name: String?, note: String?, at: Int64) {
            self.position = position
            self.person = person
            self.name = name
            self.note = note
            self.at = at
        }
    }

    /// The sheet.
    public var sheet: Identifier
    /// Its letter.
    public var letter: Identifier
    /// Perihal; nil once the words were destroyed.
    public var subject: String?
    /// Surat dari.
    public var sender: String?
    /// How far the letter may be shown.
    public var keamanan: Keamanan
    /// How fast it wants to be handled.
    public var urgensi: Urgensi
    /// When the sheet was opened, in milliseconds since 1970.
    public var opened: Int64
    /// When it was closed.
    public var closed: Int64?
    /// What came of it.
    public var result: String?
    /// From the lowest up.
    public var advice: [Advice]

    /// The head of a sheet.
    public init(
        sheet: Identifier, letter: Identifier, subject: String?, sender: String?, keamanan: Keamanan, urgensi: Urgensi, opened: Int64,
        closed: Int64?, result: String?, advice: [Advice]
    ) {
        self.sheet = sheet
        self.letter = letter
        self.subject = subject
        self.sender = sender
        self.keamanan = keamanan
        self.urgensi = urgensi
        self.opened = opened
        self.closed = closed
        self.result = result
        self.advice = advice
    }
}

/// Where a disposisi stands; raw values are the words on the wire.
public enum DisposisiState: String, Codable, Sendable {
    /// Given, and not read yet.
    case unread
    /// Read; an answer is awaited.
    case read
    /// Read, and done with that.
    case noted
    /// Answered.
    case answered
    /// Returned to its giver.
    case declined
    /// Taken back unread.
    case cancelled
    /// Closed with its sheet.
    case closed

    /// Whether its receiver still has something to do.
    public var isOpen: Bool { self == .unread || self == .read }
}

/// One disposisi as it stands; the sheet itself, where it lies with the leader, is the one without a giver.
public struct DisposisiView: Codable, Sendable, Equatable {
    /// The disposisi; the sheet's id for the leader's own.
    public var disposisi: Identifier
    /// Its sheet.
    public var sheet: Identifier
    /// The disposisi it was given under.
    public var parent: Identifier?
    /// Who gave it.
    public var giver: Key<Position>?
    /// The NIP of who gave it.
    public var giverPerson: String?
    /// The name of who gave it.
    public var giverName: String?
    /// The NIP of who entered it, where it was written by hand.
    public var recorder: String?
    /// The name of who entered it.
    public var recorderName: String?
    /// The scan of the written sheet.
    public var scan: FileReference?
    /// Whose it is.
    public var position: Key<Position>
    /// The vacant position it was meant for.
    public var vacant: Key<Position>?
    /// Where it stands.
    public var state: DisposisiState
    /// What is ticked.
    public var instructions: [Key<Instruction>]
    /// Catatan.
    public var note: String?
    /// By which day an answer is expected.
    public var due: CivilDate?
    /// When it came, in milliseconds since 1970.
    public var given: Int64
    /// When it was first read.
    public var read: Int64?
    /// When it was answered, returned, taken back or closed.
    public var ended: Int64?
    /// The answer, or why it was returned.
    public var answer: String?
    /// The NIP of who answered or returned it.
    public var answerer: String?
    /// The name of who answered or returned it.
    public var answererName: String?
    /// Files that go with the answer.
    public var files: [FileReference]
    /// How many disposisi were given under it; those taken back or returned are left out.
    public var givenUnder: Int
    /// How many of them are still awaited; none of some means that all have answered.
    public var awaited: Int

    /// Whether all to whom it was passed on have answered.
    public var isAllAnswered: Bool { givenUnder > 0 && awaited == 0 }

    /// A disposisi as it stands.
    public init(
        disposisi: Identifier, sheet: Identifier, parent: Identifier?, giver: Key<Position>?, giverPerson: String?, giverName: String?,
        recorder: String?, recorderName: String?, scan: FileReference?, position: Key<Position>, vacant: Key<Position>?, state: DisposisiState,
        instructions: [Key<Instruction>], note: String?, due: CivilDate?, given: Int64, read: Int64?, ended: Int64?, answer: String?,
        answerer: String?, answererName: String?, files: [FileReference], givenUnder: Int, awaited: Int
    ) {
        self.disposisi = disposisi
        self.sheet = sheet
        self.parent = parent
        self.giver = giver
        self.giverPerson = giverPerson
        self.giverName = giverName
        self.recorder = recorder
        self.recorderName = recorderName
        self.scan = scan
        self.position = position
        self.vacant = vacant
        self.state = state
        self.instructions = instructions
        self.note = note
        self.due = due
        self.given = given
        self.read = read
        self.ended = ended
        self.answer = answer
        self.answerer = answerer
        self.answererName = answererName
        self.files = files
        self.givenUnder = givenUnder
        self.awaited = awaited
    }
}

/// All that was disposed about a letter; for those to whom it was disposed, those who raised it, and the agenda clerk.
public struct DisposisiTree: QueryBody {
    public static let verb = "disposisi.tree"
    /// The letter; all its sheets.
    public var letter: Identifier?
    /// One sheet; instead of the letter.
    public var sheet: Identifier?

    /// All sheets of a letter.
    public init(letter: Identifier) { self.letter = letter }

    /// One sheet.
    public init(sheet: Identifier) { self.sheet = sheet }

    /// Sheets and what was disposed on them.
    public struct Answer: Codable, Sendable {
        /// In the order in which they were opened.
        public var sheets: [SheetView]
        /// Of all these sheets, in the order in which they were given, so each one after its parent.
        public var disposisi: [DisposisiView]

        /// Sheets and what was disposed on them.
        public init(sheets: [SheetView], disposisi: [DisposisiView]) {
            self.sheets = sheets
            self.disposisi = disposisi
        }
    }
}

/// What waits for the position of the one who asks.
public struct DisposisiInbox: QueryBody {
    public static let verb = "disposisi.inbox"
    /// The position, which must be the asker's own; nil for that.
    public var position: Key<Position>?
    /// Go on behind this disposisi of an earlier page.
    public var after: Identifier?

    /// A position's inbox.
    public init(position: Key<Position>? = nil, after: Identifier? = nil) {
        self.position = position
        self.after = after
    }

    /// What waits.
    public struct Answer: Codable, Sendable {
        /// Unread ones and read ones still to be answered or closed; in the order in which they came, at most `Limits.pageRows`.
        public var waiting: [DisposisiView]
        /// Those that came back of what was given under what waits for the position, whoever had it then.
        public var returned: [DisposisiView]
        /// The sheets of both lists.
        public var sheets: [SheetView]

        /// What waits.
        public init(waiting: [DisposisiView], returned: [DisposisiView], sheets: [SheetView]) {
            self.waiting = waiting
            self.returned = returned
            self.sheets = sheets
        }
    }
}
