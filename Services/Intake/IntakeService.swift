import Domain
import Kernel
import Protocol
import Tasks

/// The table of contents of Intake: the books of incoming letters.
public let intake = Service(
    name: .intake,
    migrations: [OfficeRules.migration, IntakeTables.migration, IntakeTables.cases, IntakeTables.reach, SecretCases.migration],
    tables: OfficeRules.tables + SecretCases.tables + IntakeTables.names,
    commands: OfficeRules.commands + SecretCases.commands + [
        .on(RegisterLetter.self, by: .officials, decide: registerLetter),
        .on(AmendLetter.self, by: .officials, decide: amendLetter),
        .on(VoidLetter.self, by: .officials, decide: voidLetter),
        .on(AttachFiles.self, by: .officials, decide: attachFiles),
        .on(StartCaseFromLetter.self, by: .officials, decide: startCaseFromLetter),
        .on(LinkLetter.self, by: .officials, decide: linkLetter),
        .on(ForwardLetter.self, by: .officials, decide: forwardLetter),
        .on(NoteCase.self, by: .services, decide: noteCase),
        .on(NoteLetterReach.self, by: .services, decide: noteLetterReach),
    ],
    events: OfficeRules.events + SecretCases.events + [
        .on(LetterRegistered.self, apply: letterRegistered),
        .on(LetterAmended.self, apply: letterAmended),
        // Told to Routing; what Intake knows of it stands in the letter itself.
        .on(LetterKeamananRaised.self) { _, _ in },
        .on(LetterVoided.self, apply: letterVoided),
        .on(FilesAttached.self, apply: filesAttached),
        .on(CaseRequested.self, apply: caseRequested),
        .on(LetterLinked.self, apply: letterLinked),
        .on(LetterForwarded.self, apply: letterForwarded),
        .on(CaseNoted.self, apply: caseNoted),
        .on(LetterReachNoted.self, apply: letterReachNoted),
        .on(NumbersLost.self, apply: numbersLost),
    ],
    queries: [
        .on(AgendaBook.self, by: .officials, answer: agendaBook),
        .on(ShowLetter.self, by: .officials, answer: showLetter),
        .on(LastAgendaNumber.self, by: .officials, answer: lastAgendaNumber),
        .on(Receipt.self, by: .officials, answer: receipt),
    ],
    reactions: OfficeRules.reactions + SecretCases.reactions + caseReactions + reachReactions, files: seesFile, afterLoss: voidLostNumbers,
    words: IntakeTables.words, belonging: lettersOfCases)
