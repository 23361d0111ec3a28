import Domain
import Kernel
import Protocol
import SQLite

func declineDisposisi(_ command: DeclineDisposisi, _ decision: Decision) throws -> [Event] {
    let official = try decision.actingOfficial()
    let found = try decision.ownDisposisi(command.disposisi, official)
    guard !found.isSheet else { throw noGiver }
    guard found.givenUnder == 0 else {
        throw Rejection("alreadyDisposed", "You have passed it on; take that back first, or answer it.", field: "disposisi")
    }
    try requireText(command.reason, field: "reason")
    let name = try SheetTables(reading: decision.reading).name(of: official.person, official.agency)
    let declined = DisposisiDeclined(disposisi: found.id, letter: found.letter, person: official.person)
    return found.readEvents(isAnswered: true) + [Event(declined, about: found.letter, content: ActWords(reason: command.reason, names: [name]))]
}

func disposisiDeclined(_ event: Recorded<DisposisiDeclined>, _ tables: Tables) throws {
    let body = event.body
    try tables.run(
        "UPDATE disposisi SET answer = ?, answerer = ?, answerer_name = ? WHERE id = ?", .text(event.content?.reason), .text(body.person),
        .text(event.content?.names?.first), .text(body.disposisi.description))
    try endDisposisi(body.disposisi, as: .declined, at: event.header.time, tables)
}

func cancelDisposisi(_ command: CancelDisposisi, _ decision: Decision) throws -> [Event] {
    let official = try decision.actingOfficial()
    let found = try SheetTables(reading: decision.reading).disposisi(command.disposisi, of: official.agency, field: "disposisi")
    // Also whoever has by now what it was given under: its giver may have no holder any more.
    guard [found.giver, found.above].contains(official.position) else {
        guard try OfficeSight(official, decision.reading).sight(ofSheet: found.sheet) == .full else {
            throw Rejection.notFound("disposisi", field: "disposisi")
        }
        throw Rejection("wrongPosition", "Another position gave this; its giver takes it back, or who has what it came under.", field: "disposisi")
    }
    guard found.state == .unread || found.isSheetClosed || found.state == .cancelled else {
        throw Rejection("alreadyRead", "It was read by now; wait for the answer, or speak to its receiver.", field: "disposisi")
    }
    try found.requireOpen(field: "disposisi")
    return [Event(DisposisiCancelled(disposisi: found.id, letter: found.letter), about: found.letter)]
}

func disposisiCancelled(_ event: Recorded<DisposisiCancelled>, _ tables: Tables) throws {
    try endDisposisi(event.body.disposisi, as: .cancelled, at: event.header.time, tables)
}
