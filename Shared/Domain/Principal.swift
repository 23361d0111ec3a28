/// Who acted: what every command is decided for and every event records.
public enum Principal: Hashable, Sendable {
    case official(Official)
    /// A service that reacted to this event or command.
    case service(name: ServiceName, cause: Identifier)
    /// The person at the operator's tool.
    case `operator`(name: String)

    /// A person acting as a position.
    public struct Official: Hashable, Sendable {
        /// Where the person works.
        public let agency: Key<Agency>
        /// The person's NIP.
        public let person: String
        /// The position in whose stead the person acts: the own one, or the mandate's.
        public let position: Key<Position>
        /// What entitles a person to act for a position not the own one.
        public let mandate: Authority?

        /// Takes what the grant says.
        public init(agency: Key<Agency>, person: String, position: Key<Position>, mandate: Authority? = nil) {
            self.agency = agency
            self.person = person
            self.position = position
            self.mandate = mandate
        }
    }

    /// The decree a person acts under.
    public struct Authority: Hashable, Sendable {
        /// How the person acts.
        public let kind: Mandate.Kind
        /// The number of the SK.
        public let decree: String

        /// Takes what the grant says.
        public init(kind: Mandate.Kind, decree: String) {
            self.kind = kind
            self.decree = decree
        }
    }
}

extension Principal: Codable {
    // One flat object with short keys: it stands in the header of every event.
    private enum CodingKeys: String, CodingKey {
        case agency, nip, position, mandate, decree, service, cause
        case `operator`
    }

    /// Reads what `encode(to:)` writes.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        if let person = try fields.decodeIfPresent(String.self, forKey: .nip) {
            let kind = try fields.decodeIfPresent(Mandate.Kind.self, forKey: .mandate)
            let authority = try kind.map { Authority(kind: $0, decree: try fields.decode(String.self, forKey: .decree)) }
            self = .official(
                Official(
                    agency: try fields.decode(Key<Agency>.self, forKey: .agency), person: person,
                    position: try fields.decode(Key<Position>.self, forKey: .position), mandate: authority))
        } else if let name = try fields.decodeIfPresent(ServiceName.self, forKey: .service) {
            self = .service(name: name, cause: try fields.decode(Identifier.self, forKey: .cause))
        } else {
            self = .operator(name: try fields.decode(String.self, forKey: .operator))
        }
    }

    /// Writes one flat object: `nip` marks an official, `service` a service, `operator` an operator.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .official(let official):
            try fields.encode(official.agency, forKey: .agency)
            try fields.encode(official.person, forKey: .nip)
            try fields.encode(official.position, forKey: .position)
            try fields.encodeIfPresent(official.mandate?.kind, forKey: .mandate)
            try fields.encodeIfPresent(official.mandate?.decree, forKey: .decree)
        case .service(let name, let cause):
            try fields.encode(name, forKey: .service)
            try fields.encode(cause, forKey: .cause)
        case .operator(let name):
            try fields.encode(name, forKey: .operator)
        }
    }
}
