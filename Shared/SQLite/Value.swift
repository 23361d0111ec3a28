/// A value bound to a placeholder.
public enum Value: Sendable, Equatable {
    /// A signed 64-bit integer.
    case integer(Int64)
    /// UTF-8 text.
    case text(String)
    /// Bytes as they are.
    case blob([UInt8])
    /// SQL's null.
    case null

    /// An integer of the machine's width.
    public static func integer(_ value: Int) -> Value { .integer(Int64(value)) }
    /// Text, or null where there is none.
    public static func text(_ value: String?) -> Value { value.map { Value.text($0) } ?? .null }
    /// Bytes, or null where there are none.
    public static func blob(_ value: [UInt8]?) -> Value { value.map { Value.blob($0) } ?? .null }
    /// An integer, or null where there is none.
    public static func integer(_ value: Int64?) -> Value { value.map { Value.integer($0) } ?? .null }
    /// An integer of the machine's width, or null where there is none.
    public static func integer(_ value: Int?) -> Value { value.map { Value.integer(Int64($0)) } ?? .null }
    /// One for true, zero for false.
    public static func flag(_ value: Bool) -> Value { .integer(Int64(value ? 1 : 0)) }
}

extension Value: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(stringLiteral value: String) { self = .text(value) }
}
