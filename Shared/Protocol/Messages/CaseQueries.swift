import Domain

/// A task that waits, with everything a client needs to show it and to do it without reading a SOP.
public struct TaskRow: Codable, Sendable, Equatable {
    /// The task as it came.
    public var task: TaskOpened
    /// Its words; nil once they were destroyed by law.
    public var words: TaskWords?
    /// Whose it is now; another position than the task's own after a transfer.
    public var position: Key<Position>
    /// The position's name.
    public var positionName: String
    /// The NIP of the person who took it.
    public var person: String?
    /// The SOP.
    public var sop: Key<SOP>
    /// How many steps the SOP has.
    public var steps: Int
    /// Kegiatan: the step's own words; nil after the last step.
    public var activity: String?
    /// Kelengkapan of the step.
    public var requirements: [String]
    /// Output of the step.
    public var outputs: [String]
    /// Keterangan of the step.
    public var remarks: String?
    /// Other SOPs the step leads to.
    public var links: [String]
    /// Waktu as published, as `WorkDuration.iso` writes it; nil where the cell is empty or the task is none of the step's.
    public var duration: String?
    /// When it came, in milliseconds since 1970.
    public var opened: Int64
    /// It is past its time.
    public var isOverdue: Bool
    /// How fast the case wants to be handled.
    public var urgensi: Urgensi
    /// How far the case may be shown.
    public var keamanan: Keamanan
    /// What may be done with it.
    public var actions: [TaskAction]

    /// A task that waits.
    public init(
        task: TaskOpened, words: TaskWords?, position: Key<Position>, positionName: String, person: String?, sop: Key<SOP>, steps: Int,
        activity: String?, requirements: [String], outputs: [String], remarks: String?, links: [String], duration: String?, opened: Int64,
        isOverdue: Bool, urgensi: Urgensi, keamanan: Keamanan
    ) {
        self.task = task
        self.words = words
        self.position = position
        self.positionName = positionName
        self.person = person
        self.sop = sop
        self.steps = steps
        self.activity = activity
        self.requirements = requirements
        self.outputs = outputs
        self.remarks = remarks
        self.links = links
        self.duration = duration
        self.opened = opened
        self.isOverdue = isOverdue
        self.urgensi = urgensi
        self.keamanan = keamanan
        actions = task.actions
    }
}

/// The tasks that wait for a position, the longest waiting first.
public struct Inbox: QueryBody {
    public static let verb = "inbox"
    /// Whose; nil for the asker's. Another position's inbox is open only to those who may act for it today.
    public var position: Key<Position>?
    /// The last task of the page before.
    public var after: Identifier?
    /// How many at most; nil and more mean `Limits.pageRows`.
    public var limit: Int?

    /// Asks for an inbox.
    public init(position: Key<Position>? = nil, after: Identifier? = nil, limit: Int? = nil) {
        self.position = position
        self.after = after
        self.limit = limit
    }

    /// An inbox.
    public struct Answer: Codable, Sendable {
        /// The tasks.
        public var tasks: [TaskRow]
        /// Whether there are more.
        public var hasMore: Bool

        /// An inbox.
        public init(tasks: [TaskRow], hasMore: Bool) {
            self.tasks = tasks
            self.hasMore = hasMore
        }
    }
}

/// One task, open or ended.
public struct ShowTask: QueryBody {
    public static let verb = "task.show"
    /// Which.
    public var task: Identifier

    /// Asks for a task.
    public init(task: Identifier) { self.task = task }

    /// A task.
    public struct Answer: Codable, Sendable {
        /// The task; without actions once it has ended.
        public var row: TaskRow
        /// How it stands.
        public var state: TaskState
        /// How it ended.
        public var outcome: Outcome?
        /// Who ended it.
        public var actor: String?
        /// When it ended, in milliseconds since 1970.
        public var ended: Int64?

        /// A task.
        public init(row: TaskRow, state: TaskState, outcome: Outcome?, actor: String?, ended: Int64?) {
            self.row = row
            self.state = state
            self.outcome = outcome
            self.actor = actor
            self.ended = ended
        }
    }
}

/// How a task stands.
public enum TaskState: String, Codable, Sendable {
    case open, ended, withdrawn
}

/// How a case stands.
public enum CaseStatus: String, Codable, Sendable, CaseIterable {
    /// On its way through the SOP's steps.
    case running
    /// Past the last step: numbers, filing and acknowledgements that are still owed.
    case filing
    case closed, cancelled
}

/// A case in a list.
public struct CaseRow: Codable, Sendable, Equatable {
    /// The case.
    public var caseID: Identifier
    /// Where.
    public var agency: Key<Agency>
    /// By which SOP.
    public var sop: Key<SOP>
    /// The version of the catalogue it keeps.
    public var version: Int
    /// What it is called; nil once the words were destroyed by law.
    public var title: String?
    /// The letter that began it.
    public var letter: Identifier?
    /// The period it is for.
    public var period: String?
    /// How it stands.
    public var status: CaseStatus
    /// The step at which it stands; the last one once the SOP has been walked.
    public var step: Int
    /// How many steps there are.
    public var steps: Int
    /// When it began, in milliseconds since 1970.
    public var started: Int64
    /// When it ended.
    public var ended: Int64?
    /// When the step at which it stands is due.
    public var due: Int64?
    /// Somebody asks for it to be given up.
    public var isCancelRequested: Bool
    /// How fast it wants to be handled.
    public var urgensi: Urgensi
    /// How far it may be shown. A case that is rahasia or more exists only for those to whom a task of it came, and for the agency's head.
    public var keamanan: Keamanan

    /// A case.
    public init(
        caseID: Identifier, agency: Key<Agency>, sop: Key<SOP>, version: Int, title: String?, letter: Identifier?, period: String?,
        status: CaseStatus, step: Int, steps: Int, started: Int64, ended: Int64?, due: Int64?, isCancelRequested: Bool,
        urgensi: Urgensi, keamanan: Keamanan
    ) {
        self.caseID = caseID
        self.agency = agency
        self.sop = sop
        self.version = version
        self.title = title
        self.letter = letter
        self.period = period
        self.status = status
        self.step = step
        self.steps = steps
        self.started = started
        self.ended = ended
        self.due = due
        self.isCancelRequested = isCancelRequested
        self.urgensi = urgensi
        self.keamanan = keamanan
    }

    private enum CodingKeys: String, CodingKey {
        case agency, sop, version, title, letter, period, status, step, steps, started, ended, due, isCancelRequested, urgensi
        case keamanan
        case caseID = "case"
    }
}

/// One case: where it stands, its documents, what waits for whom.
public struct ShowCase: QueryBody {
    public static let verb = "case.show"
    /// Which.
    public var caseID: Identifier

    /// Asks for a case.
    public init(caseID: Identifier) { self.caseID = caseID }

    private enum CodingKeys: String, CodingKey { case caseID = "case" }

    /// A document of the case.
    public struct Document: Codable, Sendable, Equatable {
        /// The version that stands; version 0 where nothing was composed yet.
        public var version: DocumentVersion
        /// Jenis.
        public var kind: String
        /// Judul.
        public var title: String
        /// The document with which it goes out as an attachment.
        public var attachmentOf: Key<Naskah>?
        /// Its number, if it has one.
        public var number: String?
        /// Whose paraf and signatures it bears on this very version, in the order of the SOP.
        public var answers: [Answer]
        /// This very version was filed.
        public var isArchived: Bool

        /// A paraf or signature.
        public struct Answer: Codable, Sendable, Equatable {
            /// Paraf or tanda-tangan.
            public var word: Act.Word
            /// Whose.
            public var position: Key<Position>
            /// The party outside who gave it, as the position recorded.
            public var outside: Key<Role>?

            /// A paraf or signature.
            public init(word: Act.Word, position: Key<Position>, outside: Key<Role>?) {
                self.word = word
                self.position = position
                self.outside = outside
            }
        }

        /// A document.
        public init(
            version: DocumentVersion, kind: String, title: String, attachmentOf: Key<Naskah>?, number: String?, answers: [Answer], isArchived: Bool
        ) {
            self.version = version
            self.kind = kind
            self.title = title
            self.attachmentOf = attachmentOf
            self.number = number
            self.answers = answers
            self.isArchived = isArchived
        }
    }

    /// A step of the SOP, as far as the case has come.
    public struct Step: Codable, Sendable, Equatable {
        /// Where a step stands.
        public enum State: String, Codable, Sendable {
            case done, current, ahead
        }

        /// Counted from 1.
        public var number: Int
        /// Kegiatan.
        public var activity: String
        /// The column of the flowchart, by name.
        public var actor: String
        /// Waktu, as `WorkDuration.iso` writes it.
        public var duration: String?
        /// Where a published "no" returns.
        public var returnsTo: Int?
        /// How it stands.
        public var state: State
        /// 1, and one more after each return across it.
        public var round: Int

        /// A step.
        public init(number: Int, activity: String, actor: String, duration: String?, returnsTo: Int?, state: State, round: Int) {
            self.number = number
            self.activity = activity
            self.actor = actor
            self.duration = duration
            self.returnsTo = returnsTo
            self.state = state
            self.round = round
        }
    }

    /// A case.
    public struct Answer: Codable, Sendable {
        /// The case itself.
        public var row: CaseRow
        /// What it rests on, in words.
        public var basis: String?
        /// All documents that exist or will.
        public var documents: [Document]
        /// What waits, in the order in which it came.
        public var tasks: [TaskRow]
        /// All steps.
        public var steps: [Step]
        /// Teams appointed in the case: role, and its lead first.
        public var teams: [String: [Key<Position>]]

        /// A case.
        public init(row: CaseRow, basis: String?, documents: [Document], tasks: [TaskRow], steps: [Step], teams: [String: [Key<Position>]]) {
            self.row = row
            self.basis = basis
            self.documents = documents
            self.tasks = tasks
            self.steps = steps
            self.teams = teams
        }
    }
}

/// The cases of an agency, newest first.
public struct ListCases: QueryBody {
    public static let verb = "case.list"
    /// Where; the asker's own agency.
    public var agency: Key<Agency>
    /// Only those that stand so.
    public var status: CaseStatus?
    /// The last case of the page before.
    public var after: Identifier?
    /// How many at most; nil and more mean `Limits.pageRows`.
    public var limit: Int?

    /// Asks for cases.
    public init(agency: Key<Agency>, status: CaseStatus? = nil, after: Identifier? = nil, limit: Int? = nil) {
        self.agency = agency
        self.status = status
        self.after = after
        self.limit = limit
    }

    /// Cases.
    public struct Answer: Codable, Sendable {
        /// Newest first.
        public var cases: [CaseRow]
        /// Whether there are more.
        public var hasMore: Bool

        /// Cases.
        public init(cases: [CaseRow], hasMore: Bool) {
            self.cases = cases
            self.hasMore = hasMore
        }
    }
}

/// What happened in a case, in order: who did what, when, and by when it was to be done.
public struct Timeline: QueryBody {
    public static let verb = "case.timeline"
    /// Which case.
    public var caseID: Identifier
    /// The position of the last entry of the page before.
    public var after: Int64?

    /// Asks for a case's story.
    public init(caseID: Identifier, after: Int64? = nil) {
        self.caseID = caseID
        self.after = after
    }

    private enum CodingKeys: String, CodingKey {
        case after
        case caseID = "case"
    }

    /// Something that happened.
    public struct Entry: Codable, Sendable, Equatable {
        /// Its place in Routing's journal.
        public var position: Int64
        /// The type of its event, such as `task.closed`.
        public var type: String
        /// When, in milliseconds since 1970.
        public var at: Int64
        /// Who acted, as events name actors (`official/...`, `service/...`, `operator/...`).
        public var actor: String
        /// The task it is about; with the fields that follow.
        public var task: Identifier?
        /// The task's step; for a return, the step that reopened.
        public var step: Int?
        /// The task's act of that step, counted from 1, as `TaskOpened` has it.
        public var act: Int?
        /// For a return: the step that said no.
        public var from: Int?
        /// Why there was a task.
        public var kind: TaskKind?
        /// What was to be done.
        public var word: Act.Word?
        /// Whose it was.
        public var who: Key<Position>?
        /// The document and version.
        public var document: DocumentVersion?
        /// How it ended.
        public var outcome: Outcome?
        /// By when it was to be done.
        public var due: Int64?
        /// The step's round.
        public var round: Int?
        /// Reason or note; nil once the words were destroyed by law.
        public var note: String?

        /// Something that happened.
        public init(position: Int64, type: String, at: Int64, actor: String) {
            self.position = position
            self.type = type
            self.at = at
            self.actor = actor
        }
    }

    /// A case's story.
    public struct Answer: Codable, Sendable {
        /// In the order in which it happened.
        public var entries: [Entry]
        /// Whether there is more.
        public var hasMore: Bool

        /// A case's story.
        public init(entries: [Entry], hasMore: Bool) {
            self.entries = entries
            self.hasMore = hasMore
        }
    }
}
