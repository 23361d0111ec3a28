import Client
import Deployment
import Domain
import Glibc
import Linux
import Protocol

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

    /// Makes an installation; nothing runs yet.
    init() throws {
        // Local sockets have short paths, so the folder is in /tmp whatever the checkout's path is.
        var template = Array("/tmp/alur-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Mishap(description: "no folder for the test") }
        home = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        try Deployment.make(home: home)
        deployment = try Deployment(home: home)
        try Keys.make(deployment)
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
    func start(_ services: ServiceName...) throws {
        let binaries = try Self.binaries()
        for service in services.isEmpty ? ServiceName.allCases : services {
            processes[service] = try ChildProcess(
                arguments: ["\(binaries)/alur-\(service.rawValue)", "serve", "--home", home], environment: environmentVariables(),
                outputPath: "\(home)/log/\(service.rawValue).log")
        }
    }

    /// Sends a signal and waits for the end.
    func stop(_ service: ServiceName, _ signal: Int32) throws -> ChildProcess.End? {
        guard let process = processes[service] else { return nil }
        processes[service] = nil
        _ = try process.signal(signal)
        return try process.wait(timeoutMilliseconds: Self.stopMilliseconds)
    }

    /// What a service has written to its log.
    func log(_ service: ServiceName) throws -> String {
        String(decoding: try readFile("\(home)/log/\(service.rawValue).log", sizeBytesMaximum: 1 << 20), as: UTF8.self)
    }
}
