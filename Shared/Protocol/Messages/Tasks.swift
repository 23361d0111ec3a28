import Domain

/// Why there is a task; everything but `regular` is shown as "menurut SOP Surat Menyurat" or under its own word, and never counted as a step.
public enum TaskKind: String, Codable, Sendable, CaseIterable {
    /// An act of a step.
    case regular
    /// A repair of a returned document, before the acts of the step it returned to.
    case revision
    /// A paraf or signature that a later version made void.
    case renewal
    /// The direct superior's signature on a document signed `berjenjang`.
    case countersign
    /// Material that was asked for.
    case delivery
    /// Word that something handed over has been received.
    case acknowledgement
    /// A number for a letter that the SOP sends without giving one.
    case numbering
    /// The filing of a document when the case ends.
    case filing
}

/// A task has come to a position: one act, for one document where the act is about one.
public struct TaskOpened: EventBody, Equatable {
    public static let type = "task.opened"
    public typealias Content = TaskWords

    /// The task.
    public var task: Identifier
    /// Its case.
    public var caseID: Identifier
    /// The case's agency.
    public var agency: Key<Agency>
    /// The letter that began the case, if one did.
    public var letter: Identifier?
    /// The step at which the case stands: the last one for a filing.
    public var step: Int
    /// The act of that step, counted from 1, which the task is or comes before; one past the last act once the SOP has been walked.
    public var act: Int
    /// Why there is a task.
    public var kind: TaskKind
    /// What is to be done.
    public var word: Act.Word
    /// Whose task it is. Where that position is vacant and nobody has a mandate for it, its superior's.
    public var position: Key<Position>
    /// The vacant position ("jabatan kosong") in whose stead the superior has it.
    public var vacant: Key<Position>?
    /// The document and version it is about; version 0 and an empty hash where it is yet to be composed.
    public var document: DocumentVersion?
    /// The document's jenis.
    public var naskahKind: String?
    /// The book the document is numbered in.
    public var register: Key<Register>?
    /// The document's classification.
    public var classification: String?
    /// The naskah as whose attachment (lampiran) the document goes out.
    public var attachmentOf: Key<Naskah>?
    /// The document's number, if it has one by now.
    public var number: String?
    /// The position's role may say that it is not needed.
    public var isOptional: Bool
    /// The step to which a published "no" returns.
    public var returnsTo: Int?
    /// To whom, for acts that have receivers.
    public var to: [Receiver]
    /// For a `kirim`: who gets a tembusan besides; nil for nobody.
    public var tembusan: [Receiver]?
    /// Who takes part in a meeting.
    public var participants: [Key<Position>]
    /// How a paraf is given.
    public var parafKind: Act.ParafKind?
    /// The team that the act appoints, as it is proposed: its lead first.
    public var appoints: [Key<Position>]?
    /// For a `kumpul`: how many deliveries are enough, of those asked for.
    public var quorum: Int?
    /// For a `kumpul`: the deliveries it waits for; for a delivery: the `minta` that asked for it.
    public var awaits: [Identifier]
    /// A party outside does it; the position records it with proof.
    public var outside: Key<Role>?
    /// For a `terima`: only an incoming letter that is linked to the case ends it.
    public var fromOutside: Bool
    /// The round of the step: 1, and one more after each return.
    public var round: Int
    /// Milliseconds since 1970 by which the step is to be done, in working time; nil for "menyesuaikan" and for an empty cell.
    public var due: Int64?
    /// How far the case may be shown; nil where it is open to the office (biasa).
    public var keamanan: Keamanan?

    /// A task that has come.
    public init(
        task: Identifier, caseID: Identifier, agency: Key<Agency>, letter: Identifier? = nil, step: Int, kind: TaskKind, word: Act.Word,
        position: Key<Position>, vacant: Key<Position>? = nil, document: DocumentVersion? = nil, naskahKind: String? = nil,
        register: Key<Register>? = nil, classification: String? = nil, number: String? = nil, isOptional: Bool = false, returnsTo: Int? = nil,
        to: [Receiver] = [], tembusan: [Receiver]? = nil, participants: [Key<Position>] = [], parafKind: Act.ParafKind? = nil,
        appoints: [Key<Position>]? = nil, quorum: Int? = nil, awaits: [Identifier] = [], outside: Key<Role>? = nil, fromOutside: Bool = false,
        round: Int = 1, due: Int64? = nil, act: Int = 1, keamanan: Keamanan? = nil, attachmentOf: Key<Naskah>? = nil
    ) {
        self.task = task
        self.caseID = caseID
        self.agency = agency
        self.letter = letter
        self.step = step
        self.kind = kind
        self.word = word
        self.position = position
        self.vacant = vacant
        self.document = document
        self.naskahKind = naskahKind
        self.register = register
        self.classification = classification
        self.attachmentOf = attachmentOf
        self.number = number
        self.isOptional = isOptional
        self.returnsTo = returnsTo
        self.to = to
        self.tembusan = tembusan
        self.participants = participants
        self.parafKind = parafKind
        self.appoints = appoints
        self.quorum = quorum
        self.awaits = awaits
        self.outside = outside
        self.fromOutside = fromOutside
        self.round = round
        self.due = due
        self.act = act
        self.keamanan = keamanan
    }

    private enum CodingKeys: String, CodingKey {
        case task, agency, letter, step, act, kind, word, position, vacant, document, naskahKind, register, classification, attachmentOf, number
        case isOptional, returnsTo, to, tembusan, participants, parafKind, appoints, quorum, awaits, outside, fromOutside, round, due, keamanan
        case caseID = "case"
    }

    /// The service that carries the act out.
    public var owner: ServiceName { kind == .acknowledgement ? .routing : word.owner }
    /// Whom a case that is not open to the office has come to is told to every service: each keeps it from the others.
    public var recipient: ServiceName? { keamanan == nil ? owner : nil }

    /// The names of those a `kirim` is for, without tembusan. A step whose SOP names nobody is still sent to somebody, whose name is not known here.
    public var addressees: [String?] { to.isEmpty ? [nil] : to.map(\.name) }
}

/// What a task is about, in words.
public struct TaskWords: Codable, Sendable, Equatable {
    /// The case's title.
    public var subject: String
    /// What is to be done: the step's kegiatan.
    public var activity: String
    /// The document's title.
    public var document: String?
    /// Why it came back, from whom, or what the giver noted.
    public var note: String?

    /// The words of a task.
    public init(subject: String, activity: String, document: String? = nil, note: String? = nil) {
        self.subject = subject
        self.activity = activity
        self.document = document
        self.note = note
    }
}

/// A task now lies with another position, or with one person of those who share it.
public struct TaskAssigned: EventBody {
    public static let type = "task.assigned"
    /// The task.
    public var task: Identifier
    /// Its case.
    public var caseID: Identifier
    /// Whose it is now.
    public var position: Key<Position>
    /// The vacant position in whose stead.
    public var vacant: Key<Position>?
    /// The NIP of the person who took it; nil while any holder may.
    public var person: String?

    /// A task that has found its person, or moved.
    public init(task: Identifier, caseID: Identifier, position: Key<Position>, vacant: Key<Position>? = nil, person: String?) {
        self.task = task
        self.caseID = caseID
        self.position = position
        self.vacant = vacant
        self.person = person
    }

    private enum CodingKeys: String, CodingKey {
        case task, position, vacant, person
        case caseID = "case"
    }
}

/// A task is no longer asked for: the case returned, closed or was cancelled around it.
public struct TaskWithdrawn: EventBody {
    public static let type = "task.withdrawn"
    /// The task.
    public var task: Identifier
    /// Its case.
    public var caseID: Identifier

    /// A task that is gone.
    public init(task: Identifier, caseID: Identifier) {
        self.task = task
        self.caseID = caseID
    }

    private enum CodingKeys: String, CodingKey {
        case task
        case caseID = "case"
    }
}

/// A task has ended, as Routing saw it.
public struct TaskClosed: EventBody {
    public static let type = "task.closed"
    public typealias Content = ActWords
    /// How.
    public var done: Completion
    /// Who acted, as the act's event named the actor.
    public var actor: String

    /// A task that has ended.
    public init(done: Completion, actor: String) {
        self.done = done
        self.actor = actor
    }
}

/// A task is past its time.
public struct TaskOverdue: EventBody {
    public static let type = "task.overdue"
    /// The task.
    public var task: Identifier
    /// Its case.
    public var caseID: Identifier
    /// Whose it is.
    public var position: Key<Position>
    /// When it was due, in milliseconds since 1970.
    public var due: Int64

    /// A task that is late.
    public init(task: Identifier, caseID: Identifier, position: Key<Position>, due: Int64) {
        self.task = task
        self.caseID = caseID
        self.position = position
        self.due = due
    }

    private enum CodingKeys: String, CodingKey {
        case task, position, due
        case caseID = "case"
    }
}

/// Says that an optional act is not needed; answered by the service that owns the act.
public struct SkipTask: CommandBody {
    public static let verb = "task.skip"
    /// The task.
    public var task: Identifier
    /// Why, if it is worth saying.
    public var note: String?

    /// Passes an optional act over.
    public init(task: Identifier, note: String? = nil) {
        self.task = task
        self.note = note
    }
}

/// An optional act was not needed.
public struct TaskSkipped: ActCompleted {
    public static let type = "task.skipped"
    public typealias Content = ActWords
    /// How it ended.
    public var done: Completion

    /// An act that was passed over.
    public init(done: Completion) { self.done = done }
}

/// A service orders itself to take note of a task that came to it.
public struct NoteTask: CommandBody {
    public static let verb = "task.note"
    /// The task as Routing opened it.
    public var task: TaskOpened
    /// Its words.
    public var words: TaskWords?

    /// The order.
    public init(task: TaskOpened, words: TaskWords?) {
        self.task = task
        self.words = words
    }
}

/// A service has taken note of a task that it is to carry out.
public struct TaskNoted: EventBody {
    public static let type = "task.noted"
    public typealias Content = TaskWords
    /// The task as Routing opened it.
    public var task: TaskOpened

    /// A task that has arrived.
    public init(task: TaskOpened) { self.task = task }
}

/// A service orders itself to take note of a change to a task it knows.
public struct NoteTaskChange: CommandBody {
    public static let verb = "task.noteChange"
    /// The task.
    public var task: Identifier
    /// Its case.
    public var caseID: Identifier
    /// Whose it is now; nil when it was withdrawn.
    public var position: Key<Position>?
    /// The vacant position in whose stead.
    public var vacant: Key<Position>?
    /// The person who took it.
    public var person: String?

    /// The order.
    public init(task: Identifier, caseID: Identifier, position: Key<Position>?, vacant: Key<Position>? = nil, person: String?) {
        self.task = task
        self.caseID = caseID
        self.position = position
        self.vacant = vacant
        self.person = person
    }
}

/// A service has taken note of a change to a task it knows.
public struct TaskChangeNoted: EventBody {
    public static let type = "task.changeNoted"
    /// The task.
    public var task: Identifier
    /// Whose it is now; nil when it was withdrawn.
    public var position: Key<Position>?
    /// The vacant position in whose stead.
    public var vacant: Key<Position>?
    /// The person who took it.
    public var person: String?

    /// A change that has arrived.
    public init(task: Identifier, position: Key<Position>?, vacant: Key<Position>? = nil, person: String?) {
        self.task = task
        self.position = position
        self.vacant = vacant
        self.person = person
    }
}
