import Domain
import Kernel
import Policy
import Protocol
import SQLite

/// A disposisi as a decision needs it; the sheet itself, where it lies with the leader, is the one without a giver.
struct OpenDisposisi {
    let id: Identifier
    let sheet: Identifier
    let letter: Identifier
    let agency: Key<Agency>
    let giver: Key<Position>?
    /// With whom that lies under which it was given; nil for the sheet itself.
    let above: Key<Position>?
    let position: Key<Position>
    let state: DisposisiState
    let closesOnReading: Bool
    let givenUnder: Int
    let awaited: Int
    let isSheetClosed: Bool

    /// Whether it is the sheet itself, with whom it lies.
    var isSheet: Bool { id == sheet }
}

/// Sheets and what was disposed on them, for decisions.
struct SheetTables {
    let reading: Reading

    private static let columns = """
        SELECT d.id, d.sheet, s.letter, d.agency, d.giver, d.position, d.state, d.closes_on_reading, d.given_under, d.awaited, s.closed, p.position
        FROM disposisi d JOIN sheet s ON s.id = d.sheet LEFT JOIN disposisi p ON p.id = d.parent
        """

    /// The disposisi of that id. Throws `notFound` also where it is another agency's, who may not know that it exists.
    func disposisi(_ id: Identifier, of agency: Key<Agency>, field: String) throws -> OpenDisposisi {
        let found = try reading.first("\(Self.columns) WHERE d.id = ?", .text(id.description), read: Self.read)
        guard let found, found.agency == agency else { throw Rejection.notFound("disposisi", field: field) }
        return found
    }

    /// Where on the sheet the position stands: with the sheet itself, or with a disposisi it received; the latest first. Ended ones too.
    func places(of position: Key<Position>, on sheet: Identifier, _ agency: Key<Agency>) throws -> [OpenDisposisi] {
        try reading.all(
            "\(Self.columns) WHERE d.sheet = ? AND d.position = ? AND d.agency = ? ORDER BY d.place DESC", .text(sheet.description),
            .text(position.text), .text(agency.text), read: Self.read)
    }

    private static func read(_ row: borrowing Row) throws -> OpenDisposisi {
        guard let id = Identifier(row.text(0)), let sheet = Identifier(row.text(1)), let letter = Identifier(row.text(2)),
            let state = DisposisiState(rawValue: row.text(6))
        else { throw Fault("the disposisi \(row.text(0)) cannot be read") }
        return OpenDisposisi(
            id: id, sheet: sheet, letter: letter, agency: Key(row.text(3)), giver: row.optionalText(4).map { Key($0) },
            above: row.optionalText(11).map { Key($0) }, position: Key(row.text(5)), state: state, closesOnReading: row.flag(7),
            givenUnder: row.int(8), awaited: row.int(9), isSheetClosed: !row.isNull(10))
    }

    /// Whether that receiver still has such a disposisi from there.
    func hasReceived(_ receiver: Key<Position>, under parent: Identifier, sheet: Identifier) throws -> Bool {
        try reading.exists(
            """
            SELECT 1 FROM disposisi WHERE sheet = ? AND parent = ? AND coalesce(vacant, position) = ? AND state NOT IN ('cancelled', 'declined')
            """, .text(sheet.description), .text(parent.description), .text(receiver.text))
    }

    /// The person's name as last assigned at the agency; the NIP where none is known.
    func name(of person: String, _ agency: Key<Agency>) throws -> String {
        let name = try reading.first(
            "SELECT name FROM holder WHERE agency = ? AND nip = ? ORDER BY first DESC LIMIT 1", .text(agency.text), .text(person)
        ) { $0.text(0) }
        return name ?? person
    }
}

extension Decision {
    /// The official who asks, where the mandate, if it is one, is for more than signing. Throws as `entitledOfficial` does, or `mandateTooNarrow`.
    func actingOfficial() throws -> Principal.Official {
        let official = try entitledOfficial()
        try permit(official, doing: .disposisi)
        return official
    }

    /// Refuses whoever acts as another position than the one it lies with. Throws `notFound` where the letter is kept from them, else `wrongPosition`.
    func requireOwn(_ found: OpenDisposisi, _ official: Principal.Official, field: String) throws {
        let held = Held(.disposisi, of: found.agency, with: found.position, isOpen: true, word: .disposisi)
        try permit(official, held, field: field) { try OfficeSight(official, reading).sight(ofSheet: found.sheet) == .full }
    }

    /// The disposisi, open and with the official who asks. Throws `notFound`, `wrongPosition`, `sheetClosed` or `ended`.
    func ownDisposisi(_ id: Identifier, _ official: Principal.Official, field: String = "disposisi") throws -> OpenDisposisi {
        let found = try SheetTables(reading: reading).disposisi(id, of: official.agency, field: field)
        try requireOwn(found, official, field: field)
        try found.requireOpen(field: field)
        return found
    }
}

extension OpenDisposisi {
    /// Throws `sheetClosed` or `ended`.
    func requireOpen(field: String) throws(Rejection) {
        guard !isSheetClosed else { throw Rejection("sheetClosed", "The sheet was closed; nothing more can be done on it.", field: field) }
        guard state.isOpen else { throw Rejection("ended", "This was answered, returned, taken back or done by reading; look again.", field: field) }
    }

    /// That it was read, for whoever does something with it unread. What is answered or returned is not done by reading.
    func readEvents(isAnswered: Bool = false) -> [Event] {
        guard state == .unread else { return [] }
        return [Event(DisposisiRead(disposisi: id, letter: letter, isDone: closesOnReading && !isAnswered), about: letter)]
    }
}
