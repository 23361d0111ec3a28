import JSON
import Testing

@Suite struct ReadingTests {
    private let coder = JSONCoder(depthMaximum: 64)

    private struct Fields: Codable, Equatable {
        var a: Int
        var b: [Bool] = []
        var c: UInt8?
        var d: [String: [String]]?
    }

    private func read<Value: Decodable>(_ text: String, as: Value.Type = Value.self) throws -> Value {
        try coder.decode(Value.self, from: Array(text.utf8))
    }

    /// The kind of an error and where it is, such as `keyNotFound b.0`.
    private func complaint<Value: Decodable>(_ text: String, as: Value.Type) -> String {
        func place(_ kind: String, _ path: [any CodingKey]) -> String {
            ([kind] + [path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")]).joined(separator: " ")
        }
        do {
            _ = try read(text, as: Value.self)
            return "none"
        } catch DecodingError.keyNotFound(let key, let context) {
            return place("keyNotFound", context.codingPath + [key])
        } catch DecodingError.typeMismatch(_, let context) {
            return place("typeMismatch", context.codingPath)
        } catch DecodingError.valueNotFound(_, let context) {
            return place("valueNotFound", context.codingPath)
        } catch DecodingError.dataCorrupted(let context) {
            return place("dataCorrupted", context.codingPath) + ((context.underlyingError as? JSONFlaw)?.reason.rawValue ?? "")
        } catch {
            return "\(error)"
        }
    }

    @Test("Fields may come in any order, among others that nobody asks for; null is an absent field")
    func order() throws {
        let value = Fields(a: 1, b: [true], c: 2, d: ["x": ["y"]])
        #expect(try read(#"{"a":1,"b":[true],"c":2,"d":{"x":["y"]}}"#) == value)
        #expect(try read(#" { "d" : { "x" : [ "y" ] } , "z" : [ { "a" : 9 } ] , "c" : 2 , "b" : [ true ] , "a" : 1 } "#) == value)
        #expect(try read(#"{"c":null,"b":[],"a":1,"d":null}"#) == Fields(a: 1))
        #expect(try read(#"{"\u0062":[],"\u0061":1}"#) == Fields(a: 1))
    }

    @Test(
        "An error says what is wrong and in which field",
        arguments: [
            ("{}", "keyNotFound a"), ("[]", "typeMismatch "), ("null", "valueNotFound "), (#"{"a":"1"}"#, "typeMismatch a"),
            (#"{"a":null}"#, "valueNotFound a"), (#"{"a":1,"b":{}}"#, "typeMismatch b"), (#"{"a":1,"b":null}"#, "valueNotFound b"),
            (#"{"a":1,"b":[true,1]}"#, "typeMismatch b.1"), (#"{"a":1,"b":[true,null]}"#, "valueNotFound b.1"),
            (#"{"a":1,"b":[],"d":{"x":[],"y":["",[]]}}"#, "typeMismatch d.y.1"), (#"{"a":1.5}"#, "dataCorrupted numberOutOfRange"),
            (#"{"a":1.0}"#, "dataCorrupted numberOutOfRange"), (#"{"a":1e2}"#, "dataCorrupted numberOutOfRange"),
            (#"{"a":9223372036854775808}"#, "dataCorrupted numberOutOfRange"), (#"{"a":1,"b":[],"c":256}"#, "dataCorrupted numberOutOfRange"),
            (#"{"a":1,"b":[],"c":-1}"#, "dataCorrupted numberOutOfRange"), (#"{"a":1"#, "dataCorrupted endsEarly"),
        ])
    func errors(text: String, expected: String) {
        #expect(complaint(text, as: Fields.self) == expected)
    }

    @Test("Every integer of a type is read, and the one beyond it is refused")
    func integers() throws {
        func check<Integer: FixedWidthInteger & Codable>(_ type: Integer.Type) throws {
            #expect(try read("[\(type.min),0,-0,\(type.max)]") == [Integer.min, 0, 0, .max])
            let beyond = ["\(type.max)0", String(type.max).dropLast() + "9", type.isSigned ? String(type.min).dropLast() + "9" : "-1"]
            for text in beyond { #expect(throws: DecodingError.self) { try read("[\(text)]", as: [Integer].self) } }
        }
        try check(Int.self)
        try check(Int8.self)
        try check(Int16.self)
        try check(Int32.self)
        try check(Int64.self)
        try check(UInt.self)
        try check(UInt8.self)
        try check(UInt16.self)
        try check(UInt32.self)
        try check(UInt64.self)
        for text in ["18446744073709551616", "-9223372036854775809", "-18446744073709551615", "184467440737095516160"] {
            #expect(throws: DecodingError.self) { try read(text, as: Int64.self) }
            #expect(throws: DecodingError.self) { try read(text, as: UInt64.self) }
        }
    }

    @Test("A number too great, or too small to be told from zero, is refused; zero is zero however it is written")
    func doubles() throws {
        #expect(try read("[0,-0,0.000,0e9,1E+2,1.5e-3,5e-324]") == [0, 0, 0, 0, 100, 0.0015, Double.leastNonzeroMagnitude])
        for text in ["1e400", "-1e400", "1e-400", "0.1e-999"] { #expect(throws: DecodingError.self) { try read(text, as: Double.self) } }
        #expect(throws: DecodingError.self) { try read("1e39", as: Float.self) }
    }

    @Test("Strings are what their escapes say")
    func strings() throws {
        #expect(try read(#""\"\\\/\b\f\n\r\t\u0000\u00e9\u20AC\ud83d\ude00\uDBFF\uDFFF.""#) == "\"\\/\u{8}\u{c}\n\r\t\u{0}é€😀\u{10FFFF}.")
        #expect(try read(#""\u0000é😀""#) == "\u{0}é😀")
    }

    @Test("A decoder can be asked for containers, elements and superiors by hand")
    func byHand() throws {
        struct Hand: Decodable {
            init(from decoder: any Decoder) throws {
                let fields = try decoder.container(keyedBy: AnyKey.self)
                #expect(fields.allKeys.map(\.stringValue) == ["list", "super", "in\n"])
                #expect(fields.contains("list") && !fields.contains("lis"))
                #expect(try fields.decodeNil(forKey: "super"))
                #expect(try fields.superDecoder().singleValueContainer().decodeNil())
                #expect(try fields.nestedContainer(keyedBy: AnyKey.self, forKey: "in\n").decode(Int.self, forKey: "x") == 1)
                var list = try fields.nestedUnkeyedContainer(forKey: "list")
                #expect(list.count == 5 && list.currentIndex == 0)
                #expect(try !list.decodeNil())
                #expect(try list.decode(Int.self) == 1)
                #expect(throws: DecodingError.self) { try list.decode(Int.self) }
                #expect(try list.decodeNil() && list.currentIndex == 2)
                #expect(try list.nestedContainer(keyedBy: AnyKey.self).allKeys.isEmpty)
                var inner = try list.nestedUnkeyedContainer()
                #expect(inner.isAtEnd && list.codingPath.count == 1 && inner.codingPath.count == 2)
                #expect(throws: DecodingError.self) { try inner.decodeNil() }
                #expect(try list.superDecoder().singleValueContainer().decode(String.self) == "x" && list.isAtEnd)
            }
        }
        _ = try read(#"{"list":[1,null,{},[],"x"],"super":null,"in\n":{"x":1}}"#, as: Hand.self)
    }
}
