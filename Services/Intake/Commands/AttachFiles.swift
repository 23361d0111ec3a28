import Domain
import Kernel
import Protocol
import SQLite
import Tasks

/// Adds the scan that follows later.
func attachFiles(_ command: AttachFiles, _ decision: Decision) throws -> [Event] {
    let office = try clerk(decision)
    let letter = try standing(command.letter, office, decision)
    guard !StoredLetter.isUnopened(letter.row.keamanan, isPersonal: letter.row.isPersonal) else {
        throw Rejection("unopened", "A rahasia, sangat rahasia or personal letter stays unopened; it is not scanned.", field: "letter")
    }
    guard !command.files.isEmpty else { throw Rejection.invalid("files", "Name at least one file.") }
    let files = try EntryRules.files(command.files, decision)
    let event = FilesAttached(letter: command.letter, files: files.references)
    return [Event(event, about: command.letter, content: ActWords(names: files.names))]
}

func filesAttached(_ event: Recorded<FilesAttached>, _ tables: Tables) throws {
    let body = event.body
    let id = Value.text(body.letter.description)
    let count = try tables.reading.integer("SELECT files FROM letter WHERE id = ?", id) ?? 0
    try insert(body.files, names: event.content?.names, of: body.letter, after: Int(count), tables)
    try tables.run("UPDATE letter SET files = files + ? WHERE id = ?", .integer(body.files.count), id)
}
