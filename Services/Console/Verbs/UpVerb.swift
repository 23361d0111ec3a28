import Deployment
import Domain
import Linux
import Protocol

/// Starts the services of an installation and keeps them running.
enum UpVerb {
    static let up = Verb(
        "up", "starts the five services and keeps them running until Ctrl-C",
        discussion: [
            "Makes the installation first, if there is none. A service that ends is started again, after a pause that grows with each time.",
            "Ctrl-C or SIGTERM asks all to stop; what has not stopped after five seconds, or at a second Ctrl-C, is named and killed: nothing",
            "that was answered is lost by that. Logs are in log/<service>.log.",
        ],
        options: [Option("foreground", nil, "the services write to standard error instead of their logs, as containers want it")], run: run)

    private static func run(_ call: Call) throws -> ExitCode {
        // Before all else, so that no thread is left that dies of a signal.
        let signals = try SignalSource()
        let isNew = try InstallationVerbs.make(call.home)
        let deployment = try call.deployment()
        if isNew, !call.isJSON { call.terminal.line("made an installation in \(call.home)") }
        var settings = Supervisor.Settings(programs: try Supervisor.programs(), environment: call.environment)
        if call.arguments.flag("foreground") { settings.output = .standardError }
        let supervisor = try Supervisor(deployment, settings) { notice in report(notice, call) }
        let result = Result {
            if try supervisor.start(until: signals) {
                if !call.isJSON {
                    call.terminal.line(supervisor.isReady ? "all services answer; Ctrl-C stops them" : "the others answer; Ctrl-C stops them")
                }
                try supervisor.run(until: signals)
            }
        }
        let killed = try supervisor.stop(until: signals)
        try result.get()
        return killed.isEmpty ? .ok : .negative
    }

    /// A notice as JSON.
    private struct NoticeLine: Encodable {
        let service: ServiceName
        let event: String
        var process: Int32?
        var position: StreamPosition?
        var pauseMilliseconds: Int64?
        var end: String?
    }

    private static func report(_ notice: Supervisor.Notice, _ call: Call) {
        let terminal = call.terminal
        let (line, words): (NoticeLine, String)
        switch notice {
        case .started(let service, let process):
            line = NoticeLine(service: service, event: "started", process: process)
            words = "started, process \(process)"
        case .ready(let service, let position):
            line = NoticeLine(service: service, event: "ready", position: position)
            words = "\(terminal.styled("answers", .green)) at \(position)"
        case .ended(let service, let end, let pause):
            line = NoticeLine(service: service, event: "ended", pauseMilliseconds: pause, end: Supervisor.text(end))
            words = "\(terminal.styled(Supervisor.text(end), .red)); starts again in \(pause) ms"
        case .refused(let service, let why, let pause):
            line = NoticeLine(service: service, event: "refused", pauseMilliseconds: pause, end: why)
            words = "\(terminal.styled("does not serve", .red)): \(Terminal.plain(why))"
        case .stopped(let service):
            line = NoticeLine(service: service, event: "stopped")
            words = "stopped"
        case .killed(let service):
            line = NoticeLine(service: service, event: "killed")
            words = terminal.styled("did not stop and was killed", .red)
        }
        if call.isJSON, (try? call.json.line(line)) != nil { return }
        terminal.line("alur-\(line.service.rawValue) \(words)")
    }
}
