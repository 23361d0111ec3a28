import Deployment
import Domain
import Glibc
import Linux

/// The verbs that make an installation and mend one that is at rest.
enum InstallationVerbs {
    static let all = [
        Verb(
            "init", "makes an installation: its folders, its file alur.yaml and its keys",
            discussion: [
                "What is there already stays as it is.",
                "Without --tcp the services talk over local sockets in a folder of its owner's, without keys. With it they listen on a network, each with",
                "a CURVE key of its own; peers.yaml says who may come and what for, and `alurctl keys` changes it.",
            ], options: [.tcp], run: makeInstallation),
        Verb(
            "rebuild", "makes a service's tables anew from its journal; the service must be stopped",
            discussion: [
                "The journal is replayed into a new file, which is compared with the old one and takes its place.", "The old file stays beside it.",
            ],
            operands: [.service], run: rebuild),
    ]

    private struct Made: Encodable {
        let home: String
        let isNew: Bool
    }

    private static func makeInstallation(_ call: Call) throws -> ExitCode {
        let isNew = try make(call.home, try call.network())
        if call.isJSON {
            try call.json.line(Made(home: call.home, isNew: isNew))
        } else {
            call.terminal.line(isNew ? "made an installation in \(call.home)" : "there is an installation in \(call.home)")
        }
        return .ok
    }

    /// Makes an installation or completes one; whether there was none. Throws `WrongCall` where none can be.
    static func make(_ home: String, _ network: Network? = nil) throws -> Bool {
        do {
            let isNew = try fileStatus("\(home)/alur.yaml") == nil
            if let network { try Deployment.make(home: home, host: network.host, port: network.port) } else { try Deployment.make(home: home) }
            try Keys.make(try Deployment(home: home))
            return isNew
        } catch let error as SystemError {
            throw WrongCall("no installation can be made in \(home): \(error.operation) \(error.subject): \(error.message)")
        }
    }

    private struct Rebuilt: Encodable {
        let service: ServiceName
    }

    private static func rebuild(_ call: Call) throws -> ExitCode {
        let service = try call.arguments.operand("SERVICE", .word) as ServiceName
        let folder = try call.deployment().folder(of: service)
        guard try fileStatus("\(folder)/journal.db") != nil else { throw WrongCall("\(folder) holds no journal; has the service ever run?") }
        do throws(SystemError) {
            // Asked before, so that a running service is named in words; the service's own lock is what counts.
            _ = try DirectoryLock(folder)
        } catch {
            guard error.isHeldByAnother else { throw error }
            call.terminal.remark("alur-\(service.rawValue) is running; stop it first")
            return .negative
        }
        let program = try Supervisor.programs() + "/alur-\(service.rawValue)"
        let child = try ChildProcess(
            arguments: [program, "rebuild", "--home", call.home], environment: call.environment, outputPath: nil)
        switch try child.wait(timeoutMilliseconds: -1) {
        case .exited(0):
            if call.isJSON { try call.json.line(Rebuilt(service: service)) } else { call.terminal.line("rebuilt \(service.rawValue)") }
            return .ok
        case .exited(78): return .wrongCall
        default: return .fault
        }
    }
}

/// Where the services of a networked installation listen: ten ports from this one on.
struct Network {
    let host: String
    let port: Int

    static let ports = ServiceName.allCases.count * 2
}

extension Option {
    /// Makes a new installation a networked one.
    static let tcp = Option("tcp", "HOST:PORT", "a new installation listens on a network: ten ports from this one on, with CURVE keys")
}

extension Call {
    /// The network that the call names for a new installation; nil for local sockets.
    func network() throws(WrongCall) -> Network? {
        try arguments.value(
            "tcp",
            .init(expected: "an address and the first of ten ports, such as 127.0.0.1:4700") { text in
                guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]), port > 0, port + Network.ports <= 65_536
                else {
                    return nil
                }
                let host = String(text[..<colon])
                return host.isEmpty || host.utf8.contains { $0 <= 0x20 || $0 == UInt8(ascii: "\"") } ? nil : Network(host: host, port: port)
            })
    }
}

extension Operand {
    /// One of the five.
    static let service = Operand("SERVICE", ServiceName.allCases.map(\.rawValue).joined(separator: ", "))
}
