import Domain

/// What a service says of its own journal and signs: that it went so far, and with which hash. Whoever has the seal can show a later change.
public struct Seal: Codable, Sendable, Hashable {
    /// The place of the last event it covers.
    public var place: StreamPosition
    /// The chain's hash there, in hexadecimal.
    public var hash: String
    /// Ed25519 over `text` by the service's seal key, in hexadecimal.
    public var signature: String

    /// A seal as it was made or read.
    public init(place: StreamPosition, hash: String, signature: String) {
        self.place = place
        self.hash = hash
        self.signature = signature
    }

    /// The canonical text; its UTF-8 bytes are what is signed. Lines end with a line feed, the last one too:
    ///
    ///     alur-segel/1
    ///     journal: <stream:epoch:position>
    ///     hash: <hexadecimal>
    public var text: String { Self.text(of: place, hash: hash) }

    /// The same for a seal that is yet to be made.
    public static func text(of place: StreamPosition, hash: String) -> String { "alur-segel/1\njournal: \(place)\nhash: \(hash)\n" }
}

/// A service has sealed its journal: after so many events, or so long after the first that was not sealed (`Limits`).
public struct JournalSealed: EventBody {
    public static let type = "journal.sealed"
    /// The seal; it covers everything before this event.
    public var seal: Seal

    /// A seal that was made.
    public init(seal: Seal) { self.seal = seal }
}

/// A service orders itself to keep another's seal.
public struct WitnessSeal: CommandBody {
    public static let verb = "seal.witness"
    /// The seal.
    public var seal: Seal

    /// The order.
    public init(seal: Seal) { self.seal = seal }
}

/// A service keeps another's seal: it is a witness of that journal from now on. Those who follow it keep the seal, too, where they do not follow that
/// journal themselves.
public struct SealWitnessed: EventBody {
    public static let type = "seal.witnessed"
    /// The seal.
    public var seal: Seal

    /// A seal that is kept.
    public init(seal: Seal) { self.seal = seal }
}

/// The seals of one journal that a service has: its own, or those it is a witness of; the oldest first.
public struct ListSeals: QueryBody {
    public static let verb = "seal.list"
    /// Whose journal.
    public var stream: ServiceName
    /// Seals behind this place; from the first where it is not said.
    public var after: StreamPosition?
    /// Of that place, too, those with a hash behind this one: where two seals of one place dispute it, a page may end between them.
    public var hash: String?

    /// Asks for a page of seals.
    public init(stream: ServiceName, after: StreamPosition? = nil, hash: String? = nil) {
        self.stream = stream
        self.after = after
        self.hash = hash
    }

    /// A page of seals.
    public struct Answer: Codable, Sendable {
        /// At most `Limits.pageRows`.
        public var seals: [Seal]
        /// Whether there are more.
        public var hasMore: Bool

        /// A page.
        public init(seals: [Seal], hasMore: Bool) {
            self.seals = seals
            self.hasMore = hasMore
        }
    }
}
