/// JSON (RFC 8259) to and from Codable values, without Foundation: one form when written, no leniency when read.
///
/// Equal values have equal bytes: keys in the order of their bytes, no spaces, slashes as they are, `"` `\` and control characters escaped and
/// nothing else, floating-point numbers in their shortest form. It holds nothing but a figure: make one wherever it is needed, on any thread.
public struct JSONCoder: Sendable {
    /// How many objects and arrays may stand inside each other.
    public let depthMaximum: Int

    /// A coder that neither reads nor writes a text of more levels than this.
    public init(depthMaximum: Int) { self.depthMaximum = depthMaximum }

    /// The value as bytes of UTF-8.
    ///
    /// Throws `EncodingError` for what JSON has no form for (NaN, infinities, a value that writes nothing, too many levels), and what the value
    /// itself throws.
    public func encode<Value: Encodable>(_ value: Value) throws -> [UInt8] {
        let shared = SharedDraft(depthMaximum: depthMaximum)
        try value.encode(to: ValueEncoder(shared: shared, node: Draft.root, depth: 0))
        try shared.draft.check(value)
        guard shared.draft.nodes[Draft.root].kind != .nothing else {
            throw EncodingError.invalidValue(value, .init(codingPath: [], debugDescription: "The value did not write anything."))
        }
        return FairCopy.text(of: shared.draft)
    }

    /// The value in the bytes.
    ///
    /// Throws `DecodingError`. Where the bytes are no JSON, or a number does not fit its field, it is `dataCorrupted` with an empty path and a
    /// `JSONFlaw` as the underlying error; otherwise its path names the field. Keys that the type does not ask for are passed over.
    public func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
        let document: Document
        do {
            document = Document(bytes: bytes, tokens: try Tokenizer.tokens(bytes, depthMaximum: depthMaximum))
        } catch {
            throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "The text is not JSON.", underlyingError: error))
        }
        return try Value(from: ValueDecoder(document: document, token: Document.root))
    }
}

/// Why bytes are not JSON as it is read here, and at which of them that shows.
public struct JSONFlaw: Error, Hashable, Sendable, CustomStringConvertible {
    /// The rule that is broken.
    public enum Reason: String, Hashable, Sendable, CaseIterable {
        /// The bytes end within a value, or before one.
        case endsEarly
        /// A byte that cannot stand there, such as a comma behind the last element.
        case unexpectedByte
        /// Something other than spaces behind the value.
        case trailingBytes
        /// A number with a leading zero, a bare minus or point, or an exponent without digits.
        case malformedNumber
        /// A control character in a string that is not escaped.
        case controlCharacter
        /// A backslash with something behind it that it does not escape.
        case malformedEscape
        /// One half of a UTF-16 surrogate pair, escaped, without the other.
        case loneSurrogate
        /// Bytes that are not UTF-8.
        case malformedUTF8
        /// More levels than the reader takes.
        case tooDeep
        /// A key that stands in an object twice.
        case duplicateKey
        /// More bytes than can be counted in 32 bits.
        case tooLong
        /// A number that the type asked for cannot hold: out of its range, or with a fraction or exponent where an integer is wanted.
        case numberOutOfRange
    }

    /// The rule that is broken.
    public let reason: Reason
    /// Counted from 0.
    public let offsetBytes: Int

    /// A flaw to compare with.
    public init(reason: Reason, offsetBytes: Int) {
        self.reason = reason
        self.offsetBytes = offsetBytes
    }

    /// The reason's word and the place.
    public var description: String { "\(reason.rawValue) at byte \(offsetBytes)" }
}
