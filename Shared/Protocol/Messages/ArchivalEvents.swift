import Domain

/// Copies were made.
public struct CopiesMade: ActCompleted {
    public static let type = "copies.made"
    public typealias Content = ActWords
    /// How the task ended.
    public var done: Completion
    /// How many.
    public var count: Int

    /// Copies that were made.
    public init(done: Completion, count: Int) {
        self.done = done
        self.count = count
    }
}

/// A document was sent to all its receivers, with what came of each.
///
/// The content's `names` stand beside `deliveries`: who received it, or why it failed; empty where only a file proves it. Its `tembusan` are the names
/// of the last receivers, which the task did not know.
public struct Dispatched: ActCompleted {
    public static let type = "document.dispatched"
    public typealias Content = ActWords

    /// What came of the sending to one receiver.
    public struct Delivery: Codable, Sendable, Equatable {
        /// Which receiver, from 0: the task's addressees, its tembusan, then those of the content.
        public var receiver: Int
        /// True for a tembusan; nil for an addressee.
        public var isTembusan: Bool?
        /// How it ended.
        public var outcome: DeliveryOutcome
        /// The day.
        public var at: CivilDate
        /// The tanda terima.
        public var proof: FileReference?

        /// What came of the sending to one receiver.
        public init(receiver: Int, isTembusan: Bool? = nil, outcome: DeliveryOutcome, at: CivilDate, proof: FileReference?) {
            self.receiver = receiver
            self.isTembusan = isTembusan
            self.outcome = outcome
            self.at = at
            self.proof = proof
        }
    }

    /// How the task ended.
    public var done: Completion
    /// One for every receiver, in their order.
    public var deliveries: [Delivery]

    /// A document that was sent.
    public init(done: Completion, deliveries: [Delivery]) {
        self.done = done
        self.deliveries = deliveries
    }
}

/// An outside office has gathered the documents. The content's `note` says what proves it.
public struct GatheringRecorded: ActCompleted {
    public static let type = "gathering.recorded"
    public typealias Content = ActWords
    /// How the task ended.
    public var done: Completion
    /// The file that proves it.
    public var proof: FileReference?

    /// A gathering that was recorded.
    public init(done: Completion, proof: FileReference?) {
        self.done = done
        self.proof = proof
    }
}

/// What a berkas is called and where its paper is.
public struct BerkasWords: Codable, Sendable, Equatable {
    /// Where the paper is.
    public struct Location: Codable, Sendable, Equatable {
        /// The room.
        public var ruang: String?
        /// The cupboard.
        public var lemari: String?
        /// The box.
        public var boks: String?
        /// The folder.
        public var folder: String?

        /// Where the paper is.
        public init(ruang: String? = nil, lemari: String? = nil, boks: String? = nil, folder: String? = nil) {
            self.ruang = ruang
            self.lemari = lemari
            self.boks = boks
            self.folder = folder
        }
    }

    /// What it holds.
    public var title: String
    /// Where the paper is; nil where there is none.
    public var location: Location?

    /// What a berkas is called.
    public init(title: String, location: Location?) {
        self.title = title
        self.location = location
    }
}

/// A berkas is open.
public struct BerkasOpened: EventBody {
    public static let type = "berkas.opened"
    public typealias Content = BerkasWords
    /// The berkas.
    public var berkas: Identifier
    /// Whose archive.
    public var agency: Key<Agency>
    /// Its classification.
    public var classification: String
    /// Its number in that classification.
    public var number: String

    /// A berkas that was opened.
    public init(berkas: Identifier, agency: Key<Agency>, classification: String, number: String) {
        self.berkas = berkas
        self.agency = agency
        self.classification = classification
        self.number = number
    }
}

/// A berkas is closed; its retention runs, by the JRA as it stood that day.
public struct BerkasClosed: EventBody, Equatable {
    public static let type = "berkas.closed"
    /// The berkas.
    public var berkas: Identifier
    /// The day.
    public var closed: CivilDate
    /// The last day in the unit that made it: the end of the year of closing and the active years.
    public var activeUntil: CivilDate
    /// The last day of all: the inactive years after that.
    public var inactiveUntil: CivilDate
    /// What becomes of it then.
    public var fate: Classification.Fate

    /// A berkas that was closed.
    public init(berkas: Identifier, closed: CivilDate, activeUntil: CivilDate, inactiveUntil: CivilDate, fate: Classification.Fate) {
        self.berkas = berkas
        self.closed = closed
        self.activeUntil = activeUntil
        self.inactiveUntil = inactiveUntil
        self.fate = fate
    }
}

/// What the archive says about a record, in words.
public struct RecordWords: Codable, Sendable, Equatable {
    /// The case's title.
    public var subject: String
    /// The document's title.
    public var title: String?
    /// Who has to do with it: to whom it was sent, and others.
    public var parties: String?
    /// What is worth saying about it.
    public var note: String?

    /// The words of a record.
    public init(subject: String, title: String?, parties: String?, note: String?) {
        self.subject = subject
        self.title = title
        self.parties = parties
        self.note = note
    }
}

/// A document is to be filed; its file is on its way from Drafting. The task goes on.
public struct FilingOrdered: EventBody {
    public static let type = "filing.ordered"
    public typealias Content = RecordWords
    /// The task.
    public var task: Identifier
    /// Its case.
    public var caseID: Identifier
    /// Whose archive.
    public var agency: Key<Agency>
    /// The record that will be made.
    public var record: Identifier
    /// The berkas it goes into.
    public var berkas: Identifier
    /// That berkas's classification.
    public var classification: String
    /// The version whose file is wanted; nil for a document that was not composed here.
    public var document: DocumentVersion?
    /// The scan of such a document; nil for paper.
    public var file: FileReference?
    /// The document's number, if it bears one.
    public var number: String?
    /// How far the record may be shown.
    public var keamanan: Keamanan
    /// Tingkat perkembangan: the asli, or a copy.
    public var isOriginal: Bool

    /// A document that is to be filed.
    public init(
        task: Identifier, caseID: Identifier, agency: Key<Agency>, record: Identifier, berkas: Identifier, classification: String,
        document: DocumentVersion?, file: FileReference?, number: String?, keamanan: Keamanan, isOriginal: Bool
    ) {
        self.task = task
        self.caseID = caseID
        self.agency = agency
        self.record = record
        self.berkas = berkas
        self.classification = classification
        self.document = document
        self.file = file
        self.number = number
        self.keamanan = keamanan
        self.isOriginal = isOriginal
    }

    private enum CodingKeys: String, CodingKey {
        case task, agency, record, berkas, classification, document, file, number, keamanan, isOriginal
        case caseID = "case"
    }
}

/// The words by which a sealed file is found.
public struct SealedWords: Codable, Sendable, Equatable {
    /// The beginning of the file's text.
    public var text: String

    /// The words of a file.
    public init(text: String) { self.text = text }
}

/// A record stands in the archive: its file is here, and its bytes are those of its name. Drafting may now let go of it. There is content where the file is a text.
public struct ArchiveSealed: ActCompleted {
    public static let type = "archive.sealed"
    public typealias Content = SealedWords
    /// How the task ended.
    public var done: Completion
    /// The record.
    public var record: Identifier
    /// Its berkas.
    public var berkas: Identifier
    /// That berkas's classification.
    public var classification: String
    /// SHA-256 of the file, in hexadecimal; nil for paper.
    public var hash: String?
    /// Bytes of the file; 0 for paper.
    public var size: Int

    /// A record in the archive.
    public init(done: Completion, record: Identifier, berkas: Identifier, classification: String, hash: String?, size: Int) {
        self.done = done
        self.record = record
        self.berkas = berkas
        self.classification = classification
        self.hash = hash
        self.size = size
    }
}

/// The file of a document that was to be filed cannot be had. The task is open again.
public struct FetchFailed: EventBody {
    public static let type = "filing.fetchFailed"
    /// The task.
    public var task: Identifier
    /// Its case.
    public var caseID: Identifier
    /// The record that was not made.
    public var record: Identifier
    /// Why: what Drafting answered, or `fileMissing` when the file did not arrive here after all.
    public var code: String

    /// A filing that failed.
    public init(task: Identifier, caseID: Identifier, record: Identifier, code: String) {
        self.task = task
        self.caseID = caseID
        self.record = record
        self.code = code
    }

    private enum CodingKeys: String, CodingKey {
        case task, record, code
        case caseID = "case"
    }
}
