/// What a SOP calls an actor: a column of its flowchart.
public struct Role: Hashable, Sendable, Codable, Identifiable {
    /// Unique within the agency.
    public let id: Key<Role>
    /// The heading of the column.
    public let name: String
    /// Who is behind it.
    public let kind: RoleKind

    /// Takes the fields as they stand in the catalogue.
    public init(id: Key<Role>, name: String, kind: RoleKind) {
        self.id = id
        self.name = name
        self.kind = kind
    }

    /// The positions that may do this role's acts: the position itself, every unit of a fan-out,
    /// a team's ketua alone, or who records for an outsider.
    public var actors: [Key<Position>] {
        switch kind {
        case .position(let position), .outside(let position): [position]
        case .each(let positions): positions
        case .team(let lead, _): [lead]
        }
    }

    /// The positions that hear of what concerns the role: as `actors`, with all members of a team.
    public var members: [Key<Position>] {
        switch kind {
        case .position(let position), .outside(let position): [position]
        case .each(let positions): positions
        case .team(let lead, let members): members.contains(lead) ? members : [lead] + members
        }
    }
}

/// How the positions behind a role work together.
public enum RoleKind: Hashable, Sendable {
    /// `jabatan`: one position.
    case position(Key<Position>)
    /// `masing-masing`: each position on its own; the step fans out and joins.
    case each([Key<Position>])
    /// `bersama`: a team with one result, delivered by its lead, who may or may not be listed among the members.
    case team(lead: Key<Position>, members: [Key<Position>])
    /// `luar`: a party without an account; what it does is recorded with proof by this position.
    case outside(recordedBy: Key<Position>)
}

extension RoleKind: Codable {
    private enum CodingKeys: String, CodingKey {
        case position, each, lead, members, recordedBy
    }

    /// Takes the fields as they stand in the catalogue.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        if let position = try fields.decodeIfPresent(Key<Position>.self, forKey: .position) {
            self = .position(position)
        } else if let positions = try fields.decodeIfPresent([Key<Position>].self, forKey: .each) {
            self = .each(positions)
        } else if let lead = try fields.decodeIfPresent(Key<Position>.self, forKey: .lead) {
            self = .team(lead: lead, members: try fields.decode([Key<Position>].self, forKey: .members))
        } else {
            self = .outside(recordedBy: try fields.decode(Key<Position>.self, forKey: .recordedBy))
        }
    }

    /// Writes one object whose key tells the kind.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .position(let position): try fields.encode(position, forKey: .position)
        case .each(let positions): try fields.encode(positions, forKey: .each)
        case .team(let lead, let members):
            try fields.encode(lead, forKey: .lead)
            try fields.encode(members, forKey: .members)
        case .outside(let recorder): try fields.encode(recorder, forKey: .recordedBy)
        }
    }
}
