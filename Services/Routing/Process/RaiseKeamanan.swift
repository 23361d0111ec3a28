import Domain
import Kernel
import Protocol
import SQLite

/// Keeps a case as close as a letter of it whose keamanan was raised, also one that is over: what was written in it stays to be read.
///
/// A case is only ever raised. When a letter is lowered again, or was the only one of its keamanan, the case stays as it is: titles, drafts and reasons were
/// written for those it had come to, and records filed from it keep their keamanan by law.
func raiseCaseKeamanan(_ command: RaiseCaseKeamanan, _ decision: Decision) throws -> [Event] {
    guard let file = try CaseFile.find(command.caseID, decision.reading) else { throw Rejection.notFound("case", field: "case") }
    return try file.raised(to: command.keamanan, decision.reading).map { [$0] } ?? []
}

extension CaseFile {
    /// That the case is kept closer; nil where it is as close already.
    func raised(to keamanan: Keamanan, _ reading: Reading) throws -> Event? {
        guard keamanan > self.keamanan else { return nil }
        let positions = try reading.all(
            "SELECT position FROM task WHERE casefile = ?1 UNION SELECT position FROM case_passed WHERE casefile = ?1 ORDER BY position", .integer(nr)
        ) { Key<Position>($0.text(0)) }
        return Event(CaseKeamananRaised(caseID: id, agency: agency, letter: letter, keamanan: keamanan, positions: positions), about: id)
    }
}

func caseKeamananRaised(_ event: Recorded<CaseKeamananRaised>, _ tables: Tables) throws {
    try tables.run(
        "UPDATE casefile SET keamanan = ? WHERE id = ?", .text(event.body.keamanan.rawValue), .text(event.body.caseID.description))
    try tables.tell(event, of: event.body.caseID)
}
