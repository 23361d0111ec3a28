/// The encoder of one value. It is three words at most, so that it travels in an existential without an allocation.
struct ValueEncoder: Encoder, SingleValueEncodingContainer {
    let shared: SharedDraft
    let node: Int
    /// How many containers it stands in.
    let depth: Int

    @inline(__always)
    init(shared: SharedDraft, node: Int, depth: Int) {
        self.shared = shared
        self.node = node
        self.depth = depth
    }

    var codingPath: [any CodingKey] { shared.draft.path(to: node) }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    // MARK: Containers

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        shared.draft.open(node, as: .object, depth: depth + 1)
        return KeyedEncodingContainer(ObjectWriter(shared: shared, node: node, depth: depth + 1))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        shared.draft.open(node, as: .array, depth: depth + 1)
        return ArrayWriter(shared: shared, node: node, depth: depth + 1)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    // MARK: Values

    func encodeNil() throws { shared.draft.put(word: "null", in: node) }
    func encode(_ value: Bool) throws { shared.draft.put(word: value ? "true" : "false", in: node) }
    func encode(_ value: String) throws { shared.draft.put(value, in: node) }
    func encode(_ value: Double) throws { try shared.draft.put(value, in: node) }
    func encode(_ value: Float) throws { try shared.draft.put(value, in: node) }
    func encode(_ value: Int) throws { shared.draft.put(value, in: node) }
    func encode(_ value: Int8) throws { shared.draft.put(value, in: node) }
    func encode(_ value: Int16) throws { shared.draft.put(value, in: node) }
    func encode(_ value: Int32) throws { shared.draft.put(value, in: node) }
    func encode(_ value: Int64) throws { shared.draft.put(value, in: node) }
    func encode(_ value: UInt) throws { shared.draft.put(value, in: node) }
    func encode(_ value: UInt8) throws { shared.draft.put(value, in: node) }
    func encode(_ value: UInt16) throws { shared.draft.put(value, in: node) }
    func encode(_ value: UInt32) throws { shared.draft.put(value, in: node) }
    func encode(_ value: UInt64) throws { shared.draft.put(value, in: node) }

    func encode<Value: Encodable>(_ value: Value) throws {
        try shared.draft.check(value)
        try value.encode(to: self)
    }
}
