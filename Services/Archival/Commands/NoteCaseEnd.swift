import Domain
import Kernel
import Protocol
import SQLite

/// What Routing's events about cases make Archival do: it notes which of those that have come here are over, because only their records may be destroyed.
let caseReactions: [Reaction] = [
    .to(CaseClosed.self, from: .routing, haste: .unhurried) { event, reading in try noteEnd(of: event.body.caseID, reading) },
    .to(CaseCancelled.self, from: .routing, haste: .unhurried) { event, reading in try noteEnd(of: event.body.caseID, reading) },
]

private func noteEnd(of id: Identifier, _ reading: Reading) throws -> [any CommandBody] {
    try reading.exists("SELECT 1 FROM task WHERE casefile = ?", .text(id.description)) ? [NoteCaseEnd(caseID: id)] : []
}

func noteCaseEnd(_ command: NoteCaseEnd, _ decision: Decision) -> [Event] { [Event(CaseEndNoted(caseID: command.caseID), about: command.caseID)] }

func caseEndNoted(_ event: Recorded<CaseEndNoted>, _ tables: Tables) throws {
    try tables.run("INSERT OR IGNORE INTO ended_case VALUES(?)", .text(event.body.caseID.description))
}
