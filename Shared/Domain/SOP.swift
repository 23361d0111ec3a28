/// A standard operating procedure: how one document comes into being, as the agency published it.
public struct SOP: Hashable, Sendable, Codable, Identifiable {
    /// Equals the name of its file.
    public let id: Key<SOP>
    /// Judul.
    public let title: String
    /// The identity part.
    public let header: SOPHeader
    /// What opens a case.
    public let start: SOPStart
    /// Every document of a case.
    public let naskah: [Naskah]
    /// The columns of the flowchart, in the order published.
    public let actors: [Key<Role>]
    /// Numbered 1, 2, 3 ... without gaps.
    public let steps: [Step]
    /// What was unclear in the source, and how it was decided.
    public let notes: [String]

    /// Takes the fields as they stand in the catalogue.
    public init(
        id: Key<SOP>, title: String, header: SOPHeader, start: SOPStart, naskah: [Naskah], actors: [Key<Role>], steps: [Step],
        notes: [String]
    ) {
        self.id = id
        self.title = title
        self.header = header
        self.start = start
        self.naskah = naskah
        self.actors = actors
        self.steps = steps
        self.notes = notes
    }

    /// The step of that number; nil outside 1...steps.count.
    public func step(_ number: Int) -> Step? { steps.indices.contains(number - 1) ? steps[number - 1] : nil }

    /// The document of that name, if there is one.
    public func naskah(_ id: Key<Naskah>) -> Naskah? { naskah.first { $0.id == id } }
}

/// What opens a case.
public enum SOPStart: Hashable, Sendable, Codable {
    /// A letter from one of these senders.
    case incomingLetter(from: [String])
    /// A document of the agency itself, such as the DPA.
    case internalBasis(documents: [String])
    /// The calendar: one case per period.
    case periodic(each: Period)

    /// How often a periodic case is opened; raw values are the catalogue's words.
    public enum Period: String, CaseIterable, Hashable, Sendable, Codable {
        case month = "bulan"
        case quarter = "triwulan"
        case halfYear = "semester"
        case year = "tahun"
    }
}

/// One document of a case; approvals, numbers and comparisons bind to one naskah and one version of it.
public struct Naskah: Hashable, Sendable, Codable, Identifiable {
    /// Unique within its SOP.
    public let id: Key<Naskah>
    /// Its jenis: surat, undangan, nota-dinas, keputusan, dokumen ...
    public let kind: String
    /// Judul.
    public let title: String
    /// The book it is numbered in; nil if it bears no number.
    public let register: Key<Register>?
    /// The code of its classification; nil if it is not filed under its own.
    public let classification: String?
    /// The naskah with which it goes out as an attachment.
    public let attachmentOf: Key<Naskah>?

    /// Takes the fields as they stand in the catalogue.
    public init(
        id: Key<Naskah>, kind: String, title: String, register: Key<Register>?, classification: String?,
        attachmentOf: Key<Naskah>?
    ) {
        self.id = id
        self.kind = kind
        self.title = title
        self.register = register
        self.classification = classification
        self.attachmentOf = attachmentOf
    }
}

/// One row of the SOP's table.
public struct Step: Hashable, Sendable, Codable {
    /// Counted from 1.
    public let number: Int
    /// What is done, short, in the me- form.
    public let activity: String
    /// Whose step it is; single acts may name another.
    public let actor: Key<Role>
    /// In the order in which they are done; never empty.
    public let acts: [Act]
    /// The earlier step to which a published "no" returns; nil where the source is silent.
    public let returnsTo: Int?
    /// Kelengkapan.
    public let requirements: [String]
    /// Nil where the source's cell is empty.
    public let duration: WorkDuration?
    /// What the step leaves behind.
    public let outputs: [String]
    /// Keterangan.
    public let remarks: String?
    /// Other SOPs the step leads to.
    public let links: [String]
    /// What was unclear in the source, and how it was decided.
    public let notes: [String]

    /// Takes the fields as they stand in the catalogue.
    public init(
        number: Int, activity: String, actor: Key<Role>, acts: [Act], returnsTo: Int?, requirements: [String],
        duration: WorkDuration?, outputs: [String], remarks: String?, links: [String], notes: [String]
    ) {
        self.number = number
        self.activity = activity
        self.actor = actor
        self.acts = acts
        self.returnsTo = returnsTo
        self.requirements = requirements
        self.duration = duration
        self.outputs = outputs
        self.remarks = remarks
        self.links = links
        self.notes = notes
    }
}
