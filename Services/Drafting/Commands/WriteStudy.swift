import Domain
import Kernel
import Protocol
import SQLite
import Tasks

/// Ends a `telaah` with its note.
func writeStudy(_ command: WriteStudy, _ decision: Decision) throws -> [Event] {
    let open = try OpenTask.find(command.task, word: .telaah, decision)
    try checkText(command.note, field: "note", "Write what the study found.")
    let files = command.files ?? []
    try decision.check(files, field: "files")
    let studied = Studied(done: open.done(), files: files.map(\.file))
    return [Event(studied, about: open.task.caseID, content: ActWords(note: command.note, names: files.map(\.name)))]
}

func studied(_ event: Recorded<Studied>, _ tables: Tables) throws {
    let done = event.body.done
    try tables.run(
        "INSERT INTO study(position, casefile, task, at, actor, document, note) VALUES(?, ?, ?, ?, ?, ?, ?)", .integer(event.position),
        .text(done.caseID.description), .text(done.task.description), .integer(event.header.time.milliseconds), .text(event.header.actor),
        .blob(try done.document.map { try JSONText().encode($0) }), .text(event.content?.note))
    try AttachmentTable.add(event.body.files, as: .study, to: done.task, names: event.content?.names, tables)
    try OpenTask.close(done.task, tables)
}
