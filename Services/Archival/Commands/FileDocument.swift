import Domain
import Kernel
import Protocol
import SQLite
import Tasks

/// Orders a document into a berkas. What was composed in Drafting is fetched from there first; anything else is sealed at once.
func fileDocument(_ command: FileDocument, _ decision: Decision) throws -> [Event] {
    let open = try OpenTask.find(command.task, word: .arsip, decision)
    let office = try Office.of(try decision.official(), decision.reading)
    #if PLANTED
        let underWay = "SELECT 1 FROM filing WHERE task = ? AND failure IS NULL" + (Planted.isOn(.fetchTwice) ? " AND task = ''" : "")
    #else
        let underWay = "SELECT 1 FROM filing WHERE task = ? AND failure IS NULL"
    #endif
    guard try !decision.reading.exists(underWay, .text(command.task.description)) else {
        throw Rejection(
            "filingRunning", "The file of this document is on its way from Drafting; the task ends by itself when it is here.", field: "task")
    }
    let target = try target(of: command, office, decision)
    let document = open.task.document.flatMap { $0.version > 0 && !$0.hash.isEmpty ? $0 : nil }
    if let file = command.file {
        guard document == nil else {
            throw Rejection.invalid("file", "This document was composed in Drafting and is fetched from there; leave the file out.")
        }
        try EntryChecks.held(file, "file", decision)
    }
    let words = try words(of: command, decision)
    let record = decision.newIdentifier(1)
    let order = FilingOrdered(
        task: command.task, caseID: open.task.caseID, agency: office.agency, record: record, berkas: target.berkas,
        classification: target.classification, document: document, file: command.file, number: open.task.number,
        keamanan: max(command.keamanan ?? .biasa, open.task.keamanan ?? .biasa), isOriginal: command.isOriginal ?? true)
    var events = [target.opening, Event(order, about: open.task.caseID, content: words)].compactMap { $0 }
    if document == nil {
        let sealed = ArchiveSealed(
            done: done(open), record: record, berkas: target.berkas, classification: target.classification, hash: command.file?.hash,
            size: command.file?.size ?? 0)
        events.append(Event(sealed, about: open.task.caseID))
    }
    return events
}

/// The berkas it goes into, and the event that opens it if it is a new one.
private func target(
    of command: FileDocument, _ office: Office, _ decision: Decision
) throws -> (berkas: Identifier, classification: String, opening: Event?) {
    switch (command.berkas, command.opening) {
    case (let berkas?, nil):
        let found = try StoredBerkas.find(berkas, office.agency, decision.reading).row
        guard found.closing == nil else {
            throw Rejection("berkasClosed", "This berkas is closed; file the document in an open one.", field: "berkas")
        }
        return (berkas, found.classification, nil)
    case (nil, let opening?):
        let new = try opened(opening, office, "opening.", decision)
        return (new.body.berkas, new.body.classification, new.event)
    default: throw Rejection.invalid("berkas", "Name the berkas it goes into, or the one to be opened for it, but not both.")
    }
}

/// What the record will be found by; those its document was sent to, by itself or as an attachment, are its parties, with a mark at who only ever got a
/// tembusan.
private func words(of command: FileDocument, _ decision: Decision) throws -> RecordWords {
    let stored = try StoredTask.find(command.task, decision.reading)
    let sent = stored.task.document?.name
    var parties = try decision.reading.all(
        """
        SELECT receiver, min(tembusan) FROM delivery WHERE casefile = ? AND naskah IN (?, ?) AND (member IS NULL OR member = ?)
        AND receiver IS NOT NULL GROUP BY receiver ORDER BY min(place) LIMIT 50
        """, .text(stored.task.caseID.description), .text(sent?.naskah.text), .text(stored.task.attachmentOf?.text), .text(sent?.member?.text)
    ) { $0.flag(1) ? "\($0.text(0)) (tembusan)" : $0.text(0) }
    if let others = try EntryChecks.optionalLine(command.parties, "parties") { parties.append(others) }
    return RecordWords(
        subject: stored.subject ?? "", title: stored.document, parties: parties.isEmpty ? nil : parties.joined(separator: "; "),
        note: try EntryChecks.optionalText(command.note, "note"))
}

func filingOrdered(_ event: Recorded<FilingOrdered>, _ tables: Tables) throws {
    let body = event.body
    let name = body.document?.name
    try tables.run(
        "INSERT OR REPLACE INTO filing VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?, ?, ?, ?)", .text(body.task.description),
        .text(body.caseID.description), .text(body.agency.text), .text(body.record.description), .text(body.berkas.description),
        .text(body.classification), .text(name?.naskah.text), .text(name?.member?.text), .integer(body.document?.version),
        .text(body.keamanan.rawValue), .flag(body.isOriginal), .text(body.number), .text(event.content?.subject), .text(event.content?.title),
        .text(event.content?.parties), .text(event.content?.note))
}

/// Gets the version's file from Drafting. Archival knows it by its hash alone, so size and media type are left open.
func fetchOrdered(_ event: Recorded<FilingOrdered>) throws -> [Intent] {
    let body = event.body
    guard let document = body.document else { return [] }
    let file = FileReference(hash: document.hash, size: 0, mediaType: "")
    return [
        Intent(.fetchFile(file, from: .drafting)) { result in
            switch result {
            case .fetched(_, let text): RecordFetch(task: body.task, record: body.record, text: text, failure: nil)
            case .refused(let code): RecordFetch(task: body.task, record: body.record, failure: code)
            }
        }
    ]
}
