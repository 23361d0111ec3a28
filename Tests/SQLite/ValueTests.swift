import SQLite
import Testing

@Suite("SQLite: values in and out")
final class ValueTests {
    let database: Database
    init() throws {
        database = try Database.inMemory()
        try database.tables.execute("CREATE TABLE item(id INTEGER PRIMARY KEY, n INTEGER, t TEXT, b BLOB) STRICT")
    }

    private func type(_ value: Value) throws -> String? { try database.reading.first("SELECT typeof(?)", value) { $0.text(0) } }

    @Test("An integer of 64 bits comes back as it went in", arguments: [0, 1, -1, Int64.max, Int64.min])
    func integers(_ number: Int64) throws {
        try database.tables.run("INSERT INTO item(n) VALUES(?)", .integer(number))
        #expect(try database.reading.integer("SELECT n FROM item WHERE n = ?", .integer(number)) == number)
        #expect(try database.reading.first("SELECT n FROM item") { $0.int(0) } == Int(number))
        #expect(try database.reading.first("SELECT n FROM item") { $0.optionalInteger(0) } == .some(number))
    }

    @Test(
        "Text comes back as it went in: empty, in any script, with line breaks and with a NUL",
        arguments: ["", " ", "Nota Dinas", "ꦱꦸꦫꦠ — é 👩‍👧 \u{10FFFF}", "a\nb\r\n\t'\"?1", "a\0b", "\0", String(repeating: "ꦱ", count: 100_000)])
    func texts(_ text: String) throws {
        try database.tables.run("INSERT INTO item(t) VALUES(?)", .text(text))
        #expect(try type(.text(text)) == "text")
        let found = try database.reading.first("SELECT t FROM item WHERE t = ?", .text(text)) { ($0.text(0), $0.optionalText(0)) }
        #expect(found.map { Array($0.0.utf8) } == Array(text.utf8))
        #expect(found?.1 == .some(text))
    }

    @Test("Bytes come back as they went in, also none at all", arguments: [[], [0], [0, 1, 0, 255], [UInt8](repeating: 0xC3, count: 300_000)])
    func blobs(_ bytes: [UInt8]) throws {
        try database.tables.run("INSERT INTO item(b) VALUES(?)", .blob(bytes))
        #expect(try type(.blob(bytes)) == "blob")
        let found = try database.reading.first("SELECT b FROM item WHERE b = ?", .blob(bytes)) { ($0.blob(0), $0.optionalBlob(0)) }
        #expect(found?.0 == bytes && found?.1 == .some(bytes))
    }

    @Test("Null is told from zero, from empty text and from no bytes")
    func null() throws {
        try database.tables.run("INSERT INTO item(n, t, b) VALUES(?, ?, ?), (?, ?, ?)", .null, .null, .null, 0, "", .blob([]))
        let rows = try database.reading.all("SELECT n, t, b FROM item ORDER BY id") { row in
            [row.isNull(0), row.isNull(1), row.isNull(2), row.optionalInteger(0) == nil, row.optionalText(1) == nil, row.optionalBlob(2) == nil]
        }
        #expect(rows == [[Bool](repeating: true, count: 6), [Bool](repeating: false, count: 6)])
        let plain = try database.reading.all("SELECT n, t, b FROM item") { $0.integer(0) == 0 && $0.int(0) == 0 && $0.text(1).isEmpty }
        #expect(plain == [true, true])
        #expect(try database.reading.all("SELECT b FROM item") { $0.blob(0) } == [[], []])
    }

    @Test("What is absent in Swift is null, and what is there is itself")
    func optionals() throws {
        #expect([Value.text(String?.none), .blob([UInt8]?.none), .integer(Int64?.none), .integer(Int?.none)] == [.null, .null, .null, .null])
        let there = [Value.text(String?.some("")), .blob([UInt8]?.some([])), .integer(Int64?.some(0)), .integer(Int?.some(-1))]
        #expect(there == [.text(""), .blob([]), .integer(Int64(0)), .integer(Int64(-1))])
        #expect(Value.integer(Int.max) == .integer(Int64.max))
    }

    @Test("A flag is one or zero, and everything but zero and null is set")
    func flags() throws {
        #expect([Value.flag(true), .flag(false)] == [1, 0])
        let flags = try database.reading.first("SELECT 0, 1, -3, NULL") { [$0.flag(0), $0.flag(1), $0.flag(2), $0.flag(3)] }
        #expect(flags == [false, true, true, false])
    }

    @Test("Values are bound in the order of their places, and a value is never read as a part of the statement")
    func order() throws {
        let hostile = "'); DROP TABLE item; --"
        try database.tables.run("INSERT INTO item(n, t, b) VALUES(?, ?, ?)", 7, .text(hostile), .blob([9]))
        let row = try database.reading.first("SELECT n, t, b FROM item") { ($0.int(0), $0.text(1), $0.blob(2)) }
        #expect(row?.0 == 7 && row?.1 == hostile && row?.2 == [9])
    }

    @Test("Too few values and too many are refused before anything runs", arguments: [0, 1, 3])
    func wrongCount(_ count: Int) throws {
        let sql = "INSERT INTO item(n, t) VALUES(?, ?)"
        func run() throws {
            switch count {
            case 0: try database.tables.run(sql)
            case 1: try database.tables.run(sql, 1)
            default: try database.tables.run(sql, 1, "a", "b")
            }
        }
        let error = try #require(failure { try run() })
        #expect(error.operation == "bind" && error.subject == sql && error.code == Code.range && error.isMistake)
        #expect(error.message == "\(count) values given")
        #expect(try database.reading.exists("SELECT 1 FROM item") == false)
    }
}
