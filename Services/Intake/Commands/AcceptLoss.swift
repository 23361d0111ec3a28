import Domain
import Kernel
import Protocol
import SQLite
import Tasks

/// After a loss the books go on behind the highest numbers that anybody knows; those between are void, because letters on paper may bear them.
func voidLostNumbers(_ highest: [HighestNumber], _ words: ActWords, _ decision: Decision) throws -> [Event] {
    try LostNumbers.check(highest, decision)
    return try highest.enumerated().compactMap { index, named in
        let field = "highest.\(index)"
        let zone = try decision.reading.first(
            "SELECT zone FROM office JOIN book USING(agency) WHERE agency = ? AND register = ?", .text(named.agency.text), .text(named.register.text)
        ) { TimeZoneID(rawValue: $0.text(0)) }
        guard let zone = zone ?? nil else { throw Rejection.invalid(field, "There is no such book of incoming letters.") }
        let last = try decision.reading.integer(
            "SELECT last FROM counter WHERE agency = ? AND register = ? AND year = ?", .text(named.agency.text), .text(named.register.text),
            .integer(named.year))
        return try LostNumbers.event(named, behind: Int(last ?? 0), on: CivilDate(decision.now, in: zone), words, field: field)
    }
}

func numbersLost(_ event: Recorded<NumbersLost>, _ tables: Tables) throws {
    let body = event.body
    let book: [Value] = [.text(body.agency.text), .text(body.register.text), .integer(body.year)]
    try tables.run(
        "INSERT INTO counter(agency, register, year, last) VALUES(?, ?, ?, ?) ON CONFLICT DO UPDATE SET last = excluded.last",
        all: book + [.integer(body.last)])
    try IntakeTables.counter.seal(where: "agency = ? AND register = ? AND year = ?", book, tables)
    try tables.run(
        "INSERT INTO lost_number VALUES(?, ?, ?, ?, ?, ?)", all: book + [.integer(body.first), .integer(body.last), .text(event.content?.reason)])
}
