/// What is wrong with a YAML text, and where.
public struct YAMLError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where it is wrong.
    public let position: YAMLPosition
    /// What is wrong, as an English sentence for whoever wrote the file.
    public let message: String

    /// The line where it is wrong, from 1.
    public var line: Int { position.line }

    /// The character in that line, from 1.
    public var column: Int { position.column }

    /// As in `line 3, column 5: The key "nama" is given twice, first on line 1.`
    public var description: String { "\(position): \(message)" }
}
