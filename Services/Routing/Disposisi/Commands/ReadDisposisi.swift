import Domain
import Kernel
import Protocol
import SQLite

func readDisposisi(_ command: ReadDisposisi, _ decision: Decision) throws -> [Event] {
    let official = try decision.actingOfficial()
    let found = try SheetTables(reading: decision.reading).disposisi(command.disposisi, of: official.agency, field: "disposisi")
    // What is read and done with may be read again.
    if found.position == official.position, found.state == .noted { return [] }
    return try decision.ownDisposisi(command.disposisi, official).readEvents()
}

func disposisiRead(_ event: Recorded<DisposisiRead>, _ tables: Tables) throws {
    let (id, time) = (event.body.disposisi, event.header.time)
    try tables.run(
        "UPDATE disposisi SET state = 'read', read = ? WHERE id = ?", .integer(time.milliseconds), .text(id.description))
    if event.body.isDone { try endDisposisi(id, as: .noted, at: time, tables) }
}

/// Ends a disposisi and rolls that up to the one it was given under.
func endDisposisi(_ id: Identifier, as state: DisposisiState, at time: Moment, _ tables: Tables) throws {
    try tables.run(
        "UPDATE disposisi SET state = ?, ended = ? WHERE id = ?", .text(state.rawValue), .integer(time.milliseconds), .text(id.description))
    // What was taken back or returned is as if it had not been given.
    let isGone = state == .cancelled || state == .declined
    try tables.run(
        """
        UPDATE disposisi SET awaited = awaited - 1, given_under = given_under - ?, since = ?
        WHERE id = (SELECT parent FROM disposisi WHERE id = ?)
        """, .flag(isGone), .integer(time.milliseconds), .text(id.description))
}
