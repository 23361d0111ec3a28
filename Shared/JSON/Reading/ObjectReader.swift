/// The members of an object, found by their keys.
struct ObjectReader<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let document: Document
    let token: Int

    var codingPath: [any CodingKey] { document.path(to: token) }
    var allKeys: [Key] { document.keys(of: token).compactMap { Key(stringValue: $0) } }

    func contains(_ key: Key) -> Bool { document.member(key.stringValue, of: token) != nil }

    /// The value of a key that has to be there.
    @inline(__always)
    private func value(_ key: Key) throws -> ValueDecoder {
        guard let value = document.member(key.stringValue, of: token) else { throw missing(key) }
        return ValueDecoder(document: document, token: value)
    }

    private func missing(_ key: some CodingKey) -> DecodingError {
        .keyNotFound(key, .init(codingPath: codingPath, debugDescription: "There is no member of the key \(key.stringValue)."))
    }

    /// The value of a key that may be absent or null.
    private func valueIfPresent(_ key: Key) -> ValueDecoder? {
        guard let value = document.member(key.stringValue, of: token), document.tokens[value].kind != .null else { return nil }
        return ValueDecoder(document: document, token: value)
    }

    func decodeNil(forKey key: Key) throws -> Bool { try value(key).decodeNil() }
    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try value(key).decode(type) }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try value(key).decode(type) }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try value(key).decode(type) }
    func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try value(key).decode(type) }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try value(key).decode(type) }
    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try value(key).decode(type) }
    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try value(key).decode(type) }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try value(key).decode(type) }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try value(key).decode(type) }
    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try value(key).decode(type) }
    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try value(key).decode(type) }
    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try value(key).decode(type) }
    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try value(key).decode(type) }
    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try value(key).decode(type) }
    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value { try Value(from: value(key)) }

    // Without these the standard library would search three times for each field that may be absent; the types left out are in no message.
    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { try valueIfPresent(key)?.decode(type) }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? { try valueIfPresent(key)?.decode(type) }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? { try valueIfPresent(key)?.decode(type) }
    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? { try valueIfPresent(key)?.decode(type) }
    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        guard let value = valueIfPresent(key) else { return nil }
        return try Value(from: value)
    }

    // MARK: Containers inside

    func nestedContainer<Inner: CodingKey>(keyedBy type: Inner.Type, forKey key: Key) throws -> KeyedDecodingContainer<Inner> {
        try value(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { try value(key).elements() }
    func superDecoder(forKey key: Key) throws -> any Decoder { try value(key) }

    func superDecoder() throws -> any Decoder {
        guard let value = document.member("super", of: token) else { throw missing(PathKey("super")) }
        return ValueDecoder(document: document, token: value)
    }
}
