import Domain
import Kernel
import Policy
import Protocol
import SQLite

func disposisiTree(_ query: DisposisiTree, _ question: Question) throws -> DisposisiTree.Answer {
    let official = try question.official()
    let views = SheetViews(reading: question.reading)
    let sheets: [SheetView]
    switch (query.letter, query.sheet) {
    case (let letter?, nil): sheets = try views.sheets(ofLetter: letter, official.agency)
    case (nil, let sheet?): sheets = try views.sheet(sheet, official.agency).map { [$0] } ?? []
    default: throw Rejection.invalid("sheet", "Name either a letter or a sheet.")
    }
    // A letter is seen only by those it has come to; to everybody else there is none.
    let sight = try OfficeSight(official, question.reading)
    let seen = try sheets.filter { try sight.sight(ofSheet: $0.sheet, official.agency, $0.keamanan) == .full }
    guard !seen.isEmpty else { throw Rejection.notFound("sheet", field: query.letter == nil ? "sheet" : "letter") }
    return DisposisiTree.Answer(sheets: seen, disposisi: try seen.flatMap { try views.disposisi(onSheet: $0.sheet) })
}

func disposisiInbox(_ query: DisposisiInbox, _ question: Question) throws -> DisposisiInbox.Answer {
    let official = try question.official()
    guard query.position.map({ $0 == official.position }) ?? true else {
        throw Rejection.forbidden("An inbox is seen only by those who act as its position; ask Routing for a grant as that position.")
    }
    let views = SheetViews(reading: question.reading)
    let waiting = try views.waiting(for: official.position, official.agency, after: query.after)
    let returned = query.after == nil ? try views.returned(to: official.position, official.agency) : []
    var named: Set<Identifier> = []
    let ids = (waiting + returned).map(\.sheet).filter { named.insert($0).inserted }
    let sheets = try ids.compactMap { try views.sheet($0, official.agency) }
    return DisposisiInbox.Answer(waiting: waiting, returned: returned, sheets: sheets)
}

func whereabouts(_ query: Whereabouts, _ question: Question) throws -> Whereabouts.Answer {
    guard query.letters.count <= Limits.pageRows else {
        throw Rejection.invalid("letters", "More than \(Limits.pageRows) letters; ask for fewer at a time.")
    }
    var agency: Key<Agency>?
    var sight: OfficeSight?
    if case .official(let official) = question.principal {
        agency = official.agency
        sight = try OfficeSight(official, question.reading)
    }
    let places = LetterPlaces(reading: question.reading, agency: agency, sight: sight)
    return Whereabouts.Answer(rows: try query.letters.flatMap(places.rows))
}

/// Whether whoever asks sees a sheet that the file belongs to, as its scan or with an answer.
func seesFile(_ hash: String, _ question: Question) throws -> Bool {
    let sight = try OfficeSight(question.official(), question.reading)
    let sheets = try question.reading.all("SELECT sheet FROM sheet_file WHERE hash = ?", .text(hash)) { Identifier($0.text(0)) }
    return try sheets.contains { try $0.map { try sight.sight(ofSheet: $0) == .full } ?? false }
}

extension Question {
    /// The official who asks. Throws `forbidden` when it is not a person acting as a position.
    func official() throws(Rejection) -> Principal.Official {
        guard case .official(let official) = principal else { throw .forbidden("Only a person acting as a position may ask this.") }
        return official
    }
}

/// Where letters lie: with whom, and since when. It shows no word of a letter, so whoever is of the agency may ask; but who works on a rahasia one is
/// for those who see it, or know of its case.
private struct LetterPlaces {
    let reading: Reading
    let agency: Key<Agency>?
    /// What the official who asks sees; nil for an operator.
    let sight: OfficeSight?

    func rows(_ letter: Identifier) throws -> [Whereabouts.Row] {
        guard try mayBeTold(letter) else { return [] }
        let open = try waitingSheets(letter) + waitingTasks(letter)
        return open.isEmpty ? try closing(of: letter).map { [$0] } ?? [] : open
    }

    private func mayBeTold(_ letter: Identifier) throws -> Bool {
        let sheets = try reading.all("SELECT id, agency, keamanan FROM sheet WHERE letter = ?", .text(letter.description)) { row in
            (id: Identifier(row.text(0)), agency: Key<Agency>(row.text(1)), keamanan: Keamanan(rawValue: row.text(2)) ?? .sangatRahasia)
        }
        let cases = try reading.all("SELECT nr, agency, keamanan FROM casefile WHERE letter = ?", .text(letter.description)) { row in
            (nr: row.integer(0), agency: Key<Agency>(row.text(1)), keamanan: Keamanan(rawValue: row.text(2)) ?? .sangatRahasia)
        }
        guard let most = (sheets.map(\.keamanan) + cases.map(\.keamanan)).max(), most >= .rahasia else { return true }
        guard let sight else { return false }
        if try cases.contains(where: { try sight.sight(ofCase: $0.nr, $0.agency, $0.keamanan) >= .masked }) { return true }
        return try sheets.contains { sheet in try sheet.id.map { try sight.sight(ofSheet: $0, sheet.agency, sheet.keamanan) == .full } ?? false }
    }

    /// Where something on the letter's sheets waits for a position, and not for those it was passed on to.
    private func waitingSheets(_ letter: Identifier) throws -> [Whereabouts.Row] {
        try waiting(
            letter, .disposisi,
            """
            SELECT d.position, min(d.since), s.agency FROM sheet s JOIN disposisi d ON d.sheet = s.id
            WHERE s.letter = ? AND s.agency = coalesce(?, s.agency) AND d.ended IS NULL AND d.awaited = 0 GROUP BY s.agency, d.position
            ORDER BY s.agency, d.position
            """)
    }

    /// The positions that have something to do in the cases that the letter began or was linked to.
    private func waitingTasks(_ letter: Identifier) throws -> [Whereabouts.Row] {
        try waiting(
            letter, .task,
            """
            SELECT t.position, min(t.opened), c.agency
            FROM (SELECT nr FROM casefile WHERE letter = ?1 UNION SELECT casefile FROM case_letter WHERE letter = ?1) own
            JOIN casefile c ON c.nr = own.nr AND c.agency = coalesce(?2, c.agency) JOIN task t ON t.casefile = c.nr AND t.state = 0
            GROUP BY c.agency, t.position ORDER BY c.agency, t.position
            """)
    }

    private func waiting(_ letter: Identifier, _ place: Whereabouts.Row.Place, _ sql: String) throws -> [Whereabouts.Row] {
        let found = try reading.all(sql, .text(letter.description), .text(agency?.text)) {
            (position: Key<Position>($0.text(0)), since: $0.integer(1), agency: Key<Agency>($0.text(2)))
        }
        let organisation = OrganisationTables(reading)
        return try found.map {
            let name = try organisation.position($0.position, $0.agency)?.name
            return Whereabouts.Row(letter: letter, place: place, position: $0.position, name: name, since: $0.since)
        }
    }

    /// When the last of the letter's sheets and cases was closed.
    private func closing(of letter: Identifier) throws -> Whereabouts.Row? {
        let closed = try reading.integer(
            """
            SELECT max(at) FROM (SELECT closed AS at, agency FROM sheet WHERE letter = ?1
                UNION ALL SELECT ended, agency FROM casefile WHERE letter = ?1
                UNION ALL SELECT c.ended, c.agency FROM case_letter l JOIN casefile c ON c.nr = l.casefile WHERE l.letter = ?1)
            WHERE agency = coalesce(?2, agency)
            """, .text(letter.description), .text(agency?.text))
        return closed.map { Whereabouts.Row(letter: letter, place: .closed, position: nil, name: nil, since: $0) }
    }
}
