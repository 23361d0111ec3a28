import Domain
import Kernel
import Protocol
import SQLite

/// How many numbers a block holds at most, and how many days ahead its date may lie.
private let maximumBlock = (numbers: 100, daysAhead: 31)

func reserveNumbers(_ command: ReserveNumbers, _ decision: Decision) throws -> [Event] {
    let book = try Book.kept(command.register, decision)
    guard (1...maximumBlock.numbers).contains(command.count) else {
        throw Rejection.invalid("count", "Reserve 1 to \(maximumBlock.numbers) numbers at a time.")
    }
    let today = book.today(decision.now)
    guard command.date >= today else {
        throw Rejection("backDated", "Numbers are reserved for today or a day to come, never for one that is past.", field: "date")
    }
    guard command.date <= today.advanced(byDays: maximumBlock.daysAhead) else {
        throw Rejection("dateAhead", "Reserve at most \(maximumBlock.daysAhead) days ahead.", field: "date")
    }
    let event = NumbersReserved(
        block: decision.newIdentifier(), agency: book.agency, register: book.register, year: command.date.year,
        first: try book.next(in: command.date.year, decision.reading), count: command.count, date: command.date)
    return [Event(event, about: nil)]
}

func numbersReserved(_ event: Recorded<NumbersReserved>, _ tables: Tables) throws {
    let body = event.body
    for sequence in body.first..<body.first + body.count {
        try tables.run(
            """
            INSERT INTO number SELECT ?1, ?2, ?3, coalesce(max(line), 0) + 1, ?4, NULL, ?5, 'reserved', ?6, NULL, NULL, NULL, NULL, x''
            FROM number WHERE agency = ?1 AND register = ?2 AND year = ?3
            """,
            .text(body.agency.text), .text(body.register.text), .integer(body.year), .integer(sequence), .text(body.date.description),
            .text(body.block.description))
        try Book.keep(
            [.text(body.agency.text), .text(body.register.text), .integer(body.year)], where: "sequence = ?", [.integer(sequence)],
            movingTo: sequence, tables)
    }
}
