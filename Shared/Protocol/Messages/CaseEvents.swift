import Domain

/// A case has begun by a SOP; it keeps the version of the catalogue that was in force then.
public struct CaseStarted: EventBody {
    public static let type = "case.started"
    public typealias Content = CaseTitle
    /// The case.
    public var caseID: Identifier
    /// Where.
    public var agency: Key<Agency>
    /// By which SOP.
    public var sop: Key<SOP>
    /// The version of the agency's catalogue it keeps.
    public var version: Int
    /// The letter that began it, as Intake said; nil for one begun by hand.
    public var letter: Identifier?
    /// The period it is for, where the SOP runs by the calendar.
    public var period: String?
    /// How far it may be shown.
    public var keamanan: Keamanan
    /// How fast it wants to be handled.
    public var urgensi: Urgensi

    /// A case that has begun.
    public init(
        caseID: Identifier, agency: Key<Agency>, sop: Key<SOP>, version: Int, letter: Identifier?, period: String?, keamanan: Keamanan,
        urgensi: Urgensi
    ) {
        self.caseID = caseID
        self.agency = agency
        self.sop = sop
        self.version = version
        self.letter = letter
        self.period = period
        self.keamanan = keamanan
        self.urgensi = urgensi
    }

    private enum CodingKeys: String, CodingKey {
        case agency, sop, version, letter, period, keamanan, urgensi
        case caseID = "case"
    }
}

/// What a case is called.
public struct CaseTitle: Codable, Sendable, Equatable {
    /// In every inbox.
    public var title: String
    /// What it rests on.
    public var basis: String?

    /// A case's words.
    public init(title: String, basis: String? = nil) {
        self.title = title
        self.basis = basis
    }
}

/// Somebody said no: the case goes back, and every step from there to the one that said it runs again.
///
/// What was given for the document from that step on is void. The reason is the content of the `TaskClosed` before it.
public struct StepReturned: EventBody, Equatable {
    public static let type = "step.returned"
    /// The case.
    public var caseID: Identifier
    /// The step that said no.
    public var from: Int
    /// Its act, counted from 1; one past the last where it was said after the last step.
    public var fromAct: Int
    /// The step that reopens.
    public var to: Int
    /// The act at which it does: the first about the document, since what was gathered or received before stands.
    public var toAct: Int
    /// The naskah that goes back.
    public var naskah: Key<Naskah>
    /// The units whose part reopens; nil for all. Only they have tasks again in the steps that each unit does on its own.
    public var members: [Key<Position>]?
    /// The no concerns one unit's own document and is mended within its own step, while the other units go on.
    public var isWithinUnit: Bool
    /// The round that begins in the step that reopens.
    public var round: Int

    /// A return.
    public init(
        caseID: Identifier, from: Int, fromAct: Int, to: Int, toAct: Int, naskah: Key<Naskah>, members: [Key<Position>]?, isWithinUnit: Bool,
        round: Int
    ) {
        self.caseID = caseID
        self.from = from
        self.fromAct = fromAct
        self.to = to
        self.toAct = toAct
        self.naskah = naskah
        self.members = members
        self.isWithinUnit = isWithinUnit
        self.round = round
    }

    private enum CodingKeys: String, CodingKey {
        case from, fromAct, to, toAct, naskah, members, isWithinUnit, round
        case caseID = "case"
    }
}

/// A case has run to its end: every step done, every document filed, every hand-over acknowledged.
public struct CaseClosed: EventBody {
    public static let type = "case.closed"
    /// The case.
    public var caseID: Identifier

    /// A case at its end.
    public init(caseID: Identifier) { self.caseID = caseID }

    private enum CodingKeys: String, CodingKey { case caseID = "case" }
}

/// A mutasi has moved open tasks and disposisi from one position to another, as many as one transaction may.
public struct TasksTransferred: EventBody {
    public static let type = "task.transferred"
    /// The mutasi.
    public var transfer: Identifier
    /// Where.
    public var agency: Key<Agency>
    /// Whose they were.
    public var from: Key<Position>
    /// Whose they are.
    public var to: Key<Position>
    /// Whether that was all; else it goes on at once.
    public var isDone: Bool

    /// A mutasi.
    public init(transfer: Identifier, agency: Key<Agency>, from: Key<Position>, to: Key<Position>, isDone: Bool) {
        self.transfer = transfer
        self.agency = agency
        self.from = from
        self.to = to
        self.isDone = isDone
    }
}

/// Somebody asks for a case to be given up.
public struct CancelRequested: EventBody {
    public static let type = "case.cancelRequested"
    public typealias Content = ActWords
    /// The case.
    public var caseID: Identifier
    /// As which position.
    public var position: Key<Position>
    /// The NIP of who asks; they don't answer.
    public var person: String

    /// A request.
    public init(caseID: Identifier, position: Key<Position>, person: String) {
        self.caseID = caseID
        self.position = position
        self.person = person
    }

    private enum CodingKeys: String, CodingKey {
        case position, person
        case caseID = "case"
    }
}

/// The holder of an open task did not agree to giving the case up.
public struct CancelRefused: EventBody {
    public static let type = "case.cancelRefused"
    public typealias Content = ActWords
    /// The case.
    public var caseID: Identifier

    /// A no.
    public init(caseID: Identifier) { self.caseID = caseID }

    private enum CodingKeys: String, CodingKey { case caseID = "case" }
}

/// A case was given up.
public struct CaseCancelled: EventBody {
    public static let type = "case.cancelled"
    public typealias Content = ActWords
    /// The case.
    public var caseID: Identifier

    /// Whether something of it may lie in the archive; a case without goes with its letters when those are destroyed by law.
    public var hasRecords: Bool

    /// A case given up.
    public init(caseID: Identifier, hasRecords: Bool) {
        self.caseID = caseID
        self.hasRecords = hasRecords
    }

    private enum CodingKeys: String, CodingKey {
        case hasRecords
        case caseID = "case"
    }
}

/// A letter from outside has come to a case; it ends the `terima` that waits for it, now or when it opens.
public struct LetterNoted: EventBody {
    public static let type = "case.letterNoted"
    /// The case.
    public var caseID: Identifier
    /// The letter.
    public var letter: Identifier

    /// A letter that has come.
    public init(caseID: Identifier, letter: Identifier) {
        self.caseID = caseID
        self.letter = letter
    }

    private enum CodingKeys: String, CodingKey {
        case letter
        case caseID = "case"
    }
}

/// A case may be shown to fewer than before, because of a letter that belongs to it. It is never opened again.
///
/// Every service is told, with all to whom the case has come so far: what was open to the office was told to nobody but those who had to act.
public struct CaseKeamananRaised: EventBody, Equatable {
    public static let type = "case.keamananRaised"
    /// The case.
    public var caseID: Identifier
    /// Where.
    public var agency: Key<Agency>
    /// The letter that began it, if one did.
    public var letter: Identifier?
    /// How far it may be shown now.
    public var keamanan: Keamanan
    /// To whom it has come, in the order of their ids.
    public var positions: [Key<Position>]

    /// A case that is kept closer.
    public init(caseID: Identifier, agency: Key<Agency>, letter: Identifier?, keamanan: Keamanan, positions: [Key<Position>]) {
        self.caseID = caseID
        self.agency = agency
        self.letter = letter
        self.keamanan = keamanan
        self.positions = positions
    }

    private enum CodingKeys: String, CodingKey {
        case agency, letter, keamanan, positions
        case caseID = "case"
    }
}

/// A document's number was voided; where it still has to go out, it needs another.
public struct NumberDropped: EventBody {
    public static let type = "case.numberDropped"
    /// The case.
    public var caseID: Identifier
    /// The document.
    public var document: DocumentName

    /// A document without its number.
    public init(caseID: Identifier, document: DocumentName) {
        self.caseID = caseID
        self.document = document
    }

    private enum CodingKeys: String, CodingKey {
        case document
        case caseID = "case"
    }
}

/// An act was done in another service while its task was being withdrawn here: it is on record and moves nothing.
///
/// A version, number or seal that came of it is a fact all the same, and the case knows it from then on.
public struct LateActNoted: EventBody {
    public static let type = "task.lateActNoted"
    public typealias Content = ActWords
    /// How the task ended there.
    public var done: Completion
    /// Who acted.
    public var actor: String

    /// An act that came late.
    public init(done: Completion, actor: String) {
        self.done = done
        self.actor = actor
    }
}
