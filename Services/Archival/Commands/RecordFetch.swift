import Domain
import Kernel
import Protocol
import SQLite
import Tasks

/// Seals the record when its file is here, and opens the task again when it cannot be had.
///
/// Throws `notWanted` when the task has ended in the meantime or ordered another record.
func recordFetch(_ command: RecordFetch, _ decision: Decision) throws -> [Event] {
    let filing = try decision.reading.first(
        "SELECT berkas, classification FROM filing WHERE task = ? AND record = ? AND failure IS NULL", .text(command.task.description),
        .text(command.record.description)
    ) { (berkas: Identifier($0.text(0)), classification: $0.text(1)) }
    guard let filing, let berkas = filing.berkas, try StoredTask.isOpen(command.task, decision.reading) else {
        throw Rejection("notWanted", "Nobody waits for this file any more; nothing is to be done.", field: "record")
    }
    let task = try StoredTask.find(command.task, decision.reading).task
    guard let document = task.document else { throw Fault("task \(command.task) has no document whose file could be fetched") }
    #if PLANTED
        if Planted.isOn(.sealWithoutFile), command.failure != nil {
            let done = Completion(task: command.task, caseID: task.caseID, outcome: .done, document: document)
            let sealed = ArchiveSealed(
                done: done, record: command.record, berkas: berkas, classification: filing.classification, hash: document.hash, size: 0)
            return [Event(sealed, about: task.caseID)]
        }
    #endif
    guard command.failure == nil, let size = decision.fileSize(document.hash) else {
        let code = command.failure ?? "fileMissing"
        return [Event(FetchFailed(task: command.task, caseID: task.caseID, record: command.record, code: code), about: task.caseID)]
    }
    let done = Completion(task: command.task, caseID: task.caseID, outcome: .done, document: document)
    let sealed = ArchiveSealed(
        done: done, record: command.record, berkas: berkas, classification: filing.classification, hash: document.hash, size: size)
    return [Event(sealed, about: task.caseID, content: command.text.map { SealedWords(text: $0) })]
}

func fetchFailed(_ event: Recorded<FetchFailed>, _ tables: Tables) throws {
    try tables.run("UPDATE filing SET failure = ? WHERE task = ?", .text(event.body.code), .text(event.body.task.description))
}

func archiveSealed(_ event: Recorded<ArchiveSealed>, _ tables: Tables) throws {
    let body = event.body
    let task = Value.text(body.done.task.description)
    let place = Value.integer(event.position)
    let time = event.header.time
    let zone = try tables.reading.first("SELECT zone FROM office JOIN filing USING(agency) WHERE task = ?", task) { row in
        TimeZoneID(rawValue: row.text(0))
    }
    let year = CivilDate(time, in: (zone ?? nil) ?? .wib).year
    try tables.run(
        """
        INSERT INTO record SELECT ?1, f.record, f.agency, f.casefile, f.berkas, b.items + 1, f.classification, f.naskah, f.member, f.version,
            f.keamanan, f.original, ?2, ?3, ?4, ?5, f.number, f.subject, f.title, f.parties, f.note, ?7
        FROM filing f JOIN berkas b ON b.id = f.berkas WHERE f.task = ?6
        """, place, .text(body.hash), .integer(body.size), .integer(time.milliseconds), .integer(year), task, .text(event.content?.text))
    try tables.run(
        """
        INSERT INTO record_text(rowid, subject, title, number, parties, text)
        SELECT place, subject, title, number, parties, text FROM record WHERE place = ?
        """, place)
    try tables.run(
        """
        UPDATE berkas SET items = items + 1, first = coalesce(first, ?1), last = ?1,
            secrets = secrets + (SELECT keamanan <> 'biasa' FROM record WHERE place = ?2) WHERE id = ?3
        """, .integer(time.milliseconds), place, .text(body.berkas.description))
    try tables.run("DELETE FROM filing WHERE task = ?", task)
    try OpenTask.close(body.done.task, tables)
}
