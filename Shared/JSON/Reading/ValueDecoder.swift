/// The decoder of one value. It is two words, so that it travels in an existential without an allocation.
struct ValueDecoder: Decoder, SingleValueDecodingContainer {
    let document: Document
    let token: Int

    @inline(__always)
    init(document: Document, token: Int) {
        self.document = document
        self.token = token
    }

    var codingPath: [any CodingKey] { document.path(to: token) }
    var userInfo: [CodingUserInfoKey: Any] { [:] }
    private var kind: Token.Kind { document.tokens[token].kind }

    // MARK: Containers

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard kind == .object else { throw document.mismatch([String: Any].self, token) }
        return KeyedDecodingContainer(ObjectReader(document: document, token: token))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { try elements() }

    func elements() throws -> ArrayReader {
        guard kind == .array else { throw document.mismatch([Any].self, token) }
        return ArrayReader(document: document, token: token)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { self }

    // MARK: Values

    func decodeNil() -> Bool { kind == .null }

    func decode(_ type: Bool.Type) throws -> Bool {
        switch kind {
        case .yes: true
        case .no: false
        default: throw document.mismatch(type, token)
        }
    }

    func decode(_ type: String.Type) throws -> String {
        guard kind == .string || kind == .escaped else { throw document.mismatch(type, token) }
        return document.text(token)
    }

    @inline(__always)
    func integer<Integer: FixedWidthInteger>(_ type: Integer.Type) throws -> Integer {
        if let value: Integer = document.integer(token) { return value }
        throw kind == .integer || kind == .fraction ? document.outOfRange(type, token) : document.mismatch(type, token)
    }

    private func floatingPoint<Number: BinaryFloatingPoint & LosslessStringConvertible>(_ type: Number.Type) throws -> Number {
        guard kind == .integer || kind == .fraction else { throw document.mismatch(type, token) }
        guard let value: Number = document.floatingPoint(token) else { throw document.outOfRange(type, token) }
        return value
    }

    func decode(_ type: Double.Type) throws -> Double { try floatingPoint(type) }
    func decode(_ type: Float.Type) throws -> Float { try floatingPoint(type) }
    func decode(_ type: Int.Type) throws -> Int { try integer(type) }
    func decode(_ type: Int8.Type) throws -> Int8 { try integer(type) }
    func decode(_ type: Int16.Type) throws -> Int16 { try integer(type) }
    func decode(_ type: Int32.Type) throws -> Int32 { try integer(type) }
    func decode(_ type: Int64.Type) throws -> Int64 { try integer(type) }
    func decode(_ type: UInt.Type) throws -> UInt { try integer(type) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try integer(type) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try integer(type) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try integer(type) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try integer(type) }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try Value(from: self) }
}
