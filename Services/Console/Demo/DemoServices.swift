import Deployment
import Domain
import Linux

/// The services the demo talks to: its own processes, or those that run already in its home.
final class DemoServices {
    /// Nil where another `alurctl` runs the services.
    private let supervisor: Supervisor?
    private let terminal: Terminal
    private let isQuiet: Bool

    /// Takes charge of the home's services unless somebody else has.
    init(_ deployment: Deployment, _ call: Call) throws {
        terminal = call.terminal
        isQuiet = call.isJSON
        if try Self.areRunning(deployment) {
            supervisor = nil
            return
        }
        let settings = Supervisor.Settings(programs: try Supervisor.programs(), environment: call.environment)
        let terminal = terminal
        supervisor = try Supervisor(deployment, settings) { notice in
            switch notice {
            case .ended(let service, _, let pause): terminal.remark("alur-\(service.rawValue) ended and starts again in \(pause) ms; see its log")
            case .killed(let service): terminal.remark("alur-\(service.rawValue) did not stop and was killed")
            case .started, .ready, .stopped: break
            }
        }
    }

    private static func areRunning(_ deployment: Deployment) throws -> Bool {
        try makeDirectory("\(deployment.home)/run", mode: 0o700)
        do throws(SystemError) {
            _ = try DirectoryLock("\(deployment.home)/run")
            return false
        } catch {
            guard error.isHeldByAnother else { throw error }
            return true
        }
    }

    /// Returns when the services answer; false when a signal came first.
    func start(until signals: borrowing SignalSource) throws -> Bool { try supervisor?.start(until: signals) ?? true }

    /// Sees after the services; true when a signal came.
    func isAsked(toStop signals: borrowing SignalSource) throws -> Bool {
        guard let supervisor else { return signals.next() != nil }
        return try supervisor.turn(waitingMilliseconds: 0, until: signals)
    }

    /// Leaves the services running until a signal comes.
    func keepUp(until signals: borrowing SignalSource) throws {
        guard let supervisor else { return }
        if !isQuiet { terminal.line("the services stay up; Ctrl-C stops them") }
        try supervisor.run(until: signals)
    }

    /// Stops what was started here; false when something had to be killed.
    func stop(until signals: borrowing SignalSource) throws -> Bool { try supervisor?.stop(until: signals).isEmpty ?? true }
}
