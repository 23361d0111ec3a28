import Domain
import Kernel
import Protocol
import SQLite

func recordWrittenDisposisi(_ command: RecordWrittenDisposisi, _ decision: Decision) throws -> [Event] {
    let clerk = try decision.actingOfficial()
    let organisation = OrganisationTables(decision.reading)
    guard try organisation.duties(of: clerk.position, clerk.agency).contains(.agendaClerk) else {
        throw Rejection("notAgendaClerk", "Only the agenda clerk enters what others wrote; give the disposisi as yourself (disposisi.give).")
    }
    let sheets = SheetTables(reading: decision.reading)
    let sheet = try sheets.disposisi(command.sheet, of: clerk.agency, field: "sheet")
    guard sheet.isSheet else { throw Rejection.notFound("sheet", field: "sheet") }
    try sheet.requireOpen(field: "sheet")
    try requireFile(command.scan, decision, field: "scan")
    let giver = command.giver ?? sheet.position
    var (place, raising) = (sheet, [Event]())
    if giver != sheet.position {
        if let own = try sheets.places(of: giver, on: command.sheet, clerk.agency).first(where: { $0.state.isOpen }) {
            place = own
        } else {
            let raised = try raise(sheet, to: giver, adviser: nil, field: "giver", decision)
            raising = [Event(raised, about: sheet.letter)]
        }
    }
    let today = try organisation.today(clerk.agency, at: decision.now)
    let writer = try Entitlements(tables: organisation, agency: clerk.agency, position: giver, today: today).find(person: command.person)
    guard writer.mandate?.kind.mayAct(.disposisi) ?? true else {
        throw Rejection("mandateTooNarrow", "That person may only sign for the position; name who wrote the disposisi.", field: "person")
    }
    let order = DisposisiOrder(
        to: command.to, instructions: command.instructions, note: command.note, due: command.due, person: writer.person,
        name: try sheets.name(of: writer.person, clerk.agency), recorder: (clerk.person, try sheets.name(of: clerk.person, clerk.agency)),
        scan: command.scan)
    // Whoever wrote on the sheet has read it; one that went up for it is unread again.
    let read =
        raising.isEmpty
        ? place.readEvents() : [Event(DisposisiRead(disposisi: sheet.id, letter: sheet.letter, isDone: false), about: sheet.letter)]
    return raising + read + [try order.event(by: giver, under: place, decision)]
}

/// Throws `fileMissing` where this service does not hold the file, and `fileSizeWrong` where it is another.
func requireFile(_ file: FileReference, _ decision: Decision, field: String) throws(Rejection) {
    guard let size = decision.fileSize(file.hash) else {
        throw Rejection("fileMissing", "The file has not been put here; upload it, then do this again.", field: field)
    }
    guard size == file.size else {
        let sentence = "The file that is here has \(size) bytes, not \(file.size); upload it again, then do this again."
        throw Rejection("fileSizeWrong", sentence, field: field)
    }
}
