import Domain
import Protocol

/// Makes values of any type that can be decoded, out of an input's bytes: each choice costs a byte, and zeros choose the first word of a list.
struct Invention: Decoder {
    let source: ByteSource
    let words: Words
    /// What the value is called and of which type it is: they say which words fit.
    var name = ""
    var type = ""

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy _: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(InventedObject<Key>(invention: self))
    }

    func unkeyedContainer() -> any UnkeyedDecodingContainer { InventedList(invention: self, total: [1, 0, 2, 3][source.below(4)]) }
    func singleValueContainer() -> any SingleValueDecodingContainer { InventedValue(invention: self) }

    func value<Value: Decodable>(_ type: Value.Type, called name: String) throws -> Value {
        if let choices = choices(type), let value = source.pick(choices) { return value }
        return try Value(from: Invention(source: source, words: words, name: name, type: "\(type)"))
    }

    private func choices<Value>(_ type: Value.Type) -> [Value]? {
        func all<Word: CaseIterable>(_: Word.Type) -> [Value] { Word.allCases.compactMap { $0 as? Value } }
        if let word = type as? any CaseIterable.Type { return all(word) }
        if type == FileReference.self { return words.files.compactMap { $0 as? Value } }
        if type == DocumentVersion.self { return words.documents.compactMap { $0 as? Value } }
        return nil
    }

    func text(called name: String) -> String { source.pick(words.texts(called: name, of: type)) ?? "" }

    func whole<Number: FixedWidthInteger>(_: Number.Type) -> Number {
        let figures: [Int64] = [
            1, 0, 2, 3, 5, 100, 2026, -1, 1_000, 64_001, 1 << 31, 1 << 33, .max, .min, Words.now.milliseconds, Words.now.milliseconds + 86_400_000,
        ]
        return Number(truncatingIfNeeded: figures[source.below(figures.count)])
    }

    var truth: Bool { source.byte() & 1 == 1 }
}

private struct InventedObject<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let invention: Invention
    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { [] }

    func contains(_: Key) -> Bool { true }
    func decodeNil(forKey _: Key) -> Bool { !invention.truth }
    func decode(_: Bool.Type, forKey _: Key) -> Bool { invention.truth }
    func decode(_: String.Type, forKey key: Key) -> String {
        Invention(source: invention.source, words: invention.words, name: key.stringValue, type: "String").text(called: key.stringValue)
    }
    func decode(_: Double.Type, forKey _: Key) -> Double { Double(invention.whole(Int64.self)) }
    func decode(_: Float.Type, forKey _: Key) -> Float { Float(invention.whole(Int64.self)) }
    func decode(_ type: Int.Type, forKey _: Key) -> Int { invention.whole(type) }
    func decode(_ type: Int8.Type, forKey _: Key) -> Int8 { invention.whole(type) }
    func decode(_ type: Int16.Type, forKey _: Key) -> Int16 { invention.whole(type) }
    func decode(_ type: Int32.Type, forKey _: Key) -> Int32 { invention.whole(type) }
    func decode(_ type: Int64.Type, forKey _: Key) -> Int64 { invention.whole(type) }
    func decode(_ type: UInt.Type, forKey _: Key) -> UInt { invention.whole(type) }
    func decode(_ type: UInt8.Type, forKey _: Key) -> UInt8 { invention.whole(type) }
    func decode(_ type: UInt16.Type, forKey _: Key) -> UInt16 { invention.whole(type) }
    func decode(_ type: UInt32.Type, forKey _: Key) -> UInt32 { invention.whole(type) }
    func decode(_ type: UInt64.Type, forKey _: Key) -> UInt64 { invention.whole(type) }
    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value { try invention.value(type, called: key.stringValue) }
    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey _: Key) -> KeyedDecodingContainer<Nested> {
        invention.container(keyedBy: type)
    }
    func nestedUnkeyedContainer(forKey _: Key) -> any UnkeyedDecodingContainer { invention.unkeyedContainer() }
    func superDecoder() -> any Decoder { invention }
    func superDecoder(forKey _: Key) -> any Decoder { invention }
}

private struct InventedList: UnkeyedDecodingContainer {
    let invention: Invention
    let total: Int
    var currentIndex = 0
    var codingPath: [any CodingKey] { [] }
    var count: Int? { total }
    var isAtEnd: Bool { currentIndex >= total }

    private mutating func next<Value>(_ value: Value) -> Value {
        currentIndex += 1
        return value
    }

    mutating func decodeNil() -> Bool { false }
    mutating func decode(_: Bool.Type) -> Bool { next(invention.truth) }
    mutating func decode(_: String.Type) -> String { next(invention.text(called: invention.name)) }
    mutating func decode(_: Double.Type) -> Double { next(Double(invention.whole(Int64.self))) }
    mutating func decode(_: Float.Type) -> Float { next(Float(invention.whole(Int64.self))) }
    mutating func decode(_ type: Int.Type) -> Int { next(invention.whole(type)) }
    mutating func decode(_ type: Int8.Type) -> Int8 { next(invention.whole(type)) }
    mutating func decode(_ type: Int16.Type) -> Int16 { next(invention.whole(type)) }
    mutating func decode(_ type: Int32.Type) -> Int32 { next(invention.whole(type)) }
    mutating func decode(_ type: Int64.Type) -> Int64 { next(invention.whole(type)) }
    mutating func decode(_ type: UInt.Type) -> UInt { next(invention.whole(type)) }
    mutating func decode(_ type: UInt8.Type) -> UInt8 { next(invention.whole(type)) }
    mutating func decode(_ type: UInt16.Type) -> UInt16 { next(invention.whole(type)) }
    mutating func decode(_ type: UInt32.Type) -> UInt32 { next(invention.whole(type)) }
    mutating func decode(_ type: UInt64.Type) -> UInt64 { next(invention.whole(type)) }
    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { next(try invention.value(type, called: invention.name)) }
    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedDecodingContainer<Nested> {
        next(invention.container(keyedBy: type))
    }
    mutating func nestedUnkeyedContainer() -> any UnkeyedDecodingContainer { next(invention.unkeyedContainer()) }
    mutating func superDecoder() -> any Decoder { next(invention) }
}

private struct InventedValue: SingleValueDecodingContainer {
    let invention: Invention
    var codingPath: [any CodingKey] { [] }

    func decodeNil() -> Bool { false }
    func decode(_: Bool.Type) -> Bool { invention.truth }
    func decode(_: String.Type) -> String { invention.text(called: invention.name) }
    func decode(_: Double.Type) -> Double { Double(invention.whole(Int64.self)) }
    func decode(_: Float.Type) -> Float { Float(invention.whole(Int64.self)) }
    func decode(_ type: Int.Type) -> Int { invention.whole(type) }
    func decode(_ type: Int8.Type) -> Int8 { invention.whole(type) }
    func decode(_ type: Int16.Type) -> Int16 { invention.whole(type) }
    func decode(_ type: Int32.Type) -> Int32 { invention.whole(type) }
    func decode(_ type: Int64.Type) -> Int64 { invention.whole(type) }
    func decode(_ type: UInt.Type) -> UInt { invention.whole(type) }
    func decode(_ type: UInt8.Type) -> UInt8 { invention.whole(type) }
    func decode(_ type: UInt16.Type) -> UInt16 { invention.whole(type) }
    func decode(_ type: UInt32.Type) -> UInt32 { invention.whole(type) }
    func decode(_ type: UInt64.Type) -> UInt64 { invention.whole(type) }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try invention.value(type, called: invention.name) }
}
