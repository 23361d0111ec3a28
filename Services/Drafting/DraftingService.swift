import Domain
import Kernel
import Protocol
import Tasks

/// The table of contents of Drafting: drafts and their versions, material of the units, studies and meetings.
public let drafting = Service(
    name: .drafting,
    migrations: [TaskRules.migration, OfficeRules.migration, draftingMigration, TaskRules.vacancy],
    tables: TaskRules.tables + OfficeRules.tables + ["version", "request", "material", "study", "meeting", "attachment"],
    commands: TaskRules.commands + OfficeRules.commands + [
        .on(ComposeVersion.self, by: .officials, decide: composeVersion),
        .on(SaveVersion.self, by: .officials, decide: saveVersion),
        .on(AskMaterial.self, by: .officials, decide: askMaterial),
        .on(DeliverMaterial.self, by: .officials, decide: deliverMaterial),
        .on(ChaseMaterial.self, by: .officials, decide: chaseMaterial),
        .on(CollectMaterial.self, by: .officials, decide: collectMaterial),
        .on(WriteStudy.self, by: .officials, decide: writeStudy),
        .on(HoldMeeting.self, by: .officials, decide: holdMeeting),
    ],
    events: TaskRules.events + OfficeRules.events + [
        .on(DraftFrozen.self, apply: draftFrozen),
        .on(VersionSaved.self, apply: versionSaved),
        .on(MaterialAsked.self, apply: materialAsked),
        .on(MaterialDelivered.self, apply: materialDelivered),
        .on(MaterialChased.self, apply: materialChased),
        .on(MaterialCollected.self, apply: materialCollected),
        .on(Studied.self, apply: studied),
        .on(MeetingHeld.self, apply: meetingHeld),
    ],
    queries: [
        .on(ListVersions.self, by: .officials, answer: listVersions),
        .on(ShowVersion.self, by: .officials, answer: showVersion),
        .on(Materials.self, by: .officials, answer: materials),
        .on(Studies.self, by: .officials, answer: studies),
        .on(Meetings.self, by: .officials, answer: meetings),
        .on(CompareVersions.self, by: .officials, answer: compareVersions),
        .on(Composers.self, by: .officials, answer: composers),
    ],
    reactions: TaskRules.reactions(of: .drafting) + OfficeRules.reactions, files: seesFile, words: TaskRules.words + draftingWords)
