import Domain

/// A page of an agenda book of incoming letters. "Posisi sekarang" is asked of Routing, by the letters' ids.
public struct AgendaBook: QueryBody {
    public static let verb = "agenda.page"

    /// Which rows.
    public enum Filter: String, Codable, Sendable {
        /// "Belum dipindai": neither struck out nor to stay unopened, and without a file.
        case unscanned
        /// Struck out.
        case voided
    }

    /// The book.
    public var register: Key<Register>
    /// Its year.
    public var year: Int
    /// Rows after this agenda number, in the book's order.
    public var after: Int?
    /// Rows before this agenda number, newest first; not together with `after`. With neither, the newest rows come first.
    public var before: Int?
    /// At most so many rows, up to `Limits.pageRows`.
    public var limit: Int?
    /// Only such rows; nil for all.
    public var filter: Filter?
    /// Only rows whose sender, number or subject begins with this (A-Z and a-z are alike); never finds words that are masked.
    public var prefix: String?

    /// A page of a book.
    public init(
        register: Key<Register>, year: Int, after: Int? = nil, before: Int? = nil, limit: Int? = nil, filter: Filter? = nil, prefix: String? = nil
    ) {
        self.register = register
        self.year = year
        self.after = after
        self.before = before
        self.limit = limit
        self.filter = filter
        self.prefix = prefix
    }

    /// A row of the book.
    public struct Row: Codable, Sendable, Equatable {
        /// The letter.
        public var letter: Identifier
        /// The book.
        public var register: Key<Register>
        /// The book's year.
        public var year: Int
        /// Nomor agenda.
        public var sequence: Int
        /// The day it came.
        public var received: CivilDate
        /// When it was entered, in milliseconds since 1970.
        public var registered: Int64
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
        /// How many files it has.
        public var fileCount: Int
        /// It was struck out.
        public var isVoid: Bool
        /// Why it was struck out; nil where it is masked.
        public var voidReason: String?
        /// Diteruskan kepada: the position it was raised to last.
        public var forwardedTo: Key<Position>?
        /// The words are kept from the one who asks ("rahasia").
        public var isMasked: Bool
        /// The words of the book; nil where they are masked or were destroyed by law.
        public var words: LetterWords?

        /// A row.
        public init(
            letter: Identifier, register: Key<Register>, year: Int, sequence: Int, received: CivilDate, registered: Int64, keamanan: Keamanan,
            urgensi: Urgensi, classification: String?, channel: LetterChannel, isOriginal: Bool, isPersonal: Bool, fileCount: Int, isVoid: Bool,
            voidReason: String?, forwardedTo: Key<Position>?, isMasked: Bool, words: LetterWords?
        ) {
            self.letter = letter
            self.register = register
            self.year = year
            self.sequence = sequence
            self.received = received
            self.registered = registered
            self.keamanan = keamanan
            self.urgensi = urgensi
            self.classification = classification
            self.channel = channel
            self.isOriginal = isOriginal
            self.isPersonal = isPersonal
            self.fileCount = fileCount
            self.isVoid = isVoid
            self.voidReason = voidReason
            self.forwardedTo = forwardedTo
            self.isMasked = isMasked
            self.words = words
        }
    }

    /// A page.
    public struct Answer: Codable, Sendable {
        /// In the order asked for.
        public var rows: [Row]
        /// Whether there are more in that direction.
        public var hasMore: Bool
        /// Numbers of that year whose entries were lost for good and that nobody gets again; absent where there are none.
        public var lost: [Lost]?

        /// Numbers whose entries were lost.
        public struct Lost: Codable, Sendable, Equatable {
            /// The first of them.
            public var first: Int
            /// The last of them.
            public var last: Int
            /// Why; absent once it was destroyed by law.
            public var reason: String?

            /// Numbers whose entries were lost.
            public init(first: Int, last: Int, reason: String?) {
                self.first = first
                self.last = last
                self.reason = reason
            }
        }

        /// A page.
        public init(rows: [Row], hasMore: Bool, lost: [Lost]? = nil) {
            self.lost = lost
            self.rows = rows
            self.hasMore = hasMore
        }
    }
}

/// One letter with its files and cases.
public struct ShowLetter: QueryBody {
    public static let verb = "letter.show"
    /// Which letter.
    public var letter: Identifier

    /// One letter.
    public init(letter: Identifier) { self.letter = letter }

    /// A letter.
    public struct Answer: Codable, Sendable {
        /// Its row in the book.
        public var row: AgendaBook.Row
        /// Its files; none where the letter is masked, and names are empty where they were destroyed by law.
        public var files: [RegisterLetter.File]
        /// The cases it began or belongs to, in the order of linking; those that may not be known of are left out.
        public var cases: [Identifier]

        /// A letter.
        public init(row: AgendaBook.Row, files: [RegisterLetter.File], cases: [Identifier]) {
            self.row = row
            self.files = files
            self.cases = cases
        }
    }
}

/// The last number given in an agenda book.
public struct LastAgendaNumber: QueryBody {
    public static let verb = "agenda.last"
    /// The book.
    public var register: Key<Register>
    /// Its year; the current one where it is not said.
    public var year: Int?

    /// The last number in a book.
    public init(register: Key<Register>, year: Int? = nil) {
        self.register = register
        self.year = year
    }

    /// Where a book stands.
    public struct Answer: Codable, Sendable {
        /// The year.
        public var year: Int
        /// The last number given; nil while there is none in that year.
        public var last: Int?

        /// Where a book stands.
        public init(year: Int, last: Int?) {
            self.year = year
            self.last = last
        }
    }
}

/// The receipt for a letter's sender.
public struct Receipt: QueryBody {
    public static let verb = "letter.receipt"
    /// Which letter.
    public var letter: Identifier

    /// A receipt for a letter.
    public init(letter: Identifier) { self.letter = letter }

    /// A receipt.
    public struct Answer: Codable, Sendable {
        /// The agency that received it, in full.
        public var agency: String
        /// The title on the book.
        public var register: String
        /// The book's year.
        public var year: Int
        /// Nomor agenda.
        public var sequence: Int
        /// The day it came.
        public var received: CivilDate
        /// When it was entered, in milliseconds since 1970.
        public var registered: Int64
        /// Who wrote it; nil where it is masked or was destroyed by law.
        public var sender: String?
        /// The number the sender gave it; nil where it is masked or was destroyed by law.
        public var number: String?

        /// A receipt.
        public init(
            agency: String, register: String, year: Int, sequence: Int, received: CivilDate, registered: Int64, sender: String?, number: String?
        ) {
            self.agency = agency
            self.register = register
            self.year = year
            self.sequence = sequence
            self.received = received
            self.registered = registered
            self.sender = sender
            self.number = number
        }
    }
}
