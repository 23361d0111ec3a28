import Domain
import Kernel
import Protocol
import SQLite

/// The process of the SOPs: cases, tasks, returns and due times.
///
/// A case walks a plan. `Planner` says what comes next, as plain values; `Turn` makes events of it; `CaseState` is what the events come to.
enum ProcessRules {
    static let migrations = CaseSchema.migrations
    static let tables = CaseSchema.tables
    static let words = CaseSchema.words

    static let commands: [CommandRule] = [
        .on(StartCase.self, by: .officials, decide: startCase),
        .on(OpenCase.self, by: .services, decide: openCase),
        .on(CloseTask.self, by: .services, decide: closeTask),
        .on(NoteLetter.self, by: .services, decide: noteLetter),
        .on(RaiseCaseKeamanan.self, by: .services, decide: raiseCaseKeamanan),
        .on(DropNumber.self, by: .services, decide: dropNumber),
        .on(NoteOverdue.self, by: .services, decide: noteOverdue),
        .on(GiveOrder.self, by: .officials, decide: giveOrder),
        .on(HandOver.self, by: .officials, decide: handOver),
        .on(Receive.self, by: .officials, decide: receive),
        .on(Acknowledge.self, by: .officials, decide: acknowledge),
        .on(SkipTask.self, by: .officials, decide: skipAct),
        .on(TakeTask.self, by: .officials, decide: takeTask),
        .on(ReleaseTask.self, by: .officials, decide: releaseTask),
        .on(RequestCancel.self, by: .officials, decide: requestCancel),
        .on(AnswerCancel.self, by: .officials, decide: answerCancel),
    ]

    static let events: [EventRule] = [
        .on(CaseStarted.self, apply: caseStarted),
        .on(TaskOpened.self, apply: taskOpened),
        .on(TaskClosed.self, apply: taskClosed),
        .on(TaskWithdrawn.self, apply: taskWithdrawn),
        .on(TaskAssigned.self, apply: taskAssigned),
        .on(TaskOverdue.self, apply: taskOverdue),
        .on(StepReturned.self, apply: stepReturned),
        .on(LetterNoted.self, apply: letterNoted),
        .on(CaseKeamananRaised.self, apply: caseKeamananRaised),
        .on(NumberDropped.self, apply: numberDropped),
        .on(LateActNoted.self, apply: lateActNoted),
        .on(CaseClosed.self, apply: caseClosed),
        .on(CancelRequested.self, apply: cancelRequested),
        .on(CancelRefused.self, apply: cancelRefused),
        .on(CaseCancelled.self, apply: caseCancelled),
    ]

    static let queries: [QueryRule] = [
        .on(Inbox.self, by: .officials, answer: inbox),
        .on(ShowTask.self, by: .officials, answer: showTask),
        .on(ShowCase.self, by: .officials, answer: showCase),
        .on(ListCases.self, by: .officials, answer: listCases),
        .on(Timeline.self, by: .officials, answer: timeline),
    ]

    static let reactions: [Reaction] =
        [
            .to(CaseRequested.self, from: .intake, onRejection: ["caseExists": .ignore]) { event, _ in
                let body = event.body
                return [
                    OpenCase(
                        caseID: body.caseID, letter: body.letter, agency: body.agency, sop: body.sop, keamanan: body.keamanan,
                        urgensi: body.urgensi, title: event.content?.subject)
                ]
            },
            // The case may have ended while Intake did not know it yet.
            .to(LetterLinked.self, from: .intake, onRejection: ["notFound": .ignore, "caseClosed": .ignore]) { event, reading in
                guard try CaseFile.find(event.body.caseID, reading)?.agency == event.body.agency else { return [] }
                return [
                    NoteLetter(
                        caseID: event.body.caseID, letter: event.body.letter, keamanan: event.body.keamanan, actor: event.header.actor)
                ]
            },
            // There is no such case where it was linked to one that had ended already, or where an operator discarded what asked for it.
            .to(LetterKeamananRaised.self, from: .intake, onRejection: ["notFound": .ignore]) { event, reading in
                guard try CaseFile.find(event.body.caseID, reading)?.agency == event.body.agency else { return [] }
                return [RaiseCaseKeamanan(caseID: event.body.caseID, keamanan: event.body.keamanan)]
            },
            .to(NumberVoided.self, from: .approvals, onRejection: ["notFound": .ignore]) { event, _ in
                guard let caseID = event.body.caseID, let task = event.body.task else { return [] }
                return [DropNumber(caseID: caseID, task: task)]
            },
            going(on: DraftFrozen.self, from: .drafting),
            going(on: MaterialAsked.self, from: .drafting),
            going(on: MaterialDelivered.self, from: .drafting),
            going(on: MaterialCollected.self, from: .drafting),
            going(on: Studied.self, from: .drafting),
            going(on: MeetingHeld.self, from: .drafting),
            going(on: Checked.self, from: .approvals),
            going(on: Initialled.self, from: .approvals),
            going(on: Signed.self, from: .approvals),
            going(on: NumberGiven.self, from: .approvals),
            going(on: CopiesMade.self, from: .archival),
            going(on: Dispatched.self, from: .archival),
            going(on: GatheringRecorded.self, from: .archival),
            going(on: ArchiveSealed.self, from: .archival),
        ] + [ServiceName.drafting, .approvals, .archival].map { going(on: TaskSkipped.self, from: $0) }

    /// The reaction to an act that was carried out: the case goes on.
    private static func going<Body: ActCompleted>(on body: Body.Type, from source: ServiceName) -> Reaction {
        .to(body, from: source) { event, _ in
            [CloseTask(done: event.body.done, actor: event.header.actor, words: event.content as? ActWords)]
        }
    }
}
