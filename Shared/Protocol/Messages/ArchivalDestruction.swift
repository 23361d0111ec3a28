import Domain

/// Usul musnah: proposes closed berkas for destruction whose retention has passed and whose fate is musnah; by the archivist.
///
/// A case goes as a whole: one that has records in a berkas that stays is kept with all of them, and named when the rest is destroyed. Refused with
/// `berkasOpen`, `notForDestruction`, `retentionRunning`, `alreadyDestroyed` or `alreadyProposed` by what a berkas is, with `keptElsewhere` where every case is
/// kept so, with `caseOpen` where one that goes still runs or has a task here, and with `tooMany` beyond 10,000 cases that go or 1,000 that are kept.
public struct ProposeDestruction: CommandBody {
    public static let verb = "destruction.propose"
    /// The berkas, 1 to 200: all those that are to go under one berita acara.
    public var berkas: [Identifier]

    /// A proposal.
    public init(berkas: [Identifier]) { self.berkas = berkas }

    /// How many berkas a proposal names at most.
    public static let berkasAtMost = 200
    /// How many cases it may touch at most.
    public static let casesAtMost = 10_000
    /// How many cases may be kept at most because they have records elsewhere.
    public static let keptAtMost = 1_000
}

/// Agrees to a proposal, by the head of the agency, who is another person than the one who proposed it.
///
/// Refused with `notFound`, `wrongState` unless it waits for an answer, and with `samePerson`.
public struct ApproveDestruction: CommandBody {
    public static let verb = "destruction.approve"
    public static let isSignedSingly = true
    /// Which proposal.
    public var destruction: Identifier

    /// A yes.
    public init(destruction: Identifier) { self.destruction = destruction }
}

/// Takes a proposal back or says no to it, by the archivist or the head, as long as nothing is destroyed.
///
/// Refused with `notFound`, `wrongState` where it has come to an end, and with `reasonMissing`.
public struct DeclineDestruction: CommandBody {
    public static let verb = "destruction.decline"
    /// Which proposal.
    public var destruction: Identifier
    /// Why.
    public var reason: String

    /// A no.
    public init(destruction: Identifier, reason: String) {
        self.destruction = destruction
        self.reason = reason
    }
}

/// Carries the destruction out: the words and files of all cases in its berkas, and of their letters, go for good, in every service. By the archivist, who
/// is another person than the one who agreed.
///
/// What is lawful is looked at once more: refused as the proposal is, and with `wrongState` unless it was agreed to, `samePerson`, `fileMissing`, `fileSizeWrong`.
public struct CarryOutDestruction: CommandBody {
    public static let verb = "destruction.carryOut"
    public static let isSignedSingly = true
    /// Which proposal.
    public var destruction: Identifier
    /// The number of the berita acara pemusnahan.
    public var beritaAcara: String
    /// Its date; today where it is not said.
    public var date: CivilDate?
    /// The berita acara with its list and signatures, put into Archival before; it is kept for good.
    public var document: FileReference

    /// An order that cannot be taken back.
    public init(destruction: Identifier, beritaAcara: String, date: CivilDate? = nil, document: FileReference) {
        self.destruction = destruction
        self.beritaAcara = beritaAcara
        self.date = date
        self.document = document
    }
}

/// The archivist has proposed berkas for destruction.
public struct DestructionProposed: EventBody {
    public static let type = "destruction.proposed"
    /// The proposal.
    public var destruction: Identifier
    /// Whose archive.
    public var agency: Key<Agency>
    /// The berkas.
    public var berkas: [Identifier]
    /// How many cases in them are kept, as things stand, because they have records in a berkas that stays.
    public var kept: Int
    /// The NIP of the archivist.
    public var person: String

    /// A proposal that was made.
    public init(destruction: Identifier, agency: Key<Agency>, berkas: [Identifier], kept: Int, person: String) {
        self.destruction = destruction
        self.agency = agency
        self.berkas = berkas
        self.kept = kept
        self.person = person
    }
}

/// The head has agreed to a proposal.
public struct DestructionApproved: EventBody {
    public static let type = "destruction.approved"
    /// The proposal.
    public var destruction: Identifier
    /// The NIP of the head.
    public var person: String

    /// A proposal that was agreed to.
    public init(destruction: Identifier, person: String) {
        self.destruction = destruction
        self.person = person
    }
}

/// A proposal was taken back or refused; the content says why.
public struct DestructionDeclined: EventBody {
    public static let type = "destruction.declined"
    public typealias Content = ActWords
    /// The proposal.
    public var destruction: Identifier

    /// A proposal that has come to nothing.
    public init(destruction: Identifier) { self.destruction = destruction }
}

/// Records were destroyed by law (musnah) under a berita acara. `content.destroyed` behind it names the cases.
public struct RecordsDestroyed: EventBody {
    public static let type = "records.destroyed"
    /// The proposal that was carried out.
    public var destruction: Identifier
    /// Whose archive.
    public var agency: Key<Agency>
    /// The berkas.
    public var berkas: [Identifier]
    /// How many cases went.
    public var cases: Int
    /// The cases in them that were kept, because they have records in a berkas that stays.
    public var kept: [Identifier]
    /// The number of the berita acara pemusnahan.
    public var beritaAcara: String
    /// Its date.
    public var date: CivilDate
    /// The berita acara itself.
    public var document: FileReference

    /// Records that were destroyed.
    public init(
        destruction: Identifier, agency: Key<Agency>, berkas: [Identifier], cases: Int, kept: [Identifier], beritaAcara: String, date: CivilDate,
        document: FileReference
    ) {
        self.destruction = destruction
        self.agency = agency
        self.berkas = berkas
        self.cases = cases
        self.kept = kept
        self.beritaAcara = beritaAcara
        self.date = date
        self.document = document
    }
}

/// Archival orders itself to take note that a case is over which had a task here.
public struct NoteCaseEnd: CommandBody {
    public static let verb = "case.noteEnd"
    /// The case.
    public var caseID: Identifier

    /// The order.
    public init(caseID: Identifier) { self.caseID = caseID }

    private enum CodingKeys: String, CodingKey { case caseID = "case" }
}

/// A case that had a task here was closed or cancelled: nothing is to be added to it, and its records may once be destroyed.
public struct CaseEndNoted: EventBody {
    public static let type = "case.endNoted"
    /// The case.
    public var caseID: Identifier

    /// A case that is over.
    public init(caseID: Identifier) { self.caseID = caseID }

    private enum CodingKeys: String, CodingKey { case caseID = "case" }
}

/// How far a proposal has come.
public enum DestructionState: String, Codable, Sendable {
    /// It waits for the head.
    case proposed
    /// It may be carried out.
    case approved
    /// It has come to nothing.
    case declined
    /// The records are gone.
    case destroyed
}

/// The proposals to destroy records, newest first; for the archivist and the head.
public struct ListDestructions: QueryBody {
    public static let verb = "destruction.list"
    /// Proposals before this place, for the next page.
    public var before: Int64?
    /// At most so many, up to `Limits.pageRows`.
    public var limit: Int?

    /// The list of proposals.
    public init(before: Int64? = nil, limit: Int? = nil) {
        self.before = before
        self.limit = limit
    }

    /// A proposal.
    public struct Row: Codable, Sendable, Equatable {
        /// Its place in the order of proposing, for `before`.
        public var place: Int64
        /// The proposal.
        public var destruction: Identifier
        /// How far it has come.
        public var state: DestructionState
        /// The berkas.
        public var berkas: [Identifier]
        /// When it was made, in milliseconds since 1970.
        public var proposed: Int64
        /// The NIP of the archivist who proposed it.
        public var proposer: String
        /// The NIP of the head who agreed.
        public var approver: String?
        /// The number of the berita acara.
        public var beritaAcara: String?
        /// Its date.
        public var date: CivilDate?
        /// The berita acara itself.
        public var document: FileReference?

        /// A proposal.
        public init(
            place: Int64, destruction: Identifier, state: DestructionState, berkas: [Identifier], proposed: Int64, proposer: String,
            approver: String?,
            beritaAcara: String?, date: CivilDate?, document: FileReference?
        ) {
            self.place = place
            self.destruction = destruction
            self.state = state
            self.berkas = berkas
            self.proposed = proposed
            self.proposer = proposer
            self.approver = approver
            self.beritaAcara = beritaAcara
            self.date = date
            self.document = document
        }
    }

    /// A page of proposals.
    public struct Answer: Codable, Sendable {
        /// Newest first.
        public var rows: [Row]
        /// Where the next page begins (`before`); nil where there is none.
        public var next: Int64?

        /// A page of proposals.
        public init(rows: [Row], next: Int64?) {
            self.rows = rows
            self.next = next
        }
    }
}
