/// How long a step may take, in working time as published; counts run from 1 to 9999.
public enum WorkDuration: Hashable, Sendable {
    case minutes(Int)
    case hours(Int)
    /// Working days, each as long as it is on that day.
    case days(Int)
    /// Five working days each.
    case weeks(Int)
    /// Calendar months.
    case months(Int)
    /// "Menyesuaikan": no clock runs.
    case asNeeded

    /// Reads a SOP's cell: `10 menit`, `2 jam`, `1 hari`, `2 minggu`, `1 bulan` or `menyesuaikan`;
    /// nil for anything else, zero and five figures and more included.
    public init?(indonesian text: some StringProtocol) {
        if text == "menyesuaikan" {
            self = .asNeeded
            return
        }
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 2, let count = Self.count(words[0]) else { return nil }
        switch words[1] {
        case "menit": self = .minutes(count)
        case "jam": self = .hours(count)
        case "hari": self = .days(count)
        case "minggu": self = .weeks(count)
        case "bulan": self = .months(count)
        default: return nil
        }
    }

    /// Reads what `iso` writes; nil for anything else.
    public init?(iso text: some StringProtocol) {
        if text == "ASNEEDED" {
            self = .asNeeded
            return
        }
        guard let unit = text.last else { return nil }
        let isTime = text.hasPrefix("PT")
        guard isTime || text.hasPrefix("P"), let count = Self.count(text.dropFirst(isTime ? 2 : 1).dropLast()) else { return nil }
        switch (isTime, unit) {
        case (true, "M"): self = .minutes(count)
        case (true, "H"): self = .hours(count)
        case (false, "D"): self = .days(count)
        case (false, "W"): self = .weeks(count)
        case (false, "M"): self = .months(count)
        default: return nil
        }
    }

    /// An ISO 8601 duration in the unit published (`PT10M`, `PT2H`, `P1D`, `P1W`, `P1M`), or `ASNEEDED`;
    /// a day in it is a working day, never 24 hours.
    public var iso: String {
        switch self {
        case .minutes(let count): "PT\(count)M"
        case .hours(let count): "PT\(count)H"
        case .days(let count): "P\(count)D"
        case .weeks(let count): "P\(count)W"
        case .months(let count): "P\(count)M"
        case .asNeeded: "ASNEEDED"
        }
    }

    private static func count(_ text: some StringProtocol) -> Int? {
        // `Int` would also take a sign.
        guard (1...4).contains(text.utf8.count), text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let count = Int(text), count > 0
        else { return nil }
        return count
    }
}

extension WorkDuration: Codable {
    /// Reads what `iso` writes.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let duration = WorkDuration(iso: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a working duration")
        }
        self = duration
    }

    /// Writes `iso`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(iso)
    }
}
