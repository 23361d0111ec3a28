import Domain
import Kernel
import Protocol
import SQLite
import Tasks

func voidNumber(_ command: VoidNumber, _ decision: Decision) throws -> [Event] {
    let book = try Book.kept(command.register, decision)
    guard let reason = try EntryChecks.optionalText(command.reason, "reason") else {
        throw Rejection("reasonMissing", "Say why the number is struck out.", field: "reason")
    }
    guard (command.sequence == nil) != (command.external == nil) else {
        throw Rejection.invalid("sequence", "Name the number by its place in the sequence, or by its words if it is from outside.")
    }
    try Book.lines.check(
        where: "agency = ? AND register = ? AND year = ? AND sequence IS ? AND (?5 IS NULL OR text = ?5)",
        [.text(book.agency.text), .text(book.register.text), .integer(command.year), .integer(command.sequence), .text(command.external)],
        decision.reading)
    // The latest line first: words from outside may come again after they were struck out.
    let line = try decision.reading.first(
        """
        SELECT line, state, casefile, task FROM number WHERE agency = ? AND register = ? AND year = ? AND sequence IS ? AND (?5 IS NULL OR text = ?5)
        ORDER BY line DESC
        """,
        .text(book.agency.text), .text(book.register.text), .integer(command.year), .integer(command.sequence), .text(command.external)
    ) { (line: $0.int(0), state: $0.text(1), casefile: $0.optionalText(2), task: $0.optionalText(3)) }
    guard let line else { throw Rejection.notFound("number in that book and year", field: command.sequence == nil ? "external" : "sequence") }
    guard line.state != NumberState.voided.rawValue else {
        throw Rejection("alreadyVoid", "That number is struck out already.", field: command.sequence == nil ? "external" : "sequence")
    }
    let caseID = line.casefile.flatMap { Identifier($0) }
    let event = NumberVoided(
        agency: book.agency, register: book.register, year: command.year, line: line.line, sequence: command.sequence, caseID: caseID,
        task: line.task.flatMap { Identifier($0) })
    return [Event(event, about: caseID, content: ActWords(reason: reason))]
}

func numberVoided(_ event: Recorded<NumberVoided>, _ tables: Tables) throws {
    let body = event.body
    try tables.run(
        "UPDATE number SET state = 'voided', reason = ? WHERE agency = ? AND register = ? AND year = ? AND line = ?",
        .text(event.content?.reason), .text(body.agency.text), .text(body.register.text), .integer(body.year), .integer(body.line))
    try Book.keep(
        [.text(body.agency.text), .text(body.register.text), .integer(body.year)], where: "line = ?", [.integer(body.line)], movingTo: nil, tables)
}
