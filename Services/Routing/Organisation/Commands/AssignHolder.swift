import Domain
import Kernel
import Protocol
import SQLite

func assignHolder(_ command: AssignHolder, _ decision: Decision) throws -> [Event] {
    let tables = OrganisationTables(decision.reading)
    try tables.requireCurrent(command.position, command.agency, field: "position")
    guard isNIP(command.nip) else { throw Rejection.invalid("nip", "A NIP has 18 figures.") }
    try requireLine(command.name, field: "name")
    let sitsAlready = try decision.reading.exists(
        "SELECT 1 FROM holder WHERE agency = ? AND position = ? AND nip = ? AND (last IS NULL OR last >= ?)", .text(command.agency.text),
        .text(command.position.text), .text(command.nip), .integer(command.from.figure))
    guard !sitsAlready else {
        throw Rejection("alreadyHolder", "This person sits on the position on that day or later; end that time first (holder.end).", field: "nip")
    }
    let event = HolderAssigned(agency: command.agency, position: command.position, nip: command.nip, from: command.from)
    return [Event(event, about: nil, content: PersonWords(name: command.name))]
}

func holderAssigned(_ event: Recorded<HolderAssigned>, _ tables: Tables) throws {
    let body = event.body
    try tables.run(
        "INSERT OR REPLACE INTO holder VALUES(?, ?, ?, ?, NULL, ?, 'command')", .text(body.agency.text), .text(body.position.text),
        .text(body.nip), .integer(body.from.figure), .text(event.content?.name ?? ""))
    try tables.followHolders(of: body.agency, after: event)
}

func endHolder(_ command: EndHolder, _ decision: Decision) throws -> [Event] {
    let first = try decision.reading.integer(
        """
        SELECT max(first) FROM holder WHERE agency = ? AND position = ? AND nip = ? AND first <= ? AND (last IS NULL OR last >= ?)
        """, .text(command.agency.text), .text(command.position.text), .text(command.nip), .integer(command.until.figure),
        .integer(command.until.figure))
    guard let first else {
        throw Rejection("notHolder", "This person does not sit on the position on that day; check position, NIP and day.", field: "nip")
    }
    let from = try CivilDate(figure: first)
    let event = HolderEnded(agency: command.agency, position: command.position, nip: command.nip, from: from, until: command.until)
    return [Event(event, about: nil)]
}

func holderEnded(_ event: Recorded<HolderEnded>, _ tables: Tables) throws {
    let body = event.body
    try tables.run(
        "UPDATE holder SET last = ?, origin = 'command' WHERE agency = ? AND position = ? AND nip = ? AND first = ?",
        .integer(body.until.figure), .text(body.agency.text), .text(body.position.text), .text(body.nip), .integer(body.from.figure))
    try tables.followHolders(of: body.agency, after: event)
}

/// Throws `invalid` for a line that is empty or too long.
func requireLine(_ text: String, field: String) throws(Rejection) {
    guard text.contains(where: { !$0.isWhitespace }) else { throw .invalid(field, "This is empty; write it in a line.") }
    // UTF-8 bytes first: counting characters is slow, and no character has less than one byte.
    guard text.utf8.count <= Limits.lineCharacters || text.count <= Limits.lineCharacters else {
        throw .invalid(field, "This has more than \(Limits.lineCharacters) characters; shorten it.")
    }
}
