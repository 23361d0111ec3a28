import Domain
import Kernel
import Protocol
import Tasks

/// What check, paraf and signature have in common: an official says yes or no to the version that the task names, and to no other.
struct Verdict {
    let open: OpenTask
    /// The version decided on.
    let document: DocumentVersion
    let official: Principal.Official
    let isYes: Bool
    /// The reason of a no, or the note beside a yes.
    let words: ActWords?
    private let members: [Key<Position>]?

    /// Finds the task and checks what the three commands share.
    ///
    /// Throws `staleVersion` when another version was read than the one the task is about, `documentMissing` when there is none yet, `reasonMissing`
    /// for a no without a reason, `invalid`, and what `OpenTask.find` throws.
    init(
        _ word: Act.Word, task: Identifier, hash: String, approve: Bool, reason: String?, members: [Key<Position>]?, _ decision: Decision
    ) throws {
        official = try decision.official()
        open = try OpenTask.find(task, word: word, decision)
        guard let document = open.task.document, document.version > 0 else {
            throw Rejection("documentMissing", "The document has no version yet; ask its drafter to freeze one.", field: "task")
        }
        #if PLANTED
            let hash = Planted.isOn(.anyVersion) ? document.hash : hash
        #endif
        guard hash == document.hash else {
            throw Rejection(
                "staleVersion", "This is not the version the task is about; read version \(document.version) and decide on it.", field: "hash")
        }
        self.document = document
        isYes = approve
        if let reason = try EntryChecks.optionalText(reason, "reason") {
            words = approve ? ActWords(note: reason) : ActWords(reason: reason)
        } else if approve {
            words = nil
        } else {
            throw Rejection("reasonMissing", "Say why the document is returned.", field: "reason")
        }
        if let members {
            guard !approve else { throw Rejection.invalid("members", "Only a no reopens the part of a unit; leave the units out.") }
            try checkPositions(members, "members")
        }
        self.members = members
    }

    /// How the task ends.
    func completion(appointed: [Key<Position>]? = nil) -> Completion {
        Completion(
            task: open.task.task, caseID: open.task.caseID, outcome: isYes ? .done : .returned, document: document, appointed: appointed,
            members: members)
    }

    /// Who decided, as the event keeps it.
    var by: Approver { Approver(official, vacant: open.vacant, outside: open.task.outside) }

    /// Whether the official acts for the own position: not beside it for a vacant one, nor as the recorder of a party outside.
    var isOwnPart: Bool { open.vacant == nil && open.task.outside == nil }

    /// Checks the proof of what a party outside decided: a yes that is only recorded here needs one.
    func require(_ proof: FileReference?, _ decision: Decision) throws {
        if let proof {
            try checkFile(proof, "proof", decision)
        } else if isYes, open.task.outside != nil {
            throw Rejection("proofMissing", "A party outside decided this; put the paper that shows it here and name it.", field: "proof")
        }
    }
}
