import Deployment
import Domain
import Glibc
import Linux
import Protocol
import ZeroMQ

/// Runs the services of one installation as processes of their own and starts again what ends.
///
/// There is one at a time for an installation. It stays on one thread and waits for nothing but processes, their sockets and the signals it is given.
public final class Supervisor {
    /// Where services write.
    public enum Output: Sendable {
        /// Each into a file of its own in the installation's folder `log`.
        case logs
        /// All where this process writes its errors.
        case standardError
    }

    /// What a supervisor is made with.
    public struct Settings: Sendable {
        /// The folder of the executables `alur-<service>`.
        public var programs: String
        /// The environment of the services.
        public var environment: [String: String]
        /// Where the services write.
        public var output = Output.logs
        /// How long all services together may take to answer after they were started.
        public var startMilliseconds: Int64 = 30_000
        /// How long a service may take to stop.
        public var stopMilliseconds: Int64 = 5_000

        /// Executables in that folder, in that environment.
        public init(programs: String, environment: [String: String]) {
            self.programs = programs
            self.environment = environment
        }
    }

    /// What a supervisor tells of its work.
    public enum Notice: Sendable {
        /// A process was started.
        case started(ServiceName, process: Int32)
        /// The service answers.
        case ready(ServiceName, StreamPosition)
        /// The process ended without having been asked to, and starts again after a pause.
        case ended(ServiceName, ChildProcess.End, pauseMilliseconds: Int64)
        /// The service does not serve before something was restored; it is tried again, in case that was done.
        case refused(ServiceName, why: String, pauseMilliseconds: Int64)
        /// The process ended as it was asked to.
        case stopped(ServiceName)
        /// The process had to be killed.
        case killed(ServiceName)
    }

    /// Why the services do not run; what was started must still be stopped.
    public struct Failure: Error, CustomStringConvertible {
        /// Which service, why, and what its log said last.
        public let description: String
    }

    private final class Charge {
        let name: ServiceName
        var process: ChildProcess?
        var probe: StatusProbe?
        var startedTicks: Int64 = 0
        var startsAgainTicks: Int64?
        var pause = RestartPause()
        var logBytesBefore = 0
        /// Whether it has said that something must be restored before it can serve; the others go on without it.
        var isRefused = false
        var isReady: Bool { process != nil && probe == nil }

        init(_ name: ServiceName) { self.name = name }
    }

    private let deployment: Deployment
    private let settings: Settings
    private let report: (Notice) -> Void
    private let context: Context
    private let lock: DirectoryLock
    private let charges = ServiceName.allCases.map(Charge.init)
    /// Whether all were up once. What is wrong with an installation after that is wrong with one service, such as a folder that a restore has locked.
    private var hasStarted = false

    /// Takes charge of an installation. Throws `Deployment.Problem` when another supervisor has it.
    public init(_ deployment: Deployment, _ settings: Settings, report: @escaping (Notice) -> Void) throws {
        self.deployment = deployment
        self.settings = settings
        self.report = report
        try makeDirectory("\(deployment.home)/run", mode: 0o700)
        try makeDirectory("\(deployment.home)/log", mode: 0o700)
        do throws(SystemError) {
            lock = try DirectoryLock("\(deployment.home)/run")
        } catch {
            guard error.isHeldByAnother else { throw error }
            throw Deployment.Problem("\(deployment.home): its services run already, under another `alurctl up`; stop that one first")
        }
        context = try Context()
    }

    /// The folder of this program, where the services' executables are too.
    public static func programs() throws -> String {
        let path = try executablePath()
        return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }

    /// The process of a service; nil while it has none.
    public func processIdentifier(of service: ServiceName) -> Int32? { charge(service)?.process?.processIdentifier }

    /// Whether all services have answered since their processes were started.
    public var isReady: Bool { charges.allSatisfy(\.isReady) }

    /// Starts all services and returns when all answer, or have said what must be restored first; false when a signal came first.
    ///
    /// Throws `Failure` when an executable cannot be started, refuses its installation, or does not answer in time.
    public func start(until signals: borrowing SignalSource) throws -> Bool {
        let deadline = ticks + settings.startMilliseconds
        try launchAll()
        while !charges.allSatisfy({ $0.isReady || $0.isRefused }) {
            guard ticks < deadline else {
                let away = charges.filter { !$0.isReady }.map { "alur-\($0.name.rawValue)" }.joined(separator: ", ")
                throw Failure(description: "no answer within \(settings.startMilliseconds / 1_000) s from \(away)")
            }
            if try turn(waitingMilliseconds: deadline - ticks, until: signals) { return false }
        }
        hasStarted = true
        return true
    }

    /// Starts again what ends, until a signal comes.
    public func run(until signals: borrowing SignalSource) throws {
        while try !turn(waitingMilliseconds: 60_000, until: signals) {}
    }

    /// Sees after all services once, waiting at most so long for something to happen; true when a signal came.
    public func turn(waitingMilliseconds: Int64, until signals: borrowing SignalSource) throws -> Bool {
        var poller = Poller()
        poller.add(descriptor: signals.descriptor)
        let before = ticks
        var wait = waitingMilliseconds
        for charge in charges {
            if let process = charge.process { poller.add(descriptor: process.descriptor) }
            if let probe = charge.probe {
                probe.add(to: &poller, ticks: before)
                wait = min(wait, StatusProbe.repeatMilliseconds)
            }
            if let again = charge.startsAgainTicks { wait = min(wait, max(0, again - before)) }
        }
        try poller.wait(timeoutMilliseconds: Int(wait))
        // Asked first: Ctrl-C reaches the services too, and then their end is no accident.
        if signals.next() != nil { return true }
        for charge in charges {
            if let probe = charge.probe, let answer = try probe.advance(poller, ticks: before) {
                charge.probe = nil
                charge.isRefused = false
                report(.ready(charge.name, answer.position))
            }
            if let end = try charge.process?.poll() { try mourn(charge, end) }
            if let again = charge.startsAgainTicks, ticks >= again { try launch(charge) }
        }
        return false
    }

    /// Asks all services to stop and returns when they have; gives those that had to be killed, at the end of their time or at a signal.
    public func stop(until signals: borrowing SignalSource) throws -> [ServiceName] {
        let deadline = ticks + settings.stopMilliseconds
        for charge in charges {
            charge.startsAgainTicks = nil
            charge.probe = nil
            try charge.process?.signal(SIGTERM)
        }
        var mayWait = true
        while charges.contains(where: { $0.process != nil }) {
            var poller = Poller()
            poller.add(descriptor: signals.descriptor)
            for charge in charges { if let process = charge.process { poller.add(descriptor: process.descriptor) } }
            let left = deadline - ticks
            if left > 0, mayWait { try poller.wait(timeoutMilliseconds: Int(left)) }
            for charge in charges where try charge.process?.poll() != nil {
                charge.process = nil
                report(.stopped(charge.name))
            }
            if signals.next() != nil { mayWait = false }
            if deadline <= ticks || !mayWait { return try kill() }
        }
        return []
    }

    private func kill() throws -> [ServiceName] {
        var killed: [ServiceName] = []
        for charge in charges {
            guard let process = charge.process else { continue }
            try process.signal(SIGKILL)
            _ = try process.wait(timeoutMilliseconds: -1)
            charge.process = nil
            killed.append(charge.name)
            report(.killed(charge.name))
        }
        return killed
    }

    // MARK: - One service

    func launchAll() throws { for charge in charges { try launch(charge) } }

    private func launch(_ charge: Charge) throws {
        let name = charge.name.rawValue
        let log = settings.output == .logs ? logPath(charge) : nil
        charge.logBytesBefore = try log.flatMap { try fileStatus($0)?.sizeBytes } ?? 0
        let program = "\(settings.programs)/alur-\(name)"
        guard try fileStatus(program) != nil else { throw Failure(description: "\(program) is missing; it belongs beside alurctl") }
        let process = try ChildProcess(
            arguments: [program, "serve", "--home", deployment.home], environment: settings.environment, outputPath: log)
        charge.process = process
        charge.startedTicks = ticks
        charge.startsAgainTicks = nil
        charge.probe = try StatusProbe(charge.name, deployment, in: context)
        report(.started(charge.name, process: process.processIdentifier))
    }

    private func mourn(_ charge: Charge, _ end: ChildProcess.End) throws {
        let wasReady = charge.isReady
        charge.process = nil
        charge.probe = nil
        // A wrong call or installation is the same the next time.
        if !wasReady, !hasStarted, end == .exited(64) || end == .exited(78) {
            throw Failure(description: "alur-\(charge.name.rawValue) \(Self.text(end)): \(try lastLine(charge) ?? "see its log")")
        }
        let pause = charge.pause.next(livedMilliseconds: ticks - charge.startedTicks)
        charge.startsAgainTicks = ticks + pause
        if end == .exited(69) {
            charge.isRefused = true
            return report(.refused(charge.name, why: try lastLine(charge) ?? "see its log", pauseMilliseconds: pause))
        }
        report(.ended(charge.name, end, pauseMilliseconds: pause))
    }

    /// The last line the process wrote into its log.
    private func lastLine(_ charge: Charge) throws -> String? {
        guard settings.output == .logs else { return nil }
        let file = try OpenFile(logPath(charge), .read)
        let size = try file.sizeBytes
        let from = max(charge.logBytesBefore, size - 4_096)
        let text = String(decoding: try file.read(at: from, count: size - from), as: UTF8.self)
        return text.split(separator: "\n").last.map(String.init)
    }

    private func logPath(_ charge: Charge) -> String { "\(deployment.home)/log/\(charge.name.rawValue).log" }

    private func charge(_ service: ServiceName) -> Charge? { charges.first { $0.name == service } }

    private var ticks: Int64 { monotonicNanoseconds() / 1_000_000 }

    /// `ended with code 70`, `was killed by signal 9`.
    static func text(_ end: ChildProcess.End) -> String {
        switch end {
        case .exited(let code): "ended with code \(code)"
        case .signalled(let signal): "was killed by signal \(signal)"
        }
    }
}
