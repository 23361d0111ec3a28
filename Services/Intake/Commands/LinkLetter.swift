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

/// What goes with cases whose words are destroyed: the letters that belong to no case that is kept, and the cases of these letters that were given up without
/// a record; nobody could ever name those in a proposal.
func lettersOfCases(_ subjects: [Identifier], _ reading: Reading) throws -> [Identifier] {
    let letters = try reading.all(
        """
        SELECT DISTINCT letter FROM letter_case WHERE casefile IN (SELECT value FROM json_each(?1)) AND NOT EXISTS (
            SELECT 1 FROM letter_case kept WHERE kept.letter = letter_case.letter AND kept.casefile NOT IN (SELECT value FROM json_each(?1))
            AND kept.casefile NOT IN (SELECT subject FROM destroyed) AND kept.casefile NOT IN (SELECT id FROM casefile WHERE recordless))
        """, list(of: subjects)
    ) { Identifier($0.text(0)) }.compactMap { $0 }
    let cases = try reading.all(
        """
        SELECT DISTINCT casefile FROM letter_case WHERE letter IN (SELECT value FROM json_each(?1))
        AND casefile IN (SELECT id FROM casefile WHERE recordless) AND NOT EXISTS (
            SELECT 1 FROM letter_case kept WHERE kept.casefile = letter_case.casefile AND kept.letter NOT IN (SELECT value FROM json_each(?1))
            AND kept.letter NOT IN (SELECT subject FROM destroyed))
        """, list(of: letters)
    ) { Identifier($0.text(0)) }.compactMap { $0 }
    return letters + cases
}

private func list(of ids: [Identifier]) -> Value { .text("[\(ids.map { "\"\($0)\"" }.joined(separator: ","))]") }

func letterLinked(_ event: Recorded<LetterLinked>, _ tables: Tables) throws {
    try insert(event.body.caseID, sop: nil, of: event.body.letter, tables)
}
