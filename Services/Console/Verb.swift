import Deployment

/// One thing the tool can do.
struct Verb: Sendable {
    /// The words that call it: `sop check`.
    let name: String
    /// One line: what it does.
    let summary: String
    /// What else one must know before using it; lines of help.
    let discussion: [String]
    let operands: [Operand]
    let options: [Option]
    let run: @Sendable (Call) throws -> ExitCode

    init(
        _ name: String, _ summary: String, discussion: [String] = [], operands: [Operand] = [], options: [Option] = [],
        run: @escaping @Sendable (Call) throws -> ExitCode
    ) {
        self.name = name
        self.summary = summary
        self.discussion = discussion
        self.operands = operands
        // A verb may say in its own words what one of them means to it.
        self.options = options + Self.everywhere.filter { common in !options.contains { $0.name == common.name } }
        self.run = run
    }

    /// What every verb takes.
    private static let everywhere = [
        Option("home", "DIR", "the installation; else $ALUR_HOME, else ./.alur"),
        Option("json", nil, "answers as JSON, one object a line"),
        Option("help", nil, "says what this verb does"),
    ]

    /// `alurctl sop check DIR [--json]`.
    var usage: String {
        let options = options.filter { $0.name != "help" }.map { $0.count == .required ? $0.usage : "[\($0.usage)]\($0.count == .many ? "..." : "")" }
        return (["alurctl", name] + operands.map(\.usage) + options).joined(separator: " ")
    }
}

/// One call of a verb: what was given, and the world around it.
struct Call {
    let arguments: Arguments
    let environment: [String: String]
    let terminal: Terminal

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
