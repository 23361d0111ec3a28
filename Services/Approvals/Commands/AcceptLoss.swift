import Domain
import Kernel
import Protocol
import SQLite
import Tasks

/// After a loss the books go on behind the highest numbers that anybody knows; those between are struck out, because letters on paper may bear them.
func voidLostNumbers(_ highest: [HighestNumber], _ words: ActWords, _ decision: Decision) throws -> [Event] {
    try LostNumbers.check(highest, decision)
    return try highest.enumerated().compactMap { index, named in
        let book = try Book.find(named.register, of: named.agency, decision.reading)
        return try LostNumbers.event(
            named, behind: try book.next(in: named.year, decision.reading) - 1, on: book.today(decision.now), words, field: "highest.\(index)")
    }
}

func numbersLost(_ event: Recorded<NumbersLost>, _ tables: Tables) throws {
    let body = event.body
    let book: [Value] = [.text(body.agency.text), .text(body.register.text), .integer(body.year)]
    for sequence in body.first...max(body.first, body.last) {
        try tables.run(
            """
            INSERT INTO number SELECT ?1, ?2, ?3, coalesce(max(line), 0) + 1, ?4, NULL, ?5, 'voided', NULL, NULL, NULL, NULL, ?6, x''
            FROM number WHERE agency = ?1 AND register = ?2 AND year = ?3
            """, all: book + [.integer(sequence), .text(body.date.description), .text(event.content?.reason)])
        try Book.keep(book, where: "sequence = ?", [.integer(sequence)], movingTo: sequence, tables)
    }
}
