import JSON
import Testing

/// RFC 8259, production by production: texts that must be read, and texts that must be refused with their reason and place.
@Suite struct GrammarTests {
    private let coder = JSONCoder(depthMaximum: 64)

    private struct Anything: Decodable {
        init(from decoder: any Decoder) throws {}
    }

    private func flaw(_ bytes: [UInt8]) -> JSONFlaw? {
        do {
            _ = try coder.decode(Anything.self, from: bytes)
            return nil
        } catch DecodingError.dataCorrupted(let context) {
            return context.underlyingError as? JSONFlaw
        } catch {
            return nil
        }
    }

    @Test(
        "What the grammar allows is read",
        arguments: [
            // JSON-text = ws value ws
            "null", "true", "false", "0", "\"\"", "[]", "{}", " \t\n\r null \t\n\r ",
            // object
            "{\"\":0}", "{ \"a\" : 1 , \"b\" : { } }", "{\"a\":{\"a\":{\"a\":[]}}}", "{\"b\":1,\"a\":1,\"aa\":1,\"A\":1}",
            "{\"\\u0061\":1,\"\\u0062\":2}",
            "[{\"a\":1},{\"a\":1}]", "{\"a\":{\"b\":1},\"b\":1}",
            // array
            "[null]", "[ 1 , 2 ]", "[[],[[]],{}]",
            // number
            "-0", "-1", "10", "1234567890123456789012345678901234567890", "0.0", "-0.10", "1e1", "1E1", "1e+1", "1e-1", "0e0", "1.5E+03", "1e99999",
            // string
            "\"a/b\"", "\"\u{7F}\u{80}\u{7FF}\u{800}\u{FFFF}\u{10000}\u{10FFFF}\u{2028}\"", #""\"\\\/\b\f\n\r\t""#,
            #""\u0000\uABCD\uabcd\ud7ff\ue000""#,
            #""\ud800\udc00\uDBFF\uDFFF""#,
        ])
    func accepted(text: String) {
        #expect(flaw(Array(text.utf8)) == nil)
    }

    @Test(
        "What the grammar does not allow is refused, with the reason and the byte",
        arguments: [
            // JSON-text = ws value ws
            ("", .endsEarly, 0), (" ", .endsEarly, 1), ("nul", .endsEarly, 3), ("nulL", .unexpectedByte, 3), ("True", .unexpectedByte, 0),
            ("null null", .trailingBytes, 5), ("{}{}", .trailingBytes, 2), ("1,", .trailingBytes, 1), ("\u{FEFF}1", .unexpectedByte, 0),
            ("\u{B}1", .unexpectedByte, 0), ("\u{A0}1", .unexpectedByte, 0), ("1\u{0}", .trailingBytes, 1), ("\u{0}", .unexpectedByte, 0),
            ("NaN", .unexpectedByte, 0), ("Infinity", .unexpectedByte, 0), ("// x\n1", .unexpectedByte, 0), ("'a'", .unexpectedByte, 0),
            ("]", .unexpectedByte, 0),
            // object
            ("{", .endsEarly, 1), ("{\"a\"", .endsEarly, 4), ("{\"a\":", .endsEarly, 5), ("{\"a\":1", .endsEarly, 6), ("{\"a\":1,", .endsEarly, 7),
            ("{\"a\":1,}", .unexpectedByte, 7), ("{,}", .unexpectedByte, 1), ("{\"a\"}", .unexpectedByte, 4), ("{\"a\",1}", .unexpectedByte, 4),
            ("{\"a\":}", .unexpectedByte, 5), ("{a:1}", .unexpectedByte, 1), ("{1:1}", .unexpectedByte, 1), ("{\"a\":1 \"b\":1}", .unexpectedByte, 7),
            ("{\"a\":1]", .unexpectedByte, 6), ("{\"a\"::1}", .unexpectedByte, 5), ("{null:1}", .unexpectedByte, 1),
            // array
            ("[", .endsEarly, 1), ("[1", .endsEarly, 2), ("[1,", .endsEarly, 3), ("[1,]", .unexpectedByte, 3), ("[,1]", .unexpectedByte, 1),
            ("[1 2]", .unexpectedByte, 3), ("[1}", .unexpectedByte, 2), ("[1:2]", .unexpectedByte, 2), ("[[]", .endsEarly, 3),
            // number
            ("-", .endsEarly, 1), ("-x", .malformedNumber, 1), ("+1", .unexpectedByte, 0), (".5", .unexpectedByte, 0), ("01", .malformedNumber, 1),
            ("-01", .malformedNumber, 2), ("00", .malformedNumber, 1), ("1.", .endsEarly, 2), ("1.e1", .malformedNumber, 2),
            ("[1.]", .malformedNumber, 3),
            ("1e", .endsEarly, 2), ("[1e+]", .malformedNumber, 4), ("1.5.5", .trailingBytes, 3), ("0x10", .trailingBytes, 1),
            ("1_000", .trailingBytes, 1),
            ("--1", .malformedNumber, 1), ("１", .unexpectedByte, 0), ("1e1.5", .trailingBytes, 3),
            // string
            ("\"", .endsEarly, 1), ("\"a", .endsEarly, 2), ("\"\n\"", .controlCharacter, 1), ("\"a\u{0}\"", .controlCharacter, 2),
            ("\"\u{1F}\"", .controlCharacter, 1), (#""\"#, .endsEarly, 2), (#""\""#, .endsEarly, 3), (#""\x""#, .malformedEscape, 1),
            (#""\a""#, .malformedEscape, 1), (#""\U0041""#, .malformedEscape, 1), (#""\u004""#, .malformedEscape, 1), (#""\u00"#, .endsEarly, 5),
            (#""\u00g0""#, .malformedEscape, 1), (#""\u+041""#, .malformedEscape, 1),
            // surrogates
            (#""\ud800""#, .loneSurrogate, 1), (#""\udc00""#, .loneSurrogate, 1), (#""\ud800\ud800""#, .loneSurrogate, 1),
            (#""\ud800\u0041""#, .loneSurrogate, 1), (#""\ud800x\udc00""#, .loneSurrogate, 1), (#""a\ude00\ud83d""#, .loneSurrogate, 2),
            (#"{"\ud800":1}"#, .loneSurrogate, 2), (#""\ud800\udc0""#, .malformedEscape, 7),
            // keys that stand twice
            (#"{"a":1,"a":1}"#, .duplicateKey, 8), (#"{"b":1,"a":1,"b":1}"#, .duplicateKey, 14), (#"{"a":1,"\u0061":1}"#, .duplicateKey, 8),
            (#"[{"x":{"":1,"y":2,"":3}}]"#, .duplicateKey, 19), (#"{"a":[{"a":1,"a":2}],"b":1}"#, .duplicateKey, 14),
        ] as [(String, JSONFlaw.Reason, Int)])
    func refused(text: String, reason: JSONFlaw.Reason, offset: Int) {
        #expect(flaw(Array(text.utf8)) == JSONFlaw(reason: reason, offsetBytes: offset))
    }

    @Test("Every sequence of bytes that is not UTF-8 is refused, in strings, in keys and between them")
    func malformedUTF8() {
        let sequences: [[UInt8]] = [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x41], [0xC2, 0xC2], [0xE0, 0x9F, 0x80], [0xE0, 0xA0], [0xE1, 0x80, 0x41],
            [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xEF, 0xBF], [0xF0, 0x8F, 0x80, 0x80], [0xF0, 0x90, 0x80], [0xF1, 0x80, 0x80, 0x41],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFF], [0xFE],
        ]
        for sequence in sequences {
            #expect(String(validating: sequence, as: UTF8.self) == nil, "\(sequence) is UTF-8")
            #expect(flaw(Array("\"a".utf8) + sequence + Array("\"".utf8)) == JSONFlaw(reason: .malformedUTF8, offsetBytes: 2), "\(sequence)")
            #expect(flaw(Array("{\"".utf8) + sequence + Array("\":1}".utf8)) == JSONFlaw(reason: .malformedUTF8, offsetBytes: 2), "\(sequence)")
            #expect(flaw(Array("[".utf8) + sequence)?.reason == .unexpectedByte, "\(sequence)")
        }
    }

    @Test("Every scalar of Unicode but surrogates and what must be escaped is read as it is", arguments: 0...16)
    func everyScalar(plane: UInt32) throws {
        let scalars = (plane << 16..<(plane + 1) << 16).compactMap(Unicode.Scalar.init).filter { $0.value >= 0x20 && $0 != "\"" && $0 != "\\" }
        let text = String(String.UnicodeScalarView(scalars))
        #expect(try coder.decode(String.self, from: Array("\"\(text)\"".utf8)) == text)
    }

    @Test("As many levels as the limit are read and one more is not, so that a bomb costs nothing")
    func depth() {
        func nested(_ count: Int, _ open: String, _ close: String) -> [UInt8] {
            Array((String(repeating: open, count: count) + "1" + String(repeating: close, count: count)).utf8)
        }
        #expect(flaw(nested(64, "[", "]")) == nil)
        #expect(flaw(nested(65, "[", "]")) == JSONFlaw(reason: .tooDeep, offsetBytes: 64))
        #expect(flaw(nested(64, "{\"a\":", "}")) == nil)
        #expect(flaw(nested(65, "{\"a\":", "}"))?.reason == .tooDeep)
        #expect(flaw([UInt8](repeating: UInt8(ascii: "["), count: 1 << 20)) == JSONFlaw(reason: .tooDeep, offsetBytes: 64))
        // Beside each other they are no levels.
        #expect(flaw(Array("[\(Array(repeating: "[]", count: 1000).joined(separator: ","))]".utf8)) == nil)
    }

    @Test("An object of very many keys out of order is read without delay, and the one that stands twice is found")
    func manyKeys() {
        let keys = (0..<50_000).map { "\"k\(($0 &* 48_271) % 65_537)\":0" }
        #expect(flaw(Array("{\(keys.joined(separator: ","))}".utf8)) == nil)
        #expect(flaw(Array("{\(keys.joined(separator: ",")),\(keys[7])}".utf8))?.reason == .duplicateKey)
    }
}
