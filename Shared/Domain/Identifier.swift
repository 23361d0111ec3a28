/// The name of a letter, case, task, command or event: a UUID, version 7 (RFC 9562), so that order of making is order of sorting.
public struct Identifier: Hashable, Sendable, Comparable {
    /// The first eight bytes: 48 bits of Unix milliseconds, the version, 12 more bits.
    public let high: UInt64
    /// The last eight bytes: the variant and 62 bits that make it unique.
    public let low: UInt64

    /// Makes the identifier of a moment (`milliseconds` since 1970) out of 74 bits of randomness, of which the rest of the two words is dropped.
    public init(milliseconds: Int64, random: (UInt64, UInt64)) {
        high = UInt64(truncatingIfNeeded: milliseconds) << 16 | 0x7000 | random.0 & 0x0FFF
        low = 0x8000_0000_0000_0000 | random.1 & 0x3FFF_FFFF_FFFF_FFFF
    }

    /// Reads 16 bytes; nil when there are not just 16 of them.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 16 else { return nil }
        var words: (UInt64, UInt64) = (0, 0)
        for index in 0..<8 { words.0 = words.0 << 8 | UInt64(bytes[index]) }
        for index in 8..<16 { words.1 = words.1 << 8 | UInt64(bytes[index]) }
        (high, low) = words
    }

    /// Reads the form `018f4e7a-1c2d-7abc-9def-0123456789ab`, in small or capital letters; nil for anything else.
    public init?(_ text: String) {
        var text = text
        guard let value = text.withUTF8({ Identifier(text: $0) }) else { return nil }
        self = value
    }

    /// Reads the same form from bytes of ASCII.
    public init?(text: ArraySlice<UInt8>) {
        guard let value = text.withUnsafeBufferPointer({ Identifier(text: $0) }) else { return nil }
        self = value
    }

    private init?(text: UnsafeBufferPointer<UInt8>) {
        guard text.count == 36 else { return nil }
        var words: (UInt64, UInt64) = (0, 0)
        for index in 0..<36 {
            if index == 8 || index == 13 || index == 18 || index == 23 {
                guard text[index] == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard let digit = Self.digit(text[index]) else { return nil }
            words = (words.0 << 4 | words.1 >> 60, words.1 << 4 | digit)
        }
        (high, low) = words
    }

    private init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The identifier of something made at the same millisecond, out of 74 bits of which the rest of the two words is dropped.
    public func sibling(_ bits: (UInt64, UInt64)) -> Identifier { Identifier(milliseconds: milliseconds, random: bits) }

    /// Milliseconds since 1970 at which the identifier says it was made.
    public var milliseconds: Int64 { Int64(high >> 16) }

    /// Its 16 bytes, most significant first.
    public var bytes: [UInt8] {
        var bytes = [UInt8]()
        bytes.reserveCapacity(16)
        for word in [high, low] {
            for shift in stride(from: UInt64(56), through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
        }
        return bytes
    }

    /// The order of making, as far as clocks agree.
    public static func < (left: Identifier, right: Identifier) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }

    private static func digit(_ character: UInt8) -> UInt64? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(character - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(character - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(character - UInt8(ascii: "A") + 10)
        default: nil
        }
    }
}

extension Identifier: CustomStringConvertible {
    /// The 36 characters of RFC 9562, in small letters.
    public var description: String {
        String(unsafeUninitializedCapacity: 36) { text in
            var words = (high, low)
            for index in 0..<36 {
                if index == 8 || index == 13 || index == 18 || index == 23 {
                    text[index] = UInt8(ascii: "-")
                    continue
                }
                let digit = UInt8(words.0 >> 60)
                text[index] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
                words = (words.0 << 4 | words.1 >> 60, words.1 << 4)
            }
            return 36
        }
    }
}

extension Identifier: Codable {
    /// Reads the form of `description`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = Identifier(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a UUID")
        }
        self = value
    }

    /// Writes the form of `description`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
