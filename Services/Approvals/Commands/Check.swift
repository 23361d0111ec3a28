import Domain
import Kernel
import Protocol
import SQLite
import Tasks

func check(_ command: Check, _ decision: Decision) throws -> [Event] {
    let verdict = try Verdict(
        .periksa, task: command.task, hash: command.hash, approve: command.approve, reason: command.reason, members: command.members, decision)
    try verdict.require(command.proof, decision)
    let event = Checked(done: verdict.completion(), by: verdict.by, proof: command.proof)
    return [Event(event, about: event.done.caseID, content: verdict.words)]
}

func checked(_ event: Recorded<Checked>, _ tables: Tables) throws {
    try ApprovalTable.record(event, by: event.body.by, as: .periksa, file: event.body.proof, tables)
}
