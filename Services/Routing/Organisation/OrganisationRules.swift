import Kernel

/// Who works where and for whom: catalogue, holders, mandates, calendar and grants.
enum OrganisationRules {
    static let migrations = OrganisationSchema.migrations
    static let tables = OrganisationSchema.tables
    static let commands: [CommandRule] = []
    static let events: [EventRule] = []
    static func queries(signer: GrantSigner) -> [QueryRule] { [] }
}
