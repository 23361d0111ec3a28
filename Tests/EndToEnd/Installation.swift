import Client
import Deployment
import Domain
import Glibc
import Linux
import Protocol
import Synchronization

/// The five services as real processes in a folder of their own, to be started, killed and started again by a test.
final class Installation {
    let home: String
    let deployment: Deployment
    private var processes: [ServiceName: ChildProcess] = [:]

    struct Mishap: Error, CustomStringConvertible {
        let description: String
    }

    private static let stopMilliseconds = 5_000

    /// Whether tests and services were built with a sanitizer, as `make asan` and `make tsan` say: memory and time are not those of the product then.
    static let isSanitized = environmentVariables()["ALUR_SANITIZED"] != nil

    /// What the demo is told beyond the usual.
    static let demoOptions = isSanitized ? ["--memory", "2048"] : []

    /// Makes an installation; nothing runs yet. A networked one has a loopback address of its own, so that no port is ever taken.
    init(isNetworked: Bool = false) throws {
        // Local sockets have short paths, so the folder is in /tmp whatever the checkout's path is.
        var template = Array("/tmp/alur-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Mishap(description: "no folder for the test") }
        home = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        if isNetworked { try Deployment.make(home: home, host: Self.newAddress(), port: 4700) } else { try Deployment.make(home: home) }
        deployment = try Deployment(home: home)
        try Keys.make(deployment)
    }

    /// Takes over an installation that a verb of the tool makes; nothing runs yet.
    init(at home: String, made: (Installation.Place) throws -> Void) throws {
        self.home = home
        try made(Place(home: home))
        deployment = try Deployment(home: home)
    }

    /// Where an installation is.
    struct Place {
        let home: String
    }

    private static let addresses = Atomic(0)

    /// An address in 127.0.0.0/8 that no other test of this machine uses.
    static func newAddress() -> String {
        let number = addresses.add(1, ordering: .relaxed).newValue
        let process = Int(getpid())
        return "127.\(16 + number % 200).\(process >> 8 & 0xFF).\(1 + process % 250)"
    }

    /// Stops what runs and removes the folder.
    func remove() throws {
        for service in processes.keys { _ = try stop(service, SIGKILL) }
        let removal = try ChildProcess(arguments: ["/bin/rm", "-rf", home], environment: [:])
        _ = try removal.wait(timeoutMilliseconds: Self.stopMilliseconds)
    }

    /// The folder in which this test's executables are.
    static func binaries() throws -> String {
        var path = [CChar](repeating: 0, count: 4096)
        let length = readlink("/proc/self/exe", &path, path.count - 1)
        guard length > 0 else { throw Mishap(description: "where is this test?") }
        let own = String(decoding: path[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
        // `swift test` runs tests from a tool of the toolchain; the bundle's path is among the arguments then.
        let candidates = [own] + CommandLine.arguments.filter { $0.contains(".xctest") }
        for candidate in candidates {
            guard let slash = candidate.lastIndex(of: "/") else { continue }
            let binaries = String(candidate[..<slash])
            if try fileStatus("\(binaries)/alur-intake") != nil { return binaries }
        }
        if let folder = environmentVariables()["ALUR_BIN"] { return folder }
        throw Mishap(description: "alur-intake is not beside the tests; set ALUR_BIN to the folder of the executables")
    }

    /// Starts a service; it is ready when it answers.
    func start(_ services: ServiceName..., in years: [String: String] = [:]) throws {
        let binaries = try Self.binaries()
        for service in services.isEmpty ? ServiceName.allCases : services {
            processes[service] = try ChildProcess(
                arguments: ["\(binaries)/alur-\(service.rawValue)", "serve", "--home", home],
                environment: environmentVariables().merging(years) { $1 }, outputPath: "\(home)/log/\(service.rawValue).log")
        }
    }

    /// Sends a signal and waits for the end.
    func stop(_ service: ServiceName, _ signal: Int32) throws -> ChildProcess.End? {
        guard let process = processes[service] else { return nil }
        processes[service] = nil
        _ = try process.signal(signal)
        return try process.wait(timeoutMilliseconds: Self.stopMilliseconds)
    }

    /// What a service says that refuses to start. Throws `Mishap` when it does start, or ends in another way.
    func refusal(_ service: ServiceName) throws -> String {
        let output = "\(home)/log/\(service.rawValue)-refusal.log"
        try removeFile(output)
        let process = try ChildProcess(
            arguments: ["\(try Self.binaries())/alur-\(service.rawValue)", "serve", "--home", home], environment: environmentVariables(),
            outputPath: output)
        let end = try process.wait(timeoutMilliseconds: 10_000)
        if end == nil { _ = try process.signal(SIGKILL) }
        let words = String(decoding: try readFile(output, sizeBytesMaximum: 1 << 16), as: UTF8.self)
        guard end == .exited(78) else { throw Mishap(description: "\(service.rawValue) did not refuse to start: \(words)") }
        return words
    }

    /// Changes the table of peers by hand.
    func editPeers(_ change: (String) -> String) throws {
        let text = String(decoding: try readFile(deployment.peersPath, sizeBytesMaximum: 1 << 20), as: UTF8.self)
        try writeFileAtomically(deployment.peersPath, Array(change(text).utf8))
    }

    /// What a service has written to its log.
    func log(_ service: ServiceName) throws -> String {
        String(decoding: try readFile("\(home)/log/\(service.rawValue).log", sizeBytesMaximum: 1 << 20), as: UTF8.self)
    }
}
