import CSQLite

/// An open SQLite database. It cannot be copied and stays on the thread that opened it; closing is the end of its life.
public struct Database: ~Copyable {
    private let connection: Connection

    /// Opens a file for writing, or makes it: WAL, every commit fsynced, the settings of rule 7.
    ///
    /// Checkpoints are the caller's (`checkpoint`), so that none falls inside a commit. Throws when the file cannot be opened or is not a database.
    public static func open(path: String) throws(SQLiteError) -> Database {
        let settings = """
            PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; PRAGMA mmap_size=0;
            PRAGMA trusted_schema=OFF; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-8192;
            """
        return Database(connection: try Connection(path: path, flags: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, settings: settings))
    }

    /// Opens an existing file for reading only, beside its writer; a snapshot lasts as long as one query.
    public static func reader(path: String) throws(SQLiteError) -> Database {
        let settings = "PRAGMA query_only=ON; PRAGMA mmap_size=0; PRAGMA trusted_schema=OFF; PRAGMA cache_size=-4096;"
        let database = Database(connection: try Connection(path: path, flags: SQLITE_OPEN_READONLY, settings: settings))
        sqlite3_busy_timeout(database.connection.pointer, 2000)
        return database
    }

    /// A database in memory, empty or a copy of an `image`, on which statements fail when the `mishap` says so; for tests and the simulator.
    public static func inMemory(image: [UInt8]? = nil, mishap: Mishap? = nil) throws(SQLiteError) -> Database {
        let settings = "PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF;"
        let connection = try Connection(path: ":memory:", flags: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, settings: settings, mishap: mishap)
        if let image {
            guard let copy = sqlite3_malloc64(UInt64(image.count)) else {
                throw SQLiteError(operation: "deserialize", subject: ":memory:", code: SQLITE_NOMEM, message: "no memory")
            }
            copy.copyMemory(from: image, byteCount: image.count)
            // Bytes 18 and 19 say that a file keeps a log (fileformat2.html); memory keeps none, and SQLite would refuse to open it.
            for offset in 18...19 where image.count > offset && image[offset] == 2 { copy.storeBytes(of: 1, toByteOffset: offset, as: UInt8.self) }
            let flags = UInt32(SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE)
            let size = Int64(image.count)
            let code = sqlite3_deserialize(connection.pointer, "main", copy.assumingMemoryBound(to: UInt8.self), size, size, flags)
            guard code == SQLITE_OK else { throw connection.error("deserialize", ":memory:", code: code) }
        }
        return Database(connection: connection)
    }

    private init(connection: Connection) { self.connection = connection }

    /// For asking only.
    public var reading: Reading { Reading(connection: connection) }

    /// For writing; between `begin` and `commit`.
    public var tables: Tables { Tables(connection: connection) }

    /// The whole database as bytes, from which `inMemory(image:)` makes another.
    public func image() throws(SQLiteError) -> [UInt8] {
        var size: Int64 = 0
        guard let start = sqlite3_serialize(connection.pointer, "main", &size, 0) else { throw connection.error("serialize", connection.path) }
        defer { sqlite3_free(start) }
        return [UInt8](UnsafeBufferPointer(start: start, count: Int(size)))
    }

    /// Begins a transaction that may write.
    public func begin() throws { try tables.run("BEGIN IMMEDIATE") }

    /// Ends the transaction: when it returns, what was written is on the disk.
    public func commit() throws { try tables.run("COMMIT") }

    /// Takes everything back since `begin`; does nothing when SQLite has already done so itself.
    public func rollback() throws {
        if sqlite3_get_autocommit(connection.pointer) == 0 { try tables.run("ROLLBACK") }
    }

    /// Writes the whole database anew, so that nothing that was deleted stands in any of its pages; outside of a transaction. The old pages stay in the log and
    /// in the file until `emptyLog`. It needs room for two copies, one of them in memory or in the scratch folder.
    public func vacuum(scratchFolder: String? = nil) throws(SQLiteError) {
        // In memory the copy would be as large as the file.
        if let scratchFolder {
            let path = scratchFolder.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
            try tables.execute("PRAGMA temp_store=FILE; PRAGMA temp_store_directory='\(path)'")
        }
        try tables.execute("VACUUM; PRAGMA temp_store=MEMORY")
    }

    /// Moves all committed pages from the log into the file and leaves the log empty; false where a reader is in the way: try again.
    public func emptyLog() throws(SQLiteError) -> Bool {
        var (logged, moved): (Int32, Int32) = (0, 0)
        let code = sqlite3_wal_checkpoint_v2(connection.pointer, nil, SQLITE_CHECKPOINT_TRUNCATE, &logged, &moved)
        guard code == SQLITE_OK || code & 0xFF == SQLITE_BUSY else { throw connection.error("checkpoint", connection.path, code: code) }
        return code == SQLITE_OK && logged <= 0
    }

    /// Moves committed pages from the log into the file, as far as no reader is in the way, and returns the pages still in the log.
    @discardableResult
    public func checkpoint(truncating: Bool = false) throws(SQLiteError) -> Int {
        var logged: Int32 = 0
        var moved: Int32 = 0
        let mode = truncating ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE
        let code = sqlite3_wal_checkpoint_v2(connection.pointer, nil, mode, &logged, &moved)
        guard code == SQLITE_OK || code & 0xFF == SQLITE_BUSY else { throw connection.error("checkpoint", connection.path, code: code) }
        return Int(max(0, logged - moved))
    }
}
