import Testing
import YAML

/// The tree without places, to compare at a glance: texts as they are, quoted ones in quotes.
private func sketch(_ node: YAMLNode) -> String {
    switch node.content {
    case .scalar(let scalar): scalar.isQuoted ? "'\(scalar.text)'" : scalar.text
    case .sequence(let nodes): "[" + nodes.map(sketch).joined(separator: ", ") + "]"
    case .mapping(let entries): "{" + entries.map { "\($0.key.text): \(sketch($0.value))" }.joined(separator: ", ") + "}"
    }
}

private func failure(_ text: String) -> String? {
    do throws(YAMLError) {
        _ = try YAMLParser.parse(text)
        return nil
    } catch {
        return error.description
    }
}

@Suite struct YAMLParserTests {
    @Test("Mappings keep the order of the file, and block and flow forms read alike")
    func shapes() throws {
        let text = """
            # a comment
            sop: iku
            langkah:
              - nomor: 5
                tindakan: [periksa, {tindakan: susun, oleh: staf}]
              - nomor: 6
            kosong:
            """
        let expected = "{sop: iku, langkah: [{nomor: 5, tindakan: [periksa, {tindakan: susun, oleh: staf}]}, {nomor: 6}], kosong: }"
        #expect(sketch(try YAMLParser.parse(text)) == expected)
    }

    @Test("Quoted and block texts are told from plain ones, and escapes are resolved")
    func texts() throws {
        let text = #"""
            - plain text
            - 'it''s'
            - "tab\there \u00e9"
            - |
              two
              lines
            - >
              folded
              line
            """#
        let nodes = try #require(try YAMLParser.parse(text).sequence)
        #expect(nodes.map { $0.scalar?.text } == ["plain text", "it's", "tab\there é", "two\nlines\n", "folded line"])
        #expect(nodes.map { $0.scalar?.isQuoted } == [false, true, true, true, true])
    }

    @Test("Every key and value knows its line and column, counted in characters from 1")
    func positions() throws {
        let root = try YAMLParser.parse("nama: Dinas\ndaftar:\n  - é: [a, bb]\n")
        #expect(root.position == YAMLPosition(line: 1, column: 1))
        let list = try #require(root["daftar"])
        #expect((list.line, list.column) == (3, 3))
        let entry = try #require(list.sequence?.first?.mapping?.first)
        #expect(entry.key.position == YAMLPosition(line: 3, column: 5))
        #expect(entry.value.sequence?.map(\.position) == [YAMLPosition(line: 3, column: 9), YAMLPosition(line: 3, column: 12)])
        #expect(root["tiada"] == nil)
        #expect(root["nama"]?["x"] == nil)
    }

    @Test("A byte order mark and a document marker change nothing")
    func markers() throws {
        #expect(sketch(try YAMLParser.parse("\u{FEFF}%YAML 1.1\n---\na: 1\n...\n")) == "{a: 1}")
    }

    @Test(
        "What doesn't belong in a file is refused, with its place and a sentence",
        arguments: [
            ("a: 1\nb: 2\na: 3\n", #"line 3, column 1: The key "a" is given twice, first on line 1."#),
            ("a: &x 1\n", "line 1, column 4: Anchors (&) are not used here."),
            ("a: &x [1]\n", "line 1, column 4: Anchors (&) are not used here."),
            ("a: &x {b: 1}\n", "line 1, column 4: Anchors (&) are not used here."),
            ("a: *x\n", "line 1, column 4: Aliases (*) are not used here; write the value out."),
            ("- !!int 3\n", "line 1, column 3: Tags (!) are not used here; every value is a text."),
            ("%TAG ! tag:x,2000:\n---\na\n", "line 1, column 1: Tags (%TAG) are not used here."),
            ("a: 1\n---\nb: 2\n", "line 2, column 1: A second document begins here; a file holds one."),
            ("", "line 1, column 1: The file is empty."),
            ("# nothing\n", "line 1, column 1: The file is empty."),
            ("? [a]\n: b\n", "line 1, column 3: A key must be a single text."),
            ("a: b: c\n", "line 1, column 5: This is not YAML: mapping values are not allowed in this context."),
            ("a: [1, 2\n", "line 2, column 1: This is not YAML: while parsing a flow sequence, did not find expected ',' or ']'."),
            ("a: é\nb: é\u{7}\n", "line 2, column 5: This is no text in UTF-8: control characters are not allowed."),
        ])
    func refused(text: String, expected: String) {
        #expect(failure(text) == expected)
    }

    @Test(
        "Bytes that are not UTF-8 are refused, UTF-16 among them",
        arguments: [[0x61, 0x3A, 0x20, 0xC3, 0x28], [0xFF, 0xFE, 0x61, 0x00], [0x61, 0x00]] as [[UInt8]])
    func notUTF8(bytes: [UInt8]) {
        #expect(throws: YAMLError.self) { try YAMLParser.parse(bytes) }
    }

    @Test("Nesting is allowed up to the limit and no deeper, in either form")
    func depth() {
        let limit = YAMLParser.depthMaximum
        func nested(_ depth: Int) -> String { String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
        #expect(failure(nested(limit)) == nil)
        #expect(failure(nested(limit + 1))?.contains("inside one another") == true)
        #expect(failure(nested(5_000)) != nil)
        #expect(failure(String(repeating: "- ", count: limit + 1) + "a")?.contains("inside one another") == true)
    }

    @Test("The number of values and the length of a text are bounded")
    func sizes() {
        func list(_ count: Int) -> String { "[" + String(repeating: "a,", count: count) + "]" }
        // The list itself is a value too.
        #expect(failure(list(YAMLParser.nodesMaximum - 1)) == nil)
        #expect(failure(list(YAMLParser.nodesMaximum))?.contains("values and keys") == true)
        let text = String(repeating: "a", count: YAMLParser.textBytesMaximum)
        #expect(failure(text) == nil)
        #expect(failure(text + "a") == "line 1, column 1: The file is longer than 1048576 bytes.")
    }

    @Test("Text cut off at any byte is read or refused, and never breaks the parser")
    func truncated() {
        let text = Array("a: {b: [\"c\\u00e9\", 'd'], é: |\n  x\n}\n? e\n: - f\n  - >-\n    g\n".utf8)
        for length in 0...text.count {
            do throws(YAMLError) {
                _ = try YAMLParser.parse(Array(text[..<length]))
            } catch {
                #expect(error.line >= 1 && error.column >= 1)
            }
        }
    }
}

@Suite struct PlainScalarTests {
    private func isAmbiguous(_ text: String) throws -> Bool? {
        try YAMLParser.parse("- \(text)").sequence?.first?.scalar?.isPlainAmbiguous
    }

    @Test(
        "A plain value that some reader takes for something else than text is ambiguous",
        arguments: [
            "no", "No", "NO", "yes", "on", "off", "y", "N", "true", "False", "null", "~", "", "045", "089", "00", "-0", "+5", "1_000", "0x1F",
            "0b101",
            "0o17", "1.5", "1.", ".5", "-1.5e-3", "1e3", "000.7", ".inf", "-.Inf", ".NaN", "07:30", "7:30", "190:20:30", "1:30.5", "2026-01-05",
            "2026-1-5",
            "2026-01-05T10:00:00Z", "2026-01-05 10:00:00", "<<", "=", "197001011995031001",
        ])
    func ambiguous(text: String) throws {
        #expect(try isAmbiguous(text) == true)
    }

    @Test(
        "A plain value that every reader takes for the same figures or the same text is not",
        arguments: [
            "5", "0", "10", "-3", "123456789012345", "2 tahun", "30 menit", "000.7.2", "045/12", "nota", "Bappeda", "4 Januari 2022", "0x", "0xg",
            "1e", "e3",
            "2026-01", "2026-01-05 rapat", "1:234", "kadis", "a:b", "pukul 07:30", "...x", "+", "_1", "yesterday", "1.2.3",
        ])
    func clear(text: String) throws {
        #expect(try isAmbiguous(text) == false)
    }

    @Test("A quoted value never is", arguments: ["'no'", "\"045\"", "'2026-01-05'", "''", "|\n  07:30"])
    func quoted(text: String) throws {
        #expect(try isAmbiguous(text) == false)
    }

    @Test("A key is judged like a value")
    func key() throws {
        let keys = try #require(try YAMLParser.parse("no: 1\n'no ': 2\nnomor: 3\n").mapping)
        #expect(keys.map(\.key.isPlainAmbiguous) == [true, false, false])
    }
}
