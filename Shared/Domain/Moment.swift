/// A point in time: whole milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
public struct Moment: Hashable, Comparable, Sendable {
    /// Milliseconds since 1970 in UTC.
    public let milliseconds: Int64

    /// The moment so many milliseconds after 1970 began in UTC.
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Whether the left one is earlier.
    public static func < (left: Moment, right: Moment) -> Bool { left.milliseconds < right.milliseconds }

    /// The moment `milliseconds` later, or earlier if it is negative.
    public func advanced(byMilliseconds milliseconds: Int64) -> Moment {
        Moment(milliseconds: self.milliseconds + milliseconds)
    }
}

extension Moment {
    /// `2026-11-21T03:30:00.125Z` (RFC 3339), always with three decimals and in UTC.
    public var rfc3339: String {
        let dayMilliseconds: Int64 = 86_400_000
        let days = milliseconds >= 0 ? milliseconds / dayMilliseconds : (milliseconds - dayMilliseconds + 1) / dayMilliseconds
        let date = CivilDate(dayNumber: days)
        let rest = Int(milliseconds - days * dayMilliseconds)
        let parts = [
            (date.year, 4), (date.month, 2), (date.day, 2), (rest / 3_600_000, 2), (rest / 60_000 % 60, 2), (rest / 1000 % 60, 2), (rest % 1000, 3),
        ]
        let separators = Array("--T::.Z".utf8)
        return String(unsafeUninitializedCapacity: 24) { text in
            var offset = 0
            for (index, (value, width)) in parts.enumerated() {
                var value = value
                for place in stride(from: width - 1, through: 0, by: -1) {
                    text[offset + place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value % 10)
                    value /= 10
                }
                text[offset + width] = separators[index]
                offset += width + 1
            }
            return offset
        }
    }

    /// Reads what `rfc3339` writes; nil for anything else.
    public init?(rfc3339 text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 24 else { return nil }
        var values: [Int] = []
        var value = 0
        for (index, byte) in bytes.enumerated() {
            let separator: Character? =
                switch index {
                case 4, 7: "-"
                case 10: "T"
                case 13, 16: ":"
                case 19: "."
                case 23: "Z"
                default: nil
                }
            if let separator {
                guard byte == separator.asciiValue else { return nil }
                values.append(value)
                value = 0
            } else {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                value = value * 10 + Int(byte - UInt8(ascii: "0"))
            }
        }
        guard values.count == 7, let date = CivilDate(year: values[0], month: values[1], day: values[2]),
            values[3] < 24, values[4] < 60, values[5] < 60
        else { return nil }
        let seconds = (date.dayNumber * 24 + Int64(values[3])) * 3600 + Int64(values[4] * 60 + values[5])
        self.init(milliseconds: seconds * 1000 + Int64(values[6]))
    }
}
