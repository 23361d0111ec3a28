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
/// for those who see it or know of its case, and for those who keep the book, which answers for every letter.
private struct LetterPlaces {
    let reading: Reading
    let agency: Key<Agency>?
    /// What the official who asks sees; nil for an operator.
    let sight: OfficeSight?

    /// A sheet or a case of a letter.
    private struct Paper {
        var place: Whereabouts.Row.Place
        /// The sheet's id, or the number of the case's row.
        var key: Value
        var agency: Key<Agency>
        /// When it was closed, if it was.
        var ended: Int64?
    }

    func rows(_ letter: Identifier) throws -> [Whereabouts.Row] {
        let told = try sheets(of: letter) + cases(of: letter)
        let open = try waiting(told.filter { $0.place == .disposisi }, letter) + waiting(told.filter { $0.place == .task }, letter)
        guard open.isEmpty, let ended = told.compactMap(\.ended).max() else { return open }
        return [Whereabouts.Row(letter: letter, place: .closed, position: nil, name: nil, since: ended)]
    }

    // MARK: - What may be told of

    private func sheets(of letter: Identifier) throws -> [Paper] {
        try reading.all(
            "SELECT id, agency, keamanan, closed FROM sheet WHERE letter = ? AND agency = coalesce(?, agency) ORDER BY id",
            .text(letter.description), .text(agency?.text)
        ) { row -> Paper? in
            let paper = Paper(place: .disposisi, key: .text(row.text(0)), agency: Key(row.text(1)), ended: row.optionalInteger(3))
            guard let id = Identifier(row.text(0)), let keamanan = Keamanan(rawValue: row.text(2)) else {
                throw Fault("the sheet \(row.text(0)) cannot be read")
            }
            return try isTold(keamanan) { try $0.sight(ofSheet: id, paper.agency, keamanan) == .full } ? paper : nil
        }.compactMap { $0 }
    }

    /// The cases that the letter began or was linked to.
    private func cases(of letter: Identifier) throws -> [Paper] {
        try reading.all(
            """
            SELECT nr, agency, keamanan, ended FROM casefile
            WHERE nr IN (SELECT nr FROM casefile WHERE letter = ?1 UNION SELECT casefile FROM case_letter WHERE letter = ?1)
            AND agency = coalesce(?2, agency) ORDER BY nr
            """, .text(letter.description), .text(agency?.text)
        ) { row -> Paper? in
            let paper = Paper(place: .task, key: .integer(row.integer(0)), agency: Key(row.text(1)), ended: row.optionalInteger(3))
            guard let keamanan = Keamanan(rawValue: row.text(2)) else { throw Fault("case \(row.integer(0)) cannot be read") }
            let nr = row.integer(0)
            return try isTold(keamanan) { try $0.sight(ofCase: nr, paper.agency, keamanan) >= .masked } ? paper : nil
        }.compactMap { $0 }
    }

    private func isTold(_ keamanan: Keamanan, _ isKnown: (OfficeSight) throws -> Bool) throws -> Bool {
        guard keamanan >= .rahasia else { return true }
        guard let sight else { return false }
        return try sight.keepsLetters || isKnown(sight)
    }

    // MARK: - With whom it lies

    /// With whom something waits on sheets (and not with those it was passed on to) or in cases, since the first of it; by agency and position.
    private func waiting(_ papers: [Paper], _ letter: Identifier) throws -> [Whereabouts.Row] {
        var since: [Place: Int64] = [:]
        for paper in papers {
            let sql =
                paper.place == .disposisi
                ? "SELECT position, min(since) FROM disposisi WHERE sheet = ? AND ended IS NULL AND awaited = 0 GROUP BY position"
                : "SELECT position, min(opened) FROM task WHERE casefile = ? AND state = 0 GROUP BY position"
            try reading.each(sql, [paper.key]) { row in
                let place = Place(agency: paper.agency, position: Key(row.text(0)), why: paper.place)
                since[place] = min(since[place] ?? .max, row.integer(1))
                return true
            }
        }
        let organisation = OrganisationTables(reading)
        return try since.sorted { ($0.key.agency, $0.key.position) < ($1.key.agency, $1.key.position) }.map { place, since in
            let name = try organisation.position(place.position, place.agency)?.name
            return Whereabouts.Row(letter: letter, place: place.why, position: place.position, name: name, since: since)
        }
    }

    private struct Place: Hashable {
        var agency: Key<Agency>
        var position: Key<Position>
        var why: Whereabouts.Row.Place
    }
}
