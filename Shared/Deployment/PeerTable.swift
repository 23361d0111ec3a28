import Domain
import Linux
import YAML
import ZeroMQ

/// Who may talk to the services over a network, with which keys, and what for; what it does not name is refused.
///
/// ```yaml
/// peers:
///   archival:
///     keys:
///       - "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"
///     reads: [routing]              # whose journals it may pull, words and all
///     headers: [intake]             # whose journals it may pull without the words
///     asks: {drafting: [file.get]}  # which verbs of which services; `all` for each of a service's
///     operator: yes                 # may ask Routing for an operator's grant; else left out
/// ```
public struct PeerTable: Sendable, Equatable {
    /// Which of a service's verbs a peer may use.
    public enum Verbs: Sendable, Equatable {
        /// Every one of them, but for the journal and what was kept of others'.
        case all
        /// These.
        case these(Set<String>)
    }

    /// One who may talk to services.
    public struct Peer: Sendable, Equatable {
        /// By which people know it.
        public let name: String
        /// Its CURVE keys (Z85), the newest last; none for one whose keys are revoked.
        public let keys: [String]
        /// What it may do.
        public let rights: Rights
    }

    /// What a peer may do; nothing, if nothing is said.
    public struct Rights: Sendable, Equatable {
        /// Whose journals it may read, contents and all.
        public var reads: Set<ServiceName>
        /// Whose journals it may follow without their contents; `reads` counts where both name one.
        public var headers: Set<ServiceName>
        /// What it may ask of whom.
        public var asks: [ServiceName: Verbs]
        /// Whether Routing gives it grants of operators.
        public var isOperator: Bool

        /// Rights to these journals and verbs.
        public init(
            reads: Set<ServiceName> = [], headers: Set<ServiceName> = [], asks: [ServiceName: Verbs] = [:], isOperator: Bool = false
        ) {
            self.reads = reads
            self.headers = headers
            self.asks = asks
            self.isOperator = isOperator
        }
    }

    /// In the order of the file.
    public let peers: [Peer]
    private let byKey: [String: Peer]

    /// The verb that `reads` and `headers` are about.
    private static let pull = "journal.pull"
    /// The verb by which a service that was restored takes its own events back from a reader: it gives words, whatever `reads` says.
    private static let kept = "journal.kept"

    /// Reads a table. Throws `Problem` with the line at the first mistake.
    public init(_ text: [UInt8], path: String) throws {
        let node: YAMLNode
        do { node = try YAMLParser.parse(text) } catch { throw Deployment.Problem("\(path): \(error)") }
        let reader = FileReader(path: path)
        try reader.check(node, keys: ["peers"])
        var peers: [Peer] = []
        var byKey: [String: Peer] = [:]
        for entry in node["peers"]?.mapping ?? [] {
            let peer = try reader.peer(entry)
            for key in peer.keys {
                if let other = byKey.updateValue(peer, forKey: key) {
                    throw reader.problem(entry.key.position.line, "\(peer.name) and \(other.name) have the same key; a key is one peer's")
                }
            }
            peers.append(peer)
        }
        self.peers = peers
        self.byKey = byKey
    }

    /// The peer that has this key.
    public func peer(withKey key: String) -> Peer? { byKey[key] }

    /// Whether whoever has this key may use a verb of a service.
    public func permits(_ key: String, _ verb: String, at service: ServiceName) -> Bool {
        guard let peer = byKey[key] else { return false }
        let rights = peer.rights
        if verb == Self.pull { return rights.reads.contains(service) || rights.headers.contains(service) }
        switch rights.asks[service] {
        case .all: return verb != Self.kept
        case .these(let verbs): return verbs.contains(verb) && (verb != Self.kept || ServiceName(rawValue: peer.name) != nil)
        case nil: return false
        }
    }

    /// Whether whoever has this key gets a service's journal with its contents.
    public func isCleared(_ key: String, forContentsOf service: ServiceName) -> Bool {
        byKey[key]?.rights.reads.contains(service) ?? false
    }

    /// The keys to which Routing gives grants of operators.
    public var operatorKeys: Set<String> { Set(peers.filter(\.rights.isOperator).flatMap(\.keys)) }
}

extension FileReader {
    fileprivate func peer(_ entry: YAMLEntry) throws -> PeerTable.Peer {
        let name = entry.key.text
        guard PeerTable.isName(name) else {
            throw problem(entry.key.position.line, "\(name) is no peer's name: small letters, digits and hyphens, at most 40")
        }
        try check(entry.value, keys: ["keys", "reads", "headers", "asks", "operator"])
        let keys = try words(entry.value, "keys") { CurveKeyPair.isKey($0) ? $0 : nil }
        let reads = try words(entry.value, "reads") { ServiceName(rawValue: $0) }
        let headers = try words(entry.value, "headers") { ServiceName(rawValue: $0) }
        var asks: [ServiceName: PeerTable.Verbs] = [:]
        for rule in entry.value["asks"]?.mapping ?? [] {
            guard let service = ServiceName(rawValue: rule.key.text) else {
                throw problem(rule.key.position.line, "no such service: \(rule.key.text)")
            }
            if rule.value.scalar?.text == "all" {
                asks[service] = .all
            } else {
                let verbs = try words(rule.value) { PeerTable.isVerb($0) ? $0 : nil }
                asks[service] = .these(Set(verbs))
            }
        }
        let isOperator = entry.value["operator"]?.scalar?.text
        guard ["yes", "no", nil].contains(isOperator) else { throw problem(entry.value.line, "operator is yes or no") }
        let rights = PeerTable.Rights(reads: Set(reads), headers: Set(headers), asks: asks, isOperator: isOperator == "yes")
        return PeerTable.Peer(name: name, keys: keys, rights: rights)
    }

    private func words<Word>(_ node: YAMLNode, _ key: String, _ read: (String) -> Word?) throws -> [Word] {
        guard let list = node[key] else { return [] }
        return try words(list, read)
    }

    /// The words of a list; a list in which nothing is written yet has none.
    private func words<Word>(_ list: YAMLNode, _ read: (String) -> Word?) throws -> [Word] {
        if list.scalar?.text == "" { return [] }
        guard let nodes = list.sequence else { throw problem(list.line, "a list is expected, such as [one, two]") }
        return try nodes.map { node in
            guard let text = node.scalar?.text, let word = read(text) else {
                throw problem(node.line, "\(node.scalar?.text ?? "this") does not belong here")
            }
            return word
        }
    }
}

extension PeerTable {
    /// Whether a verb may stand in the list of a service: the journal is said under `reads`, and `all` stands alone.
    public static func isVerb(_ text: String) -> Bool {
        let isLetters = text.utf8.allSatisfy { (0x61...0x7A).contains($0 | 0x20) || $0 == UInt8(ascii: ".") }
        return !text.isEmpty && isLetters && text != pull && text != "all"
    }

    /// Whether a peer may be called so: its name is that of a file too.
    public static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 40 && !text.hasPrefix("-")
            && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") }
    }
}
