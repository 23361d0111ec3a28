/// Adds members to an object.
struct ObjectWriter<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let shared: SharedDraft
    let node: Int
    /// How many containers its members stand in, itself among them.
    let depth: Int

    var codingPath: [any CodingKey] { shared.draft.path(to: node) }

    @inline(__always)
    private func member(_ key: Key) -> Int { shared.draft.member(key.stringValue, of: node) }
    @inline(__always)
    private func value(_ key: Key) -> ValueEncoder { ValueEncoder(shared: shared, node: member(key), depth: depth) }

    func encodeNil(forKey key: Key) throws { shared.draft.put(word: "null", in: member(key)) }
    func encode(_ value: Bool, forKey key: Key) throws { shared.draft.put(word: value ? "true" : "false", in: member(key)) }
    func encode(_ value: String, forKey key: Key) throws { shared.draft.put(value, in: member(key)) }
    func encode(_ value: Double, forKey key: Key) throws { try shared.draft.put(value, in: member(key)) }
    func encode(_ value: Float, forKey key: Key) throws { try shared.draft.put(value, in: member(key)) }
    func encode(_ value: Int, forKey key: Key) throws { shared.draft.put(value, in: member(key)) }
    func encode(_ value: Int8, forKey key: Key) throws { shared.draft.put(value, in: member(key)) }
    func encode(_ value: Int16, forKey key: Key) throws { shared.draft.put(value, in: member(key)) }
    func encode(_ value: Int32, forKey key: Key) throws { shared.draft.put(value, in: member(key)) }
    func encode(_ value: Int64, forKey key: Key) throws { shared.draft.put(value, in: member(key)) }
    func encode(_ value: UInt, forKey key: Key) throws { shared.draft.put(value, in: member(key)) }
    func encode(_ value: UInt8, forKey key: Key) throws { shared.draft.put(value, in: member(key)) }
    func encode(_ value: UInt16, forKey key: Key) throws { shared.draft.put(value, in: member(key)) }
    func encode(_ value: UInt32, forKey key: Key) throws { shared.draft.put(value, in: member(key)) }
    func encode(_ value: UInt64, forKey key: Key) throws { shared.draft.put(value, in: member(key)) }
    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws { try self.value(key).encode(value) }

    func nestedContainer<Inner: CodingKey>(keyedBy type: Inner.Type, forKey key: Key) -> KeyedEncodingContainer<Inner> {
        value(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { value(key).unkeyedContainer() }
    func superEncoder() -> any Encoder { ValueEncoder(shared: shared, node: shared.draft.member("super", of: node), depth: depth) }
    func superEncoder(forKey key: Key) -> any Encoder { value(key) }
}
