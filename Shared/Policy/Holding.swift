import Domain
import Protocol

/// A task or disposisi, as far as that decides who may do it.
public struct Held: Sendable {
    /// What lies with a position.
    public enum Kind: String, Sendable {
        case task, disposisi
    }

    /// What it is.
    public var kind: Kind
    /// Whose.
    public var agency: Key<Agency>
    /// With whom it lies.
    public var position: Key<Position>
    /// The NIP of the one of several holders who took it.
    public var person: String?
    /// Whether it waits still.
    public var isOpen: Bool
    /// The act that is to be done.
    public var word: Act.Word

    /// Something that lies with a position.
    public init(_ kind: Kind, of agency: Key<Agency>, with position: Key<Position>, person: String? = nil, isOpen: Bool, word: Act.Word) {
        self.kind = kind
        self.agency = agency
        self.position = position
        self.person = person
        self.isOpen = isOpen
        self.word = word
    }
}

/// Refuses whoever may not do what lies with a position: it is done by that position, by the person who took it, while it waits, by that act and within
/// the mandate.
///
/// `word` is the act that the command carries out, nil for any. `sees` says whether the official may know of it at all; who may not is told `notFound`.
/// Throws `notFound`, `wrongPosition`, `takenByAnother`, `taskEnded` or `ended`, `otherAct`, or `mandateTooNarrow`.
public func permit(
    _ official: Principal.Official, _ held: Held, word: Act.Word? = nil, field: String? = nil, sees: () throws -> Bool
) throws {
    let field = field ?? held.kind.rawValue
    guard held.agency == official.agency else { throw Rejection.notFound(held.kind.rawValue, field: field) }
    guard held.position == official.position else {
        guard try sees() else { throw Rejection.notFound(held.kind.rawValue, field: field) }
        throw Rejection("wrongPosition", "This lies with another position; act as that position, or leave it to its holder.", field: field)
    }
    guard held.person == nil || held.person == official.person else {
        throw Rejection("takenByAnother", "Another holder of this position has taken the task; ask them to release it.", field: field)
    }
    guard held.isOpen else {
        throw held.kind == .task
            ? Rejection("taskEnded", "This task has ended or was withdrawn; look at your inbox again.", field: field)
            : Rejection("ended", "This was answered, returned, taken back or done by reading; look again.", field: field)
    }
    guard word == nil || word == held.word else {
        throw Rejection("otherAct", "This task asks for the act \(held.word.rawValue); do that one.", field: field)
    }
    try permit(official, doing: held.word, field: field)
}

/// Refuses what a mandate does not cover: under a.n. and u.b. one may only sign. Throws `mandateTooNarrow`.
public func permit(_ official: Principal.Official, doing word: Act.Word, field: String? = nil) throws(Rejection) {
    guard official.mandate?.kind.mayAct(word) ?? true else {
        throw Rejection("mandateTooNarrow", "Under an a.n. or u.b. one may only sign; leave this to the position's holder.", field: field)
    }
}

/// Refuses whoever has none of the duties that a command is for. Throws `code` with that sentence, or `mandateTooNarrow`.
public func permit(
    _ official: Principal.Official, keeping duties: Duties, of needed: Duties, orElse code: String, _ sentence: String
) throws(Rejection) {
    guard !duties.isDisjoint(with: needed) else { throw Rejection(code, sentence) }
    // Keeping a book or the archive is no signature.
    try permit(official, doing: .nomor)
}
