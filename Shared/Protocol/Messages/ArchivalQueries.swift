import Domain

/// Records whose subject, title, number or parties have all these words, or words that begin so; newest first.
public struct SearchArchive: QueryBody {
    public static let verb = "archive.search"
    public static let isCold = true
    /// One word or more. A word with signs in it, such as `045/123`, is looked for in that order.
    public var text: String
    /// Records before this place, for the next page.
    public var before: Int64?
    /// At most so many, up to `Limits.pageRows`.
    public var limit: Int?
    /// Only records of this classification.
    public var classification: String?
    /// Only records sealed in this year, by the agency's local date.
    public var year: Int?

    /// A search.
    public init(text: String, before: Int64? = nil, limit: Int? = nil, classification: String? = nil, year: Int? = nil) {
        self.text = text
        self.before = before
        self.limit = limit
        self.classification = classification
        self.year = year
    }

    /// A record, as lists show it.
    public struct Row: Codable, Sendable, Equatable {
        /// Its place in the order of sealing, for `before` and `after`.
        public var place: Int64
        /// The record.
        public var record: Identifier
        /// Its case.
        public var caseID: Identifier
        /// Its berkas.
        public var berkas: Identifier
        /// Its number in the berkas, from 1.
        public var item: Int
        /// That berkas's classification.
        public var classification: String
        /// Which document it is; nil for one that was not composed here.
        public var document: DocumentVersion?
        /// The document's number, if it bears one.
        public var number: String?
        /// How far it may be shown.
        public var keamanan: Keamanan
        /// Tingkat perkembangan: the asli, or a copy.
        public var isOriginal: Bool
        /// SHA-256 of its file, in hexadecimal; nil for paper.
        public var hash: String?
        /// Bytes of its file; 0 for paper.
        public var size: Int
        /// When it was sealed, in milliseconds since 1970.
        public var sealed: Int64
        /// Its words; nil where they were destroyed by law.
        public var words: RecordWords?

        /// A record.
        public init(
            place: Int64, record: Identifier, caseID: Identifier, berkas: Identifier, item: Int, classification: String, document: DocumentVersion?,
            number: String?, keamanan: Keamanan, isOriginal: Bool, hash: String?, size: Int, sealed: Int64, words: RecordWords?
        ) {
            self.place = place
            self.record = record
            self.caseID = caseID
            self.berkas = berkas
            self.item = item
            self.classification = classification
            self.document = document
            self.number = number
            self.keamanan = keamanan
            self.isOriginal = isOriginal
            self.hash = hash
            self.size = size
            self.sealed = sealed
            self.words = words
        }

        private enum CodingKeys: String, CodingKey {
            case place, record, berkas, item, classification, document, number, keamanan, isOriginal, hash, size, sealed, words
            case caseID = "case"
        }
    }

    /// A page of records.
    public struct Answer: Codable, Sendable {
        /// Newest first.
        public var rows: [Row]
        /// Where the next page begins (`before`); nil where there is none.
        public var next: Int64?

        /// A page of records.
        public init(rows: [Row], next: Int64?) {
            self.rows = rows
            self.next = next
        }
    }
}

/// One record with its berkas.
public struct ShowRecord: QueryBody {
    public static let verb = "archive.show"
    public static let isCold = true
    /// Which record.
    public var record: Identifier

    /// One record.
    public init(record: Identifier) { self.record = record }

    /// A record.
    public struct Answer: Codable, Sendable {
        /// The record.
        public var row: SearchArchive.Row
        /// Its berkas.
        public var berkas: ListBerkas.Row

        /// A record.
        public init(row: SearchArchive.Row, berkas: ListBerkas.Row) {
            self.row = row
            self.berkas = berkas
        }
    }
}

/// Daftar Berkas: the agency's folders, in the order of classification and opening.
public struct ListBerkas: QueryBody {
    public static let verb = "berkas.list"
    /// Only this classification.
    public var classification: String?
    /// Only open ones, or only closed ones; nil for both.
    public var isOpen: Bool?
    /// Folders after this one, for the next page.
    public var after: Identifier?
    /// At most so many, up to `Limits.pageRows`.
    public var limit: Int?

    /// The list of folders.
    public init(classification: String? = nil, isOpen: Bool? = nil, after: Identifier? = nil, limit: Int? = nil) {
        self.classification = classification
        self.isOpen = isOpen
        self.after = after
        self.limit = limit
    }

    /// A folder.
    public struct Row: Codable, Sendable, Equatable {
        /// The berkas.
        public var berkas: Identifier
        /// Its classification.
        public var classification: String
        /// Its number in that classification.
        public var number: String
        /// When it was opened, in milliseconds since 1970.
        public var opened: Int64
        /// How many records it holds.
        public var items: Int
        /// Kurun waktu: when its first record was sealed, in milliseconds since 1970; nil while it is empty.
        public var first: Int64?
        /// And when its last one was.
        public var last: Int64?
        /// Its closing and what follows from it; nil while it is open.
        public var closing: BerkasClosed?
        /// What it is called and where its paper is; nil where that was destroyed by law.
        public var words: BerkasWords?
        /// The date of the berita acara under which its records were destroyed; nil while they are there.
        public var destroyed: CivilDate?

        /// A folder.
        public init(
            berkas: Identifier, classification: String, number: String, opened: Int64, items: Int, first: Int64?, last: Int64?,
            closing: BerkasClosed?, words: BerkasWords?, destroyed: CivilDate? = nil
        ) {
            self.destroyed = destroyed
            self.berkas = berkas
            self.classification = classification
            self.number = number
            self.opened = opened
            self.items = items
            self.first = first
            self.last = last
            self.closing = closing
            self.words = words
        }
    }

    /// A page of folders.
    public struct Answer: Codable, Sendable {
        /// In the order of classification and opening.
        public var rows: [Row]
        /// Whether there are more.
        public var hasMore: Bool

        /// A page of folders.
        public init(rows: [Row], hasMore: Bool) {
            self.rows = rows
            self.hasMore = hasMore
        }
    }
}

/// Daftar Isi Berkas: what a folder holds, in the order of filing.
public struct BerkasContents: QueryBody {
    public static let verb = "berkas.show"
    /// Which berkas.
    public var berkas: Identifier
    /// Records after this item, for the next page.
    public var after: Int?
    /// At most so many, up to `Limits.pageRows`.
    public var limit: Int?

    /// What a folder holds.
    public init(berkas: Identifier, after: Int? = nil, limit: Int? = nil) {
        self.berkas = berkas
        self.after = after
        self.limit = limit
    }

    /// A folder and a page of what it holds.
    public struct Answer: Codable, Sendable {
        /// The folder.
        public var berkas: ListBerkas.Row
        /// In the order of filing; records that the one who asks may not see are left out.
        public var rows: [SearchArchive.Row]
        /// Whether there are more.
        public var hasMore: Bool

        /// A folder and a page of what it holds.
        public init(berkas: ListBerkas.Row, rows: [SearchArchive.Row], hasMore: Bool) {
            self.berkas = berkas
            self.rows = rows
            self.hasMore = hasMore
        }
    }
}

/// What the archive holds of a case, and what is still on its way there.
public struct CaseRecords: QueryBody {
    public static let verb = "archive.case"
    /// Which case.
    public var caseID: Identifier

    /// What the archive holds of a case.
    public init(caseID: Identifier) { self.caseID = caseID }

    private enum CodingKeys: String, CodingKey {
        case caseID = "case"
    }

    /// A filing that has not ended.
    public struct Filing: Codable, Sendable, Equatable {
        /// The task that asked for it.
        public var task: Identifier
        /// The record that is to be made.
        public var record: Identifier
        /// Why its file could not be had; nil while it is on its way.
        public var failure: String?

        /// A filing that has not ended.
        public init(task: Identifier, record: Identifier, failure: String?) {
            self.task = task
            self.record = record
            self.failure = failure
        }
    }

    /// Records and filings of a case.
    public struct Answer: Codable, Sendable {
        /// In the order of sealing, at most `Limits.pageRows`.
        public var rows: [SearchArchive.Row]
        /// Filings that wait for their file or failed; in the order of asking.
        public var filings: [Filing]

        /// Records and filings of a case.
        public init(rows: [SearchArchive.Row], filings: [Filing]) {
            self.rows = rows
            self.filings = filings
        }
    }
}

/// Buku ekspedisi: what was sent to whom, and who received it; newest first.
public struct ExpeditionBook: QueryBody {
    public static let verb = "expedition.page"
    /// Rows before this place, for the next page.
    public var before: Int64?
    /// At most so many, up to `Limits.pageRows`.
    public var limit: Int?
    /// Only what failed ("gagal kirim").
    public var onlyFailed: Bool?

    /// A page of the book.
    public init(before: Int64? = nil, limit: Int? = nil, onlyFailed: Bool? = nil) {
        self.before = before
        self.limit = limit
        self.onlyFailed = onlyFailed
    }

    /// A row of the book.
    public struct Row: Codable, Sendable, Equatable {
        /// Its place, for `before`.
        public var place: Int64
        /// The task that asked for the sending.
        public var task: Identifier
        /// Its case.
        public var caseID: Identifier
        /// Tanggal.
        public var at: CivilDate
        /// Nomor surat, if it bears one.
        public var number: String?
        /// Tujuan; nil where the task named nobody, or where the name was destroyed by law.
        public var receiver: String?
        /// A tembusan; false for an addressee.
        public var isTembusan: Bool
        /// Perihal; nil where it was destroyed by law.
        public var subject: String?
        /// How it ended.
        public var outcome: DeliveryOutcome
        /// Penerima, or why it failed; nil where only a file proves it or where it was destroyed by law.
        public var words: String?
        /// Tanda terima.
        public var proof: FileReference?

        /// A row.
        public init(
            place: Int64, task: Identifier, caseID: Identifier, at: CivilDate, number: String?, receiver: String?, isTembusan: Bool,
            subject: String?, outcome: DeliveryOutcome, words: String?, proof: FileReference?
        ) {
            self.place = place
            self.task = task
            self.caseID = caseID
            self.at = at
            self.number = number
            self.receiver = receiver
            self.isTembusan = isTembusan
            self.subject = subject
            self.outcome = outcome
            self.words = words
            self.proof = proof
        }

        private enum CodingKeys: String, CodingKey {
            case place, task, at, number, receiver, isTembusan, subject, outcome, words, proof
            case caseID = "case"
        }
    }

    /// A page of the book.
    public struct Answer: Codable, Sendable {
        /// Newest first.
        public var rows: [Row]
        /// Where the next page begins (`before`); nil where there is none.
        public var next: Int64?

        /// A page of the book.
        public init(rows: [Row], next: Int64?) {
            self.rows = rows
            self.next = next
        }
    }
}

/// "Tanggal kirim" and "kepada" of the book of outgoing letters: to whom documents of these cases went, in the order in which that was recorded.
///
/// A row belongs to the line with its document and number. An attachment that goes out with its letter has no row: it went where the letter went, and so
/// did the letter of an attachment that is sent without a number.
public struct Dispatches: QueryBody {
    public static let verb = "dispatch.list"
    /// The cases; at most `Limits.pageRows`.
    public var cases: [Identifier]
    /// Rows after this place, for the next page.
    public var after: Int64?

    /// What was sent of some cases.
    public init(cases: [Identifier], after: Int64? = nil) {
        self.cases = cases
        self.after = after
    }

    /// What came of the sending to one receiver.
    public struct Row: Codable, Sendable, Equatable {
        /// Its place, for `after`.
        public var place: Int64
        /// The case.
        public var caseID: Identifier
        /// The document that was sent; nil where that is kept from whoever asks.
        public var document: DocumentName?
        /// The naskah whose attachment the document is, and which goes out with it; nil where there is none or where that is kept from whoever asks.
        public var attachmentOf: Key<Naskah>?
        /// Nomor surat, if the document bears one.
        public var number: String?
        /// Tanggal kirim.
        public var at: CivilDate
        /// Kepada; nil where the task named nobody, or where the name was destroyed by law.
        public var receiver: String?
        /// A tembusan; false for an addressee.
        public var isTembusan: Bool
        /// How it ended.
        public var outcome: DeliveryOutcome

        /// What came of a sending.
        public init(
            place: Int64, caseID: Identifier, document: DocumentName?, attachmentOf: Key<Naskah>?, number: String?, at: CivilDate, receiver: String?,
            isTembusan: Bool, outcome: DeliveryOutcome
        ) {
            self.place = place
            self.caseID = caseID
            self.document = document
            self.attachmentOf = attachmentOf
            self.number = number
            self.at = at
            self.receiver = receiver
            self.isTembusan = isTembusan
            self.outcome = outcome
        }

        private enum CodingKeys: String, CodingKey {
            case place, document, attachmentOf, number, at, receiver, isTembusan, outcome
            case caseID = "case"
        }
    }

    /// A page of sendings.
    public struct Answer: Codable, Sendable {
        /// In the order in which they were recorded.
        public var rows: [Row]
        /// Where the next page begins (`after`); nil where there is none.
        public var next: Int64?

        /// A page of sendings.
        public init(rows: [Row], next: Int64?) {
            self.rows = rows
            self.next = next
        }
    }
}
