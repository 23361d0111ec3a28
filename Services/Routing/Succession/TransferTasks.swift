import Domain
import Kernel
import Protocol
import SQLite

/// Mutasi: all that is open with a position goes to another, as many as one transaction may move; the others follow at once.
func transferTasks(_ command: TransferTasks, _ decision: Decision) throws -> [Event] {
    let offices = OrganisationTables(decision.reading)
    guard try offices.position(command.from, command.agency) != nil else { throw Rejection.notFound("position", field: "from") }
    guard try offices.currentPosition(command.to, command.agency) != nil else { throw Rejection.notFound("position", field: "to") }
    guard command.from != command.to else { throw Rejection.invalid("to", "The tasks are with this position already; name another.") }
    return try Transfer(id: decision.newIdentifier(), agency: command.agency, from: command.from, to: command.to, place: .max)
        .events(offices, decision)
}

/// Goes on with a mutasi that one transaction could not end.
func continueTransfer(_ command: ContinueTransfer, _ decision: Decision) throws -> [Event] {
    let transfer = try decision.reading.first(
        "SELECT agency, origin, target, place FROM transfer WHERE id = ?", .text(command.transfer.description)
    ) { row in
        Transfer(id: command.transfer, agency: Key(row.text(0)), from: Key(row.text(1)), to: Key(row.text(2)), place: row.integer(3))
    }
    guard let transfer else { throw Rejection.notFound("transfer", field: "transfer") }
    return try transfer.events(OrganisationTables(decision.reading), decision)
}

/// A mutasi of what came before a place in the journal: what comes to the position later is its next holder's.
private struct Transfer {
    let id: Identifier
    let agency: Key<Agency>
    let from: Key<Position>
    let to: Key<Position>
    let place: Int64

    func events(_ offices: OrganisationTables, _ decision: Decision) throws -> [Event] {
        var hands = Hands(agency: agency, offices: offices, today: try offices.today(agency, at: decision.now))
        try hands.transfer(from: from, to: to, before: place)
        return hands.events + [Event(TasksTransferred(transfer: id, agency: agency, from: from, to: to, isDone: hands.hasRoom), about: nil)]
    }
}

func tasksTransferred(_ event: Recorded<TasksTransferred>, _ tables: Tables) throws {
    let (body, cause) = (event.body, event.header.id)
    if body.isDone {
        try tables.run("DELETE FROM transfer WHERE id = ?", .text(body.transfer.description))
    } else {
        try tables.run(
            """
            INSERT INTO transfer VALUES(?, ?, ?, ?, ?, ?, ?) ON CONFLICT(id) DO UPDATE SET cause = excluded.cause, wake = excluded.wake
            """, .text(body.transfer.description), .text(cause.description), .integer(event.header.time.milliseconds), .integer(event.position),
            .text(body.agency.text), .text(body.from.text), .text(body.to.text))
    }
}
