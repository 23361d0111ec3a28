import Domain
import Kernel
import Protocol
import SQLite

/// What Routing's events about cases make Intake do: it notes which cases a letter may be linked to.
let caseReactions: [Reaction] = [
    .to(CaseStarted.self, from: .routing, haste: .unhurried) { event, _ in
        [NoteCase(CaseNoted(caseID: event.body.caseID, agency: event.body.agency, isOver: false))]
    },
    .to(CaseClosed.self, from: .routing, haste: .unhurried) { event, reading in try noteEnd(of: event.body.caseID, reading) },
    .to(CaseCancelled.self, from: .routing, haste: .unhurried) { event, reading in
        try noteEnd(of: event.body.caseID, isWithoutRecords: !event.body.hasRecords, reading)
    },
]

private func noteEnd(of id: Identifier, isWithoutRecords: Bool? = nil, _ reading: Reading) throws -> [any CommandBody] {
    try notedCase(id, reading).map {
        [NoteCase(CaseNoted(caseID: id, agency: $0.agency, isOver: true, isWithoutRecords: isWithoutRecords))]
    } ?? []
}

/// Whose a case is, and whether it is over; nil for one that never was.
func notedCase(_ id: Identifier, _ reading: Reading) throws -> (agency: Key<Agency>, isOver: Bool)? {
    try reading.first("SELECT agency, over FROM casefile WHERE id = ?", .text(id.description)) { (agency: Key($0.text(0)), isOver: $0.flag(1)) }
}

func noteCase(_ command: NoteCase, _ decision: Decision) -> [Event] { [Event(command.noted, about: command.noted.caseID)] }

func caseNoted(_ event: Recorded<CaseNoted>, _ tables: Tables) throws {
    try tables.run(
        "INSERT OR REPLACE INTO casefile VALUES(?, ?, ?, ?)", .text(event.body.caseID.description), .text(event.body.agency.text),
        .flag(event.body.isOver), .flag(event.body.isWithoutRecords ?? false))
}
