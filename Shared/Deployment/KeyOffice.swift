import Domain
import Linux
import ZeroMQ

/// Makes, authorises, revokes and changes the keys of an installation; every step may be done again after a crash in the middle.
///
/// One at a time has the office. The services see each change by themselves, within `LiveInstallation.reloadMilliseconds`.
public struct KeyOffice: ~Copyable {
    private let deployment: Deployment
    private let keys: CurveKeys
    private let lock: DirectoryLock

    /// Takes the office of an installation. Throws `Problem` while another has it.
    public init(_ deployment: Deployment) throws {
        self.deployment = deployment
        keys = CurveKeys(deployment)
        try makeDirectory(deployment.keysFolder, mode: 0o700)
        do throws(SystemError) {
            lock = try DirectoryLock(deployment.keysFolder)
        } catch {
            guard error.isHeldByAnother else { throw error }
            throw Deployment.Problem("\(deployment.keysFolder): another `alurctl keys` is at work; try again when it is done")
        }
    }

    /// The table as it stands on the disk; empty where there is none yet.
    public func table() throws -> PeerTable { try PeerTable(try tableText(), path: deployment.peersPath) }

    /// Makes a peer's first key; its public half. A service that has none in `alur.yaml` is known by it from now on.
    public func make(_ name: String) throws -> String {
        try checkName(name)
        let publicKey = try keys.pair(name)?.publicKey
        guard let service = ServiceName(rawValue: name), deployment.isNetworked, var place = deployment.places[service], place.current.key == nil
        else {
            return try keys.make(name)
        }
        let key = try publicKey ?? keys.make(name)
        try authorise(name, key: key, PeerTable.usualRights(name))
        place.current.key = key
        try write(service, place)
        return key
    }

    /// Lets a peer in with one more key; one that is new to the table gets these rights, one that is known keeps its own.
    public func authorise(_ name: String, key: String, _ rights: PeerTable.Rights?) throws {
        try checkName(name)
        guard CurveKeyPair.isKey(key) else {
            throw Deployment.Problem("\(key) is no CURVE key: 40 characters of Z85, as `alurctl keys new` prints them")
        }
        let table = try table()
        if let owner = table.peer(withKey: key) {
            if owner.name == name { return }
            throw Deployment.Problem("this key is \(owner.name)'s already; `alurctl keys new \(name)` makes another")
        }
        var lines = EditedLines(try tableText(), path: deployment.peersPath)
        if table.peers.contains(where: { $0.name == name }) {
            guard rights == nil || PeerTable.usualRights(name) == rights else {
                throw Deployment.Problem("\(deployment.peersPath): \(name) has rights already; change them there, the services read it again")
            }
            try lines.addKey(key, to: name)
        } else {
            lines.append((rights ?? PeerTable.usualRights(name) ?? PeerTable.Rights()).entry(name, key))
        }
        try write(lines) { $0.peer(withKey: key)?.name == name }
    }

    /// Shuts a peer out: this key, or all it has. Its rights stay for a new key; gives the keys that were revoked.
    public func revoke(_ name: String, key: String? = nil) throws -> [String] {
        guard let peer = try table().peers.first(where: { $0.name == name }) else {
            throw Deployment.Problem("\(deployment.peersPath): there is no peer \(name); `alurctl keys list` names them")
        }
        let gone = key.map { [$0] } ?? peer.keys
        guard gone.allSatisfy(peer.keys.contains) else { throw Deployment.Problem("\(deployment.peersPath): \(name) does not have that key") }
        var lines = EditedLines(try tableText(), path: deployment.peersPath)
        for key in gone { try lines.removeKey(key, from: name) }
        try write(lines) { table in gone.allSatisfy { table.peer(withKey: $0) == nil } }
        return gone
    }

    /// Begins to change a peer's key: from now on the old one and a new one are good. Gives the new public key.
    ///
    /// A service listens with the new one at this port and the next, beside the old ones; other peers need no port.
    public func beginRotation(_ name: String, port: Int?) throws -> String {
        guard let old = try keys.pair(name) else {
            throw Deployment.Problem("\(keys.path(name)): the key of \(name) is not on this machine; run this where it is")
        }
        let service = deployment.isNetworked ? ServiceName(rawValue: name) : nil
        var next: Deployment.Endpoints?
        if let service, let current = deployment.places[service]?.current {
            guard deployment.places[service]?.next == nil else {
                throw Deployment.Problem("\(name) has two keys already; `alurctl keys rotate \(name) --finish` gives up the old one")
            }
            guard current.key == old.publicKey else {
                throw Deployment.Problem(
                    "\(keys.path(name)) is not the key of \(name) in \(deployment.home)/alur.yaml; restore the file from its backup")
            }
            guard let port else { throw Deployment.Problem("a service needs a second pair of ports meanwhile: name the first with --port PORT") }
            let host = current.commands.prefix { $0 != ":" } + "://" + Self.host(of: current.commands)
            next = Deployment.Endpoints(commands: "\(host):\(port)", files: "\(host):\(port + 1)")
        }
        // Left by an attempt that did not come to its end.
        let key = try keys.pair(name, .next)?.publicKey ?? keys.make(name, .next)
        try authorise(name, key: key, nil)
        if let service, var next, var place = deployment.places[service] {
            next.key = key
            place.next = next
            try write(service, place)
        }
        return key
    }

    /// Gives up a peer's old key for good: connections that were made with it end.
    public func finishRotation(_ name: String) throws {
        guard let new = try keys.pair(name, .next) else {
            throw Deployment.Problem("\(keys.path(name, .next)): \(name)'s key is not being changed; `alurctl keys rotate \(name)` begins")
        }
        if let service = ServiceName(rawValue: name), var place = deployment.places[service], let next = place.next {
            guard next.key == new.publicKey else {
                throw Deployment.Problem("\(keys.path(name, .next)) is not the new key in \(deployment.home)/alur.yaml")
            }
            place.current = next
            place.next = nil
            try write(service, place)
        }
        let old = try keys.pair(name)?.publicKey
        try renameFile(keys.path(name, .next), to: keys.path(name))
        try synchronizeDirectory(deployment.keysFolder)
        if let old, try table().peer(withKey: old) != nil { _ = try revoke(name, key: old) }
    }

    // MARK: - Files

    private func tableText() throws -> [UInt8] {
        guard try fileStatus(deployment.peersPath) != nil else { return Array((PeerTable.heading.dropLast() + " {}\n").utf8) }
        return try readFile(deployment.peersPath, sizeBytesMaximum: 1 << 20)
    }

    /// Writes the table, if it then says what it should.
    private func write(_ lines: EditedLines, _ isRight: (PeerTable) -> Bool) throws {
        guard isRight(try PeerTable(lines.text, path: deployment.peersPath)) else {
            throw Deployment.Problem("\(deployment.peersPath): it is written in a way that `alurctl keys` cannot edit; edit it by hand")
        }
        try writeFileAtomically(deployment.peersPath, lines.text)
    }

    private func write(_ service: ServiceName, _ place: Deployment.Place) throws {
        let path = "\(deployment.home)/alur.yaml"
        var lines = EditedLines(try Deployment.text(deployment.home), path: path)
        try lines.place(service, at: place)
        guard try Deployment(home: deployment.home, text: lines.text).places[service] == place else {
            throw Deployment.Problem("\(path): it is written in a way that `alurctl keys` cannot edit; edit it by hand")
        }
        try writeFileAtomically(path, lines.text)
    }

    private func checkName(_ name: String) throws {
        guard PeerTable.isName(name) else { throw Deployment.Problem("\(name) is no peer's name: small letters, digits and hyphens, at most 40") }
    }

    private static func host(of endpoint: String) -> String {
        let address = endpoint.dropFirst("tcp://".count)
        return address.lastIndex(of: ":").map { String(address[..<$0]) } ?? String(address)
    }
}
