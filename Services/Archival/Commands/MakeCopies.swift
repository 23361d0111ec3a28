import Domain
import Kernel
import Protocol
import Tasks

/// Ends a `gandakan`.
func makeCopies(_ command: MakeCopies, _ decision: Decision) throws -> [Event] {
    let open = try OpenTask.find(command.task, word: .gandakan, decision)
    guard (1...copiesAtMost).contains(command.count) else {
        throw Rejection.invalid("count", "Say how many copies were made: 1 to \(copiesAtMost).")
    }
    let note = try EntryChecks.optionalText(command.note, "note")
    let event = CopiesMade(done: done(open), count: command.count)
    return [Event(event, about: open.task.caseID, content: note.map { ActWords(note: $0) })]
}

private let copiesAtMost = 100_000

/// What Routing is told of an act that was done.
func done(_ open: OpenTask) -> Completion {
    Completion(task: open.task.task, caseID: open.task.caseID, outcome: .done, document: open.task.document)
}
