import Protocol

/// What a machine may do that shows no grant: follow journals, carry files, ask how a service is.
///
/// A peer of a local socket is the operator's own machine: the socket lies in a folder for its owner alone, who has the disk with the journals anyway. A
/// peer of the network is known by its CURVE key, and may do what the table of peers names, which is nothing where the table does not name it.
public struct MachineRights: Sendable {
    private let mayAsk: @Sendable (_ key: String, _ verb: String) -> Bool
    private let mayReadContent: @Sendable (_ key: String) -> Bool

    /// Rights by the peer's key (Z85): whether it may use a verb of this service, and whether it is cleared for the contents of its journal.
    public init(mayAsk: @escaping @Sendable (_ key: String, _ verb: String) -> Bool, mayReadContent: @escaping @Sendable (_ key: String) -> Bool) {
        self.mayAsk = mayAsk
        self.mayReadContent = mayReadContent
    }

    /// For a service that knows no peer of the network.
    public static let localOnly = MachineRights(mayAsk: { _, _ in false }, mayReadContent: { _ in false })

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
}
