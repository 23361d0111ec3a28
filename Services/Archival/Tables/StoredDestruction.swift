import Domain
import Kernel
import Protocol
import SQLite
import Tasks

/// A proposal to destroy records as it stands in the tables.
struct StoredDestruction {
    let row: ListDestructions.Row
    /// When the head agreed, in milliseconds since 1970.
    let approved: Int64?

    /// The proposal of that id in that agency; one of another agency may not be known to exist.
    static func find(_ id: Identifier, _ agency: Key<Agency>, _ reading: Reading) throws -> StoredDestruction {
        let found = try all("id = ? AND agency = ?", [.text(id.description), .text(agency.text)], reading)
        guard let destruction = found.first else { throw Rejection.notFound("proposal of destruction", field: "destruction") }
        return destruction
    }

    /// Throws `wrongState` unless it stands in one of these.
    func require(_ states: DestructionState...) throws(Rejection) {
        guard !states.contains(row.state) else { return }
        let sentence =
            switch row.state {
            case .proposed: "This proposal waits for the head of the agency; nothing can be carried out before a yes."
            case .approved: "This proposal was agreed to already; carry it out, or decline it."
            case .declined: "This proposal has come to nothing; make a new one."
            case .destroyed: "This was carried out; what was destroyed does not come back."
            }
        throw Rejection("wrongState", sentence, field: "destruction")
    }

    /// The proposals that meet a condition, in an order.
    static func all(_ condition: String, _ values: [Value], _ reading: Reading) throws -> [StoredDestruction] {
        let sql = """
            SELECT place, id, state, (SELECT group_concat(berkas) FROM (SELECT berkas FROM destruction_berkas WHERE destruction = id ORDER BY item)),
                proposed, proposer, approver, berita_acara, date, document, size, media_type, approved FROM destruction WHERE \(condition)
            """
        var found: [StoredDestruction] = []
        try reading.each(sql, values) { row in
            guard let id = Identifier(row.text(1)), let state = DestructionState(rawValue: row.text(2)) else {
                throw Fault("destruction \(row.text(1)) cannot be read")
            }
            let berkas = row.text(3).split(separator: ",").compactMap { Identifier(String($0)) }
            let document = row.optionalText(9).map { FileReference(hash: $0, size: row.int(10), mediaType: row.text(11)) }
            found.append(
                StoredDestruction(
                    row: ListDestructions.Row(
                        place: row.integer(0), destruction: id, state: state, berkas: berkas,
                        proposed: row.integer(4), proposer: row.text(5), approver: row.optionalText(6), beritaAcara: row.optionalText(7),
                        date: CivilDate(row.text(8)), document: document), approved: row.optionalInteger(12)))
            return true
        }
        return found
    }
}

func listDestructions(_ query: ListDestructions, _ question: Question) throws -> ListDestructions.Answer {
    let office = try Office.of(question)
    guard !office.duties.isDisjoint(with: [.archivist, .head]) else {
        throw Rejection.forbidden("Only the archivist (arsiparis) and the head see what is proposed for destruction; ask the archivist.")
    }
    let limit = EntryChecks.rows(query.limit)
    let found = try StoredDestruction.all(
        "agency = ? AND place < ? ORDER BY place DESC LIMIT ?",
        [.text(office.agency.text), .integer(query.before ?? Int64.max), .integer(limit + 1)], question.reading)
    let rows = found.prefix(limit).map(\.row)
    return ListDestructions.Answer(rows: rows, next: found.count > limit ? rows.last?.place : nil)
}
