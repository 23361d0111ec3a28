import Domain

/// Decides a `periksa`: yes lets the case go on, no returns it.
///
/// Refused with `staleVersion`, `reasonMissing`, `proofMissing`, `fileMissing`, `fileSizeWrong`, `invalid`, and as every act on a task.
public struct Check: CommandBody {
    public static let verb = "approval.check"
    /// The task.
    public var task: Identifier
    /// SHA-256 of the version that was read, in hexadecimal; it must be the task's own.
    public var hash: String
    /// Yes or no.
    public var approve: Bool
    /// Why not; needed for a no, and kept as a note beside a yes.
    public var reason: String?
    /// For a no to a joined step: the units whose part reopens; nil for all.
    public var members: [Key<Position>]?
    /// What shows that a party outside decided so, where the task is one's to record; put into this service's files before.
    public var proof: FileReference?

    /// A decision on one version.
    public init(
        task: Identifier, hash: String, approve: Bool, reason: String? = nil, members: [Key<Position>]? = nil, proof: FileReference? = nil
    ) {
        self.task = task
        self.hash = hash
        self.approve = approve
        self.reason = reason
        self.members = members
        self.proof = proof
    }
}

/// Gives a `paraf`, or returns the document instead.
///
/// Refused like a check, and with `parafFull` after three of the hierarchy and `parafBySigner` for whoever signed that version.
public struct Initial: CommandBody {
    public static let verb = "approval.initial"
    public static let isSignedSingly = true
    /// The task; it says whether the paraf is of the hierarchy or a coordination.
    public var task: Identifier
    /// SHA-256 of the version that was read, in hexadecimal; it must be the task's own.
    public var hash: String
    /// Yes or no.
    public var approve: Bool
    /// Why not; needed for a no, and kept as a note beside a yes.
    public var reason: String?
    /// For a no to a joined step: the units whose part reopens; nil for all.
    public var members: [Key<Position>]?
    /// What shows that a party outside decided so, where the task is one's to record; put into this service's files before.
    public var proof: FileReference?

    /// A decision on one version.
    public init(
        task: Identifier, hash: String, approve: Bool, reason: String? = nil, members: [Key<Position>]? = nil, proof: FileReference? = nil
    ) {
        self.task = task
        self.hash = hash
        self.approve = approve
        self.reason = reason
        self.members = members
        self.proof = proof
    }
}

/// How a signature was put to a version; it is always shown on the document.
public enum SignatureMethod: String, Codable, Sendable, CaseIterable {
    /// Wet ink on the printed version; the scan of it is kept.
    case basah
    /// The signer's own Ed25519 key over `SignedStatement.text`: uncertified.
    case kunci
}

/// Signs or ratifies one version, or returns it.
///
/// Refused like a check, and with `methodMissing`, `scanMissing`, `signatureMissing`, `keyUnknown`, `signatureWrong`, `outsideSigns`, `parafBySigner`
/// and `positionUnknown`.
public struct Sign: CommandBody {
    public static let verb = "approval.sign"
    public static let isSignedSingly = true
    /// The task.
    public var task: Identifier
    /// SHA-256 of the version that is signed, in hexadecimal; it must be the task's own.
    public var hash: String
    /// Yes or no.
    public var approve: Bool
    /// Why not; needed for a no, and kept as a note beside a yes.
    public var reason: String?
    /// For a no to a joined step: the units whose part reopens; nil for all.
    public var members: [Key<Position>]?
    /// How it is signed; needed for a yes.
    public var method: SignatureMethod?
    /// For `basah`: the scan of the signed print, put into this service's files before.
    public var scan: FileReference?
    /// For `kunci`: the Ed25519 signature over the UTF-8 bytes of `SignedStatement.text`, 128 hexadecimal digits.
    public var signature: String?
    /// The team as the signer wants it, its lead first, where the task proposes one; nil takes it as proposed.
    public var appoints: [Key<Position>]?

    /// A decision on one version.
    public init(
        task: Identifier, hash: String, approve: Bool, reason: String? = nil, members: [Key<Position>]? = nil, method: SignatureMethod? = nil,
        scan: FileReference? = nil, signature: String? = nil, appoints: [Key<Position>]? = nil
    ) {
        self.task = task
        self.hash = hash
        self.approve = approve
        self.reason = reason
        self.members = members
        self.method = method
        self.scan = scan
        self.signature = signature
        self.appoints = appoints
    }
}

/// Makes a person's public key known, by the person or by an operator. A person has at most one key in force, and no key ever serves two persons.
///
/// Refused with `keyInForce`, `keyUsed`, `forbidden`, `invalid`.
public struct RegisterKey: CommandBody {
    public static let verb = "key.register"
    public static let isSignedSingly = true
    /// Whose key: the NIP.
    public var nip: String
    /// Ed25519, 64 hexadecimal digits.
    public var publicKey: String

    /// A person's key.
    public init(nip: String, publicKey: String) {
        self.nip = nip
        self.publicKey = publicKey
    }
}

/// Takes the person's key out of force; what it signed before stays signed. By the person, who signs this with that very key, or by an operator: a key that
/// is lost is the operator's to revoke.
///
/// Refused with `keyUnknown`, `forbidden`, `invalid`.
public struct RevokeKey: CommandBody {
    public static let verb = "key.revoke"
    public static let isSignedSingly = true
    /// Whose key: the NIP.
    public var nip: String
    /// Why.
    public var reason: String?

    /// A person's key that may no longer sign.
    public init(nip: String, reason: String? = nil) {
        self.nip = nip
        self.reason = reason
    }
}

/// Enters the task's document in its book and gives it the next number; a document that has a number by now keeps it.
///
/// Refused with `registerMissing`, `registerUnknown`, `backDated`, `dateAhead`, `blockUnknown`, `blockUsedUp`, `dateNotOfBlock`, `alreadyNumbered`,
/// `numberUsed`, `classificationMissing`, `unitMissing`, `invalid`, and as every act on a task.
public struct GiveNumber: CommandBody {
    public static let verb = "number.give"
    /// The task.
    public var task: Identifier
    /// The date on the letter; nil for today, or for the block's date. An earlier one only with a block of that date or a number from outside.
    public var date: CivilDate?
    /// A number given elsewhere, by SRIKANDI or the Setda; the book then uses none of its own.
    public var external: String?
    /// The reserved block whose next number is used.
    public var block: Identifier?
    /// For a book that writes `{keamanan}`: the document's own; nil for the case's.
    public var keamanan: Keamanan?
    /// For a book that writes `{unit}`: the code of the unit that made the naskah.
    public var unit: String?
    /// For a book that writes `{klasifikasi}`, where the SOP gives the document none.
    public var classification: String?

    /// A number for a document.
    public init(
        task: Identifier, date: CivilDate? = nil, external: String? = nil, block: Identifier? = nil, keamanan: Keamanan? = nil,
        unit: String? = nil, classification: String? = nil
    ) {
        self.task = task
        self.date = date
        self.external = external
        self.block = block
        self.keamanan = keamanan
        self.unit = unit
        self.classification = classification
    }
}

/// Strikes a number out, given or only reserved; it stays in the book with its reason and is never used again. By the keepers of the book.
///
/// Refused with `registerUnknown`, `notFound`, `alreadyVoid`, `reasonMissing`, `notKeeper`, `invalid`.
public struct VoidNumber: CommandBody {
    public static let verb = "number.void"
    public static let isSignedSingly = true
    /// The book.
    public var register: Key<Register>
    /// Its year.
    public var year: Int
    /// The number's place in the sequence; nil for a number from outside.
    public var sequence: Int?
    /// The number from outside, word for word.
    public var external: String?
    /// Why.
    public var reason: String

    /// A number to be struck out.
    public init(register: Key<Register>, year: Int, sequence: Int?, external: String? = nil, reason: String) {
        self.register = register
        self.year = year
        self.sequence = sequence
        self.external = external
        self.reason = reason
    }
}

/// Sets the next numbers aside for letters of one date, today or at most 31 days ahead, for an outage or a letter to come. By the keepers of the book.
///
/// Refused with `registerUnknown`, `backDated`, `dateAhead`, `notKeeper`, `invalid`.
public struct ReserveNumbers: CommandBody {
    public static let verb = "number.reserve"
    /// The book.
    public var register: Key<Register>
    /// The only date that letters with these numbers may bear.
    public var date: CivilDate
    /// How many: 1 to 100.
    public var count: Int

    /// Numbers for one date.
    public init(register: Key<Register>, date: CivilDate, count: Int) {
        self.register = register
        self.date = date
        self.count = count
    }
}

/// The service orders itself to take note of an agency's books.
public struct NoteRegisters: CommandBody {
    public static let verb = "register.note"
    /// The books as the catalogue says.
    public var noted: RegistersNoted

    /// The order.
    public init(noted: RegistersNoted) { self.noted = noted }
}
