import Domain
import Kernel
import Protocol
import SQLite
import Tasks

/// Ends a delivery, in time or late: what comes after its time, or after a collection closed with its quorum, is kept all the same.
func deliverMaterial(_ command: DeliverMaterial, _ decision: Decision) throws -> [Event] {
    let open = try OpenTask.find(command.task, word: .minta, decision)
    guard open.task.kind == .delivery else {
        throw Rejection("otherAct", "This task is to ask for material, not to deliver it; ask the units.", field: "task")
    }
    try decision.check(command.files, field: "files")
    try checkNote(command.note)
    guard !command.files.isEmpty || command.note.map(isFilled) ?? false else {
        throw Rejection.invalid("files", "Add a file, or say in a note why there is none.")
    }
    let isOverdue = open.task.due.map { $0 < decision.now.milliseconds } ?? false
    let isLate = try isOverdue || DeliveryTable.isClosed(command.task, decision.reading)
    let delivered = MaterialDelivered(done: open.done(), isLate: isLate, files: command.files.map(\.file))
    return [Event(delivered, about: open.task.caseID, content: ActWords(note: command.note, names: command.files.map(\.name)))]
}

func materialDelivered(_ event: Recorded<MaterialDelivered>, _ tables: Tables) throws {
    let task = event.body.done.task
    try tables.run(
        """
        INSERT INTO material(task, deliveredAt, isLate, note) VALUES(?, ?, ?, ?)
        ON CONFLICT(task) DO UPDATE SET deliveredAt = excluded.deliveredAt, isLate = excluded.isLate, note = excluded.note
        """, .text(task.description), .integer(event.header.time.milliseconds), .flag(event.body.isLate), .text(event.content?.note))
    try AttachmentTable.add(event.body.files, as: .material, to: task, names: event.content?.names, tables)
    try OpenTask.close(task, tables)
}
