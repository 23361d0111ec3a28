import CSQLite

/// One open connection and its prepared statements; the part of `Database` that views share. Not Sendable: it stays on the thread that opened it.
final class Connection {
    let path: String
    let pointer: OpaquePointer
    private var statements: [String: OpaquePointer] = [:]
    private let mishap: Mishap?
    /// When what is being read has to be over; nil for whenever it is.
    private var deadline: ContinuousClock.Instant?

    /// How many steps of SQLite's machine lie between two looks at the clock: less than a millisecond's.
    private static let stepsBetweenLooks: Int32 = 10_000

    /// Opens the file with these settings, statements that take no values; whatever fails names the path.
    init(path: String, flags: Int32, settings: String, mishap: Mishap? = nil) throws(SQLiteError) {
        self.mishap = mishap
        var pointer: OpaquePointer?
        let code = sqlite3_open_v2(path, &pointer, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
        guard code == SQLITE_OK, let pointer else {
            let error = SQLiteError(operation: "open", subject: path, code: code, message: String(cString: sqlite3_errstr(code)))
            sqlite3_close_v2(pointer)
            throw error
        }
        self.path = path
        self.pointer = pointer
        // The first of them that looks into the file finds out whether it is a database.
        guard sqlite3_exec(pointer, settings, nil, nil, nil) == SQLITE_OK else { throw error("open", path) }
    }

    deinit {
        for statement in statements.values { sqlite3_finalize(statement) }
        sqlite3_close_v2(pointer)
    }

    /// Runs `body`, whose statements fail with SQLITE_INTERRUPT once so much time has passed.
    func within<Result>(milliseconds: Int64, _ body: () throws -> Result) rethrows -> Result {
        deadline = .now + .milliseconds(milliseconds)
        sqlite3_progress_handler(
            pointer, Self.stepsBetweenLooks,
            { context in
                guard let context else { return 0 }
                let deadline = Unmanaged<Connection>.fromOpaque(context).takeUnretainedValue().deadline
                return deadline.map { .now > $0 } ?? false ? 1 : 0
            }, Unmanaged.passUnretained(self).toOpaque())
        defer { sqlite3_progress_handler(pointer, 0, nil, nil) }
        return try body()
    }

    func error(_ operation: String, _ subject: String, code: Int32? = nil) -> SQLiteError {
        let code = code ?? sqlite3_extended_errcode(pointer)
        return SQLiteError(operation: operation, subject: subject, code: code, message: String(cString: sqlite3_errstr(code & 0xFF)))
    }

    /// Runs statements that take no values and give no rows, such as a schema.
    func execute(_ sql: String) throws(SQLiteError) {
        guard sqlite3_exec(pointer, sql, nil, nil, nil) == SQLITE_OK else { throw error("execute", sql) }
    }

    /// Prepares once, binds, hands each row to `body` until it returns false, and leaves the statement ready for its next use.
    func step(_ sql: String, _ values: [Value], readOnly: Bool, _ body: (borrowing Row) throws -> Bool) throws {
        if let mishap, mishap.isDue(sql) { throw error("step", sql, code: SQLITE_IOERR) }
        let statement = try prepared(sql)
        guard !readOnly || sqlite3_stmt_readonly(statement) != 0 else {
            throw SQLiteError(operation: "read", subject: sql, code: SQLITE_MISUSE, message: "the statement writes")
        }
        // A statement that is already being read (a query inside a row's closure) would lose its place.
        guard sqlite3_stmt_busy(statement) == 0 else {
            throw SQLiteError(operation: "step", subject: sql, code: SQLITE_MISUSE, message: "the statement is used inside itself")
        }
        try bind(values, to: statement, sql)
        defer {
            sqlite3_reset(statement)
            sqlite3_clear_bindings(statement)
        }
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: guard try body(Row(statement: statement)) else { return }
            case SQLITE_DONE: return
            default: throw error("step", sql)
            }
        }
    }

    private func prepared(_ sql: String) throws(SQLiteError) -> OpaquePointer {
        if let statement = statements[sql] { return statement }
        var statement: OpaquePointer?
        guard sqlite3_prepare_v3(pointer, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil) == SQLITE_OK, let statement else {
            throw error("prepare", sql)
        }
        statements[sql] = statement
        return statement
    }

    private func bind(_ values: [Value], to statement: OpaquePointer, _ sql: String) throws(SQLiteError) {
        guard sqlite3_bind_parameter_count(statement) == values.count else {
            throw SQLiteError(operation: "bind", subject: sql, code: SQLITE_RANGE, message: "\(values.count) values given")
        }
        for (offset, value) in values.enumerated() {
            let index = Int32(offset + 1)
            let code =
                switch value {
                case .integer(let number): sqlite3_bind_int64(statement, index, number)
                case .text(let text):
                    text.utf8.withContiguousStorageIfAvailable { bytes in
                        bytes.withMemoryRebound(to: CChar.self) { alur_bind_text(statement, index, $0.baseAddress ?? emptyText, Int32(bytes.count)) }
                    } ?? alur_bind_text(statement, index, text, -1)
                case .blob(let bytes): alur_bind_blob(statement, index, bytes, Int32(bytes.count))
                case .null: sqlite3_bind_null(statement, index)
                }
            guard code == SQLITE_OK else { throw error("bind", sql, code: code) }
        }
    }
}

/// An address for text of no length: a null pointer would bind SQL's null. Unsafe only in name: it is written once and read for ever.
nonisolated(unsafe) private let emptyText: UnsafePointer<CChar> = {
    let pointer = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
    pointer.pointee = 0
    return UnsafePointer(pointer)
}()
