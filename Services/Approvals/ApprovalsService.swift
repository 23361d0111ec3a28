import Domain
import Kernel
import Protocol
import Tasks

/// The table of contents of Approvals: decisions on frozen versions, the keys that sign, and the books that number outgoing letters.
public let approvals = Service(
    name: .approvals,
    migrations: [TaskRules.migration, ApprovalTable.migration, KeyTable.migration, Book.migration, TaskRules.vacancy],
    tables: TaskRules.tables + [ApprovalTable.table, KeyTable.table] + Book.tables,
    commands: TaskRules.commands + [
        .on(Check.self, by: .officials, decide: check),
        .on(Initial.self, by: .officials, decide: initial),
        .on(Sign.self, by: .officials, decide: sign),
        .on(RegisterKey.self, by: [.officials, .operators], decide: registerKey),
        .on(RevokeKey.self, by: [.officials, .operators], decide: revokeKey),
        .on(GiveNumber.self, by: .officials, decide: giveNumber),
        .on(VoidNumber.self, by: .officials, decide: voidNumber),
        .on(ReserveNumbers.self, by: .officials, decide: reserveNumbers),
        .on(NoteRegisters.self, by: .services, decide: noteRegisters),
    ],
    events: TaskRules.events + [
        .on(Checked.self, apply: checked),
        .on(Initialled.self, apply: initialled),
        .on(Signed.self, apply: signed),
        .on(KeyRegistered.self, apply: keyRegistered),
        .on(KeyRevoked.self, apply: keyRevoked),
        .on(NumberGiven.self, apply: numberGiven),
        .on(NumberVoided.self, apply: numberVoided),
        .on(NumbersReserved.self, apply: numbersReserved),
        .on(RegistersNoted.self, apply: registersNoted),
        .on(NumbersLost.self, apply: numbersLost),
    ],
    queries: [
        .on(ListApprovals.self, by: [.officials, .operators], answer: listApprovals),
        .on(OutgoingBook.self, by: [.officials, .operators], answer: outgoingBook),
        .on(LastNumber.self, by: [.officials, .operators], answer: lastNumber),
        .on(ListKeys.self, by: [.officials, .operators], answer: listKeys),
    ],
    reactions: TaskRules.reactions(of: .approvals) + [.to(CatalogueApplied.self, from: .routing, haste: .unhurried, react: catalogueApplied)],
    files: seesFile, afterLoss: voidLostNumbers, words: TaskRules.words + [ApprovalTable.words, Book.words])
