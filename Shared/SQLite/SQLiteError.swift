import CSQLite

/// Why SQLite did not do what it was asked: the operation, on what, and its code.
public struct SQLiteError: Error, Sendable, CustomStringConvertible {
    /// What was tried: `open`, `prepare`, `bind`, `read`, `step`, `execute`, `checkpoint`, `serialize`, `deserialize`.
    public let operation: String
    /// The database's path, or the statement's text (placeholders, never values).
    public let subject: String
    /// The extended result code (sqlite.org/rescode.html).
    public let code: Int32
    /// SQLite's own words for the code; never a value of a row.
    public let message: String

    /// The statement or its values are wrong, and the store is sound: a table's own rule was broken (unique, foreign key, check, not null, type), or
    /// SQLite cannot run what it was given (an overflow, an unknown column, a value too large).
    public var isMistake: Bool {
        [SQLITE_ERROR, SQLITE_TOOBIG, SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_MISUSE, SQLITE_RANGE].contains(code & 0xFF)
    }

    /// The disk did not give or take what it was asked for, or the file is not the database that was written: the store cannot be relied on.
    public var isOfTheDisk: Bool { [SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_NOTADB].contains(code & 0xFF) }

    /// The operation, its subject, the words and the code, on one line.
    public var description: String { "\(operation) failed (\(message), code \(code)): \(subject)" }
}
