import Domain

/// Carries out `gandakan`: says how many copies were made.
public struct MakeCopies: CommandBody {
    public static let verb = "archive.copy"
    /// The task.
    public var task: Identifier
    /// How many.
    public var count: Int
    /// What is worth saying about them.
    public var note: String?

    /// Copies that were made.
    public init(task: Identifier, count: Int, note: String? = nil) {
        self.task = task
        self.count = count
        self.note = note
    }
}

/// How a sending to one receiver ended; raw values are the words of the buku ekspedisi.
public enum DeliveryOutcome: String, Codable, Sendable {
    /// It arrived, with proof.
    case sampai
    /// It did not, with the reason.
    case gagal
}

/// Carries out `kirim`: says for every receiver what came of it.
///
/// Receivers are counted through: the task's addressees (one, where it names nobody), its tembusan, then those in `tembusan`. What arrived needs proof:
/// a file, or the name of who received it. What did not needs a reason. It is not done when no addressee has it (`allFailed`).
/// The pertinggal is no receiver: it is the archive's own copy, which `archive.file` makes.
public struct DispatchDocument: CommandBody {
    public static let verb = "archive.dispatch"

    /// What came of the sending to one receiver.
    public struct Delivery: Codable, Sendable, Equatable {
        /// Which receiver, from 0.
        public var receiver: Int
        /// How it ended.
        public var outcome: DeliveryOutcome
        /// Who took it into their hands.
        public var receivedBy: String?
        /// The day it was handed over; today where it is not said.
        public var at: CivilDate?
        /// The tanda terima, put into Archival before.
        public var proof: FileReference?
        /// Why it failed.
        public var reason: String?

        /// What came of the sending to one receiver.
        public init(
            receiver: Int, outcome: DeliveryOutcome, receivedBy: String? = nil, at: CivilDate? = nil, proof: FileReference? = nil,
            reason: String? = nil
        ) {
            self.receiver = receiver
            self.outcome = outcome
            self.receivedBy = receivedBy
            self.at = at
            self.proof = proof
            self.reason = reason
        }
    }

    /// The task.
    public var task: Identifier
    /// One for every receiver, in any order.
    public var deliveries: [Delivery]
    /// Who gets a tembusan beyond those of the task, by name; at most 100.
    public var tembusan: [String]?

    /// What came of a sending.
    public init(task: Identifier, deliveries: [Delivery], tembusan: [String]? = nil) {
        self.task = task
        self.deliveries = deliveries
        self.tembusan = tembusan
    }
}

/// Carries out `himpun-luar`: records that the outside office has gathered the documents, with what proves it.
public struct RecordGathering: CommandBody {
    public static let verb = "archive.gather"
    /// The task.
    public var task: Identifier
    /// A file that proves it, put into Archival before.
    public var proof: FileReference?
    /// What proves it, in words: which letter, receipt or message.
    public var note: String

    /// A gathering that was seen to be done.
    public init(task: Identifier, proof: FileReference? = nil, note: String) {
        self.task = task
        self.proof = proof
        self.note = note
    }
}

/// Opens a berkas: a folder in which records of one classification are filed until it is closed.
public struct OpenBerkas: CommandBody {
    public static let verb = "berkas.open"
    /// A code of the agency's classification.
    public var classification: String
    /// Its number in that classification; the next free one where it is not said.
    public var number: String?
    /// What it holds, in words.
    public var title: String
    /// Where the paper is; nil where there is none.
    public var location: BerkasWords.Location?

    /// A berkas to be opened.
    public init(classification: String, number: String? = nil, title: String, location: BerkasWords.Location? = nil) {
        self.classification = classification
        self.number = number
        self.title = title
        self.location = location
    }
}

/// Closes a berkas: nothing more is filed in it, and its retention begins to run.
public struct CloseBerkas: CommandBody {
    public static let verb = "berkas.close"
    /// Which berkas.
    public var berkas: Identifier

    /// A berkas to be closed.
    public init(berkas: Identifier) { self.berkas = berkas }
}

/// Carries out `arsip`: files the task's document into a berkas. The task ends when the file has been fetched and checked (`ArchiveSealed`).
///
/// Of a letter that was sent this is the pertinggal, the agency's own copy. Exactly one of `berkas` and `opening` is given. A task about no document
/// that was composed here takes `file`, or is filed as paper.
public struct FileDocument: CommandBody {
    public static let verb = "archive.file"
    /// The task.
    public var task: Identifier
    /// The open berkas it goes into.
    public var berkas: Identifier?
    /// The berkas to be opened for it.
    public var opening: OpenBerkas?
    /// The scan of a document that was not composed here, put into Archival before.
    public var file: FileReference?
    /// How far the record may be shown; biasa where it is not said.
    public var keamanan: Keamanan?
    /// Tingkat perkembangan: the asli, or a copy; asli where it is not said.
    public var isOriginal: Bool?
    /// Who has to do with it, beside those it was sent to; found by the search.
    public var parties: String?
    /// What is worth saying about it.
    public var note: String?

    /// A document to be filed.
    public init(
        task: Identifier, berkas: Identifier? = nil, opening: OpenBerkas? = nil, file: FileReference? = nil, keamanan: Keamanan? = nil,
        isOriginal: Bool? = nil, parties: String? = nil, note: String? = nil
    ) {
        self.task = task
        self.berkas = berkas
        self.opening = opening
        self.file = file
        self.keamanan = keamanan
        self.isOriginal = isOriginal
        self.parties = parties
        self.note = note
    }
}

/// Archival orders itself to record what came of fetching a document's file.
public struct RecordFetch: CommandBody {
    public static let verb = "archive.recordFetch"
    /// The task that asked for the filing.
    public var task: Identifier
    /// The record that is to be made.
    public var record: Identifier
    /// The text of the file, to be searched; nil where it is none.
    public var text: String?
    /// Why the file cannot be had, as a code; nil when it was fetched and checked.
    public var failure: String?

    /// What came of a fetch.
    public init(task: Identifier, record: Identifier, text: String? = nil, failure: String?) {
        self.task = task
        self.record = record
        self.text = text
        self.failure = failure
    }
}
