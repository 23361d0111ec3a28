import Domain
import Kernel
import Protocol
import SQLite

/// Sheets and disposisi as they are shown.
struct SheetViews {
    let reading: Reading
    private let json = JSONText()

    init(reading: Reading) { self.reading = reading }

    // MARK: Sheets

    private static let sheetColumns = "SELECT id, letter, subject, sender, keamanan, urgensi, opened, closed, result FROM sheet"

    func sheets(ofLetter letter: Identifier, _ agency: Key<Agency>) throws -> [SheetView] {
        let found = try reading.all(
            "\(Self.sheetColumns) WHERE letter = ? AND agency = ? ORDER BY id", .text(letter.description), .text(agency.text), read: Self.sheet)
        return try found.map(withAdvice)
    }

    func sheet(_ id: Identifier, _ agency: Key<Agency>) throws -> SheetView? {
        let found = try reading.first(
            "\(Self.sheetColumns) WHERE id = ? AND agency = ?", .text(id.description), .text(agency.text), read: Self.sheet)
        return try found.map(withAdvice)
    }

    private static func sheet(_ row: borrowing Row) throws -> SheetView {
        guard let id = Identifier(row.text(0)), let letter = Identifier(row.text(1)), let keamanan = Keamanan(rawValue: row.text(4)),
            let urgensi = Urgensi(rawValue: row.text(5))
        else { throw Fault("the sheet \(row.text(0)) cannot be read") }
        return SheetView(
            sheet: id, letter: letter, subject: row.optionalText(2), sender: row.optionalText(3), keamanan: keamanan, urgensi: urgensi,
            opened: row.integer(6), closed: row.optionalInteger(7), result: row.optionalText(8), advice: [])
    }

    private func withAdvice(_ sheet: SheetView) throws -> SheetView {
        var sheet = sheet
        sheet.advice = try reading.all(
            "SELECT position, person, name, note, at FROM sheet_passed WHERE sheet = ? ORDER BY place", .text(sheet.sheet.description)
        ) {
            SheetView.Advice(
                position: Key($0.text(0)), person: $0.optionalText(1), name: $0.optionalText(2), note: $0.optionalText(3), at: $0.integer(4))
        }
        return sheet
    }

    // MARK: Disposisi

    private static let columns = """
        SELECT id, sheet, parent, giver, person, giver_name, recorder, recorder_name, scan, position, vacant, state, instructions, note, due, given,
            read, ended, answer, answerer, answerer_name, files, given_under, awaited FROM disposisi
        """

    /// All that was disposed on the sheet, in the order in which it was given.
    func disposisi(onSheet sheet: Identifier) throws -> [DisposisiView] {
        try reading.all("\(Self.columns) WHERE sheet = ? ORDER BY parent IS NOT NULL, place", .text(sheet.description), read: view)
    }

    /// What waits for the position.
    func waiting(for position: Key<Position>, _ agency: Key<Agency>, after: Identifier?) throws -> [DisposisiView] {
        try reading.all(
            """
            \(Self.columns) WHERE agency = ? AND position = ? AND ended IS NULL
            AND place > coalesce((SELECT place FROM disposisi WHERE id = ?), 0) ORDER BY place LIMIT ?
            """, .text(agency.text), .text(position.text), .text(after?.description), .integer(Limits.pageRows), read: view)
    }

    /// What came back of that which was given under what waits for the position, whoever had it then.
    func returned(to position: Key<Position>, _ agency: Key<Agency>) throws -> [DisposisiView] {
        try reading.all(
            """
            \(Self.columns) WHERE state = 'declined'
            AND parent IN (SELECT id FROM disposisi WHERE agency = ? AND position = ? AND ended IS NULL) ORDER BY place LIMIT ?
            """, .text(agency.text), .text(position.text), .integer(Limits.pageRows), read: view)
    }

    private func view(_ row: borrowing Row) throws -> DisposisiView {
        guard let id = Identifier(row.text(0)), let sheet = Identifier(row.text(1)), let state = DisposisiState(rawValue: row.text(11)) else {
            throw Fault("the disposisi \(row.text(0)) cannot be read")
        }
        let scan = try row.optionalText(8).map { try json.decode(FileReference.self, from: Array($0.utf8)) }
        let files = try row.optionalText(21).map { try json.decode([FileReference].self, from: Array($0.utf8)) } ?? []
        return DisposisiView(
            disposisi: id, sheet: sheet, parent: row.optionalText(2).flatMap { Identifier($0) }, giver: row.optionalText(3).map { Key($0) },
            giverPerson: row.optionalText(4), giverName: row.optionalText(5), recorder: row.optionalText(6), recorderName: row.optionalText(7),
            scan: scan, position: Key(row.text(9)), vacant: row.optionalText(10).map { Key($0) }, state: state, instructions: keys(row.text(12)),
            note: row.optionalText(13), due: try row.optionalInteger(14).map { try CivilDate(figure: $0) }, given: row.integer(15),
            read: row.optionalInteger(16), ended: row.optionalInteger(17), answer: row.optionalText(18), answerer: row.optionalText(19),
            answererName: row.optionalText(20), files: files, givenUnder: row.int(22), awaited: row.int(23))
    }
}
