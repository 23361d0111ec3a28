import Domain
import Kernel
import Protocol
import Tasks

/// The table of contents of Archival: copies, dispatch, and the archive.
public let archival = Service(
    name: .archival,
    migrations: [
        TaskRules.migration, OfficeRules.migration, ArchivalTables.migration, ArchivalTables.tembusan, ArchivalTables.sentDocument,
        TaskRules.vacancy,
    ],
    tables: TaskRules.tables + OfficeRules.tables + ArchivalTables.names,
    commands: TaskRules.commands + OfficeRules.commands + [
        .on(MakeCopies.self, by: .officials, decide: makeCopies),
        .on(DispatchDocument.self, by: .officials, decide: dispatchDocument),
        .on(RecordGathering.self, by: .officials, decide: recordGathering),
        .on(OpenBerkas.self, by: .officials, decide: openBerkas),
        .on(CloseBerkas.self, by: .officials, decide: closeBerkas),
        .on(FileDocument.self, by: .officials, decide: fileDocument),
        .on(RecordFetch.self, by: .services, decide: recordFetch),
        .on(NoteCaseEnd.self, by: .services, decide: noteCaseEnd),
        .on(ProposeDestruction.self, by: .officials, decide: proposeDestruction),
        .on(ApproveDestruction.self, by: .officials, decide: approveDestruction),
        .on(DeclineDestruction.self, by: .officials, decide: declineDestruction),
        .on(CarryOutDestruction.self, by: .officials, decide: carryOutDestruction),
    ],
    events: TaskRules.events(alsoOnReach: raiseRecords) + OfficeRules.events + [
        .on(CopiesMade.self) { event, tables in try OpenTask.close(event.body.done.task, tables) },
        .on(Dispatched.self, apply: dispatched),
        .on(GatheringRecorded.self) { event, tables in try OpenTask.close(event.body.done.task, tables) },
        .on(BerkasOpened.self, apply: berkasOpened),
        .on(BerkasClosed.self, apply: berkasClosed),
        .on(FilingOrdered.self, apply: filingOrdered),
        .on(FetchFailed.self, apply: fetchFailed),
        .on(ArchiveSealed.self, apply: archiveSealed),
        .on(CaseEndNoted.self, apply: caseEndNoted),
        .on(DestructionProposed.self, apply: destructionProposed),
        .on(DestructionApproved.self, apply: destructionApproved),
        .on(DestructionDeclined.self, apply: destructionDeclined),
        .on(RecordsDestroyed.self, apply: recordsDestroyed),
    ],
    queries: [
        .on(SearchArchive.self, by: .officials, answer: searchArchive),
        .on(ShowRecord.self, by: .officials, answer: showRecord),
        .on(CaseRecords.self, by: .officials, answer: caseRecords),
        .on(ListBerkas.self, by: .officials, answer: listBerkas),
        .on(BerkasContents.self, by: .officials, answer: berkasContents),
        .on(ExpeditionBook.self, by: .officials, answer: expeditionBook),
        .on(Dispatches.self, by: .officials, answer: dispatches),
        .on(ListDestructions.self, by: .officials, answer: listDestructions),
    ],
    reactions: TaskRules.reactions(of: .archival) + OfficeRules.reactions + caseReactions,
    effects: [.of(FilingOrdered.self, intents: fetchOrdered)],
    files: seesFile, words: TaskRules.words + ArchivalTables.words)
