import Domain
import Kernel
import Protocol
import SQLite

func closeSheet(_ command: CloseSheet, _ decision: Decision) throws -> [Event] {
    let official = try decision.actingOfficial()
    let sheet = try decision.ownDisposisi(command.sheet, official, field: "sheet")
    guard sheet.isSheet else { throw Rejection.notFound("sheet", field: "sheet") }
    if let note = command.note { try requireText(note, field: "note") }
    guard sheet.awaited == 0 || command.note != nil else {
        throw Rejection("unanswered", "\(sheet.awaited) have not answered yet; wait for them, or say in a note why you close it.", field: "note")
    }
    let closed = Event(
        SheetClosed(sheet: sheet.sheet, letter: sheet.letter), about: sheet.letter, content: command.note.map { ActWords(note: $0) })
    return sheet.readEvents() + [closed]
}

func sheetClosed(_ event: Recorded<SheetClosed>, _ tables: Tables) throws {
    let (sheet, time) = (Value.text(event.body.sheet.description), Value.integer(event.header.time.milliseconds))
    try tables.run("UPDATE sheet SET closed = ?, result = ? WHERE id = ?", time, .text(event.content?.note), sheet)
    try tables.run("UPDATE disposisi SET state = 'closed', ended = ? WHERE sheet = ? AND ended IS NULL", time, sheet)
}
