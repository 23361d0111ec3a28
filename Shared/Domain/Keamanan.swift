/// How far a letter's content may be shown (SKKAAD), from least to most; raw values are the catalogue's words.
public enum Keamanan: String, CaseIterable, Hashable, Comparable, Sendable, Codable {
    case biasa, terbatas, rahasia
    case sangatRahasia = "sangat-rahasia"

    /// The letter that stands for `{keamanan}` in letter numbers: B, T, R or SR.
    public var code: String {
        switch self {
        case .biasa: "B"
        case .terbatas: "T"
        case .rahasia: "R"
        case .sangatRahasia: "SR"
        }
    }

    /// Whether the left one may be shown more freely.
    public static func < (left: Keamanan, right: Keamanan) -> Bool { left.level < right.level }

    private var level: Int {
        switch self {
        case .biasa: 0
        case .terbatas: 1
        case .rahasia: 2
        case .sangatRahasia: 3
        }
    }
}

/// How fast a letter wants to be handled: an axis of its own, never mixed with `Keamanan`; raw values are the catalogue's words.
public enum Urgensi: String, CaseIterable, Hashable, Sendable, Codable {
    case biasa, segera
    case sangatSegera = "sangat-segera"
}
