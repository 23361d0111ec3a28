import Domain
import Kernel
import Protocol
import SQLite
import Tasks

/// Keeps a version of an open `susun`; the next one builds on it.
func saveVersion(_ command: SaveVersion, _ decision: Decision) throws -> [Event] {
    let (open, document) = try nextVersion(
        command.task, command.file, name: command.name, parent: command.parent, note: command.note, decision)
    let saved = VersionSaved(
        task: command.task, caseID: open.task.caseID, document: document, author: open.position, size: command.file.size,
        mediaType: command.file.mediaType, parent: command.parent)
    return [Event(saved, about: open.task.caseID, content: ActWords(note: command.note, names: [command.name]))]
}

func versionSaved(_ event: Recorded<VersionSaved>, _ tables: Tables) throws {
    let body = event.body
    try insertVersion(
        body.document, of: body.caseID, task: body.task, author: body.author, size: body.size, mediaType: body.mediaType, parent: body.parent,
        isFrozen: false, event.header, event.position, event.content, tables)
}
