import Backup
import Catalogue
import Client
import Deployment
import Domain
import Linux
import Protocol

/// The operator's tool `alurctl`: finds the verb, carries it out and says how it went.
public struct OperatorTool {
    private let environment: [String: String]
    private let terminal: Terminal
    private let clock: @Sendable () -> Int64

    /// A tool in a world of environment variables, a terminal, and a clock that gives milliseconds since 1970.
    public init(environment: [String: String], terminal: Terminal, clock: @escaping @Sendable () -> Int64 = wallClockMilliseconds) {
        self.environment = environment
        self.terminal = terminal
        self.clock = clock
    }

    /// Carries out a call; `words` are what stands behind the program's name.
    public func run(_ words: [String]) -> ExitCode {
        let code = carryOut(words)
        guard terminal.isBroken else { return code }
        terminal.remark("alurctl: the answer could not be written whole")
        return .fault
    }

    private func carryOut(_ words: [String]) -> ExitCode {
        guard let first = words.first, !["help", "--help", "-h"].contains(first) else {
            return help(Array(words.dropFirst()), asked: !words.isEmpty)
        }
        guard let verb = VerbTable.find(words) else { return unknown(words) }
        let rest = Array(words.dropFirst(verb.name.split(separator: " ").count))
        do {
            let arguments = try Arguments(rest, operands: verb.operands, options: verb.options)
            if arguments.flag("help") {
                Help(terminal).verb(verb)
                return .ok
            }
            return try verb.run(Call(arguments: arguments, environment: environment, terminal: terminal, clock: clock))
        } catch {
            return report(error, verb, isJSON: rest.contains("--json"))
        }
    }

    private func help(_ words: [String], asked: Bool) -> ExitCode {
        if !asked {
            terminal.remark("alurctl: no verb is given; `alurctl help` names them")
            return .wrongCall
        }
        if words.isEmpty {
            Help(terminal).overview()
            return .ok
        }
        if let verb = VerbTable.find(words), verb.name.split(separator: " ").count == words.count {
            Help(terminal).verb(verb)
            return .ok
        }
        let group = VerbTable.group(words)
        if group.isEmpty { return unknown(words) }
        Help(terminal).group(group)
        return .ok
    }

    private func unknown(_ words: [String]) -> ExitCode {
        let plain = words.prefix { !$0.hasPrefix("-") }
        let hint = VerbTable.nearest(Array(plain)).map { "; is `alurctl \($0.name)` meant?" }
        let group = VerbTable.group(Array(plain.prefix(1)))
        if group.isEmpty {
            terminal.remark("alurctl: there is no verb \(Terminal.plain(plain.first ?? words[0]))\(hint ?? "; `alurctl help` names them")")
        } else {
            if words.contains("--help"), plain.count == 1 {
                Help(terminal).group(group)
                return .ok
            }
            let names = "; there are " + group.map(\.name).joined(separator: ", ")
            terminal.remark("alurctl: \(Terminal.plain(plain.joined(separator: " "))) is no verb\(hint ?? names)")
        }
        return .wrongCall
    }

    // MARK: - Errors

    /// An error as JSON, on the stream of the remarks.
    private struct ErrorLine: Encodable {
        let code: String
        let message: String
        let field: String?
        /// The id by which a command without an answer can be given again.
        var command: Identifier?
        let exit: Int32
    }

    private func report(_ error: any Error, _ verb: Verb, isJSON: Bool) -> ExitCode {
        let (exit, code, field, sentence): (ExitCode, String, String?, String)
        var command: Identifier?
        switch error {
        case let error as WrongCall:
            (exit, code, field) = (.wrongCall, "wrongCall", nil)
            sentence = isJSON ? error.message : "\(error.message)\nusage: \(verb.usage); see `alurctl help \(verb.name)`"
        case let problem as Deployment.Problem: (exit, code, field, sentence) = (.wrongCall, "installation", nil, problem.description)
        case let error as CatalogueReadError: (exit, code, field, sentence) = (.wrongCall, "unreadable", nil, "\(error.path) cannot be read")
        case Caller.Failure.rejected(let rejection):
            (exit, code, field) = (.rejected, rejection.code, rejection.field)
            let advice = Advice.line(for: rejection, of: verb).map { "\n\($0)" } ?? ""
            sentence = isJSON ? rejection.message : "\(Caller.Failure.rejected(rejection))\(advice)"
        case let unanswered as Unanswered:
            (exit, code, field, command) = (.away, "away", nil, unanswered.id)
            sentence = "\(unanswered.service.rawValue) does not answer; it may have been done or not: call again with --id \(unanswered.id)"
        case let failure as Caller.Failure:
            if case .noAnswer = failure { (exit, code) = (.away, "away") } else { (exit, code) = (.fault, "fault") }
            (field, sentence) = (nil, failure.description + (exit == .away && !isJSON ? "; `alurctl up` starts the services" : ""))
        case let problem as BackupProblem: (exit, code, field, sentence) = (.wrongCall, "backup", nil, problem.description)
        case let failure as DemoFailure: (exit, code, field, sentence) = (.negative, "demo", nil, failure.description)
        case let failure as Supervisor.Failure: (exit, code, field, sentence) = (.away, "notStarted", nil, failure.description)
        default: (exit, code, field, sentence) = (.fault, "fault", nil, "\(error)")
        }
        if isJSON {
            let line = ErrorLine(code: code, message: sentence, field: field, command: command, exit: exit.rawValue)
            if (try? JSONOutput(terminal).remark(line)) != nil { return exit }
        }
        terminal.remark("alurctl \(verb.name): \(sentence.split(separator: "\n").map { Terminal.plain(String($0)) }.joined(separator: "\n"))")
        return exit
    }
}
