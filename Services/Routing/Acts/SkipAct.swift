import Domain
import Kernel
import Protocol

/// Passes over an optional act that Routing itself would carry out. A document that would have come of it keeps the version it has.
func skipAct(_ command: SkipTask, _ decision: Decision) throws -> [Event] {
    let own = try OwnTask.find(command.task, decision)
    guard own.task.word.owner == .routing, own.task.kind == .regular else {
        throw Rejection("otherAct", "Another service carries this act out; pass it over there.", field: "task")
    }
    try checkNote(command.note)
    let turn = try Turn(own.file, decision)
    guard turn.plan.entries[turn.plan.index(of: own.task.place)].act.isOptional else {
        throw Rejection("notOptional", "The SOP does not let this act be passed over; do it.", field: "task")
    }
    return try turn.end(own.done(.skipped), words: ActWords(note: command.note))
}
