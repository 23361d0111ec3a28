import Domain
import Kernel
import Protocol
import SQLite

func openSheet(_ command: OpenSheet, _ decision: Decision) throws -> [Event] {
    let organisation = OrganisationTables(decision.reading)
    try organisation.requireCurrent(command.position, command.agency, field: "position")
    let isOpen = try decision.reading.exists(
        """
        SELECT 1 FROM sheet s JOIN disposisi d ON d.id = s.id
        WHERE s.letter = ? AND s.closed IS NULL AND coalesce(d.vacant, d.position) = ?
        """, .text(command.letter.description), .text(command.position.text))
    guard !isOpen else { throw Rejection("alreadyOpen", "The letter lies with this position already.", field: "letter") }
    let today = try organisation.today(command.agency, at: decision.now)
    let (position, vacant) = try organisation.resolve(command.position, command.agency, on: today)
    let event = SheetOpened(
        sheet: decision.newIdentifier(), letter: command.letter, agency: command.agency, position: position, vacant: vacant,
        keamanan: command.keamanan, urgensi: command.urgensi)
    return [Event(event, about: command.letter, content: command.words)]
}

func sheetOpened(_ event: Recorded<SheetOpened>, _ tables: Tables) throws {
    let body = event.body
    let (sheet, time) = (Value.text(body.sheet.description), Value.integer(event.header.time.milliseconds))
    try tables.run(
        "INSERT INTO sheet(id, letter, agency, keamanan, urgensi, opened, subject, sender) VALUES(?, ?, ?, ?, ?, ?, ?, ?)", sheet,
        .text(body.letter.description), .text(body.agency.text), .text(body.keamanan.rawValue), .text(body.urgensi.rawValue), time,
        .text(event.content?.subject), .text(event.content?.sender))
    try tables.run(
        """
        INSERT INTO disposisi(id, place, sheet, agency, position, vacant, state, given, since, instructions, closes_on_reading, given_under, awaited)
        VALUES(?, ?, ?, ?, ?, ?, 'unread', ?, ?, '', 0, 0, 0)
        """, sheet, .integer(event.position * 64), sheet, .text(body.agency.text), .text(body.position.text), .text(body.vacant?.text), time, time)
}
