import Linux
import SQLite
import Scratch
import Testing

/// A file for a database that is there for one test, and the first table in it.
struct Store {
    let directory: TemporaryDirectory
    let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = "\(directory.path)/store.db"
    }

    /// The database, open for writing, with a table of every type.
    func open() throws -> Database {
        let database = try Database.open(path: path)
        try database.tables.execute("CREATE TABLE IF NOT EXISTS item(id INTEGER PRIMARY KEY, n INTEGER, t TEXT UNIQUE, b BLOB) STRICT")
        return database
    }
}

/// The bytes of a file; nil where there is none.
func sizeBytes(_ path: String) throws -> Int? { try fileStatus(path)?.sizeBytes }

/// How many items there are.
func count(_ reading: Reading) throws -> Int64? { try reading.integer("SELECT count(*) FROM item") }

/// The error that the body meets.
func failure(_ body: () throws -> Void) -> SQLiteError? { #expect(throws: SQLiteError.self, performing: body) }

/// SQLite's codes (sqlite.org/rescode.html), for a module that has none of its names.
enum Code {
    static let busy: Int32 = 5
    static let readOnly: Int32 = 8
    static let full: Int32 = 13
    static let cannotOpen: Int32 = 14
    static let misuse: Int32 = 21
    static let range: Int32 = 25
    static let noDatabase: Int32 = 26
    static let unique: Int32 = 2067
    static let foreignKey: Int32 = 787
    static let check: Int32 = 275
    static let notNull: Int32 = 1299
    static let type: Int32 = 3091
    static let error: Int32 = 1
    static let tooBig: Int32 = 18
}
