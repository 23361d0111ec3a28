import Domain
import Protocol
import SQLite

extension Engine {
    /// Whether the words of what an event is about were destroyed by law.
    func isDestroyed(_ subject: Identifier?) throws -> Bool { try subject.map { try database.reading.isDestroyed($0) } ?? false }

    /// A run of another journal's events without the words that are destroyed here.
    func cleared(_ run: JournalRun) throws -> JournalRun {
        JournalRun(after: run.after, entries: try database.reading.cleared(run.entries), hash: run.hash)
    }

    /// Refuses new words about what was destroyed.
    func refuseWords(in events: [Event]) throws {
        for event in events where event.content != nil {
            if try isDestroyed(event.subject) { throw Rejection.destroyed }
        }
    }

    /// Writes the database anew, so that nothing of what was destroyed stands in any page or in the log; the files are removed before: `removeDoomedFiles`.
    ///
    /// For the time after the replies: it takes as long as reading and writing the whole database. False where a reader still holds the log: call it again.
    /// Stopped half-way, it begins anew. Throws `SQLiteError`.
    public func erase(scratchFolder: String? = nil) throws -> Bool { try erase(scratchFolder: scratchFolder) {} }

    /// The same; `step` is called after each thing that has changed what is on the disk, so that a test can stop there.
    func erase(scratchFolder: String? = nil, after step: () throws -> Void) throws -> Bool {
        let places = try database.reading.all("SELECT place FROM erasure ORDER BY place") { $0.integer(0) }
        if let last = places.last, last != rewritten {
            for words in service.words { try words.index?.merge(database.tables) }
            try step()
            // Deleting is not enough: SQLite leaves copies of cells that it has moved in the free part of pages, with `secure_delete`, too.
            try database.vacuum(scratchFolder: scratchFolder)
            rewritten = last
            try step()
        }
        guard try database.emptyLog() else { return false }
        try step()
        try database.begin()
        for place in places { try database.tables.run("DELETE FROM erasure WHERE place = ?", .integer(place)) }
        try database.commit()
        try step()
        mustErase = false
        return true
    }

    /// Removes the doomed files that nothing else in the journal mentions; what else is mentioned stays until that is destroyed.
    ///
    /// It needs no room on the disk. `remove` removes a file of the service. Stopped half-way, it begins anew. Throws what `remove` throws, and `SQLiteError`.
    public func removeDoomedFiles(_ remove: (String) throws -> Void) throws {
        var doomed = Set(try database.reading.all("SELECT hash FROM doomed_file") { $0.text(0) })
        if doomed.isEmpty { return }
        let all = doomed.sorted()
        try database.reading.each(
            "SELECT event FROM journal WHERE subject IS NULL OR subject NOT IN (SELECT id FROM destroyed) ORDER BY position", []
        ) { row in
            for hash in FileNames.all(in: row.blob(0)) { doomed.remove(hash) }
            return !doomed.isEmpty
        }
        for hash in doomed.sorted() { try remove(hash) }
        try database.begin()
        for hash in all { try database.tables.run("DELETE FROM doomed_file WHERE hash = ?", .text(hash)) }
        try database.commit()
    }
}
