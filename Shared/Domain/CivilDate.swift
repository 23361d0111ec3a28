/// A day on the calendar, as on a letter: no time and no zone.
public struct CivilDate: Hashable, Comparable, Sendable {
    /// 1 to 9999.
    public let year: Int
    /// 1...12.
    public let month: Int
    /// 1...31.
    public let day: Int

    /// Makes the date if the calendar has it; years 1 to 9999.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1, day <= Self.daysInMonth(month, of: year) else {
            return nil
        }
        self.init(unchecked: (year, month, day))
    }

    /// Reads `2026-01-05`; nil for anything else.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.map(\.utf8.count) == [4, 2, 2] else { return nil }
        let isFigures = parts.allSatisfy { $0.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }
        guard isFigures, let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]) else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// The local date at that moment.
    public init(_ moment: Moment, in zone: TimeZoneID) {
        // The offset is added to the rest of the day, so that no moment is too large for it.
        let rest = moment.milliseconds % Self.dayMilliseconds
        let timeOfDay = rest < 0 ? rest + Self.dayMilliseconds : rest
        let day = Self.floorDivide(moment.milliseconds, Self.dayMilliseconds)
        self.init(dayNumber: day + (timeOfDay + zone.offsetMilliseconds) / Self.dayMilliseconds)
    }

    private init(unchecked date: (year: Int, month: Int, day: Int)) {
        (year, month, day) = date
    }

    /// The date so many days after 1970-01-01.
    init(dayNumber: Int64) {
        // Howard Hinnant's civil_from_days: eras of 400 years that begin on 1 March, so that a leap day is the last of its year.
        let shifted = dayNumber + 719_468
        let era = Self.floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        self.init(unchecked: (Int(year), Int(month), Int(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)))
    }

    /// Days since 1970-01-01.
    var dayNumber: Int64 {
        let year = Int64(month <= 2 ? self.year - 1 : self.year)
        let era = Self.floorDivide(year, 400)
        let yearOfEra = year - era * 400
        let dayOfYear = Int64((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1)
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// The moment at which the day begins in the zone.
    public func start(in zone: TimeZoneID) -> Moment {
        Moment(milliseconds: dayNumber * Self.dayMilliseconds - zone.offsetMilliseconds)
    }

    /// The day of the week.
    public var weekday: Weekday {
        // 1970-01-01 was a Thursday.
        Weekday.allCases[Int((dayNumber + 3) - Self.floorDivide(dayNumber + 3, 7) * 7)]
    }

    /// The date `days` later, or earlier if it is negative.
    public func advanced(byDays days: Int) -> CivilDate { CivilDate(dayNumber: dayNumber + Int64(days)) }

    /// The same day `months` later; the last of that month where it has no such day (31 January and a month: 28 or 29 February).
    public func advanced(byMonths months: Int) -> CivilDate {
        let count = Int64(year) * 12 + Int64(month - 1) + Int64(months)
        let year = Int(Self.floorDivide(count, 12))
        let month = Int(count - Int64(year) * 12) + 1
        return CivilDate(unchecked: (year, month, min(day, Self.daysInMonth(month, of: year))))
    }

    /// Whether the left one is earlier.
    public static func < (left: CivilDate, right: CivilDate) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }

    static let dayMilliseconds: Int64 = 86_400_000

    private static func daysInMonth(_ month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Rounds down for moments before 1970 too, where `/` rounds towards zero.
    static func floorDivide(_ value: Int64, _ by: Int64) -> Int64 {
        value % by < 0 ? value / by - 1 : value / by
    }
}

/// A day of the week, as offices count them: Monday first.
public enum Weekday: Int, CaseIterable, Hashable, Sendable {
    case monday = 1
    case tuesday, wednesday, thursday, friday, saturday, sunday
}

extension CivilDate: CustomStringConvertible {
    /// `2026-01-05`.
    public var description: String {
        "\(Self.padded(year, to: 4))-\(Self.padded(month, to: 2))-\(Self.padded(day, to: 2))"
    }

    private static func padded(_ value: Int, to width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}

extension CivilDate: Codable {
    /// Reads `2026-01-05`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let date = CivilDate(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a date")
        }
        self = date
    }

    /// Writes `2026-01-05`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
