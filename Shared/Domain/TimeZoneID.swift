/// One of the three civil time zones of Indonesia: fixed offsets, without summer time.
public enum TimeZoneID: String, CaseIterable, Hashable, Sendable, Codable {
    /// West: UTC+7.
    case wib = "WIB"
    /// Middle: UTC+8.
    case wita = "WITA"
    /// East: UTC+9.
    case wit = "WIT"

    /// How far local clocks are ahead of UTC.
    public var offsetMilliseconds: Int64 {
        switch self {
        case .wib: 7 * 3_600_000
        case .wita: 8 * 3_600_000
        case .wit: 9 * 3_600_000
        }
    }
}
