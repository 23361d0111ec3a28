import Kernel
import Protocol

/// Letters that follow no SOP: raised to the leader, disposed down a tree, answered and closed.
enum DisposisiRules {
    static let migrations = SheetSchema.migrations
    static let tables = SheetSchema.tables
    static let words = SheetSchema.words

    static let commands: [CommandRule] = [
        .on(OpenSheet.self, by: .services, decide: openSheet),
        .on(RaiseSheetKeamanan.self, by: .services, decide: raiseSheetKeamanan),
        .on(AdviseLeader.self, by: .officials, decide: adviseLeader),
        .on(GiveDisposisi.self, by: .officials, decide: giveDisposisi),
        .on(RecordWrittenDisposisi.self, by: .officials, decide: recordWrittenDisposisi),
        .on(ReadDisposisi.self, by: .officials, decide: readDisposisi),
        .on(AnswerDisposisi.self, by: .officials, decide: answerDisposisi),
        .on(CancelDisposisi.self, by: .officials, decide: cancelDisposisi),
        .on(DeclineDisposisi.self, by: .officials, decide: declineDisposisi),
        .on(CloseSheet.self, by: .officials, decide: closeSheet),
    ]

    static let events: [EventRule] = [
        .on(SheetOpened.self, apply: sheetOpened),
        .on(SheetKeamananRaised.self, apply: sheetKeamananRaised),
        .on(SheetRaised.self, apply: sheetRaised),
        .on(DisposisiGiven.self, apply: disposisiGiven),
        .on(DisposisiRead.self, apply: disposisiRead),
        .on(DisposisiAnswered.self, apply: disposisiAnswered),
        .on(DisposisiCancelled.self, apply: disposisiCancelled),
        .on(DisposisiDeclined.self, apply: disposisiDeclined),
        .on(SheetClosed.self, apply: sheetClosed),
    ]

    static let queries: [QueryRule] = [
        .on(DisposisiTree.self, by: .officials, answer: disposisiTree),
        .on(DisposisiInbox.self, by: .officials, answer: disposisiInbox),
        .on(Whereabouts.self, by: [.officials, .operators], answer: whereabouts),
    ]

    static let reactions: [Reaction] = [
        // A letter forwarded twice to one position lies there once.
        .to(LetterForwarded.self, from: .intake, onRejection: ["alreadyOpen": .ignore]) { event, _ in
            let body = event.body
            return [
                OpenSheet(
                    letter: body.letter, agency: body.agency, position: body.to, keamanan: body.keamanan, urgensi: body.urgensi,
                    words: event.content)
            ]
        },
        .to(LetterAmended.self, from: .intake) { event, _ in [RaiseSheetKeamanan(letter: event.body.letter, keamanan: event.body.keamanan)] },
    ]
}
