import Domain

/// A file that its service holds, named by what is in it.
public struct FileReference: Codable, Sendable, Equatable {
    /// SHA-256 of the bytes, in hexadecimal.
    public var hash: String
    /// Bytes.
    public var size: Int
    /// By its first bytes: `application/pdf`, `text/plain` ...
    public var mediaType: String

    /// A reference to a file that was put before.
    public init(hash: String, size: Int, mediaType: String) {
        self.hash = hash
        self.size = size
        self.mediaType = mediaType
    }
}

/// One document of a case: the naskah of its SOP and, where every member of a group makes one, whose it is.
public struct DocumentName: Codable, Sendable, Hashable {
    /// The naskah, as the SOP names it.
    public var naskah: Key<Naskah>
    /// The member whose document it is; nil for a naskah that the case has once.
    public var member: Key<Position>?

    /// A document's name.
    public init(naskah: Key<Naskah>, member: Key<Position>? = nil) {
        self.naskah = naskah
        self.member = member
    }

    /// `renja`, or `perjanjian-kinerja/kabid-a`.
    public var text: String { member.map { "\(naskah)/\($0)" } ?? naskah.text }
}

/// One version of one document: what approvals, numbers and copies are bound to.
public struct DocumentVersion: Codable, Sendable, Hashable {
    /// Which document.
    public var name: DocumentName
    /// Counts from 1.
    public var version: Int
    /// SHA-256 of the content, in hexadecimal.
    public var hash: String

    /// A version of a document.
    public init(name: DocumentName, version: Int, hash: String) {
        self.name = name
        self.version = version
        self.hash = hash
    }
}

/// How a task ended.
public enum Outcome: String, Codable, Sendable {
    /// The act was done; for a decision: yes.
    case done
    /// A decision: no; the case returns.
    case returned
    /// An optional act that was not needed.
    case skipped
}

/// What every act tells Routing, whatever else its event says.
public struct Completion: Codable, Sendable, Equatable {
    /// The task that ended.
    public var task: Identifier
    /// Its case.
    public var caseID: Identifier
    /// How it ended.
    public var outcome: Outcome
    /// What it was about, in the version that now stands; for a `susun`, the new one.
    public var document: DocumentVersion?
    /// The number that was given, by a `nomor`.
    public var number: String?
    /// Who is appointed, where the act appoints a team: its lead first.
    public var appointed: [Key<Position>]?
    /// For a "no" to a joined step: the members whose part reopens; nil for all.
    public var members: [Key<Position>]?

    /// The end of a task.
    public init(
        task: Identifier, caseID: Identifier, outcome: Outcome, document: DocumentVersion? = nil, number: String? = nil,
        appointed: [Key<Position>]? = nil, members: [Key<Position>]? = nil
    ) {
        self.task = task
        self.caseID = caseID
        self.outcome = outcome
        self.document = document
        self.number = number
        self.appointed = appointed
        self.members = members
    }

    private enum CodingKeys: String, CodingKey {
        case task, outcome, document, number, appointed, members
        case caseID = "case"
    }
}

/// The words of an act: detached content of every event that ends a task.
public struct ActWords: Codable, Sendable, Equatable {
    /// Why it was returned, voided or not sent.
    public var reason: String?
    /// A note, a study, minutes.
    public var note: String?
    /// Names beside the matter: file names, addressees, who attended; in the order of what they stand beside.
    public var names: [String]?
    /// Who got a tembusan beyond those the SOP names, as the one who dispatched named them.
    public var tembusan: [String]?

    /// The words of an act.
    public init(reason: String? = nil, note: String? = nil, names: [String]? = nil, tembusan: [String]? = nil) {
        self.reason = reason
        self.note = note
        self.names = names
        self.tembusan = tembusan
    }
}

/// Who is to receive something: a role of the SOP, as a position inside the agency or a party outside it.
public struct Receiver: Codable, Sendable, Hashable {
    /// The role as the SOP names it.
    public var role: Key<Role>
    /// The position that stands for it; nil for a party outside.
    public var position: Key<Position>?
    /// What to call it on an envelope: the position's or the outside party's name.
    public var name: String

    /// A receiver.
    public init(role: Key<Role>, position: Key<Position>?, name: String) {
        self.role = role
        self.position = position
        self.name = name
    }
}

/// The highest number that is known to have been given in a book, from paper or from whoever has read of it.
public struct HighestNumber: Codable, Sendable, Equatable {
    /// Whose book.
    public var agency: Key<Agency>
    /// The book.
    public var register: Key<Register>
    /// Its year.
    public var year: Int
    /// The number's place in the sequence of that year.
    public var sequence: Int

    /// A number of a book.
    public init(agency: Key<Agency>, register: Key<Register>, year: Int, sequence: Int) {
        self.agency = agency
        self.register = register
        self.year = year
        self.sequence = sequence
    }
}

/// Numbers of a book whose entries were lost for good: nobody gets them again. The content says why.
public struct NumbersLost: EventBody {
    public static let type = "numbers.lost"
    public typealias Content = ActWords
    /// Whose book.
    public var agency: Key<Agency>
    /// The book.
    public var register: Key<Register>
    /// Its year.
    public var year: Int
    /// The first of them.
    public var first: Int
    /// The last of them.
    public var last: Int
    /// The day on which that was found out.
    public var date: CivilDate

    /// Numbers that were lost.
    public init(agency: Key<Agency>, register: Key<Register>, year: Int, first: Int, last: Int, date: CivilDate) {
        self.agency = agency
        self.register = register
        self.year = year
        self.first = first
        self.last = last
        self.date = date
    }
}
