import Blobs
import Kernel
import Linux
import Protocol

/// Finishes what destruction by law leaves to do outside of its transaction: files, old copies, and the pages of the database and its log.
///
/// On the thread that owns the database, after the replies: the service is silent for as long as writing its database anew takes, so it waits for a moment
/// whether more is destroyed.
struct Eraser {
    private let folder: String
    private let blobs: BlobStore
    private let shortage: @Sendable (Int) -> DiskShortage?
    private let clearCopies: () throws -> Bool
    private let log: Log
    private var dueTicks: Int64?
    /// Why it could not be done; nil where nothing is left to do, or nothing is in the way.
    private(set) var problem: String?

    private enum Measures {
        static let waitMilliseconds: Int64 = 2_000
        static let againMilliseconds: Int64 = 600_000
    }

    /// An eraser of a service's folder. `clearCopies` removes the copies that looks through the store have left; false while one is at work on its own.
    init(
        in folder: String, _ blobs: BlobStore, shortage: @escaping @Sendable (Int) -> DiskShortage?,
        clearing clearCopies: @escaping () throws -> Bool, _ log: Log
    ) {
        self.folder = folder
        self.blobs = blobs
        self.shortage = shortage
        self.clearCopies = clearCopies
        self.log = log
    }

    /// Goes on, if it is time.
    mutating func step(_ engine: Engine, ticks: Int64) throws {
        guard engine.mustErase else { return }
        let due = dueTicks ?? ticks + Measures.waitMilliseconds
        dueTicks = due
        guard ticks >= due else { return }
        let begun = monotonicNanoseconds()
        // What needs no room, and makes some, waits for none.
        try removeOldCopies()
        try engine.removeDoomedFiles { hash in
            // What a fetch has brought of it so far bears its name, too.
            if let upload = UploadName(hash) { try blobs.abandon(upload) }
            guard let name = BlobHash(hash), try blobs.remove(name) else { return }
            log.line("destroyed by law: the file \(hash)")
        }
        guard try clearCopies() else {
            dueTicks = ticks + Measures.waitMilliseconds
            return
        }
        let database = try fileStatus("\(folder)/journal.db")?.sizeBytes ?? 0
        if let shortage = shortage(3 * database) {
            try wait("words that were destroyed by law still stand in unused pages of the database: \(shortage.problem)", ticks)
            return
        }
        guard try engine.erase(scratchFolder: folder) else {
            // Somebody reads; soon nobody does.
            dueTicks = ticks + Measures.waitMilliseconds
            return
        }
        (dueTicks, problem) = (nil, nil)
        let milliseconds = (monotonicNanoseconds() - begun) / 1_000_000
        log.line("destroyed by law: nothing of it is left in the database of \(database >> 20) MiB (\(milliseconds) ms)")
    }

    /// Removes files that nobody has mentioned for a week, unless somebody has since: no act of destruction would ever find them.
    ///
    /// After an accepted loss they stay: they may be all that is left of what was lost.
    func remove(_ strays: Scrubber.Strays, _ engine: Engine) throws {
        guard engine.tip.epoch == 1 else { return }
        let mentioned = try MentionedFiles(engine.reading, after: strays.end)
        for file in strays.files where !mentioned.contains(file.description) {
            if try blobs.remove(file) { log.line("no event mentions the file \(file), which came a week ago or earlier: it is removed") }
        }
    }

    private mutating func wait(_ sentence: String, _ ticks: Int64) throws {
        if problem == nil { log.line(sentence) }
        problem = sentence
        dueTicks = ticks + Measures.againMilliseconds
    }

    /// What rebuilds and restores have left beside the journal, also those that were cut short: nobody is at work on one, because this process has the folder.
    private func removeOldCopies() throws {
        for name in try directoryNames(folder) {
            if ["journal.db.before-rebuild", "journal.db.rebuilt", "journal.db.restored"].contains(where: { name.hasPrefix($0) }) {
                if try removeFile("\(folder)/\(name)") { log.line("destroyed by law: \(name)") }
            } else if name.hasPrefix("before-restore-") {
                let files = try directoryNames("\(folder)/\(name)")
                for file in files { try removeFile("\(folder)/\(name)/\(file)") }
                try synchronizeDirectory("\(folder)/\(name)")
                if !files.isEmpty { log.line("destroyed by law: what was in \(name)") }
            }
        }
        try synchronizeDirectory(folder)
    }
}
