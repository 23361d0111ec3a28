import Domain
import Linux

/// The installation's two files as they stand now: read again while the process runs, for every thread to look at.
///
/// A file with a mistake changes nothing: what was good stays in force until the file is good again.
public final class LiveInstallation: Sendable {
    private struct State {
        var deployment: Deployment
        var deploymentText: [UInt8]
        var peers: PeerTable?
        var peersText: [UInt8]
        /// Counts the changes.
        var version = 0
        var complaint: String?
    }

    /// What reading again has brought.
    public enum News: Sendable, Equatable {
        /// Nothing.
        case none
        /// Another `alur.yaml` or another table is in force.
        case changed
        /// A file has a mistake, and what was good before stays in force; said once for each mistake.
        case mistake(String)
    }

    private let home: String
    private let state: Locked<State>

    /// How often the files are read again: a quarter of the time within which a revoked peer must be cut, and a half of that.
    public static let reloadMilliseconds = 250

    /// Reads the files of a folder. Throws `Deployment.Problem`.
    public init(home: String) throws {
        self.home = home
        let text = try Deployment.text(home)
        let deployment = try Deployment(home: home, text: text)
        let table = deployment.isNetworked ? try Self.table(deployment) : nil
        state = Locked(State(deployment: deployment, deploymentText: text, peers: table?.0, peersText: table?.1 ?? []))
    }

    private static func table(_ deployment: Deployment) throws -> (PeerTable, [UInt8]) {
        let path = deployment.peersPath
        let text: [UInt8]
        do {
            text = try readFile(path, sizeBytesMaximum: 1 << 20)
        } catch {
            throw Deployment.Problem(
                "\(path): cannot be read (\(error.message)); it says who may come over the network: copy it from where `alurctl init` was run, or begin "
                    + "one with `alurctl keys authorise \(Deployment.tool) --home \(deployment.home)`")
        }
        return (try PeerTable(text, path: path), text)
    }

    /// The `alur.yaml` in force.
    public var deployment: Deployment { state.withLock(\.deployment) }

    /// The table in force; nil where there is no network.
    public var peers: PeerTable? { state.withLock(\.peers) }

    /// Another number after every change.
    public var version: Int { state.withLock(\.version) }

    /// Why the newest files are not in force; nil while they are.
    public var complaint: String? { state.withLock(\.complaint) }

    /// Reads the files again.
    ///
    /// Endpoints do not turn from local to networked while the process runs: that takes a restart.
    public func reload() -> News {
        do {
            let text = try Deployment.text(home)
            let old = state.withLock { ($0.deployment, $0.deploymentText, $0.peersText) }
            let deployment = text == old.1 ? old.0 : try Deployment(home: home, text: text)
            guard deployment.isNetworked == old.0.isNetworked else {
                throw Deployment.Problem("\(home)/alur.yaml: endpoints changed between ipc:// and tcp://; stop the services and start them again")
            }
            let table = deployment.isNetworked ? try Self.table(deployment) : nil
            let isNew = deployment != old.0 || table.map { $0.1 != old.2 } ?? false
            return state.withLock { state in
                state.complaint = nil
                guard isNew else { return .none }
                state.deployment = deployment
                state.deploymentText = text
                state.peers = table?.0
                state.peersText = table?.1 ?? []
                state.version += 1
                return .changed
            }
        } catch {
            return state.withLock { state in
                let isSaid = state.complaint == "\(error)"
                state.complaint = "\(error)"
                return isSaid ? .none : .mistake("\(error)")
            }
        }
    }

    /// Whether a peer may use a verb of a service: whoever came by a local socket may, and over a network whoever the table allows to.
    public func permits(_ key: String?, _ verb: String, at service: ServiceName) -> Bool {
        state.withLock { state in
            guard let peers = state.peers else { return key == nil }
            return key.map { peers.permits($0, verb, at: service) } ?? false
        }
    }

    /// Whether a key of the network is that service's.
    public func isKey(_ key: String, of service: ServiceName) -> Bool { state.withLock { $0.peers?.peer(withKey: key)?.name == service.rawValue } }

    /// Whether a peer of the network gets a service's journal with its contents.
    public func isCleared(_ key: String, forContentsOf service: ServiceName) -> Bool {
        state.withLock { $0.peers?.isCleared(key, forContentsOf: service) ?? false }
    }
}
