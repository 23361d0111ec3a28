/// A service that owns a slice of a letter's life; its raw value is the name in journals, streams and configuration.
public enum ServiceName: String, CaseIterable, Hashable, Sendable, Codable {
    case intake, routing, drafting, approvals, archival
}
