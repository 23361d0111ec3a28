/// What a call of the tool tells the shell; the figures never change their meaning.
public enum ExitCode: Int32, CaseIterable, Sendable {
    /// It was done, or the answer is good.
    case ok = 0
    /// It was done, and the answer is bad: a mistake in a file, nothing found, a service that is away, a chain that is broken.
    case negative = 1
    /// The call is wrong, or names something that is not there on this machine.
    case wrongCall = 2
    /// The rules of a service say no; nothing changed.
    case rejected = 3
    /// A service does not answer; what was asked may or may not have happened.
    case away = 4
    /// A service or the tool itself is wrong.
    case fault = 70

    /// One line of help.
    var meaning: String {
        switch self {
        case .ok: "done, or a good answer"
        case .negative: "a bad answer: findings in a file, nothing found, a service that is away or has problems, a broken chain"
        case .wrongCall: "a wrong call, or something it names is not on this machine"
        case .rejected: "refused by the rules of a service; nothing changed"
        case .away: "a service does not answer; what was asked may or may not have happened"
        case .fault: "a service or this tool is wrong"
        }
    }
}

/// The call cannot be carried out as it was written: which word is wrong, and what to write instead.
struct WrongCall: Error, Equatable {
    let message: String

    init(_ message: String) { self.message = message }
}
