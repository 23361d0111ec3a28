import Domain

/// Begins a case by hand: one whose SOP starts from a basis of the agency's own, or from the calendar.
///
/// A SOP that starts with an incoming letter is begun in Intake (`letter.startCase`), and Intake alone says which letters belong to a case
/// (`letter.link`): it knows who may read them. Refused with `notFound`, `startsWithLetter`, `periodMissing`,
/// `invalid` or `periodTaken` (there is one case for each period).
public struct StartCase: CommandBody {
    public static let verb = "case.start"
    /// Where; the official's own agency.
    public var agency: Key<Agency>
    /// By which SOP.
    public var sop: Key<SOP>
    /// What the case is called in every inbox.
    public var title: String
    /// For a SOP that runs by the calendar: `2026-01`, `2026-T1`, `2026-S1` or `2026`, as its period is a month, quarter, half-year or year.
    public var period: String?
    /// What it rests on, in words, such as a DPA's number.
    public var basis: String?
    /// How far it may be shown; nil for biasa.
    public var keamanan: Keamanan?
    /// How fast it wants to be handled; nil for biasa.
    public var urgensi: Urgensi?

    /// A case to begin.
    public init(
        agency: Key<Agency>, sop: Key<SOP>, title: String, period: String? = nil, basis: String? = nil, keamanan: Keamanan? = nil,
        urgensi: Urgensi? = nil
    ) {
        self.agency = agency
        self.sop = sop
        self.title = title
        self.period = period
        self.basis = basis
        self.keamanan = keamanan
        self.urgensi = urgensi
    }
}

/// Routing orders itself to begin the case that Intake asked for.
public struct OpenCase: CommandBody {
    public static let verb = "case.open"
    /// The case, named by Intake.
    public var caseID: Identifier
    /// The letter that begins it.
    public var letter: Identifier
    /// Where.
    public var agency: Key<Agency>
    /// By which SOP.
    public var sop: Key<SOP>
    /// How far the letter may be shown.
    public var keamanan: Keamanan
    /// How fast the letter wants to be handled.
    public var urgensi: Urgensi
    /// What the case is called; nil where the letter's words are gone.
    public var title: String?

    /// The order.
    public init(
        caseID: Identifier, letter: Identifier, agency: Key<Agency>, sop: Key<SOP>, keamanan: Keamanan, urgensi: Urgensi, title: String?
    ) {
        self.caseID = caseID
        self.letter = letter
        self.agency = agency
        self.sop = sop
        self.keamanan = keamanan
        self.urgensi = urgensi
        self.title = title
    }
}

/// Ends a `disposisi` of a SOP: the order goes to the task's receivers.
public struct GiveOrder: CommandBody {
    public static let verb = "order.give"
    /// The task.
    public var task: Identifier
    /// Lines of the tick list, by id; at most all of them.
    public var instructions: [Key<Instruction>]?
    /// Words to the receivers.
    public var note: String?
    /// Milliseconds since 1970 by which the giver wants what comes next; it counts where the SOP gives that step more time or none.
    public var due: Int64?
    /// The team, its lead first, where the order appoints one; nil for the team as the task proposes it.
    public var appoints: [Key<Position>]?

    /// An order.
    public init(
        task: Identifier, instructions: [Key<Instruction>]? = nil, note: String? = nil, due: Int64? = nil, appoints: [Key<Position>]? = nil
    ) {
        self.task = task
        self.instructions = instructions
        self.note = note
        self.due = due
        self.appoints = appoints
    }
}

/// Ends a `sampaikan`: hands over to the task's receivers, each of whom acknowledges.
public struct HandOver: CommandBody {
    public static let verb = "task.handOver"
    /// The task.
    public var task: Identifier
    /// Words to the receivers.
    public var note: String?

    /// A hand-over.
    public init(task: Identifier, note: String? = nil) {
        self.task = task
        self.note = note
    }
}

/// Ends a `terima`: what was handed over is here. One that waits for a letter from outside ends when Intake links the letter (`letter.link`).
public struct Receive: CommandBody {
    public static let verb = "task.receive"
    /// The task.
    public var task: Identifier
    /// What is worth saying about it.
    public var note: String?

    /// A receipt.
    public init(task: Identifier, note: String? = nil) {
        self.task = task
        self.note = note
    }
}

/// Ends an acknowledgement: the position has seen what was handed over to it.
public struct Acknowledge: CommandBody {
    public static let verb = "task.acknowledge"
    /// The task, of the kind `acknowledgement`.
    public var task: Identifier

    /// An acknowledgement.
    public init(task: Identifier) { self.task = task }
}

/// Ambil: a task of a shared position becomes the asker's own.
public struct TakeTask: CommandBody {
    public static let verb = "task.take"
    /// The task, whoever carries its act out.
    public var task: Identifier

    /// Takes a task.
    public init(task: Identifier) { self.task = task }
}

/// Lepas: a task that the asker took is anybody's again who holds the position.
public struct ReleaseTask: CommandBody {
    public static let verb = "task.release"
    /// The task.
    public var task: Identifier

    /// Releases a task.
    public init(task: Identifier) { self.task = task }
}

/// Mutasi: all open tasks and disposisi of one position go to another, also those that its superior has while it is vacant.
///
/// What it only holds for a vacant position stays with it. The reply tells of as many as one transaction moves; the others follow at once, and what comes
/// to the position later is not moved.
public struct TransferTasks: CommandBody {
    public static let verb = "task.transfer"
    /// Where.
    public var agency: Key<Agency>
    /// Whose tasks.
    public var from: Key<Position>
    /// Whose they become.
    public var to: Key<Position>

    /// A transfer.
    public init(agency: Key<Agency>, from: Key<Position>, to: Key<Position>) {
        self.agency = agency
        self.from = from
        self.to = to
    }
}

/// Routing orders itself to go on with a mutasi that one transaction could not end.
public struct ContinueTransfer: CommandBody {
    public static let verb = "task.continueTransfer"
    /// The mutasi.
    public var transfer: Identifier

    /// The order.
    public init(transfer: Identifier) { self.transfer = transfer }
}

/// Asks for a running case to be given up; another who holds a task of it answers (`case.answerCancel`).
public struct RequestCancel: CommandBody {
    public static let verb = "case.requestCancel"
    /// The case.
    public var caseID: Identifier
    /// Why.
    public var reason: String

    /// A request.
    public init(caseID: Identifier, reason: String) {
        self.caseID = caseID
        self.reason = reason
    }

    private enum CodingKeys: String, CodingKey {
        case reason
        case caseID = "case"
    }
}

/// Answers the request to give a case up, as one who holds a task that moves the case, and is not who asked.
///
/// Deliveries and acknowledgements run beside a case, so their holders answer only where nothing else is open. Where nobody but who asked holds such a
/// task, a position above theirs answers; for the top of the agency one directly below.
public struct AnswerCancel: CommandBody {
    public static let verb = "case.answerCancel"
    /// The case.
    public var caseID: Identifier
    /// Whether it is given up.
    public var agree: Bool
    /// Words with the answer; required for a no.
    public var note: String?

    /// An answer.
    public init(caseID: Identifier, agree: Bool, note: String? = nil) {
        self.caseID = caseID
        self.agree = agree
        self.note = note
    }

    private enum CodingKeys: String, CodingKey {
        case agree, note
        case caseID = "case"
    }
}

/// Routing orders itself to go on with a case after an act that another service carried out.
public struct CloseTask: CommandBody {
    public static let verb = "task.close"
    /// How the task ended.
    public var done: Completion
    /// Who acted, as the act's event named the actor.
    public var actor: String
    /// The act's words.
    public var words: ActWords?

    /// The order.
    public init(done: Completion, actor: String, words: ActWords?) {
        self.done = done
        self.actor = actor
        self.words = words
    }
}

/// Routing orders itself to take note of a letter that Intake linked to a case.
public struct NoteLetter: CommandBody {
    public static let verb = "case.noteLetter"
    /// The case.
    public var caseID: Identifier
    /// The letter.
    public var letter: Identifier
    /// How far the case may be shown with it.
    public var keamanan: Keamanan
    /// Who linked it, as Intake's event named the actor.
    public var actor: String

    /// The order.
    public init(caseID: Identifier, letter: Identifier, keamanan: Keamanan, actor: String) {
        self.caseID = caseID
        self.letter = letter
        self.keamanan = keamanan
        self.actor = actor
    }
}

/// Routing orders itself to keep a case as close as a letter of it whose keamanan was raised.
public struct RaiseCaseKeamanan: CommandBody {
    public static let verb = "case.raiseKeamanan"
    /// The case.
    public var caseID: Identifier
    /// How far it may be shown now, where it was open to more.
    public var keamanan: Keamanan

    /// The order.
    public init(caseID: Identifier, keamanan: Keamanan) {
        self.caseID = caseID
        self.keamanan = keamanan
    }
}

/// Routing orders itself to take note that a document's number was voided.
public struct DropNumber: CommandBody {
    public static let verb = "case.dropNumber"
    /// The case.
    public var caseID: Identifier
    /// The task by which it had been given.
    public var task: Identifier

    /// The order.
    public init(caseID: Identifier, task: Identifier) {
        self.caseID = caseID
        self.task = task
    }
}

/// Routing orders itself to say that a task is past its time.
public struct NoteOverdue: CommandBody {
    public static let verb = "task.noteOverdue"
    /// The task.
    public var task: Identifier

    /// The order.
    public init(task: Identifier) { self.task = task }
}
