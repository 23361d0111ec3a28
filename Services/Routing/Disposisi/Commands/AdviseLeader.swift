import Domain
import Kernel
import Protocol
import SQLite

func adviseLeader(_ command: AdviseLeader, _ decision: Decision) throws -> [Event] {
    let official = try decision.actingOfficial()
    let place = try decision.ownDisposisi(command.sheet, official, field: "sheet")
    guard place.isSheet else { throw Rejection.notFound("sheet", field: "sheet") }
    try requireText(command.note, field: "note")
    let organisation = OrganisationTables(decision.reading)
    guard let leader = try command.to ?? organisation.superior(of: place.position, official.agency) else {
        throw Rejection("nothingAbove", "There is no position above this one; give the disposisi yourself.", field: "sheet")
    }
    let raised = try raise(place, to: leader, adviser: official.person, field: "to", decision)
    let name = try SheetTables(reading: decision.reading).name(of: official.person, official.agency)
    return place.readEvents() + [Event(raised, about: place.letter, content: ActWords(note: command.note, names: [name]))]
}

/// The passing of a sheet up to a leader. Throws `notFound`, `notAbove` or `alreadyDisposed`.
func raise(_ place: OpenDisposisi, to leader: Key<Position>, adviser: String?, field: String, _ decision: Decision) throws -> SheetRaised {
    let organisation = OrganisationTables(decision.reading)
    guard let upper = try organisation.currentPosition(leader, place.agency) else { throw Rejection.notFound("position", field: field) }
    guard let lower = try organisation.position(place.position, place.agency), lower.isBelow(upper) else {
        throw Rejection("notAbove", "A sheet goes up only to a position higher in rank; name one.", field: field)
    }
    guard place.givenUnder == 0 else {
        throw Rejection("alreadyDisposed", "Something was disposed on this sheet; it can no longer go up. Take that back first.", field: "sheet")
    }
    let today = try organisation.today(place.agency, at: decision.now)
    let (position, vacant) = try organisation.resolve(leader, place.agency, on: today)
    return SheetRaised(sheet: place.sheet, letter: place.letter, from: place.position, to: position, vacant: vacant, adviser: adviser)
}

func sheetRaised(_ event: Recorded<SheetRaised>, _ tables: Tables) throws {
    let body = event.body
    let (sheet, time) = (Value.text(body.sheet.description), Value.integer(event.header.time.milliseconds))
    try tables.run(
        "INSERT INTO sheet_passed SELECT ?, count(*), ?, ?, ?, ?, ? FROM sheet_passed WHERE sheet = ?", sheet, .text(body.from.text),
        .text(body.adviser), .text(event.content?.names?.first), .text(event.content?.note), time, sheet)
    try tables.run(
        "UPDATE disposisi SET place = ?, position = ?, vacant = ?, state = 'unread', read = NULL, given = ?, since = ? WHERE id = ?",
        .integer(event.position * 64), .text(body.to.text), .text(body.vacant?.text), time, time, sheet)
}

/// Throws `invalid` for a text that is empty or too long.
func requireText(_ text: String, field: String) throws(Rejection) {
    guard text.contains(where: { !$0.isWhitespace }) else { throw .invalid(field, "This is empty; say it in a few words.") }
    try requireLength(text, field: field)
}

/// Throws `invalid` for a text that is too long.
func requireLength(_ text: String?, field: String) throws(Rejection) {
    guard let text, text.utf8.count > Limits.textCharacters, text.count > Limits.textCharacters else { return }
    throw .invalid(field, "This has more than \(Limits.textCharacters) characters; shorten it, or attach a file.")
}
