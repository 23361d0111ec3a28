import Domain
import Kernel
import Protocol

/// Every body that a caller can send. A test holds this list against what the services answer to.
public enum Bodies {
    /// Of commands.
    public static let commands: [any CommandBody.Type] = [
        Acknowledge.self, AdviseLeader.self, ApproveDestruction.self, CarryOutDestruction.self, DeclineDestruction.self, DestroyContent.self,
        ProposeDestruction.self, AmendLetter.self, AnswerCancel.self, AnswerDisposisi.self, ApplyCalendar.self, ApplyCatalogue.self,
        AskMaterial.self, AssignHolder.self, AttachFiles.self, CancelDisposisi.self, ChaseMaterial.self, Check.self, CloseBerkas.self,
        CloseSheet.self, CloseTask.self, CollectMaterial.self, ComposeVersion.self, ContinueTransfer.self, DeclineDisposisi.self,
        DeliverMaterial.self, DispatchDocument.self, DropNumber.self, EndHolder.self, EndMandate.self, FileDocument.self, FollowHolders.self,
        ForwardLetter.self, GiveDisposisi.self, GiveMandate.self, GiveNumber.self, GiveOrder.self, HandOver.self, HoldMeeting.self, Initial.self,
        LinkLetter.self, MakeCopies.self,
        NoteCase.self, NoteCaseEnd.self, NoteLetter.self, NoteLetterReach.self, NoteOffice.self, NoteReach.self, NoteOverdue.self, NotePersonKey.self,
        NoteRegisters.self, NoteTask.self, NoteTaskChange.self,
        OpenBerkas.self,
        OpenCase.self, OpenSheet.self, RaiseCaseKeamanan.self, RaiseSheetKeamanan.self, ReadDisposisi.self, Receive.self, RecordFetch.self,
        RecordGathering.self, RecordWrittenDisposisi.self,
        RegisterKey.self, RegisterLetter.self, ReleaseTask.self, RequestCancel.self, ReserveNumbers.self, RevokeKey.self, SaveVersion.self,
        Sign.self, SkipTask.self, StartCase.self, StartCaseFromLetter.self, TakeTask.self, TransferTasks.self, VoidLetter.self, VoidNumber.self,
        WitnessSeal.self,
        WriteStudy.self,
    ]

    /// Of commands to the runtime itself, which every service takes.
    public static let runtime: [any CommandBody.Type] = [
        AcceptEpoch.self, AcceptLoss.self, DiscardParked.self, NoteBackup.self, RetryParked.self,
    ]

    /// Of questions.
    public static let questions: [any QueryBody.Type] = [
        AgendaBook.self, BerkasContents.self, CaseRecords.self, CompareVersions.self, Composers.self, Dispatches.self,
        DisposisiInbox.self, DisposisiTree.self,
        ExpeditionBook.self, Inbox.self, IssueGrant.self, LastAgendaNumber.self, LastNumber.self, ListAgencies.self, ListApprovals.self,
        ListBerkas.self, ListCases.self, ListDestructions.self, ListKeys.self, ListSeals.self, ListSOPs.self, ListVersions.self, Materials.self,
        Meetings.self,
        OutgoingBook.self,
        Receipt.self, SearchArchive.self, ShowCase.self, ShowLetter.self, ShowOrganisation.self, ShowRecord.self, ShowSOP.self,
        ShowTask.self, ShowVersion.self, Studies.self, Timeline.self, Whereabouts.self,
    ]
}
