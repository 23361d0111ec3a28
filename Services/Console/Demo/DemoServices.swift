import Deployment
import Domain
import Linux

/// The services the demo talks to: its own processes, or those that run already in its home.
final class DemoServices {
    /// Nil where another `alurctl` runs the services.
    private let supervisor: Supervisor?
    private let signals: SignalSource
    private let terminal: Terminal
    private let isQuiet: Bool

    /// Takes charge of the home's services unless somebody else has.
    init(_ deployment: Deployment, _ signals: consuming SignalSource, _ call: Call) throws {
        self.signals = signals
        let terminal = call.terminal
        self.terminal = terminal
        isQuiet = call.isJSON
        if try Self.areRunning(deployment) {
            supervisor = nil
            return
        }
        let settings = Supervisor.Settings(programs: try Supervisor.programs(), environment: call.environment)
        supervisor = try Supervisor(deployment, settings) { notice in
            switch notice {
            case .ended(let service, _, let pause): terminal.remark("alur-\(service.rawValue) ended and starts again in \(pause) ms; see its log")
            case .refused(let service, let why, _): terminal.remark("alur-\(service.rawValue) does not serve: \(why)")
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

    /// Returns when the services answer. Throws `DemoFailure.interrupted` when a signal came first.
    func start() throws {
        guard try supervisor?.start(until: signals) ?? true else { throw DemoFailure.interrupted }
    }

    /// Sees after the services without waiting: starts again what ended. Throws `DemoFailure.interrupted` when a signal came.
    func attend() throws {
        let isAsked = try supervisor.map { try $0.turn(waitingMilliseconds: 0, until: signals) } ?? (signals.next() != nil)
        if isAsked { throw DemoFailure.interrupted }
    }

    /// Leaves the services running until a signal comes.
    func keepUp() throws {
        guard let supervisor else { return }
        if !isQuiet { terminal.line("the services stay up; Ctrl-C stops them") }
        try supervisor.run(until: signals)
    }

    /// Stops what was started here; false when something had to be killed.
    func stop() throws -> Bool { try supervisor?.stop(until: signals).isEmpty ?? true }
}
