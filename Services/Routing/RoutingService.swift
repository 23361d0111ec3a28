import Domain
import Kernel
import Protocol
import SQLite

/// The table of contents of Routing: who works where, letters disposed down a tree, and the process of the SOPs.
///
/// A function, because Routing alone signs grants and the key is handed in at the start; everything else is the same in every process.
/// Operators get their grants over a local socket, or with one of `operatorKeys`: the CURVE keys (Z85) that the table of peers names at that moment.
public func routing(signer: GrantSigner, operatorKeys: @escaping @Sendable () -> Set<String> = { [] }) -> Service {
    Service(
        name: .routing,
        // These three lists are closed: scripts are known by their place, so a later one is added behind them, whichever part it belongs to.
        migrations: OrganisationRules.migrations + DisposisiRules.migrations + ProcessRules.migrations
            + [OrganisationSchema.tembusan, CaseSchema.cancelRequest] + SuccessionRules.migrations,
        tables: OrganisationRules.tables + DisposisiRules.tables + ProcessRules.tables + SuccessionRules.tables,
        commands: OrganisationRules.commands + DisposisiRules.commands + ProcessRules.commands + SuccessionRules.commands,
        events: OrganisationRules.events + DisposisiRules.events + ProcessRules.events + SuccessionRules.events,
        queries: OrganisationRules.queries(signer: signer, operatorKeys: operatorKeys) + DisposisiRules.queries + ProcessRules.queries,
        reactions: PersonKeyTable.reactions + DisposisiRules.reactions + ProcessRules.reactions,
        due: routingDue, files: seesFile, words: DisposisiRules.words + ProcessRules.words, kept: { try isKeptCase($0, $1) })
}

/// What time alone makes necessary: late tasks, and open work whose position has changed hands.
@Sendable private func routingDue(_ reading: Reading, _ now: Moment) throws -> Due {
    let (late, succession) = (try overdueTasks(reading, now), try SuccessionRules.due(reading, now))
    return Due(items: succession.items + late.items, next: [late.next, succession.next].compactMap { $0 }.min())
}
