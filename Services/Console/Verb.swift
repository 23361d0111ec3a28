import Deployment

/// One thing the tool can do.
struct Verb: Sendable {
    /// For whom a verb speaks to the services.
    enum Speaker: Sendable { case official, `operator`, either }

    /// What a verb says to the services.
    enum Speech: Sendable {
        /// Nothing, or only what anyone may ask.
        case anonymous
        /// It asks as somebody.
        case asks(Speaker)
        /// It gives a command as somebody.
        case gives(Speaker)
    }

    /// The words that call it: `sop check`.
    let name: String
    /// One line: what it does.
    let summary: String
    /// What else one must know before using it; lines of help.
    let discussion: [String]
    let operands: [Operand]
    /// The options of this verb alone.
    let ownOptions: [Option]
    /// The options it shares with others: who speaks, and what every verb takes.
    let sharedOptions: [Option]
    let run: @Sendable (Call) throws -> ExitCode

    init(
        _ name: String, _ summary: String, discussion: [String] = [], operands: [Operand] = [], options: [Option] = [],
        speech: Speech = .anonymous, run: @escaping @Sendable (Call) throws -> ExitCode
    ) {
        self.name = name
        self.summary = summary
        self.discussion = discussion
        self.operands = operands
        ownOptions = options
        // A verb may say in its own words what a shared option means to it.
        sharedOptions = (speech.options + Self.everywhere).filter { shared in !options.contains { $0.name == shared.name } }
        self.run = run
    }

    var options: [Option] { ownOptions + sharedOptions }

    /// What every verb takes.
    private static let everywhere = [
        Option("home", "DIR", "the installation; else $ALUR_HOME, else ./.alur"),
        Option("json", nil, "answers as JSON, one object a line"),
        Option("help", nil, "says what this verb does"),
    ]

    /// `alurctl letter void LETTER --reason TEXT [options]`: what must be given, and what may be where that is not much.
    var usage: String {
        let few = 6
        let shown = ownOptions.filter { ownOptions.count <= few || $0.count == .required }
        let options = shown.map { ($0.count == .required ? $0.usage : "[\($0.usage)]") + ($0.count == .many ? "..." : "") }
        return (["alurctl", name] + operands.map(\.usage) + options + ["[options]"]).joined(separator: " ")
    }
}

extension Verb.Speech {
    fileprivate var options: [Option] {
        switch self {
        case .anonymous: []
        case .asks(let speaker): speaker.options
        case .gives(let speaker):
            speaker.options + [Option("id", "ID", "repeats a call that got no answer, so that it is done once at most")]
        }
    }
}

extension Verb.Speaker {
    fileprivate var options: [Option] {
        let official = [
            Option("agency", "AGENCY", "whose office; else $ALUR_AGENCY"),
            Option("as", "POSITION", "as which position; else $ALUR_AS"),
            Option("person", "NIP", "as which of its holders; else $ALUR_PERSON, else the only one"),
        ]
        let `operator` = [Option("operator", "NAME", "the name that the journal keeps; else $USER")]
        return switch self {
        case .official: official
        case .operator: `operator`
        case .either: official + `operator`
        }
    }
}

/// One call of a verb: what was given, and the world around it.
struct Call {
    let arguments: Arguments
    let environment: [String: String]
    let terminal: Terminal
    /// Milliseconds since 1970.
    let clock: @Sendable () -> Int64

    /// The folder of the installation.
    var home: String { arguments.text("home") ?? variable("ALUR_HOME") ?? "./.alur" }

    /// Whether answers are for programs.
    var isJSON: Bool { arguments.flag("json") }

    /// Writes JSON to the terminal.
    var json: JSONOutput { JSONOutput(terminal) }

    /// Reads the installation's file. Throws `Deployment.Problem`.
    func deployment() throws -> Deployment { try Deployment(home: home) }

    /// A variable of the environment that is set to something.
    func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
}
