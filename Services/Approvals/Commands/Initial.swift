import Domain
import Kernel
import Protocol
import SQLite
import Tasks

/// How many paraf of the hierarchy a version bears at most.
private let maximumHierarchyParaf = 3

func initial(_ command: Initial, _ decision: Decision) throws -> [Event] {
    let verdict = try Verdict(
        .paraf, task: command.task, hash: command.hash, approve: command.approve, reason: command.reason, members: command.members, decision)
    try verdict.require(command.proof, decision)
    let task = verdict.open.task
    // A SOP that does not say which means the line of superiors.
    let kind = task.parafKind ?? .hierarchy
    if verdict.isYes, kind == .hierarchy {
        guard try ApprovalTable.hierarchyParaf(of: verdict.document, in: task.caseID, decision.reading) < maximumHierarchyParaf else {
            throw Rejection(
                "parafFull", "This version bears \(maximumHierarchyParaf) paraf of the hierarchy, and more is not allowed; return it instead.",
                field: "task")
        }
        if verdict.isOwnPart, try ApprovalTable.isSigned(verdict.document, in: task.caseID, by: verdict.official.person, decision.reading) {
            throw Rejection("parafBySigner", "You signed this version, so your paraf does not belong on it; another must give it.", field: "task")
        }
    }
    let event = Initialled(done: verdict.completion(), by: verdict.by, kind: kind, proof: command.proof)
    return [Event(event, about: event.done.caseID, content: verdict.words)]
}

func initialled(_ event: Recorded<Initialled>, _ tables: Tables) throws {
    try ApprovalTable.record(event, by: event.body.by, as: .paraf, kind: event.body.kind, file: event.body.proof, tables)
}
