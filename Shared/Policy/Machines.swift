import Domain
import Protocol

/// What a machine may do that shows no grant: follow journals, carry files, ask how a service is.
///
/// A peer of a local socket is the operator's own machine: the socket lies in a folder for its owner alone, who has the disk with the journals anyway. A
/// peer of the network is known by its CURVE key, and may do what the table of peers names, which is nothing where the table does not name it.
public struct MachineRights: Sendable {
    private let mayAsk: @Sendable (_ key: String, _ verb: String) -> Bool
    private let mayReadContent: @Sendable (_ key: String) -> Bool
    private let isService: @Sendable (_ key: String, _ name: ServiceName) -> Bool

    /// Rights by the peer's key (Z85): whether it may use a verb of this service, whether it is cleared for the contents of its journal, and whether it is
    /// the key of that service.
    public init(
        mayAsk: @escaping @Sendable (_ key: String, _ verb: String) -> Bool, mayReadContent: @escaping @Sendable (_ key: String) -> Bool,
        isService: @escaping @Sendable (_ key: String, _ name: ServiceName) -> Bool
    ) {
        self.mayAsk = mayAsk
        self.mayReadContent = mayReadContent
        self.isService = isService
    }

    /// For a service that knows no peer of the network.
    public static let localOnly = MachineRights(mayAsk: { _, _ in false }, mayReadContent: { _ in false }, isService: { _, _ in false })

    /// Whether a peer may use a verb at all, whatever grant it shows.
    public func mayUse(_ verb: String, from key: String?) -> Bool { key.map { mayAsk($0, verb) } ?? true }

    /// Refuses a peer what its table does not name. Throws `forbidden`.
    public func permit(_ verb: String, from key: String?) throws(Rejection) {
        guard mayUse(verb, from: key) else {
            throw .forbidden("The table of peers does not let this peer use \(verb.prefix(Limits.verbBytes)); show a grant, or ask the operator.")
        }
    }

    /// Whether the pages of this service's journal go to the peer with their contents; else it gets headers only.
    public func mayReadContent(_ key: String?) -> Bool { key.map(mayReadContent) ?? true }

    /// Refuses what was kept of a service's journal, words and all, to every peer but that service itself. Throws `forbidden`.
    public func permitTakingBack(_ stream: ServiceName, to key: String?) throws(Rejection) {
        guard key.map({ isService($0, stream) }) ?? true else {
            throw .forbidden("What was kept of the journal of \(stream.rawValue) is given back to \(stream.rawValue) alone.")
        }
    }
}
