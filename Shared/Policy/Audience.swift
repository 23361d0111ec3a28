import Domain
import Protocol

/// Who may use a verb at all; everybody else is refused before the rules of the verb are asked.
public struct Audience: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// People acting as a position.
    public static let officials = Audience(rawValue: 1)
    /// People at the operator's tool.
    public static let operators = Audience(rawValue: 2)
    /// The service itself, out of a reaction, an effect or the clock; never from the wire.
    public static let services = Audience(rawValue: 4)
    /// Anyone who can reach the socket, without a grant.
    public static let anyone = Audience(rawValue: 8)
}

/// Whether the principal may use a verb of this audience at all; what is not allowed is refused.
///
/// Which letters and tasks a person may touch is asked on top of it: `sight` and `whyNot`. Throws `unauthenticated` or `forbidden`.
public func permit(_ principal: Principal?, _ audience: Audience) throws(Rejection) {
    if audience.contains(.anyone) { return }
    switch principal {
    case nil: throw .unauthenticated("This needs a grant")
    case .official where audience.contains(.officials): return
    case .operator where audience.contains(.operators): return
    case .service where audience.contains(.services): return
    case .official: throw .forbidden("This is not for officials; ask the operator of the system.")
    case .operator: throw .forbidden("This is for a person acting as a position; ask Routing for a grant as that position.")
    case .service: throw .forbidden("A service may not do this.")
    }
}

/// Refuses an official an act that is signed singly without a grant for just this command, and such a grant for anything else. An operator signs nothing:
/// for one who may use the verb at all the common grant is enough.
///
/// `only` is what the grant that was shown is good for, nil for a common grant. Throws `signedSingly` or `unauthenticated`.
public func permit(_ only: SoleCommand?, _ command: SoleCommand, by principal: Principal?, isSignedSingly: Bool) throws(Rejection) {
    guard isSignedSingly, case .official? = principal else {
        if only != nil { throw .unauthenticated("This grant is for one act that is signed, and this is none") }
        return
    }
    guard only == command else { throw .signedSingly }
}
