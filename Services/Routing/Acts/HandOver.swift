import Domain
import Kernel
import Protocol

/// Ends a `sampaikan`: each receiver gets it to acknowledge, and the case goes on meanwhile.
func handOver(_ command: HandOver, _ decision: Decision) throws -> [Event] {
    let own = try OwnTask.find(command.task, .sampaikan, decision)
    try checkNote(command.note)
    var turn = try Turn(own.file, decision)
    let giver = turn.plan.name(of: own.task.unit)
    turn.note = { _ in command.note.map { "\(giver): \($0)" } }
    return try turn.end(own.done(), words: ActWords(note: command.note))
}
