/// Where something stands in a text.
public struct YAMLPosition: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The line, the first one being 1.
    public let line: Int
    /// The character in the line, the first one being 1.
    public let column: Int

    /// A place in a text, both figures from 1.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// Whether the left place comes earlier in the text.
    public static func < (left: YAMLPosition, right: YAMLPosition) -> Bool { (left.line, left.column) < (right.line, right.column) }

    /// As in `line 3, column 5`.
    public var description: String { "line \(line), column \(column)" }
}

/// A single value or a key: always text here, whatever else YAML might read it as.
public struct YAMLScalar: Hashable, Sendable {
    /// The text, without quotes and with escapes resolved; empty where the file has nothing after the colon.
    public let text: String
    /// Whether it is written in quotes or as a block (`|`, `>`), so that every reader of YAML takes it as text.
    public let isQuoted: Bool
    /// Where it begins.
    public let position: YAMLPosition
}

/// A key of a mapping with its value.
public struct YAMLEntry: Hashable, Sendable {
    /// The key.
    public let key: YAMLScalar
    /// What it stands for.
    public let value: YAMLNode
}

/// A value in a YAML document, with its place, so that whoever checks the file can point at it.
public struct YAMLNode: Hashable, Sendable {
    /// The three shapes a value has.
    public indirect enum Content: Hashable, Sendable {
        /// A single text.
        case scalar(YAMLScalar)
        /// Values in order.
        case sequence([YAMLNode])
        /// Keys with values, in the order of the file; no key twice.
        case mapping([YAMLEntry])
    }

    /// The value.
    public let content: Content
    /// Where it begins.
    public let position: YAMLPosition

    /// The text of a scalar; nil for another shape.
    public var scalar: YAMLScalar? { if case .scalar(let scalar) = content { scalar } else { nil } }

    /// The values of a sequence; nil for another shape.
    public var sequence: [YAMLNode]? { if case .sequence(let nodes) = content { nodes } else { nil } }

    /// The entries of a mapping; nil for another shape.
    public var mapping: [YAMLEntry]? { if case .mapping(let entries) = content { entries } else { nil } }

    /// The value of a key; nil when this is no mapping or doesn't have the key. Looks at the entries one by one.
    public subscript(key: String) -> YAMLNode? { mapping?.first { $0.key.text == key }?.value }

    /// The line where it begins, from 1.
    public var line: Int { position.line }

    /// The character in that line where it begins, from 1.
    public var column: Int { position.column }
}
