import Domain
import Kernel
import Protocol
import Tasks

/// Ends a `himpun-luar`: the outside office has no account, so a person says that it is done and by what one sees it.
func recordGathering(_ command: RecordGathering, _ decision: Decision) throws -> [Event] {
    let open = try OpenTask.find(command.task, word: .himpunLuar, decision)
    guard let note = try EntryChecks.optionalText(command.note, "note") else {
        throw Rejection.invalid("note", "Say what proves that the documents were gathered: which letter, receipt or message.")
    }
    if let proof = command.proof { try EntryChecks.held(proof, "proof", decision) }
    let event = GatheringRecorded(done: done(open), proof: command.proof)
    return [Event(event, about: open.task.caseID, content: ActWords(note: note))]
}
