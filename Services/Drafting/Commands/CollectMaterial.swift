import Domain
import Kernel
import Protocol
import SQLite
import Tasks

/// Ends a `kumpul` once enough has come. What is still missing then may come later, and is late.
func collectMaterial(_ command: CollectMaterial, _ decision: Decision) throws -> [Event] {
    let open = try OpenTask.find(command.task, word: .kumpul, decision)
    try checkNote(command.note)
    let tally = try DeliveryTable.tally(open.task.awaits, decision.reading)
    #if PLANTED
        let lacking = Planted.isOn(.collectTooEarly) ? 0 : tally.lacking(quorum: open.task.quorum)
    #else
        let lacking = tally.lacking(quorum: open.task.quorum)
    #endif
    guard lacking == 0 else {
        throw Rejection("incomplete", "\(lacking) of the deliveries needed are missing; remind those units (material.chase), or wait.", field: "task")
    }
    let collected = MaterialCollected(done: open.done(), missing: tally.missing.map(\.unit), missingTasks: tally.missing.map(\.task))
    return [Event(collected, about: open.task.caseID, content: ActWords(note: command.note))]
}

func materialCollected(_ event: Recorded<MaterialCollected>, _ tables: Tables) throws {
    for delivery in event.body.missingTasks {
        try tables.run(
            "INSERT INTO material(task, isClosed) VALUES(?, 1) ON CONFLICT(task) DO UPDATE SET isClosed = 1", .text(delivery.description))
    }
    try OpenTask.close(event.body.done.task, tables)
}
