import Linux
import SQLite
import Testing

@Suite("SQLite: opening, closing, checkpoints")
struct OpeningTests {
    let store: Store
    init() throws { store = try Store() }

    private func setting(_ name: String, _ reading: Reading) throws -> String? { try reading.first("PRAGMA \(name)") { $0.text(0) } }

    private func logBytes() throws -> Int { try sizeBytes("\(store.path)-wal") ?? 0 }

    @Test("A writer keeps a log, syncs every commit, holds to foreign keys, trusts no schema and maps no memory")
    func writer() throws {
        let database = try store.open()
        let expected = [
            "synchronous": "2", "foreign_keys": "1", "trusted_schema": "0", "mmap_size": "0", "wal_autocheckpoint": "0",
            "temp_store": "2", "query_only": "0",
        ]
        // SQLite takes the question for the mode as one that may change it; the file's header says it (fileformat2.html, 1.3).
        #expect(try readFile(store.path, sizeBytesMaximum: 1 << 20)[18...19] == [2, 2])
        for (name, value) in expected { #expect(try setting(name, database.reading) == value, "\(name)") }
    }

    @Test("A reader writes nothing, trusts no schema and maps no memory")
    func reader() throws {
        let database = try store.open()
        let reader = try Database.reader(path: store.path)
        for (name, value) in ["query_only": "1", "trusted_schema": "0", "mmap_size": "0"] {
            #expect(try setting(name, reader.reading) == value, "\(name)")
        }
        for statement in ["INSERT INTO item(n) VALUES(1)", "CREATE TABLE other(n)", "DROP TABLE item"] {
            #expect(failure { try reader.tables.run(statement) }.map { $0.code & 0xFF } == Code.readOnly)
            #expect(failure { try reader.tables.execute(statement) }.map { $0.code & 0xFF } == Code.readOnly)
        }
        #expect(try count(database.reading) == 0)
    }

    @Test("A reader makes no file, and a file that cannot be opened is named with the code")
    func missing() throws {
        let error = try #require(throws: SQLiteError.self) { _ = try Database.reader(path: store.path) }
        #expect(error.operation == "open" && error.subject == store.path && error.code == Code.cannotOpen)
        #expect(try sizeBytes(store.path) == nil)
        let nowhere = "\(store.directory.path)/none/store.db"
        let other = try #require(throws: SQLiteError.self) { _ = try Database.open(path: nowhere) }
        #expect(other.subject == nowhere && other.code & 0xFF == Code.cannotOpen && !other.isMistake)
    }

    @Test("A file that is no database is refused when it is opened, by its path")
    func noDatabase() throws {
        try store.directory.write("store.db", String(repeating: "surat ", count: 1_000))
        let error = try #require(throws: SQLiteError.self) { _ = try Database.open(path: store.path) }
        #expect(error.operation == "open" && error.subject == store.path && error.code == Code.noDatabase && !error.isMistake)
        #expect(error.description == "open failed (file is not a database, code 26): \(store.path)")
    }

    @Test("What was committed is there when the file is opened again, and what was not is not")
    func again() throws {
        do {
            let database = try store.open()
            try database.begin()
            try database.tables.run("INSERT INTO item(t) VALUES('kept')")
            try database.commit()
            try database.begin()
            try database.tables.run("INSERT INTO item(t) VALUES('lost')")
        }
        #expect(try sizeBytes("\(store.path)-wal") == nil, "it was closed")
        let database = try store.open()
        #expect(try database.reading.all("SELECT t FROM item") { $0.text(0) } == ["kept"])
    }

    @Test("Commits stay in the log, however long it grows, until the caller moves them into the file")
    func callersCheckpoint() throws {
        let database = try store.open()
        try database.checkpoint()
        let before = try sizeBytes(store.path)
        for _ in 0..<40 {
            try database.begin()
            for _ in 0..<40 { try database.tables.run("INSERT INTO item(b) VALUES(zeroblob(4000))") }
            try database.commit()
        }
        #expect(try sizeBytes(store.path) == before)
        #expect(try database.checkpoint() == 0)
        #expect(try #require(try sizeBytes(store.path)) > 40 * 40 * 4_000)
        #expect(try logBytes() > 0)
        #expect(try database.checkpoint(truncating: true) == 0)
        #expect(try logBytes() == 0)
    }

    @Test("A reader in the way leaves pages in the log, and the checkpoint says how many")
    func readerInTheWay() throws {
        let database = try store.open()
        for number in 1...2 { try database.tables.run("INSERT INTO item(n) VALUES(?)", .integer(number)) }
        let reader = try Database.reader(path: store.path)
        try reader.reading.each("SELECT n FROM item", []) { _ in
            try database.tables.run("INSERT INTO item(n) VALUES(3)")
            #expect(try database.checkpoint() > 0)
            #expect(try database.checkpoint(truncating: true) > 0)
            return false
        }
        #expect(try database.checkpoint(truncating: true) == 0)
    }

    @Test("A reader sees one state of things as long as a query lasts, and the next one in its next query")
    func snapshot() throws {
        let database = try store.open()
        for number in 1...3 { try database.tables.run("INSERT INTO item(n) VALUES(?)", .integer(number)) }
        let reader = try Database.reader(path: store.path)
        var seen: [Int] = []
        try reader.reading.each("SELECT n FROM item ORDER BY id", []) { row in
            seen.append(row.int(0))
            try database.tables.run("UPDATE item SET n = n + 10")
            return true
        }
        #expect(seen == [1, 2, 3])
        #expect(try reader.reading.all("SELECT n FROM item ORDER BY id") { $0.int(0) } == [31, 32, 33])
    }

    @Test("Nobody else sees what is not committed, and only one at a time may begin to write")
    func twoWriters() throws {
        let first = try store.open()
        let second = try store.open()
        try first.begin()
        try first.tables.run("INSERT INTO item(n) VALUES(1)")
        #expect(try count(second.reading) == 0)
        let error = try #require(failure { try second.begin() })
        #expect(error.code & 0xFF == Code.busy && error.operation == "step" && !error.isMistake)
        try first.commit()
        #expect(try count(second.reading) == 1)
        try second.begin()
        try second.rollback()
    }

    @Test("An image makes another database, which goes its own way", arguments: [true, false])
    func image(ofFile: Bool) throws {
        let database = ofFile ? try Database.open(path: store.path) : try Database.inMemory()
        try database.tables.execute("CREATE TABLE item(id INTEGER PRIMARY KEY, n INTEGER) STRICT; INSERT INTO item(n) VALUES(7)")
        let image = try database.image()
        let copy = try Database.inMemory(image: image)
        #expect(try copy.reading.all("SELECT n FROM item") { $0.int(0) } == [7])
        for _ in 0..<2_000 { try copy.tables.run("INSERT INTO item(n) VALUES(8)") }
        #expect(try count(copy.reading) == 2_001)
        #expect(try count(database.reading) == 1)
        #expect(try count(try Database.inMemory(image: image).reading) == 1)
    }

    @Test("A database in memory holds to foreign keys and trusts no schema, whether it is empty or a copy")
    func inMemory() throws {
        let empty = try Database.inMemory()
        try empty.tables.execute("CREATE TABLE item(n)")
        let copy = try Database.inMemory(image: try empty.image())
        for reading in [empty.reading, copy.reading] {
            #expect(try setting("foreign_keys", reading) == "1")
            #expect(try setting("trusted_schema", reading) == "0")
        }
    }
}
