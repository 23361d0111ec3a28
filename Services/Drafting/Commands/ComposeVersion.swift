import Domain
import Kernel
import Protocol
import SQLite
import Tasks

/// Ends a `susun`: its version is frozen, and only another `susun` for the same document makes a next one.
func composeVersion(_ command: ComposeVersion, _ decision: Decision) throws -> [Event] {
    let (open, document) = try nextVersion(
        command.task, command.file, name: command.name, parent: command.parent, note: command.note, decision)
    let frozen = DraftFrozen(
        done: open.done(document), author: open.position, size: command.file.size, mediaType: command.file.mediaType, parent: command.parent)
    return [Event(frozen, about: open.task.caseID, content: ActWords(note: command.note, names: [command.name]))]
}

func draftFrozen(_ event: Recorded<DraftFrozen>, _ tables: Tables) throws {
    let body = event.body
    guard let document = body.done.document else { throw Fault("\(DraftFrozen.type) at \(event.position) names no document") }
    try insertVersion(
        document, of: body.done.caseID, task: body.done.task, author: body.author, size: body.size, mediaType: body.mediaType, parent: body.parent,
        isFrozen: true, event.header, event.position, event.content, tables)
    try OpenTask.close(body.done.task, tables)
}

/// What both ways of making a version check: the task, the file, and that nobody's work is lost by it. Throws `staleParent` beside the usual.
func nextVersion(
    _ task: Identifier, _ file: FileReference, name: String, parent: Int, note: String?, _ decision: Decision
) throws -> (open: OpenTask, document: DocumentVersion) {
    let open = try OpenTask.find(task, word: .susun, decision)
    guard let document = open.task.document?.name else { throw Fault("susun \(task) names no document") }
    try decision.check(file, name: name)
    try checkNote(note)
    let last = try VersionTable.last(of: document, in: open.task.caseID, decision.reading)?.version ?? 0
    guard parent == last else {
        throw Rejection(
            "staleParent", "The document stands at version \(last); bring your changes into that one and save again.", field: "parent")
    }
    return (open, DocumentVersion(name: document, version: last + 1, hash: file.hash))
}

/// Puts a version into its table.
func insertVersion(
    _ document: DocumentVersion, of caseID: Identifier, task: Identifier, author: Key<Position>, size: Int, mediaType: String, parent: Int,
    isFrozen: Bool, _ header: EventHeader, _ position: Int64, _ words: ActWords?, _ tables: Tables
) throws {
    #if PLANTED
        var header = header
        if Planted.isOn(.clockInApply) { header.time = header.time.advanced(byMilliseconds: Int64(Planted.tick())) }
    #endif
    try tables.run(
        """
        INSERT INTO version(position, casefile, naskah, member, number, hash, size, mediaType, parent, isFrozen, task, author, actor, at, name, note)
        VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        .integer(position), .text(caseID.description), .text(document.name.naskah.text), .text(document.name.member?.text ?? ""),
        .integer(document.version), .text(document.hash), .integer(size), .text(mediaType), .integer(parent), .flag(isFrozen),
        .text(task.description), .text(author.text), .text(header.actor), .integer(header.time.milliseconds), .text(words?.names?.first),
        .text(words?.note))
}
