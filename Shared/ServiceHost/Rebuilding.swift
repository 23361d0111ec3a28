import Kernel
import Linux
import SQLite

/// Makes a service's tables anew from its journal, while the service is stopped.
enum Rebuilding {
    /// Replays into a new file, compares its tables with the old ones, and puts the new file in the old one's place.
    ///
    /// Differences are named in the log; the old file stays beside the new one as `journal.db.before-rebuild`.
    static func run(_ service: Service, in folder: String, _ log: Log) throws {
        let path = "\(folder)/journal.db"
        let fresh = "\(folder)/journal.db.rebuilt"
        let lock = try DirectoryLock(folder)
        for suffix in ["", "-wal", "-shm"] { _ = try removeFile(fresh + suffix) }
        let count: Int64
        let differences: [String]
        do {
            let old = try Database.open(path: path)
            try old.checkpoint(truncating: true)
            let new = try Database.open(path: fresh)
            count = try Replay.rebuild(service, from: old.reading, into: new)
            differences = try Replay.differences(service, old.reading, new.reading)
            try new.checkpoint(truncating: true)
        }
        try OpenFile(fresh, .write).synchronize()
        // There is a journal under its name at every moment: a service that finds none begins a new one.
        _ = try removeFile(path + ".before-rebuild")
        try linkFile(path, to: path + ".before-rebuild")
        try renameFile(fresh, to: path)
        for suffix in ["-wal", "-shm"] {
            _ = try removeFile(path + suffix)
            _ = try removeFile(fresh + suffix)
        }
        try synchronizeDirectory(folder)
        for difference in differences { log.line("was different: \(difference)") }
        log.line("rebuilt from \(count) events; \(differences.isEmpty ? "the tables were equal" : "\(differences.count) tables were different")")
        withExtendedLifetime(lock) {}
    }
}
