import Domain
import Kernel
import Protocol
import SQLite
import Tasks

/// Closes a berkas; its retention runs from the end of this year, by the JRA as it stands today.
func closeBerkas(_ command: CloseBerkas, _ decision: Decision) throws -> [Event] {
    let office = try archivist(decision)
    let berkas = try StoredBerkas.find(command.berkas, office.agency, decision.reading).row
    guard berkas.closing == nil else { throw Rejection("berkasClosed", "This berkas is closed already.", field: "berkas") }
    let pending = "SELECT 1 FROM filing JOIN task ON task.id = filing.task WHERE berkas = ? AND failure IS NULL AND task.state = 'open'"
    guard try !decision.reading.exists(pending, .text(command.berkas.description)) else {
        throw Rejection("filingPending", "A document is on its way into this berkas; close it when that has arrived.", field: "berkas")
    }
    guard berkas.items > 0 else {
        throw Rejection("berkasEmpty", "There is nothing in this berkas; retention begins with a record.", field: "berkas")
    }
    guard let event = try closing(berkas, on: office.date(decision.now), office.agency, decision.reading) else {
        throw Fault("classification \(berkas.classification) has no row of the JRA that can be counted with")
    }
    return [Event(event, about: command.berkas)]
}

/// What becomes of a berkas that was closed on that day, by the JRA as it stands now; nil where that no longer has its classification.
func closing(_ berkas: ListBerkas.Row, on closed: CivilDate, _ agency: Key<Agency>, _ reading: Reading) throws -> BerkasClosed? {
    let row = try reading.first(
        "SELECT active, inactive, fate FROM classification WHERE agency = ? AND code = ?", .text(agency.text), .text(berkas.classification)
    ) { (active: $0.int(0), inactive: $0.int(1), fate: Classification.Fate(rawValue: $0.text(2))) }
    guard let row, let fate = row.fate, let activeUntil = endOfYear(closed.year + row.active),
        let inactiveUntil = endOfYear(closed.year + row.active + row.inactive)
    else { return nil }
    return BerkasClosed(berkas: berkas.berkas, closed: closed, activeUntil: activeUntil, inactiveUntil: inactiveUntil, fate: fate)
}

private func endOfYear(_ year: Int) -> CivilDate? { CivilDate(year: year, month: 12, day: 31) }

func berkasClosed(_ event: Recorded<BerkasClosed>, _ tables: Tables) throws {
    let body = event.body
    try tables.run(
        "UPDATE berkas SET closed = ?, active_until = ?, inactive_until = ?, fate = ? WHERE id = ?", .text(body.closed.description),
        .text(body.activeUntil.description), .text(body.inactiveUntil.description), .text(body.fate.rawValue), .text(body.berkas.description))
}
