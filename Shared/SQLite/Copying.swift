import CSQLite

extension Database {
    /// Copies a database, as it is at one moment, into a new file that needs no log beside it; it is on the disk when this returns.
    ///
    /// Its writer goes on meanwhile: the copy is read through a snapshot, and nothing is written where it comes from. Throws when the new file is there
    /// already and holds something else, or when either cannot be read or written.
    public static func copy(_ path: String, to newPath: String) throws(SQLiteError) {
        let source = try Connection(path: path, flags: SQLITE_OPEN_READONLY, settings: "PRAGMA query_only=ON; PRAGMA mmap_size=0;")
        sqlite3_busy_timeout(source.pointer, 2000)
        let target = try Connection(
            path: newPath, flags: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, settings: "PRAGMA synchronous=FULL; PRAGMA mmap_size=0;")
        guard let backup = sqlite3_backup_init(target.pointer, "main", source.pointer, "main") else { throw target.error("copy", newPath) }
        let step = sqlite3_backup_step(backup, -1)
        let end = sqlite3_backup_finish(backup)
        guard step == SQLITE_DONE, end == SQLITE_OK else { throw source.error("copy", path, code: step == SQLITE_DONE ? end : step) }
        // The copy says of itself that it keeps a log, as its original does.
        try target.execute("PRAGMA journal_mode=DELETE;")
    }
}

extension Reading {
    /// What SQLite finds wrong with the pages, trees and indexes of the whole database; empty when nothing is.
    public func damages() throws -> [String] {
        try all("PRAGMA integrity_check") { $0.text(0) }.filter { $0 != "ok" }
    }
}
