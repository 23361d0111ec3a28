import FoundationEssentials
import JSON
import Testing

@Suite struct WritingTests {
    private let coder = JSONCoder(depthMaximum: 64)

    private func written(_ value: some Encodable) throws -> String { String(decoding: try coder.encode(value), as: UTF8.self) }

    private func foundation(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    @Test("Any value has the bytes that Foundation gives it, and comes back from them", arguments: 1...20 as ClosedRange<UInt64>)
    func sameBytes(seed: UInt64) throws {
        var chance = Chance(seed: seed)
        for _ in 0..<100 {
            let sample = Sample(&chance)
            #expect(try written(sample) == foundation(sample))
            #expect(try coder.decode(Sample.self, from: coder.encode(sample)) == sample)
            let tree = Tree(&chance)
            #expect(try written(tree) == foundation(tree))
            #expect(try coder.decode(Tree.self, from: coder.encode(tree)) == tree)
        }
    }

    @Test("Keys stand in the order of their bytes, however many and however alike")
    func order() throws {
        let table = Dictionary(uniqueKeysWithValues: (0..<300).map { ("kunci-\($0)", $0) })
        #expect(try written(table) == foundation(table))
        let alike = [
            "": 1, "a": 2, "ab": 3, "abcdefgh": 4, "abcdefghi": 5, "abcdefgh\u{0}": 6, "abcdefgg!": 7, "é": 8, "A": 9, "a\u{0}": 10, "\"": 11,
            "!": 12,
        ]
        #expect(try written(alike) == foundation(alike))
        #expect(
            try written(alike)
                == #"{"":1,"!":12,"\"":11,"A":9,"a":2,"a\u0000":10,"ab":3,"abcdefgg!":7,"abcdefgh":4,"abcdefgh\u0000":6,"abcdefghi":5,"é":8}"#)
    }

    @Test("Quotation marks, backslashes and control characters are escaped and nothing else")
    func escapes() throws {
        let all = String(String.UnicodeScalarView((0..<0x300).compactMap(Unicode.Scalar.init))) + "\u{2028}\u{2029}\u{FEFF}\u{10FFFF}"
        #expect(try written(all) == foundation(all))
        #expect(try written("\"\\/\u{8}\u{c}\n\r\t\u{0}\u{1f}\u{7f}é\u{2028}") == #""\"\\/\b\f\n\r\t\u0000\u001f"# + "\u{7f}é\u{2028}\"")
    }

    @Test("Numbers have their shortest form; those JSON cannot say are an error that names the place")
    func numbers() throws {
        #expect(
            try written([1.0, 0.1, 1e16, 1e-7, -0.0, Double.leastNonzeroMagnitude, 1.5e300, 100_000])
                == "[1,0.1,1e+16,1e-07,-0,5e-324,1.5e+300,100000]")
        #expect(try written([Int64.min, 0, .max]) == "[-9223372036854775808,0,9223372036854775807]")
        for odd in [Double.nan, .infinity, -.infinity] {
            let error = #expect(throws: EncodingError.self) { try coder.encode(["a": [1, 2, odd]]) }
            guard case .invalidValue(_, let context) = error else { continue }
            #expect(context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue } == ["a", "2"])
        }
    }

    @Test("A text may be a single value; a value that writes nothing is an empty object within another one, and an error by itself")
    func fragments() throws {
        struct Silent: Encodable {
            func encode(to encoder: any Encoder) throws {}
        }
        struct Empty: Encodable {}
        #expect(try [written("a"), written(1), written(true), written(String?.none), written(Empty())] == ["\"a\"", "1", "true", "null", "{}"])
        #expect(try written(["a": [Silent()]]) == #"{"a":[{}]}"#)
        #expect(throws: EncodingError.self) { try coder.encode(Silent()) }
    }

    /// Writes into several containers at once, out of order, twice the same key, and into what it opened before.
    private struct Entangled: Encodable {
        func encode(to encoder: any Encoder) throws {
            var first = encoder.container(keyedBy: AnyKey.self)
            var list = first.nestedUnkeyedContainer(forKey: "list")
            try first.encode(1, forKey: "b")
            try list.encode("early")
            var inner = list.nestedContainer(keyedBy: AnyKey.self)
            var second = encoder.container(keyedBy: AnyKey.self)
            try second.encode("overwritten", forKey: "a\n")
            try second.encode("kept", forKey: "a\n")
            try list.encode(["late": 2])
            try inner.encode(3, forKey: "z")
            var superior = second.superEncoder().unkeyedContainer()
            try inner.encode(4, forKey: "y")
            try superior.encodeNil()
            try 5.encode(to: second.superEncoder(forKey: "mine"))
            try 6.encode(to: list.superEncoder())
            var deep = list.nestedUnkeyedContainer()
            try deep.encode(list.count)
            try second.encodeNil(forKey: "nil")
        }
    }

    @Test("Containers that are open at the same time keep apart what is written into them")
    func entangled() throws {
        let text = #"{"a\n":"kept","b":1,"list":["early",{"y":4,"z":3},{"late":2},6,[5]],"mine":5,"nil":null,"super":[null]}"#
        #expect(try written(Entangled()) == text)
        #expect(try foundation(Entangled()) == text)
    }

    @Test("A value that writes itself in two ways is an error")
    func twoWays() {
        enum Torn: String, Encodable, CaseIterable {
            case listThenFields, plainThenFields, fieldsThenPlain, plainTwice

            func encode(to encoder: any Encoder) throws {
                switch self {
                case .listThenFields:
                    _ = encoder.unkeyedContainer()
                    _ = encoder.container(keyedBy: AnyKey.self)
                case .plainThenFields:
                    try 1.encode(to: encoder)
                    _ = encoder.container(keyedBy: AnyKey.self)
                case .fieldsThenPlain:
                    _ = encoder.container(keyedBy: AnyKey.self)
                    try 1.encode(to: encoder)
                case .plainTwice:
                    try 1.encode(to: encoder)
                    try 2.encode(to: encoder)
                }
            }
        }
        for torn in Torn.allCases {
            #expect(throws: EncodingError.self, "\(torn)") { try coder.encode(torn) }
            #expect(throws: EncodingError.self, "\(torn)") { try coder.encode([torn]) }
        }
    }

    private final class Endless: Encodable {
        func encode(to encoder: any Encoder) throws {
            var list = encoder.unkeyedContainer()
            try list.encode(self)
        }
    }

    private struct Chain: Encodable {
        let links: Int
        func encode(to encoder: any Encoder) throws {
            var inner = encoder.unkeyedContainer()
            for _ in 1..<links { inner = inner.nestedUnkeyedContainer() }
        }
    }

    @Test("More levels than a reader takes are not written, not even by a value without end")
    func depth() throws {
        #expect(try written(Chain(links: 64)).utf8.count == 128)
        #expect(throws: EncodingError.self) { try coder.encode(Chain(links: 65)) }
        #expect(throws: EncodingError.self) { try coder.encode(Endless()) }
    }
}
