/// The short name a catalogue gives to one thing of the kind `Of`, such as `kepala-dinas` for a role: small letters, digits and hyphens.
///
/// The kind is part of the type, because roles, positions and units often bear equal words and must not be mistaken for each other.
public struct Key<Of>: Hashable, Comparable, Sendable {
    /// The word as it stands in the catalogue's file.
    public let text: String

    /// Takes any word; the catalogue's checker is what holds words to the written form.
    public init(_ text: String) { self.text = text }

    /// The order of the words.
    public static func < (left: Key, right: Key) -> Bool { left.text < right.text }
}

extension Key: ExpressibleByStringLiteral {
    /// Takes a word written in source text.
    public init(stringLiteral value: String) { text = value }
}

extension Key: CustomStringConvertible {
    /// The word itself.
    public var description: String { text }
}

extension Key: Codable {
    /// Reads the word.
    public init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }

    /// Writes the word.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
