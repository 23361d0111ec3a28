/// Adds elements to an array.
struct ArrayWriter: UnkeyedEncodingContainer {
    let shared: SharedDraft
    let node: Int
    /// How many containers its elements stand in, itself among them.
    let depth: Int

    var codingPath: [any CodingKey] { shared.draft.path(to: node) }
    var count: Int { shared.draft.count(of: node) }

    @inline(__always)
    private func value() -> ValueEncoder { ValueEncoder(shared: shared, node: shared.draft.element(of: node), depth: depth) }

    func encodeNil() throws { try value().encodeNil() }
    func encode(_ value: Bool) throws { try self.value().encode(value) }
    func encode(_ value: String) throws { try self.value().encode(value) }
    func encode(_ value: Double) throws { try self.value().encode(value) }
    func encode(_ value: Float) throws { try self.value().encode(value) }
    func encode(_ value: Int) throws { try self.value().encode(value) }
    func encode(_ value: Int8) throws { try self.value().encode(value) }
    func encode(_ value: Int16) throws { try self.value().encode(value) }
    func encode(_ value: Int32) throws { try self.value().encode(value) }
    func encode(_ value: Int64) throws { try self.value().encode(value) }
    func encode(_ value: UInt) throws { try self.value().encode(value) }
    func encode(_ value: UInt8) throws { try self.value().encode(value) }
    func encode(_ value: UInt16) throws { try self.value().encode(value) }
    func encode(_ value: UInt32) throws { try self.value().encode(value) }
    func encode(_ value: UInt64) throws { try self.value().encode(value) }
    func encode<Value: Encodable>(_ value: Value) throws { try self.value().encode(value) }

    func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> { value().container(keyedBy: type) }
    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { value().unkeyedContainer() }
    func superEncoder() -> any Encoder { value() }
}
