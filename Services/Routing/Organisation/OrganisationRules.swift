import Kernel
import Protocol

/// Who works where and for whom: catalogue, calendar, holders, mandates and grants.
enum OrganisationRules {
    static let migrations = OrganisationSchema.migrations
    static let tables = OrganisationSchema.tables

    static let commands: [CommandRule] = [
        .on(ApplyCatalogue.self, by: .operators, decide: applyCatalogue),
        .on(ApplyCalendar.self, by: .operators, decide: applyCalendar),
        .on(AssignHolder.self, by: .operators, decide: assignHolder),
        .on(EndHolder.self, by: .operators, decide: endHolder),
        .on(GiveMandate.self, by: .operators, decide: giveMandate),
        .on(EndMandate.self, by: .operators, decide: endMandate),
        .on(NotePersonKey.self, by: .services, decide: notePersonKey),
    ]

    static let events: [EventRule] = [
        .on(CatalogueApplied.self, apply: catalogueApplied),
        .on(CalendarApplied.self, apply: calendarApplied),
        .on(HolderAssigned.self, apply: holderAssigned),
        .on(HolderEnded.self, apply: holderEnded),
        .on(MandateGiven.self, apply: mandateGiven),
        .on(MandateEnded.self, apply: mandateEnded),
        .on(PersonKeyNoted.self, apply: personKeyNoted),
    ]

    // Organisation and SOPs hang at the office's door; whoever wants to log in must be able to read them first.
    static func queries(signer: GrantSigner, operatorKeys: @escaping @Sendable () -> Set<String>) -> [QueryRule] {
        [
            .on(IssueGrant.self, by: .anyone) { try issueGrant($0, $1, signer: signer, operatorKeys: operatorKeys()) },
            .on(ListAgencies.self, by: .anyone, answer: listAgencies),
            .on(ShowOrganisation.self, by: .anyone, answer: showOrganisation),
            .on(ListSOPs.self, by: .anyone, answer: listSOPs),
            .on(ShowSOP.self, by: .anyone, answer: showSOP),
        ]
    }
}
