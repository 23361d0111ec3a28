import Domain
import Linux
import YAML

/// Where everything of an installation is: the one file `alur.yaml` that every service and `alurctl` reads.
///
/// ```yaml
/// data: data                # each service keeps its folder in here
/// keys: keys                # grants.key (Routing's, secret) and grants.pub (everyone's)
/// services:                 # where each listens: commands and fresh questions; files and long questions
///   intake: {commands: "ipc://run/intake.ipc", files: "ipc://run/intake-files.ipc"}
/// ```
/// Paths are relative to the file's folder.
public struct Deployment: Sendable, Equatable {
    /// The two endpoints of a service.
    public struct Endpoints: Sendable, Equatable {
        /// Commands, questions about fresh things, pulls.
        public var commands: String
        /// Files and questions that may take long.
        public var files: String
    }

    /// The folder that holds `alur.yaml`.
    public let home: String
    /// Where services keep their folders.
    public let dataFolder: String
    /// Where keys are.
    public let keysFolder: String
    /// Where each service listens.
    public let endpoints: [ServiceName: Endpoints]

    /// What is wrong with an installation, and what to do.
    public struct Problem: Error, CustomStringConvertible {
        /// Where, what, and what to do.
        public let description: String

        /// A problem with an installation.
        public init(_ description: String) { self.description = description }
    }

    /// The longest path a local socket may have on Linux (unix(7): 108 bytes with the closing zero).
    private static let socketPathBytes = 107

    /// Reads `alur.yaml` in a folder. Throws `Problem` with file, line and what to do.
    public init(home: String) throws {
        let path = "\(home)/alur.yaml"
        let bytes: [UInt8]
        do {
            bytes = try readFile(path, sizeBytesMaximum: 1 << 16)
        } catch {
            throw Problem("\(path): cannot be read (\(error.message)); make an installation with `alurctl init --home \(home)`")
        }
        let node: YAMLNode
        do { node = try YAMLParser.parse(bytes) } catch { throw Problem("\(path): \(error)") }
        let reader = Reader(path: path, home: home)
        self.home = home
        try reader.check(node, keys: ["data", "keys", "services"])
        dataFolder = reader.folder(try reader.text(node, "data"))
        keysFolder = reader.folder(try reader.text(node, "keys"))
        var endpoints: [ServiceName: Endpoints] = [:]
        for entry in node["services"]?.mapping ?? [] {
            guard let name = ServiceName(rawValue: entry.key.text) else { throw Problem("\(path): line \(entry.key.position.line): no such service") }
            try reader.check(entry.value, keys: ["commands", "files"])
            endpoints[name] = Endpoints(
                commands: try reader.endpoint(entry.value, "commands"), files: try reader.endpoint(entry.value, "files"))
        }
        self.endpoints = endpoints
    }

    /// Where a service listens. Throws `Problem` when the file does not say.
    public func endpoints(of service: ServiceName) throws -> Endpoints {
        guard let found = endpoints[service] else { throw Problem("\(home)/alur.yaml: services: \(service.rawValue) is missing") }
        return found
    }

    /// The folder in which a service keeps its journal and its files.
    public func folder(of service: ServiceName) -> String { "\(dataFolder)/\(service.rawValue)" }

    /// Makes an installation of all five services on one machine, talking over local sockets in a folder that only its owner may enter.
    ///
    /// Does nothing where there is one already. Keys are made by `Keys.make`.
    public static func make(home: String) throws {
        try makeDirectory(home, mode: 0o700)
        try makeDirectory("\(home)/run", mode: 0o700)
        try makeDirectory("\(home)/data", mode: 0o700)
        try makeDirectory("\(home)/log", mode: 0o700)
        let path = "\(home)/alur.yaml"
        if try fileStatus(path) != nil { return }
        var text = "# Where this installation keeps its data and where its services listen.\ndata: data\nkeys: keys\nservices:\n"
        for service in ServiceName.allCases {
            let name = service.rawValue
            text += "  \(name): {commands: \"ipc://run/\(name).ipc\", files: \"ipc://run/\(name)-files.ipc\"}\n"
        }
        try writeFileAtomically(path, Array(text.utf8), mode: 0o640)
    }

    private struct Reader {
        let path: String
        let home: String

        func check(_ node: YAMLNode, keys: [String]) throws {
            guard let entries = node.mapping else { throw Problem("\(path): line \(node.line): a mapping is expected") }
            for entry in entries where !keys.contains(entry.key.text) {
                throw Problem("\(path): line \(entry.key.position.line): unknown key \(entry.key.text); known are \(keys.joined(separator: ", "))")
            }
        }

        func text(_ node: YAMLNode, _ key: String) throws -> String {
            guard let value = node[key]?.scalar?.text, !value.isEmpty else { throw Problem("\(path): line \(node.line): \(key) is missing") }
            return value
        }

        func folder(_ name: String) -> String { name.hasPrefix("/") ? name : "\(home)/\(name)" }

        func endpoint(_ node: YAMLNode, _ key: String) throws -> String {
            let value = try text(node, key)
            if value.hasPrefix("ipc://") {
                let socket = folder(String(value.dropFirst(6)))
                guard socket.utf8.count <= Deployment.socketPathBytes else {
                    throw Problem(
                        "\(path): line \(node.line): the socket's path is over \(Deployment.socketPathBytes) bytes: \(socket); use a shorter home")
                }
                return "ipc://\(socket)"
            }
            throw Problem("\(path): line \(node.line): \(key) must be an ipc:// endpoint; tcp:// is refused, because it has no keys yet")
        }
    }
}
