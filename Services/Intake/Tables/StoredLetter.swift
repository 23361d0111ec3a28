import Domain
import Kernel
import Policy
import Protocol
import SQLite
import Tasks

/// A letter as it stands in the tables.
struct StoredLetter {
    var agency: Key<Agency>
    /// Its row in the book, with all its words.
    var row: AgendaBook.Row

    /// The letters that meet a condition, in an order.
    static func all(_ condition: String, _ values: [Value], _ reading: Reading) throws -> [StoredLetter] {
        var found: [StoredLetter] = []
        try reading.each("SELECT \(columns) FROM letter WHERE \(condition)", values) { row in
            found.append(try StoredLetter(row))
            return true
        }
        return found
    }

    /// The letter of that id in that agency; a letter of another agency may not be known to exist.
    static func find(_ id: Identifier, _ agency: Key<Agency>, _ reading: Reading) throws -> StoredLetter {
        let found = try all("id = ? AND agency = ?", [.text(id.description), .text(agency.text)], reading)
        guard let letter = found.first else { throw Rejection.notFound("letter", field: "letter") }
        return letter
    }

    /// The letter of that id, for an official who sees it; for others it does not exist.
    static func seen(_ id: Identifier, _ office: Office, _ reading: Reading) throws -> StoredLetter {
        let letter = try find(id, office.agency, reading)
        guard try letter.sight(for: office, reading) == .full else { throw Rejection.notFound("letter", field: "letter") }
        return letter
    }

    /// Whether it stays closed: nobody but its addressee opens a letter that is secret or personal.
    static func isUnopened(_ keamanan: Keamanan, isPersonal: Bool) -> Bool { keamanan >= .rahasia || isPersonal }

    /// How far its cases may be shown: their title is its subject, and a personal letter is kept from others as a rahasia one is.
    static func keamananOfCases(_ keamanan: Keamanan, isPersonal: Bool) -> Keamanan { isPersonal ? max(keamanan, .rahasia) : keamanan }

    /// How far its cases may be shown.
    var keamananOfCases: Keamanan { Self.keamananOfCases(row.keamanan, isPersonal: row.isPersonal) }

    /// How much of the letter the official sees.
    func sight(for office: Office, _ reading: Reading) throws -> Sight {
        let (id, position) = (Value.text(row.letter.description), Value.text(office.position.text))
        let hasCome = try reading.exists("SELECT 1 FROM letter WHERE id = ? AND \(IntakeTables.hasCome)", id, position, position)
        let isInCase = try reading.exists("SELECT 1 FROM letter_case WHERE letter = ?", id)
        let paper = Paper(
            .letter, of: agency, row.keamanan, reach: hasCome ? .position : .none, isInCase: isInCase, isPersonal: row.isPersonal)
        return Policy.sight(of: paper, for: office.reader)
    }

    /// The row as that official may see it.
    func row(for office: Office, _ reading: Reading) throws -> AgendaBook.Row {
        guard try sight(for: office, reading) < .full else { return row }
        var masked = row
        masked.isMasked = true
        masked.words = nil
        masked.voidReason = nil
        return masked
    }

    private static let columns = """
        id, agency, register, year, sequence, registered, received, keamanan, urgensi, classification, channel, original, personal, files, voided, \
        void_reason, forwarded, sender, sender_address, number, dated, subject, summary, attachments, invitation
        """

    private init(_ row: borrowing Row) throws {
        guard let id = Identifier(row.text(0)), let received = CivilDate(row.text(6)), let keamanan = Keamanan(rawValue: row.text(7)),
            let urgensi = Urgensi(rawValue: row.text(8)), let channel = LetterChannel(rawValue: row.text(10))
        else { throw Fault("letter \(row.text(0)) cannot be read") }
        agency = Key(row.text(1))
        self.row = AgendaBook.Row(
            letter: id, register: Key(row.text(2)), year: row.int(3), sequence: row.int(4), received: received, registered: row.integer(5),
            keamanan: keamanan, urgensi: urgensi, classification: row.optionalText(9), channel: channel, isOriginal: row.flag(11),
            isPersonal: row.flag(12), fileCount: row.int(13), isVoid: row.flag(14), voidReason: row.optionalText(15),
            forwardedTo: row.optionalText(16).map { Key($0) }, isMasked: false, words: try Self.words(row))
    }

    /// The words; nil once they were destroyed.
    private static func words(_ row: borrowing Row) throws -> LetterWords? {
        guard let sender = row.optionalText(17), let letterDate = CivilDate(row.text(20)) else { return nil }
        let invitation = try row.optionalBlob(24).map { try JSONText().decode(LetterWords.Invitation.self, from: $0) }
        return LetterWords(
            sender: sender, senderAddress: row.optionalText(18), number: row.text(19), letterDate: letterDate, subject: row.text(21),
            summary: row.optionalText(22), attachments: row.optionalText(23), invitation: invitation)
    }
}

/// What two entries of one letter have in common, however they were typed: sender, number and date.
func folded(_ words: LetterWords) -> String {
    "\(words.sender.lowercased())\u{1F}\(words.number.lowercased())\u{1F}\(words.letterDate)"
}
