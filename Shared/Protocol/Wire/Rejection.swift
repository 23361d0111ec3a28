/// The rules say no: a stable code, a sentence that tells the person what to do, and the field it is about.
public struct Rejection: Error, Codable, Sendable, Equatable {
    /// Stable for ever; programs decide by it.
    public var code: String
    /// One English sentence: what is wrong and what to do. It holds no letter content.
    public var message: String
    /// The field of the body, as a path (`addressees.0.name`), if one is to blame.
    public var field: String?

    /// A "no" of this code.
    public init(_ code: String, _ message: String, field: String? = nil) {
        self.code = code
        self.message = message
        self.field = field
    }
}

extension Rejection {
    /// The frames are not those of a request.
    public static func malformedFrame(_ why: String) -> Rejection {
        Rejection("malformedFrame", "The message is not an Alur request: \(why). See WIRE.md, Requests.")
    }
    /// A version of the protocol that is not spoken here.
    public static let unknownVersion = Rejection("unknownVersion", "This service speaks ALUR/1; send that in the first frame.")
    /// Nothing here answers to that verb.
    public static func unknownVerb(_ verb: String) -> Rejection {
        Rejection("unknownVerb", "There is no verb \(verb.prefix(Limits.verbBytes)) here; check spelling, service and endpoint.")
    }
    /// The body cannot be read.
    public static func malformedBody(_ why: String, field: String?) -> Rejection {
        Rejection("malformedBody", "The body cannot be read: \(why).", field: field)
    }
    /// The same id came before with another body.
    public static let idReused = Rejection("idReused", "This command id was used with another body; make a new id for a new command.")
    /// No grant, or none that is good here and now.
    public static func unauthenticated(_ why: String) -> Rejection {
        Rejection("unauthenticated", "\(why). Ask Routing for a new grant (grant.issue) and send the command again.")
    }
    /// A grant that is known by its hash only, and not here.
    public static let grantUnknown = Rejection("grantUnknown", "The grant of this hash is not known here; send the whole grant once.")
    /// The act is one of those that need a grant for exactly this command.
    public static let signedSingly = Rejection(
        "signedSingly", "This act is signed one by one; ask Routing for a grant for exactly this command (grant.issue with only) and send it again.")
    /// The one who asks may not.
    public static func forbidden(_ why: String) -> Rejection { Rejection("forbidden", why) }
    /// The key of the connection gives no right to this verb.
    public static func notForThisPeer(_ verb: String) -> Rejection {
        .forbidden("The key of this connection is not authorised for \(verb) here; the operator sees with `alurctl keys list` who is.")
    }
    /// What the body names does not exist, or may not be known to exist.
    public static func notFound(_ what: String, field: String?) -> Rejection {
        Rejection("notFound", "There is no such \(what); check the id.", field: field)
    }
    /// The words of what the command is about were destroyed by law.
    public static let destroyed = Rejection("destroyed", "The words of this letter or case were destroyed by law; nothing is added to it any more.")
    /// The service was put back or misses something of its own journal, and waits for its readers or the operator; answered as `unavailable`.
    public static let recovering = Rejection(
        "recovering", "This service recovers and decides nothing yet; nothing was changed. The operator sees at `alurctl status` what to do.")
    /// A field holds something that is not allowed.
    public static func invalid(_ field: String, _ message: String) -> Rejection { Rejection("invalid", message, field: field) }
    /// The place named in `after` has not come within the time allowed.
    public static let notYet = Rejection("notYet", "What this request builds on has not arrived here yet; send it again in a moment.")
}
