import Linux
import YAML
import ZeroMQ

/// The CURVE key pairs of an installation: one file `NAME.curve` in its folder of keys for each peer that lives on this machine.
///
/// While a pair is being changed, the new one is in `NAME.next.curve`. Whoever has such a file is that peer, so only its owner may read it.
public struct CurveKeys: Sendable {
    private let folder: String
    private let home: String

    /// The pairs of an installation.
    public init(_ deployment: Deployment) {
        folder = deployment.keysFolder
        home = deployment.home
    }

    /// Which of a peer's two files is meant.
    public enum Generation: Sendable, CaseIterable {
        /// The one in use.
        case current
        /// The one that takes its place when the change is finished.
        case next
    }

    /// Where a peer's pair is.
    public func path(_ name: String, _ generation: Generation = .current) -> String {
        "\(folder)/\(name)\(generation == .next ? ".next" : "").curve"
    }

    /// Makes a peer's pair; its public key. Throws `Problem` where the file is there already.
    public func make(_ name: String, _ generation: Generation = .current) throws -> String {
        try makeDirectory(folder, mode: 0o700)
        return try Self.make(at: path(name, generation))
    }

    /// Makes a pair in a new file anywhere on this machine; its public key.
    public static func make(at path: String) throws -> String {
        guard try fileStatus(path) == nil else {
            throw Deployment.Problem("\(path) is there already; `alurctl keys rotate` changes a key that is in use")
        }
        let pair = try CurveKeyPair.generate()
        let text = """
            # Whoever has this file is this peer. Only the public key may be shown.
            public: "\(pair.publicKey)"
            secret: "\(pair.secretKey)"

            """
        try writeFileAtomically(path, Array(text.utf8), mode: 0o600)
        return pair.publicKey
    }

    /// A peer's pair; nil where the machine has none. Throws `Problem` when others may read the file, or it is no key.
    public func pair(_ name: String, _ generation: Generation = .current) throws -> CurveKeyPair? { try Self.pair(at: path(name, generation)) }

    /// The pair of a peer that has this public key. Throws `Problem` when it is not on this machine.
    public func pair(_ name: String, publicKey: String) throws -> CurveKeyPair {
        for generation in Generation.allCases {
            if let found = try pair(name, generation), found.publicKey == publicKey { return found }
        }
        throw Deployment.Problem(
            "\(path(name)): the secret half of \(name)'s key \(publicKey) is not here; copy the file from its backup, or make a new key with "
                + "`alurctl keys new \(name) --home \(home)`")
    }

    /// The pair with which a peer of this machine connects: the newer one while two are good. Throws `Problem` when there is none.
    public func identity(_ name: String) throws -> CurveKeyPair {
        for generation in [Generation.next, .current] { if let found = try pair(name, generation) { return found } }
        throw Deployment.Problem(
            "\(path(name)): no such key; endpoints on tcp:// need one: run `alurctl keys new \(name) --home \(home)`, and have it authorised where "
                + "peers.yaml is kept: `alurctl keys authorise \(name)`")
    }

    private static func pair(at path: String) throws -> CurveKeyPair? {
        guard try fileStatus(path) != nil else { return nil }
        try requirePrivate(path)
        let node: YAMLNode
        do { node = try YAMLParser.parse(try readFile(path, sizeBytesMaximum: 4_096)) } catch { throw Deployment.Problem("\(path): \(error)") }
        guard let publicKey = node["public"]?.scalar?.text, let secretKey = node["secret"]?.scalar?.text, CurveKeyPair.isKey(publicKey),
            CurveKeyPair.isKey(secretKey)
        else { throw Deployment.Problem("\(path): not a CURVE key pair; restore the file from its backup") }
        return CurveKeyPair(publicKey: publicKey, secretKey: secretKey)
    }
}

/// Throws a `Problem` when anybody but its owner may read a file that holds a secret.
public func requirePrivate(_ path: String) throws {
    guard let status = try fileStatus(path), !status.isPrivate else { return }
    throw Deployment.Problem(
        "\(path): others than its owner may read this secret (mode \(String(status.permissions, radix: 8))); run `chmod 600 \(path)`, and make a new key if "
            + "anybody may have read it")
}
