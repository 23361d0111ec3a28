import Domain
import Kernel
import Protocol
import SQLite
import Tasks

/// Ends a `minta`; Routing opens a delivery for each position asked.
func askMaterial(_ command: AskMaterial, _ decision: Decision) throws -> [Event] {
    let open = try OpenTask.find(command.task, word: .minta, decision)
    guard open.task.kind != .delivery else {
        throw Rejection("otherAct", "This task is to deliver material, not to ask for it; deliver what was asked.", field: "task")
    }
    try checkText(command.what, field: "what", "Say what the units are to deliver.")
    let asked = MaterialAsked(done: open.done(), to: open.task.to.compactMap(\.position))
    return [Event(asked, about: open.task.caseID, content: ActWords(note: command.what))]
}

func materialAsked(_ event: Recorded<MaterialAsked>, _ tables: Tables) throws {
    let task = event.body.done.task
    try tables.run(
        "INSERT INTO request(task, at, what) VALUES(?, ?, ?)", .text(task.description), .integer(event.header.time.milliseconds),
        .text(event.content?.note))
    try OpenTask.close(task, tables)
}
