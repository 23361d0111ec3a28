import Deployment
import Domain
import Linux

/// The verbs about the keys with which peers come over a network, and what they may do.
enum PeerKeyVerbs {
    private static let within = "The services read the files again within \(LiveInstallation.reloadMilliseconds) ms; nothing is restarted."

    static let all = [
        Verb(
            "keys new", "makes a CURVE key pair for a peer: the secret half stays in a file, the public half is printed",
            discussion: [
                "Without --file the pair is keys/PEER.curve of the installation, where a service or this tool looks for it; a service that listens on a",
                "network without a key gets it so. A peer elsewhere makes its pair there; its public half is then authorised here.",
            ],
            operands: [.peer], options: [Option("file", "FILE", "a new file elsewhere, for a program of another kind; needs no installation")],
            run: make),
        Verb(
            "keys list", "shows who may come over the network, with which keys, and what for", run: list),
        Verb(
            "keys authorise", "lets a peer in with a key, beside those it has",
            discussion: [
                "A new peer may do what the options say, and nothing else; a service or alurctl may do what its work needs. The rights of a peer that is",
                "known are changed in peers.yaml itself.", within,
            ],
            operands: [.peer],
            options: [
                Option("public-key", "KEY", "40 characters, as `keys new` prints them; else that of keys/PEER.curve"),
                Option("reads", "SERVICE", "whose journal it may read; may be given again", .many),
                Option("headers", "SERVICE", "whose journal it may read without the words in it; may be given again", .many),
                Option("asks", "SERVICE=VERB", "a verb it may use, or `all` of the service; may be given again", .many),
                Option("operator", nil, "it may ask for an operator's grant"),
            ], run: authorise),
        Verb(
            "keys revoke", "shuts a peer out: no verb, no journal, no connection; its rights stay for a new key", discussion: [within],
            operands: [.peer], options: [Option("public-key", "KEY", "only this key of it")], run: revoke),
        Verb(
            "keys rotate", "changes a peer's key: first both keys are good, and with --finish only the new one",
            discussion: [
                "A service listens with its new key at a second pair of ports, to which callers that read alur.yaml go by themselves. When all have the",
                "new alur.yaml and peers.yaml, --finish gives up the old key and its ports.", within,
            ],
            operands: [.peer],
            options: [
                Option("port", "PORT", "of a service: the first of the second pair of ports"), Option("finish", nil, "gives up the old key"),
            ], run: rotate),
    ]

    private struct Made: Encodable {
        let peer: String
        let publicKey: String
    }

    private static func tell(_ peer: String, _ key: String, _ call: Call, _ words: String) throws -> ExitCode {
        if call.isJSON { try call.json.line(Made(peer: peer, publicKey: key)) } else { call.terminal.line(words) }
        return .ok
    }

    private static func make(_ call: Call) throws -> ExitCode {
        let name = call.arguments.operand("PEER")
        if let file = call.arguments.text("file") {
            let key = try CurveKeys.make(at: file)
            return try tell(name, key, call, key)
        }
        let key = try KeyOffice(try call.deployment()).make(name)
        return try tell(name, key, call, key)
    }

    private static func authorise(_ call: Call) throws -> ExitCode {
        let name = call.arguments.operand("PEER")
        let deployment = try call.deployment()
        let key: String
        if let given = call.arguments.text("public-key") { key = given } else { key = try CurveKeys(deployment).identity(name).publicKey }
        try KeyOffice(deployment).authorise(name, key: key, try rights(call))
        return try tell(name, key, call, "\(name) may come with \(key)")
    }

    /// The rights that the options give; nil when they give none.
    private static func rights(_ call: Call) throws -> PeerTable.Rights? {
        var rights = PeerTable.Rights(isOperator: call.arguments.flag("operator"))
        rights.reads = try services(call, "reads")
        rights.headers = try services(call, "headers")
        for word in call.arguments.texts("asks") {
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, let service = ServiceName(rawValue: parts[0]), parts[1] == "all" || PeerTable.isVerb(parts[1]) else {
                throw WrongCall("--asks: \(word) is not SERVICE=VERB, such as routing=grant.issue, nor SERVICE=all")
            }
            if parts[1] == "all" {
                rights.asks[service] = .all
            } else if case .these(let verbs) = rights.asks[service, default: .these([])] {
                rights.asks[service] = .these(verbs.union([parts[1]]))
            }
        }
        return rights == PeerTable.Rights() ? nil : rights
    }

    private static func services(_ call: Call, _ option: String) throws -> Set<ServiceName> {
        Set(
            try call.arguments.texts(option).map { word in
                guard let service = ServiceName(rawValue: word) else { throw WrongCall("--\(option): there is no service \(word)") }
                return service
            })
    }

    private static func revoke(_ call: Call) throws -> ExitCode {
        let name = call.arguments.operand("PEER")
        let gone = try KeyOffice(try call.deployment()).revoke(name, key: call.arguments.text("public-key"))
        if gone.isEmpty, !call.isJSON { call.terminal.line("\(name) had no key") }
        for key in gone { _ = try tell(name, key, call, "\(name) may no longer come with \(key)") }
        return .ok
    }

    private static func rotate(_ call: Call) throws -> ExitCode {
        let name = call.arguments.operand("PEER")
        let deployment = try call.deployment()
        if call.arguments.flag("finish") {
            try KeyOffice(deployment).finishRotation(name)
            let key = try CurveKeys(deployment).identity(name).publicKey
            return try tell(name, key, call, "\(name) has only its new key \(key)")
        }
        let port = try call.arguments.value("port", .count)
        if let port, port > 65_534 { throw WrongCall("--port: \(port) is no port that has another behind it") }
        let key = try KeyOffice(deployment).beginRotation(name, port: port)
        return try tell(name, key, call, "\(name) has a second key \(key); `alurctl keys rotate \(name) --finish` gives up the first")
    }

    private struct Line: Encodable {
        let peer: String
        let keys: [String]
        let reads: [ServiceName]
        let headers: [ServiceName]
        let asks: [String: [String]]
        let isOperator: Bool
    }

    private static func list(_ call: Call) throws -> ExitCode {
        let deployment = try call.deployment()
        guard try fileStatus(deployment.peersPath) != nil else {
            if !call.isJSON { call.terminal.line("no peers.yaml: the services are reached by local sockets alone") }
            return .ok
        }
        let lines = try KeyOffice(deployment).table().peers.map { peer in
            let asks = peer.rights.asks.map { service, verbs in
                if case .these(let names) = verbs { (service.rawValue, names.sorted()) } else { (service.rawValue, ["all"]) }
            }
            return Line(
                peer: peer.name, keys: peer.keys, reads: ServiceName.allCases.filter(peer.rights.reads.contains),
                headers: ServiceName.allCases.filter(peer.rights.headers.contains), asks: Dictionary(uniqueKeysWithValues: asks),
                isOperator: peer.rights.isOperator)
        }
        if call.isJSON {
            for line in lines { try call.json.line(line) }
            return .ok
        }
        let rows: [[Terminal.Cell]] = lines.map { line in
            let asks = line.asks.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.joined(separator: "/"))" }.joined(separator: ", ")
            return [
                .init(line.peer), .init(line.keys.isEmpty ? "none" : line.keys.joined(separator: " "), line.keys.isEmpty ? .red : nil),
                .init(line.reads.map(\.rawValue).joined(separator: " ")), .init(line.headers.map(\.rawValue).joined(separator: " ")), .init(asks),
                .init(line.isOperator ? "yes" : ""),
            ]
        }
        call.terminal.table(["peer", "keys", "reads", "headers", "asks", "operator"], ifNone: "no peers", rows)
        return .ok
    }
}

extension Operand {
    fileprivate static let peer = Operand("PEER", "its name: a service, alurctl, or one of your own")
}
