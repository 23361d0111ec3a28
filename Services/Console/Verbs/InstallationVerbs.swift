import Deployment
import Domain
import Glibc
import Linux

/// The verbs that make an installation and mend one that is at rest.
enum InstallationVerbs {
    static let all = [
        Verb(
            "init", "makes an installation: its folders, its file alur.yaml and its keys",
            discussion: ["What is there already stays as it is."], run: makeInstallation),
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
        let isNew = try make(call.home)
        if call.isJSON {
            try call.json.line(Made(home: call.home, isNew: isNew))
        } else {
            call.terminal.line(isNew ? "made an installation in \(call.home)" : "there is an installation in \(call.home)")
        }
        return .ok
    }

    /// Makes an installation or completes one; whether there was none. Throws `WrongCall` where none can be.
    static func make(_ home: String) throws -> Bool {
        do {
            let isNew = try fileStatus("\(home)/alur.yaml") == nil
            try Deployment.make(home: home)
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

extension Operand {
    /// One of the five.
    static let service = Operand("SERVICE", ServiceName.allCases.map(\.rawValue).joined(separator: ", "))
}
