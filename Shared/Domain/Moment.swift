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
