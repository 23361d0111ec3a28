/// A buku agenda: numbers run from its opening number without gaps, anew each year.
public struct Register: Hashable, Sendable, Codable, Identifiable {
    /// Whether a book holds what comes in or what goes out; raw values are the catalogue's words.
    public enum Direction: String, CaseIterable, Hashable, Sendable, Codable {
        case incoming = "masuk"
        case outgoing = "keluar"
    }

    /// Unique within the agency.
    public let id: Key<Register>
    /// The title on the book.
    public let name: String
    /// Whether it holds what comes in or what goes out.
    public let direction: Direction
    /// The jenis of naskah it numbers; empty for a book of incoming letters.
    public let kinds: [String]
    /// How an outgoing number is written; nil for a book that only counts.
    public let format: NumberTemplate?
    /// The first number after going live in mid-year; 1 in later years.
    public let openingNumber: Int

    /// Takes the fields as they stand in the catalogue.
    public init(
        id: Key<Register>, name: String, direction: Direction, kinds: [String], format: NumberTemplate?, openingNumber: Int
    ) {
        self.id = id
        self.name = name
        self.direction = direction
        self.kinds = kinds
        self.format = format
        self.openingNumber = openingNumber
    }
}

/// A classification code with its row of the JRA, the retention schedule.
public struct Classification: Hashable, Sendable, Codable {
    /// What becomes of a berkas when its retention is over; raw values are the catalogue's words.
    public enum Fate: String, CaseIterable, Hashable, Sendable, Codable {
        case permanent = "permanen"
        case destroyed = "musnah"
        case reviewed = "dinilai-kembali"
    }

    /// As in the classification scheme, such as `000.7.2`.
    public let code: String
    /// The title on the book.
    public let name: String
    /// Retention in the unit that made it, counted from the closing of the berkas.
    public let activeYears: Int
    /// Retention in the record centre after that.
    public let inactiveYears: Int
    /// What becomes of the berkas in the end.
    public let fate: Fate

    /// Takes the fields as they stand in the catalogue.
    public init(code: String, name: String, activeYears: Int, inactiveYears: Int, fate: Fate) {
        self.code = code
        self.name = name
        self.activeYears = activeYears
        self.inactiveYears = inactiveYears
        self.fate = fate
    }
}
