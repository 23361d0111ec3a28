import Domain

/// Who decided: the person, as what, and by which right. Both names of a mandate are here, and whose decision was only recorded.
public struct Approver: Codable, Sendable, Equatable {
    /// Where the person works.
    public var agency: Key<Agency>
    /// As whom: the own position, or the one a mandate is for.
    public var position: Key<Position>
    /// The person.
    public var nip: String
    /// How the person acts for a position not the own one.
    public var mandate: Mandate.Kind?
    /// The number of the mandate's decree.
    public var decree: String?
    /// The vacant position in whose stead a superior acted.
    public var vacant: Key<Position>?
    /// The party outside that decided; the person only recorded it.
    public var outside: Key<Role>?

    /// An official, deciding a task.
    public init(_ official: Principal.Official, vacant: Key<Position>? = nil, outside: Key<Role>? = nil) {
        agency = official.agency
        position = official.position
        nip = official.person
        mandate = official.mandate?.kind
        decree = official.mandate?.decree
        self.vacant = vacant
        self.outside = outside
    }
}

/// A version was checked.
public struct Checked: ActCompleted {
    public static let type = "approval.checked"
    public typealias Content = ActWords
    /// How the task ended.
    public var done: Completion
    /// Who decided.
    public var by: Approver
    /// What shows that a party outside decided so.
    public var proof: FileReference?

    /// A check.
    public init(done: Completion, by: Approver, proof: FileReference? = nil) {
        self.done = done
        self.by = by
        self.proof = proof
    }
}

/// A version was initialled, or returned by whoever should have.
public struct Initialled: ActCompleted {
    public static let type = "approval.initialled"
    public typealias Content = ActWords
    /// How the task ended.
    public var done: Completion
    /// Who decided.
    public var by: Approver
    /// Of the hierarchy, or a coordination.
    public var kind: Act.ParafKind
    /// What shows that a party outside decided so.
    public var proof: FileReference?

    /// A paraf.
    public init(done: Completion, by: Approver, kind: Act.ParafKind, proof: FileReference? = nil) {
        self.done = done
        self.by = by
        self.kind = kind
        self.proof = proof
    }
}

/// A version was signed, or returned by whoever should have.
public struct Signed: ActCompleted {
    public static let type = "approval.signed"
    public typealias Content = ActWords
    /// How the task ended; `appointed` holds the team that the signature appoints.
    public var done: Completion
    /// Who decided.
    public var by: Approver
    /// How it was signed; nil for a no.
    public var method: SignatureMethod?
    /// For `basah`: the scan of the signed print.
    public var scan: FileReference?
    /// For `kunci`: SHA-256 of the public key, in hexadecimal.
    public var keyHash: String?
    /// For `kunci`: the Ed25519 signature, in hexadecimal.
    public var signature: String?
    /// For `kunci`: what was signed, word for word, so that the evidence stands without the program that made it.
    public var signedText: String?

    /// A signature.
    public init(
        done: Completion, by: Approver, method: SignatureMethod? = nil, scan: FileReference? = nil, keyHash: String? = nil,
        signature: String? = nil, signedText: String? = nil
    ) {
        self.done = done
        self.by = by
        self.method = method
        self.scan = scan
        self.keyHash = keyHash
        self.signature = signature
        self.signedText = signedText
    }
}

/// A person's public key is known and may sign.
public struct KeyRegistered: EventBody {
    public static let type = "key.registered"
    /// Whose key.
    public var nip: String
    /// Ed25519, in small hexadecimal digits.
    public var publicKey: String
    /// SHA-256 of its 32 bytes, in hexadecimal.
    public var keyHash: String

    /// A key in force.
    public init(nip: String, publicKey: String, keyHash: String) {
        self.nip = nip
        self.publicKey = publicKey
        self.keyHash = keyHash
    }
}

/// A person's key may no longer sign.
public struct KeyRevoked: EventBody {
    public static let type = "key.revoked"
    public typealias Content = ActWords
    /// Whose key.
    public var nip: String
    /// SHA-256 of the public key, in hexadecimal.
    public var keyHash: String

    /// A key out of force.
    public init(nip: String, keyHash: String) {
        self.nip = nip
        self.keyHash = keyHash
    }
}

/// A document has its number.
public struct NumberGiven: ActCompleted {
    public static let type = "number.given"
    public typealias Content = ActWords
    /// How the task ended; `number` is the number as it stands on the letter.
    public var done: Completion
    /// Whose book.
    public var agency: Key<Agency>
    /// The book.
    public var register: Key<Register>
    /// The year of its sequence.
    public var year: Int
    /// The place in the sequence; nil for a number from outside.
    public var sequence: Int?
    /// The date on the letter.
    public var date: CivilDate
    /// The block it was reserved in.
    public var block: Identifier?
    /// The document had this number before and keeps it: the book is not written again.
    public var isKept: Bool

    /// A number.
    public init(
        done: Completion, agency: Key<Agency>, register: Key<Register>, year: Int, sequence: Int?, date: CivilDate, block: Identifier? = nil,
        isKept: Bool = false
    ) {
        self.done = done
        self.agency = agency
        self.register = register
        self.year = year
        self.sequence = sequence
        self.date = date
        self.block = block
        self.isKept = isKept
    }
}

/// A number was struck out; its reason is in the content.
public struct NumberVoided: EventBody {
    public static let type = "number.voided"
    public typealias Content = ActWords
    /// Whose book.
    public var agency: Key<Agency>
    /// The book.
    public var register: Key<Register>
    /// The year of its sequence.
    public var year: Int
    /// The line of the book's year.
    public var line: Int
    /// The place in the sequence; nil for a number from outside.
    public var sequence: Int?
    /// The case whose document had it; nil for one that was only reserved.
    public var caseID: Identifier?
    /// The task by which it had been given.
    public var task: Identifier?

    /// A number out of use.
    public init(
        agency: Key<Agency>, register: Key<Register>, year: Int, line: Int, sequence: Int?, caseID: Identifier?, task: Identifier?
    ) {
        self.agency = agency
        self.register = register
        self.year = year
        self.line = line
        self.sequence = sequence
        self.caseID = caseID
        self.task = task
    }

    private enum CodingKeys: String, CodingKey {
        case agency, register, year, line, sequence, task
        case caseID = "case"
    }
}

/// Numbers were set aside for letters of one date; the book counts them as given.
public struct NumbersReserved: EventBody {
    public static let type = "number.reserved"
    /// The block's name, to give its numbers by.
    public var block: Identifier
    /// Whose book.
    public var agency: Key<Agency>
    /// The book.
    public var register: Key<Register>
    /// The year of its sequence.
    public var year: Int
    /// The first place in the sequence.
    public var first: Int
    /// How many.
    public var count: Int
    /// The date the letters will bear.
    public var date: CivilDate

    /// A block of numbers.
    public init(block: Identifier, agency: Key<Agency>, register: Key<Register>, year: Int, first: Int, count: Int, date: CivilDate) {
        self.block = block
        self.agency = agency
        self.register = register
        self.year = year
        self.first = first
        self.count = count
        self.date = date
    }
}

/// The service knows an agency's books for outgoing letters.
public struct RegistersNoted: EventBody {
    public static let type = "register.noted"
    /// Whose books.
    public var agency: Key<Agency>
    /// The version of the agency's catalogue.
    public var version: Int
    /// The zone of the dates on its letters.
    public var zone: TimeZoneID
    /// What stands for `{kode}` in its numbers.
    public var shortName: String
    /// Who may void and reserve numbers: the agenda clerks, and their superiors, who have their tasks while they are vacant.
    public var keepers: [Key<Position>]
    /// Who keeps the archive, and who stands in for them.
    public var archivists: [Key<Position>]
    /// The positions at the top of the agency: nothing of it is kept from them.
    public var heads: [Key<Position>]
    /// The agency's positions, of whom a signature may appoint a team.
    public var positions: [Key<Position>]
    /// The unit of each of them, in the same order: what is terbatas is a unit's.
    public var units: [Key<Unit>]
    /// The books, in the order of the catalogue.
    public var registers: [Register]

    /// An agency's books.
    public init(
        agency: Key<Agency>, version: Int, zone: TimeZoneID, shortName: String, keepers: [Key<Position>], archivists: [Key<Position>],
        heads: [Key<Position>], positions: [Key<Position>], units: [Key<Unit>], registers: [Register]
    ) {
        self.agency = agency
        self.version = version
        self.zone = zone
        self.shortName = shortName
        self.keepers = keepers
        self.archivists = archivists
        self.heads = heads
        self.positions = positions
        self.units = units
        self.registers = registers
    }
}
