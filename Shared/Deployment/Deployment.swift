import Domain
import Linux
import YAML
import ZeroMQ

/// Where everything of an installation is: the one file `alur.yaml` that every service and `alurctl` reads.
///
/// ```yaml
/// data: data                # each service keeps its folder in here
/// keys: keys                # grants.key (Routing's, secret), grants.pub (everyone's), and NAME.curve of each peer on this machine (secret)
/// reserve: 256              # MiB: where less is free on the disk of the data, nothing new is taken
/// services:                 # where each listens: commands and fresh questions; files and long questions
///   intake: {commands: "ipc://run/intake.ipc", files: "ipc://run/intake-files.ipc"}
/// ```
/// Paths are relative to the file's folder. All endpoints are local sockets, or all are on a network; there each service has a CURVE key
/// (`key`, the public half), and while that is being changed a second pair of endpoints with the new one (`next`).
public struct Deployment: Sendable, Equatable {
    /// The two endpoints of a service.
    public struct Endpoints: Sendable, Equatable {
        /// Commands, questions about fresh things, pulls.
        public var commands: String
        /// Files and questions that may take long.
        public var files: String
        /// The CURVE key (Z85) by which callers know the service; nil on local sockets.
        public var key: String?

        /// Two endpoints and the key that is good at both.
        public init(commands: String, files: String, key: String? = nil) {
            self.commands = commands
            self.files = files
            self.key = key
        }

        /// The endpoint of one of the two desks.
        public func address(_ desk: Desk) -> String { desk == .commands ? commands : files }
    }

    /// The two sides of a service that can be asked.
    public enum Desk: Sendable, Hashable {
        /// Commands, questions about fresh things, pulls.
        case commands
        /// Files and questions that may take long.
        case files
    }

    /// Where a service listens.
    public struct Place: Sendable, Equatable {
        /// Where it has always listened.
        public var current: Endpoints
        /// Where it listens too, with its new key, until the old one is given up.
        public var next: Endpoints?
    }

    /// The folder that holds `alur.yaml`.
    public let home: String
    /// Where services keep their folders.
    public let dataFolder: String
    /// Where keys are.
    public let keysFolder: String
    /// How many bytes of the data's disk are kept for finishing what was begun: with less, services take nothing new.
    public let reserveBytes: Int
    /// Where each service listens.
    public let places: [ServiceName: Place]
    /// Whether the services are reached over a network, where nobody is let in without a key.
    public let isNetworked: Bool

    /// What is wrong with an installation, and what to do.
    public struct Problem: Error, CustomStringConvertible {
        /// Where, what, and what to do.
        public let description: String

        /// A problem with an installation.
        public init(_ description: String) { self.description = description }
    }

    /// What is kept free where the file does not say.
    static let reserveMebibytes = 256

    /// The longest path a local socket may have on Linux (unix(7): 108 bytes with the closing zero).
    static let socketPathBytes = 107

    /// Reads `alur.yaml` in a folder. Throws `Problem` with file, line and what to do.
    public init(home: String) throws {
        try self.init(home: home, text: try Self.text(home))
    }

    /// The bytes of an installation's `alur.yaml`. Throws `Problem` when there is none.
    static func text(_ home: String) throws -> [UInt8] {
        let path = "\(home)/alur.yaml"
        do {
            return try readFile(path, sizeBytesMaximum: 1 << 16)
        } catch {
            throw Problem("\(path): cannot be read (\(error.message)); make an installation with `alurctl init --home \(home)`")
        }
    }

    init(home: String, text: [UInt8]) throws {
        let path = "\(home)/alur.yaml"
        let node: YAMLNode
        do { node = try YAMLParser.parse(text) } catch { throw Problem("\(path): \(error)") }
        let reader = FileReader(path: path)
        self.home = home
        try reader.check(node, keys: ["data", "keys", "reserve", "services"])
        dataFolder = Self.folder(try reader.text(node, "data"), home)
        keysFolder = Self.folder(try reader.text(node, "keys"), home)
        reserveBytes = try reader.number(node, "reserve", among: 0...(1 << 20), else: Self.reserveMebibytes) << 20
        var places: [ServiceName: Place] = [:]
        for entry in node["services"]?.mapping ?? [] {
            guard let name = ServiceName(rawValue: entry.key.text) else { throw reader.problem(entry.key.position.line, "no such service") }
            try reader.check(entry.value, keys: ["commands", "files", "key", "next"])
            var place = Place(current: try reader.endpoints(entry.value, home))
            if let next = entry.value["next"] {
                try reader.check(next, keys: ["commands", "files", "key"])
                place.next = try reader.endpoints(next, home)
            }
            places[name] = place
        }
        self.places = places
        let all = places.values.flatMap { [$0.current] + ($0.next.map { [$0] } ?? []) }.flatMap { [$0.commands, $0.files] }
        isNetworked = all.contains { $0.hasPrefix("tcp://") }
        guard !isNetworked || all.allSatisfy({ $0.hasPrefix("tcp://") }) else {
            throw Problem(
                "\(path): some endpoints are ipc:// and some tcp://; a grant got over one is no good over the other, so make all of one kind")
        }
    }

    /// Where a service is asked: at its new key's endpoints while its key is being changed. Throws `Problem` when the file does not say.
    public func endpoints(of service: ServiceName) throws -> Endpoints {
        let place = try place(of: service)
        return place.next ?? place.current
    }

    /// Everywhere a service listens. Throws `Problem` when the file does not say.
    public func listeningPlaces(of service: ServiceName) throws -> [Endpoints] {
        let place = try place(of: service)
        return [place.current] + (place.next.map { [$0] } ?? [])
    }

    private func place(of service: ServiceName) throws -> Place {
        guard let found = places[service] else { throw Problem("\(home)/alur.yaml: services: \(service.rawValue) is missing") }
        return found
    }

    /// The folder in which a service keeps its journal and its files.
    public func folder(of service: ServiceName) -> String { "\(dataFolder)/\(service.rawValue)" }

    /// The table of those who may come over the network: `peers.yaml` beside `alur.yaml`.
    public var peersPath: String { Self.peersPath(home) }

    static func peersPath(_ home: String) -> String { "\(home)/peers.yaml" }

    fileprivate static func folder(_ name: String, _ home: String) -> String { name.hasPrefix("/") ? name : "\(home)/\(name)" }
}

extension FileReader {
    fileprivate func endpoints(_ node: YAMLNode, _ home: String) throws -> Deployment.Endpoints {
        let key = node["key"]?.scalar?.text
        if let key, !CurveKeyPair.isKey(key) { throw problem(node.line, "key is no CURVE key: 40 characters of Z85 in quotation marks") }
        return Deployment.Endpoints(commands: try endpoint(node, "commands", home), files: try endpoint(node, "files", home), key: key)
    }

    private func endpoint(_ node: YAMLNode, _ key: String, _ home: String) throws -> String {
        let value = try text(node, key)
        if value.hasPrefix("tcp://") { return value }
        guard value.hasPrefix("ipc://") else { throw problem(node.line, "\(key) must be an ipc:// or a tcp:// endpoint") }
        let socket = Deployment.folder(String(value.dropFirst(6)), home)
        guard socket.utf8.count <= Deployment.socketPathBytes else {
            throw problem(node.line, "the socket's path is over \(Deployment.socketPathBytes) bytes: \(socket); use a shorter home")
        }
        return "ipc://\(socket)"
    }
}
