import Domain
import Kernel
import Protocol
import SQLite
import Tasks

/// Links a letter to a running case of the agency. One that ends at that very moment takes it all the same; Routing then passes it over.
func linkLetter(_ command: LinkLetter, _ decision: Decision) throws -> [Event] {
    let office = try clerk(decision)
    let letter = try standing(command.letter, office, decision)
    guard let known = try notedCase(command.caseID, decision.reading), known.agency == office.agency else {
        throw Rejection.notFound("case", field: "case")
    }
    guard !known.isOver else { throw Rejection("caseClosed", "This case is over and takes no more letters; begin another one.", field: "case") }
    let sql = "SELECT 1 FROM letter_case WHERE letter = ? AND casefile = ?"
    guard try !decision.reading.exists(sql, .text(command.letter.description), .text(command.caseID.description)) else {
        throw Rejection("alreadyLinked", "This letter belongs to that case already.", field: "case")
    }
    let event = LetterLinked(letter: command.letter, caseID: command.caseID, agency: office.agency, keamanan: letter.keamananOfCases)
    return [Event(event, about: command.caseID)]
}

/// The letters that go with cases whose words are destroyed: those that belong to no case that is kept.
func lettersOfCases(_ subjects: [Identifier], _ reading: Reading) throws -> [Identifier] {
    let ids = Value.text("[\(subjects.map { "\"\($0)\"" }.joined(separator: ","))]")
    let found = try reading.all(
        """
        SELECT DISTINCT letter FROM letter_case WHERE casefile IN (SELECT value FROM json_each(?1)) AND NOT EXISTS (
            SELECT 1 FROM letter_case kept WHERE kept.letter = letter_case.letter AND kept.casefile NOT IN (SELECT value FROM json_each(?1))
            AND kept.casefile NOT IN (SELECT subject FROM destroyed))
        """, ids
    ) { Identifier($0.text(0)) }
    return found.compactMap { $0 }
}

func letterLinked(_ event: Recorded<LetterLinked>, _ tables: Tables) throws {
    try insert(event.body.caseID, sop: nil, of: event.body.letter, tables)
}
