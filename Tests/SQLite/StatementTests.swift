import SQLite
import Testing

@Suite("SQLite: statements, transactions, errors")
final class StatementTests {
    let database: Database
    init() throws {
        database = try Database.inMemory()
        try database.tables.execute(
            """
            CREATE TABLE item(id INTEGER PRIMARY KEY, n INTEGER CHECK(n < 100), t TEXT UNIQUE) STRICT;
            CREATE TABLE part(item INTEGER NOT NULL REFERENCES item(id)) STRICT;
            """)
        for number in 1...3 { try database.tables.run("INSERT INTO item(n) VALUES(?)", .integer(number)) }
    }

    private func numbers() throws -> [Int] { try database.reading.all("SELECT n FROM item ORDER BY id") { $0.int(0) } }

    @Test("Questions give all rows, the first one, its first figure, or whether there is any")
    func questions() throws {
        let reading = database.reading
        #expect(try reading.all("SELECT n FROM item WHERE n > ? ORDER BY n DESC", 1) { $0.int(0) } == [3, 2])
        #expect(try reading.all("SELECT n FROM item WHERE n > 9") { $0.int(0) } == [])
        #expect(try reading.first("SELECT n FROM item WHERE n > ? ORDER BY n", 1) { $0.int(0) } == 2)
        #expect(try reading.first("SELECT n FROM item WHERE n > 9") { $0.int(0) } == nil)
        #expect(try reading.integer("SELECT max(n) FROM item WHERE n < ?", 3) == 2)
        #expect(try reading.integer("SELECT max(n) FROM item WHERE n > 9") == nil, "it is null")
        #expect(try reading.integer("SELECT n FROM item WHERE n > 9") == nil, "there is no row")
        #expect(try reading.exists("SELECT 1 FROM item WHERE n = ?", 3))
        #expect(try !reading.exists("SELECT 1 FROM item WHERE n = ?", 4))
        #expect(try database.tables.reading.exists("SELECT 1 FROM item WHERE n = ?", 3))
    }

    @Test("What takes too long is ended, and the next question is answered; one that is quick is not")
    func tooLong() throws {
        let reading = database.reading
        let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000000) SELECT count(*) FROM n"
        let error = #expect(throws: SQLiteError.self) { try reading.within(milliseconds: 20) { _ = try reading.integer(endless) } }
        #expect(error?.code == 9)
        #expect(error?.isMistake == false && error?.isOfTheDisk == false)
        #expect(try reading.within(milliseconds: 60_000) { try numbers() } == [1, 2, 3])
        #expect(try numbers() == [1, 2, 3])
    }

    @Test("Rows are handed over one by one until the reader has enough")
    func enough() throws {
        var seen: [Int] = []
        try database.reading.each("SELECT n FROM item WHERE n < ? ORDER BY n", [9]) { row in
            seen.append(row.int(0))
            return seen.count < 2
        }
        #expect(seen == [1, 2])
    }

    @Test("Who may only ask cannot write: the statement is refused by name and nothing changes")
    func asking() throws {
        for sql in ["INSERT INTO item(n) VALUES(9) RETURNING n", "DELETE FROM item", "DROP TABLE item", "BEGIN IMMEDIATE"] {
            let error = try #require(failure { _ = try database.reading.exists(sql) })
            #expect(error.operation == "read" && error.subject == sql && error.code == Code.misuse && error.isMistake)
        }
        #expect(throws: SQLiteError.self) { try database.reading.all("DELETE FROM item") { _ in } }
        #expect(throws: SQLiteError.self) { try database.reading.first("DELETE FROM item") { _ in } }
        #expect(throws: SQLiteError.self) { try database.reading.each("DELETE FROM item", []) { _ in true } }
        #expect(throws: SQLiteError.self) { try database.reading.integer("DELETE FROM item") }
        #expect(try numbers() == [1, 2, 3])
    }

    @Test("A statement that is run runs to its end, past the rows it gives")
    func passedOver() throws {
        try database.tables.run("UPDATE item SET n = n + ? RETURNING n", 10)
        #expect(try numbers() == [11, 12, 13])
        let failsAtTheSecond = "SELECT abs(column1) FROM (VALUES(1), (-9223372036854775807 - 1))"
        #expect(failure { try database.tables.run(failsAtTheSecond) }?.code == Code.error)
    }

    @Test("A statement is ready for its next use after an error in it, after an error of its reader, and after a reader that had enough")
    func ready() throws {
        struct Enough: Error {}
        let (insert, select) = ("INSERT INTO item(n, t) VALUES(?, ?)", "SELECT n FROM item ORDER BY id")
        try database.tables.run(insert, 4, "a")
        #expect(failure { try database.tables.run(insert, 5, "a") }?.code == Code.unique)
        try database.tables.run(insert, 6, "b")
        #expect(throws: Enough.self) { try database.reading.each(select, []) { _ in throw Enough() } }
        #expect(try database.reading.first(select) { $0.int(0) } == 1)
        #expect(try numbers() == [1, 2, 3, 4, 6])
        // A table that is still being read cannot be dropped.
        try database.tables.execute("DROP TABLE part; DROP TABLE item")
    }

    @Test("A statement inside itself is refused, and the outer one goes on")
    func insideItself() throws {
        let sql = "SELECT n FROM item ORDER BY id"
        let seen = try database.reading.all(sql) { row in
            let error = try #require(failure { _ = try database.reading.exists(sql) })
            #expect(error.operation == "step" && error.subject == sql && error.code == Code.misuse && error.isMistake)
            #expect(try database.reading.integer("SELECT count(*) FROM item") == 3, "another one may")
            return row.int(0)
        }
        #expect(seen == [1, 2, 3])
    }

    @Test("A rollback takes everything back since the beginning, tables too; a commit keeps it")
    func transactions() throws {
        try database.begin()
        try database.tables.run("UPDATE item SET n = 50")
        try database.tables.execute("CREATE TABLE other(n)")
        try database.rollback()
        #expect(try numbers() == [1, 2, 3])
        #expect(try !database.reading.exists("SELECT 1 FROM sqlite_schema WHERE name = 'other'"))
        try database.begin()
        try database.tables.run("UPDATE item SET n = 50")
        try database.commit()
        try database.rollback()
        #expect(try numbers() == [50, 50, 50])
    }

    @Test("A rollback does nothing where SQLite has rolled back by itself")
    func rolledBackAlready() throws {
        try database.begin()
        try database.tables.run("UPDATE item SET n = 50")
        #expect(throws: SQLiteError.self) { try database.tables.run("INSERT OR ROLLBACK INTO item(n) VALUES(100)") }
        try database.rollback()
        #expect(try numbers() == [1, 2, 3])
        try database.begin()
        try database.commit()
    }

    @Test("An error in a transaction leaves the rest of it to be committed or rolled back")
    func errorInside() throws {
        try database.begin()
        try database.tables.run("INSERT INTO item(n) VALUES(4)")
        #expect(throws: SQLiteError.self) { try database.tables.run("INSERT INTO item(n) VALUES(100)") }
        try database.commit()
        #expect(try numbers() == [1, 2, 3, 4])
    }

    @Test(
        "A rule of a table that is broken, and a statement that cannot be, are mistakes, each with its own code",
        arguments: [
            ("INSERT INTO item(t) VALUES('x'), ('x')", Code.unique), ("INSERT INTO part VALUES(99)", Code.foreignKey),
            ("INSERT INTO item(n) VALUES(100)", Code.check), ("INSERT INTO part VALUES(NULL)", Code.notNull),
            ("INSERT INTO item(n) VALUES('empat')", Code.type), ("SELECT nothing FROM item", Code.error), ("SELEC", Code.error),
            ("SELECT abs(-9223372036854775807 - 1)", Code.error), ("SELECT zeroblob(2000000000)", Code.tooBig),
        ])
    func mistakes(_ sql: String, _ code: Int32) throws {
        let error = try #require(failure { try database.tables.run(sql) })
        #expect(error.code == code && error.isMistake && error.subject == sql)
        #expect(error.operation == (sql.hasPrefix("SELEC") && code == Code.error && !sql.contains("abs") ? "prepare" : "step"))
        #expect(try numbers() == [1, 2, 3])
    }

    @Test("A store that cannot take more is no mistake of the statement")
    func full() throws {
        _ = try database.reading.integer("PRAGMA max_page_count = 5")
        let error = try #require(failure { try database.tables.run("INSERT INTO item(t) VALUES(hex(zeroblob(100000)))") })
        #expect(error.code == Code.full && !error.isMistake)
    }

    @Test("An error names operation, statement and code, and no value that was bound or stands in a row")
    func wordless() throws {
        let secret = "Pemanggilan Saudara Budi"
        let sql = "INSERT INTO item(n, t) VALUES(?, ?)"
        try database.tables.run(sql, 4, .text(secret))
        let unique = try #require(failure { try database.tables.run(sql, 5, .text(secret)) })
        let check = try #require(failure { try database.tables.run(sql, 4711, .text("\(secret)!")) })
        let type = try #require(failure { try database.tables.run(sql, .text(secret), .null) })
        let count = try #require(failure { try database.tables.run(sql, .text(secret)) })
        for error in [unique, check, type, count] {
            #expect(!"\(error)".contains("Budi") && !"\(error)".contains("4711") && error.subject == sql)
        }
        #expect("\(unique)" == "step failed (constraint failed, code 2067): \(sql)")
    }

    @Test("A script runs whole, and an error in it names the script")
    func script() throws {
        let sql = "INSERT INTO item(n) VALUES(4); INSERT INTO item(n) VALUES(100); INSERT INTO item(n) VALUES(6)"
        let error = try #require(throws: SQLiteError.self) { try database.tables.execute(sql) }
        #expect(error.operation == "execute" && error.subject == sql && error.code == Code.check)
        #expect(try numbers() == [1, 2, 3, 4])
    }
}
