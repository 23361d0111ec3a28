import Domain

/// The decisions on a case's documents, oldest first: who checked, initialled or signed which version, and what a later version made void.
public struct ListApprovals: QueryBody {
    public static let verb = "approval.list"
    /// The case.
    public var caseID: Identifier
    /// One document only; nil for all.
    public var document: DocumentName?
    /// The `place` of the last row of the page before; nil for the first page.
    public var after: Int64?

    /// Asks for one page, at most `Limits.pageRows`.
    public init(caseID: Identifier, document: DocumentName? = nil, after: Int64? = nil) {
        self.caseID = caseID
        self.document = document
        self.after = after
    }

    private enum CodingKeys: String, CodingKey {
        case document, after
        case caseID = "case"
    }

    /// One decision.
    public struct Row: Codable, Sendable, Equatable {
        /// Its place in the journal.
        public var place: Int64
        /// When, in milliseconds since 1970.
        public var at: Int64
        /// The task that it ended.
        public var task: Identifier
        /// `periksa`, `paraf` or `tanda-tangan`.
        public var word: Act.Word
        /// How a paraf was given.
        public var kind: Act.ParafKind?
        /// What was decided on.
        public var document: DocumentVersion
        /// Who decided.
        public var by: Approver
        /// Yes or no.
        public var outcome: Outcome
        /// How it was signed.
        public var method: SignatureMethod?
        /// The key it was signed with.
        public var keyHash: String?
        /// The scan of a wet signature, or the proof of a decision outside.
        public var file: FileReference?
        /// A later version of the document has come, so that this decision no longer stands.
        public var isVoid: Bool
        /// Why not, or the note beside a yes; nil once it was destroyed by law.
        public var reason: String?

        /// One decision.
        public init(
            place: Int64, at: Int64, task: Identifier, word: Act.Word, kind: Act.ParafKind?, document: DocumentVersion, by: Approver,
            outcome: Outcome, method: SignatureMethod?, keyHash: String?, file: FileReference?, isVoid: Bool, reason: String?
        ) {
            self.place = place
            self.at = at
            self.task = task
            self.word = word
            self.kind = kind
            self.document = document
            self.by = by
            self.outcome = outcome
            self.method = method
            self.keyHash = keyHash
            self.file = file
            self.isVoid = isVoid
            self.reason = reason
        }
    }

    /// A page of decisions.
    public struct Answer: Codable, Sendable {
        /// Oldest first.
        public var approvals: [Row]

        /// A page of decisions.
        public init(approvals: [Row]) { self.approvals = approvals }
    }
}

/// How a number stands in its book.
public enum NumberState: String, Codable, Sendable {
    /// Set aside for letters of one date.
    case reserved
    /// A document bears it.
    case given
    /// Struck out, with a reason.
    case voided
}

/// A page of a book of outgoing letters, line by line as it was written. "Tanggal kirim" and "kepada" are asked of Archival (`dispatch.list`),
/// "pengolah" of Drafting (`draft.composers`), by the cases of the lines.
public struct OutgoingBook: QueryBody {
    public static let verb = "register.page"
    /// Whose book; officials may leave it out and see their own agency's.
    public var agency: Key<Agency>?
    /// The book.
    public var register: Key<Register>
    /// Its year; nil for the current one where the office is.
    public var year: Int?
    /// The `line` of the last row of the page before; nil for the first page.
    public var after: Int?
    /// Rows a page, at most `Limits.pageRows`; nil for 50.
    public var limit: Int?

    /// Asks for one page. Whoever turns to the next page names the year of the first: it may have ended in between.
    public init(agency: Key<Agency>? = nil, register: Key<Register>, year: Int? = nil, after: Int? = nil, limit: Int? = nil) {
        self.agency = agency
        self.register = register
        self.year = year
        self.after = after
        self.limit = limit
    }

    /// One line.
    public struct Row: Codable, Sendable, Equatable {
        /// Counts the lines of the book's year from 1.
        public var line: Int
        /// The place in the sequence; nil for a number from outside.
        public var sequence: Int?
        /// As it stands on the letter; nil while only reserved.
        public var number: String?
        /// The date on the letter.
        public var date: CivilDate
        /// How it stands.
        public var state: NumberState
        /// The block it was reserved in.
        public var block: Identifier?
        /// The case of the document that bears it.
        public var caseID: Identifier?
        /// The document that bears it: `renja`, or `perjanjian-kinerja/kabid-a`.
        public var document: String?
        /// The naskah with which it goes out, as an attachment of that; nil for one that goes out by itself.
        public var attachmentOf: Key<Naskah>?
        /// What the letter is about; nil once it was destroyed by law.
        public var subject: String?
        /// Why it was struck out.
        public var reason: String?

        /// One line.
        public init(
            line: Int, sequence: Int?, number: String?, date: CivilDate, state: NumberState, block: Identifier?, caseID: Identifier?,
            document: String?, attachmentOf: Key<Naskah>? = nil, subject: String?, reason: String?
        ) {
            self.line = line
            self.sequence = sequence
            self.number = number
            self.date = date
            self.state = state
            self.block = block
            self.caseID = caseID
            self.document = document
            self.attachmentOf = attachmentOf
            self.subject = subject
            self.reason = reason
        }

        private enum CodingKeys: String, CodingKey {
            case line, sequence, number, date, state, block, document, attachmentOf, subject, reason
            case caseID = "case"
        }
    }

    /// A page of the book.
    public struct Answer: Codable, Sendable {
        /// The year of the book.
        public var year: Int
        /// In the order of the lines.
        public var rows: [Row]

        /// A page of the book.
        public init(year: Int, rows: [Row]) {
            self.year = year
            self.rows = rows
        }
    }
}

/// The last number of a book, and the one that comes next.
public struct LastNumber: QueryBody {
    public static let verb = "register.last"
    /// Whose book; officials may leave it out and see their own agency's.
    public var agency: Key<Agency>?
    /// The book.
    public var register: Key<Register>
    /// Its year; nil for the current one where the office is.
    public var year: Int?

    /// Asks where a book stands.
    public init(agency: Key<Agency>? = nil, register: Key<Register>, year: Int? = nil) {
        self.agency = agency
        self.register = register
        self.year = year
    }

    /// Where a book stands.
    public struct Answer: Codable, Sendable {
        /// The year of the book.
        public var year: Int
        /// The line of the highest number, given, reserved or voided; nil for a book without any.
        public var last: OutgoingBook.Row?
        /// The place in the sequence that is used next.
        public var next: Int

        /// Where a book stands.
        public init(year: Int, last: OutgoingBook.Row?, next: Int) {
            self.year = year
            self.last = last
            self.next = next
        }
    }
}

/// The keys of a person, in the order in which they were registered. Public, as the keys are.
public struct ListKeys: QueryBody {
    public static let verb = "key.list"
    /// The person.
    public var nip: String

    /// Asks for a person's keys.
    public init(nip: String) { self.nip = nip }

    /// One key.
    public struct Row: Codable, Sendable, Equatable {
        /// Ed25519, in hexadecimal.
        public var publicKey: String
        /// SHA-256 of its 32 bytes, in hexadecimal.
        public var keyHash: String
        /// When it came into force, in milliseconds since 1970.
        public var registered: Int64
        /// When it went out of force; nil while it may sign.
        public var revoked: Int64?

        /// One key.
        public init(publicKey: String, keyHash: String, registered: Int64, revoked: Int64?) {
            self.publicKey = publicKey
            self.keyHash = keyHash
            self.registered = registered
            self.revoked = revoked
        }
    }

    /// A person's keys.
    public struct Answer: Codable, Sendable {
        /// In the order in which they were registered.
        public var keys: [Row]

        /// A person's keys.
        public init(keys: [Row]) { self.keys = keys }
    }
}
