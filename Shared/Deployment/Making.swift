import Domain
import Linux

extension Deployment {
    /// Makes an installation of all five services on one machine, talking over local sockets in a folder that only its owner may enter.
    ///
    /// Does nothing where there is one already. The keys of grants are made by `Keys.make`.
    public static func make(home: String) throws {
        try makeFolders(home)
        let path = "\(home)/alur.yaml"
        if try fileStatus(path) != nil { return }
        try writeFileAtomically(path, text { name, _ in "{commands: \"ipc://run/\(name).ipc\", files: \"ipc://run/\(name)-files.ipc\"}" })
    }

    /// Makes an installation whose services listen on a network, two ports each from this one on, with a key for each and for `alurctl`.
    ///
    /// Does nothing where there is one already.
    public static func make(home: String, host: String, port: Int) throws {
        try makeFolders(home)
        let path = "\(home)/alur.yaml"
        if try fileStatus(path) != nil { return }
        try makeDirectory("\(home)/keys", mode: 0o700)
        var keys: [String: String] = [:]
        for name in ServiceName.allCases.map(\.rawValue) + [tool] {
            let file = "\(home)/keys/\(name).curve"
            // Left by an attempt that did not come to its end, and so used by nobody.
            try removeFile(file)
            keys[name] = try CurveKeys.make(at: file)
        }
        try writeFileAtomically(peersPath(home), Array(PeerTable.usual(keys).utf8))
        let text = text { name, number in
            let endpoints = Endpoints(
                commands: "tcp://\(host):\(port + number * 2)", files: "tcp://\(host):\(port + number * 2 + 1)", key: keys[name])
            return Place(current: endpoints).flowText
        }
        // Last: there is an installation from now on.
        try writeFileAtomically(path, text)
    }

    /// The name of the operator's tool among the peers.
    public static let tool = "alurctl"

    private static func makeFolders(_ home: String) throws {
        for folder in [home, "\(home)/run", "\(home)/data", "\(home)/log"] { try makeDirectory(folder, mode: 0o700) }
    }

    private static func text(_ endpoints: (_ name: String, _ number: Int) -> String) -> [UInt8] {
        var text = "# Where this installation keeps its data and where its services listen.\ndata: data\nkeys: keys\n"
        text += "# MiB: where less is free on the disk of the data, nothing new is taken.\nreserve: \(reserveMebibytes)\nservices:\n"
        for (number, service) in ServiceName.allCases.enumerated() {
            text += "  \(service.rawValue): \(endpoints(service.rawValue, number))\n"
        }
        return Array(text.utf8)
    }
}

extension Deployment.Place {
    /// As one line of YAML.
    var flowText: String {
        func inner(_ endpoints: Deployment.Endpoints) -> String {
            "commands: \"\(endpoints.commands)\", files: \"\(endpoints.files)\"" + (endpoints.key.map { ", key: \"\($0)\"" } ?? "")
        }
        return "{\(inner(current))\(next.map { ", next: {\(inner($0))}" } ?? "")}"
    }
}

extension PeerTable {
    /// Whose journals each service follows.
    public static let upstreams: [ServiceName: [ServiceName]] = [
        .intake: [.routing], .routing: [.intake, .drafting, .approvals, .archival], .drafting: [.routing], .approvals: [.routing],
        .archival: [.routing],
    ]

    /// What stands above a new table.
    static let heading = """
        # Who may talk to the services over the network, with which keys, and what for. What is not written here is refused.
        # The services read this file again when it changes. `alurctl keys` edits it line by line and leaves comments alone.
        #   reads: whose journals; headers: whose, but without the words in them
        #   asks: which verbs of which service, `all` for each; operator: may ask Routing for an operator's grant
        peers:

        """

    /// The table of a new installation: the services follow each other, Archival fetches files from Drafting, and `alurctl` may all.
    static func usual(_ keys: [String: String]) -> String {
        let names = ServiceName.allCases.map(\.rawValue) + [Deployment.tool]
        return heading + names.map { name in (usualRights(name) ?? Rights()).entry(name, keys[name]) }.joined()
    }

    /// What a service, or the operator's tool, needs to do its work; nil for any other name.
    public static func usualRights(_ name: String) -> Rights? {
        if name == Deployment.tool {
            let asks = Dictionary(uniqueKeysWithValues: ServiceName.allCases.map { ($0, Verbs.all) })
            return Rights(reads: Set(ServiceName.allCases), asks: asks, isOperator: true)
        }
        guard let service = ServiceName(rawValue: name) else { return nil }
        // At its start a service asks all others how far they have read its journal; one that was restored takes back from them what it has lost.
        var asks: [ServiceName: Verbs] = [:]
        for other in ServiceName.allCases where other != service {
            let readers: Set = ["journal.cursor", "journal.kept"]
            asks[other] = .these(service == .archival && other == .drafting ? readers.union(["file.get"]) : readers)
        }
        return Rights(reads: Set(upstreams[service, default: []]), asks: asks)
    }
}

extension PeerTable.Rights {
    /// The lines of a peer with these rights.
    func entry(_ name: String, _ key: String?) -> String {
        let services = ServiceName.allCases
        let read = services.filter(reads.contains).map(\.rawValue).joined(separator: ", ")
        let bare = services.filter(headers.contains).map(\.rawValue).joined(separator: ", ")
        let asked = services.compactMap { service in
            asks[service].map { verbs in
                switch verbs {
                case .all: "\(service.rawValue): all"
                case .these(let names): "\(service.rawValue): [\(names.sorted().joined(separator: ", "))]"
                }
            }
        }
        return "  \(name):\n    keys:\n" + (key.map { "      - \"\($0)\"\n" } ?? "")
            + "    reads: [\(read)]\n" + (bare.isEmpty ? "" : "    headers: [\(bare)]\n") + "    asks: {\(asked.joined(separator: ", "))}\n"
            + (isOperator ? "    operator: yes\n" : "")
    }
}
