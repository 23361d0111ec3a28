/// The elements of an array, one after the other.
struct ArrayReader: UnkeyedDecodingContainer {
    private let document: Document
    private let token: UInt32
    private var next: UInt32
    private let end: UInt32
    // 32 bits each, so that the whole is three words and travels in an existential without an allocation.
    private var index: UInt32 = 0

    init(document: Document, token: Int) {
        self.document = document
        self.token = UInt32(truncatingIfNeeded: token)
        next = self.token + 1
        end = document.tokens[token].next
    }

    var codingPath: [any CodingKey] { document.path(to: Int(token)) }
    var count: Int? { Int(document.tokens[Int(token)].length) }
    var currentIndex: Int { Int(index) }
    var isAtEnd: Bool { next >= end }

    /// The next element.
    @inline(__always)
    private func current(_ type: Any.Type) throws -> ValueDecoder {
        guard !isAtEnd else {
            throw DecodingError.valueNotFound(
                type, .init(codingPath: codingPath + [PathKey(currentIndex)], debugDescription: "The array has no more elements."))
        }
        return ValueDecoder(document: document, token: Int(next))
    }

    @inline(__always)
    private mutating func advance() {
        next = document.tokens[Int(next)].next
        index += 1
    }

    /// Reads an element and goes on to the next one; stays where it is if that fails, as the standard library's own containers do.
    @inline(__always)
    private mutating func element<Value>(_ read: (ValueDecoder) throws -> Value) throws -> Value {
        let value = try read(current(Value.self))
        advance()
        return value
    }

    mutating func decodeNil() throws -> Bool {
        guard !isAtEnd, document.tokens[Int(next)].kind == .null else {
            if isAtEnd { _ = try element { _ in () } }
            return false
        }
        return try element { _ in true }
    }

    mutating func decode(_ type: Bool.Type) throws -> Bool { try element { try $0.decode(type) } }
    mutating func decode(_ type: String.Type) throws -> String { try element { try $0.decode(type) } }
    mutating func decode(_ type: Double.Type) throws -> Double { try element { try $0.decode(type) } }
    mutating func decode(_ type: Float.Type) throws -> Float { try element { try $0.decode(type) } }
    mutating func decode(_ type: Int.Type) throws -> Int { try element { try $0.decode(type) } }
    mutating func decode(_ type: Int8.Type) throws -> Int8 { try element { try $0.decode(type) } }
    mutating func decode(_ type: Int16.Type) throws -> Int16 { try element { try $0.decode(type) } }
    mutating func decode(_ type: Int32.Type) throws -> Int32 { try element { try $0.decode(type) } }
    mutating func decode(_ type: Int64.Type) throws -> Int64 { try element { try $0.decode(type) } }
    mutating func decode(_ type: UInt.Type) throws -> UInt { try element { try $0.decode(type) } }
    mutating func decode(_ type: UInt8.Type) throws -> UInt8 { try element { try $0.decode(type) } }
    mutating func decode(_ type: UInt16.Type) throws -> UInt16 { try element { try $0.decode(type) } }
    mutating func decode(_ type: UInt32.Type) throws -> UInt32 { try element { try $0.decode(type) } }
    mutating func decode(_ type: UInt64.Type) throws -> UInt64 { try element { try $0.decode(type) } }
    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let value = try Value(from: current(type))
        advance()
        return value
    }

    mutating func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        try element { try $0.container(keyedBy: type) }
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try element { try $0.elements() } }
    mutating func superDecoder() throws -> any Decoder { try element { $0 } }
}
