import Domain
import Protocol
import SQLite

/// What every service does about words that are destroyed by law (musnah): it erases them where they stand, and tells those who follow it.
///
/// Archival carries out the act; the event that names the cases goes the way of all events, each service adding what belongs to them in its own slice, such
/// as Intake their letters. Applying the event erases, so whoever reads a journal again, after a restore or for a rebuild, erases again.
enum DestructionRules {
    /// `destroyed` is a projection; the other two are what is still to be done outside the transaction: files to be looked at, and the old pages of the database.
    static let migration = """
        CREATE TABLE destroyed(subject TEXT PRIMARY KEY, id BLOB NOT NULL, act TEXT NOT NULL, place INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX destroyed_place ON destroyed(place);
        CREATE INDEX destroyed_act ON destroyed(act);
        CREATE TABLE doomed_file(hash TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
        CREATE TABLE erasure(place INTEGER PRIMARY KEY) STRICT;
        """
    static let table = "destroyed"

    /// `belonging` says what else goes with these subjects in a service.
    static func commands(_ belonging: @escaping @Sendable ([Identifier], Reading) throws -> [Identifier]) -> [CommandRule] {
        [
            .on(DestroyContent.self, by: .services) { command, decision in
                let named = command.subjects + (try belonging(command.subjects, decision.reading))
                var seen: Set<Identifier> = []
                let fresh = try named.filter { try seen.insert($0).inserted && !decision.reading.isDestroyed($0) }
                return stride(from: 0, to: fresh.count, by: ContentDestroyed.subjectsAtMost).map { start in
                    let subjects = Array(fresh[start...].prefix(ContentDestroyed.subjectsAtMost))
                    return Event(ContentDestroyed(act: command.act, subjects: subjects), about: command.act)
                }
            }
        ]
    }

    static func events(_ words: [WordColumns]) -> [EventRule] {
        [.on(ContentDestroyed.self) { event, tables in try erase(event, words, tables) }]
    }

    /// Who is believed: Routing hears of an act from Archival, whose rules it has passed, and everybody else from Routing. Of what Intake adds, Routing takes
    /// what goes with an act that it knows and is not `kept` by its own account; so nobody who has one other service's host can destroy what all have.
    static func reactions(
        of name: ServiceName, following upstreams: [ServiceName], kept: @escaping @Sendable (Identifier, Reading) throws -> Bool
    ) -> [Reaction] {
        upstreams.compactMap { source -> Reaction? in
            switch (name, source) {
            case (.routing, .archival), (_, .routing):
                .to(ContentDestroyed.self, from: source, haste: .unhurried) { event, _ in
                    [DestroyContent(act: event.body.act, subjects: event.body.subjects)]
                }
            case (.routing, .intake):
                .to(ContentDestroyed.self, from: source, haste: .unhurried) { event, reading in
                    // Set aside, not dropped: after a loss Intake may be read before Archival, and then an operator tries it again.
                    guard try reading.exists("SELECT 1 FROM destroyed WHERE act = ? LIMIT 1", .text(event.body.act.description)) else {
                        throw Rejection("actUnknown", "Archival has told of no such act of destruction; nothing is destroyed.", field: "act")
                    }
                    let subjects = try event.body.subjects.filter { try !kept($0, reading) }
                    return subjects.isEmpty ? [] : [DestroyContent(act: event.body.act, subjects: subjects)]
                }
            default: nil
            }
        }
    }

    // MARK: - Erasing

    private static func erase(_ event: Recorded<ContentDestroyed>, _ words: [WordColumns], _ tables: Tables) throws {
        let place = Value.integer(event.position)
        for subject in event.body.subjects {
            try tables.run(
                "INSERT OR IGNORE INTO destroyed VALUES(?, ?, ?, ?)", .text(subject.description), .blob(subject.bytes),
                .text(event.body.act.description), place)
        }
        try tables.run("INSERT INTO erasure VALUES(?)", place)
        try tables.reading.each(
            "SELECT event FROM journal WHERE subject IN (SELECT id FROM destroyed WHERE place = ?)", [place]
        ) { row in
            for hash in FileNames.all(in: row.blob(0)) { try tables.run("INSERT OR IGNORE INTO doomed_file VALUES(?)", .text(hash)) }
            return true
        }
        try tables.run(
            "UPDATE journal SET content = NULL WHERE content IS NOT NULL AND subject IN (SELECT id FROM destroyed WHERE place = ?)", place)
        try tables.run("UPDATE parked SET content = x'' WHERE subject IN (SELECT subject FROM destroyed WHERE place = ?)", place)
        try eraseKept(tables)
        for columns in words { try columns.erase(at: event.position, tables) }
    }

    /// Takes the words out of what is kept of other journals.
    private static func eraseKept(_ tables: Tables) throws {
        let rows = try tables.reading.all("SELECT stream, last FROM upstream_run ORDER BY stream, last") { (stream: $0.text(0), last: $0.integer(1)) }
        for row in rows {
            let (stream, last) = (Value.text(row.stream), Value.integer(row.last))
            let kept = try tables.reading.first("SELECT first, hash, events FROM upstream_run WHERE stream = ? AND last = ?", stream, last) {
                (first: $0.integer(0), hash: $0.blob(1), bytes: $0.blob(2))
            }
            guard let kept else { continue }
            guard let entries = KeptEvents.decode(kept.bytes, from: kept.first, hash: kept.hash) else {
                // The disk has changed it: it is never given back, and nobody can tell what words are in it.
                try tables.run("UPDATE upstream_run SET events = x'' WHERE stream = ? AND last = ?", stream, last)
                continue
            }
            let cleared = try tables.reading.cleared(entries)
            if cleared == entries { continue }
            try tables.run(
                "UPDATE upstream_run SET events = ? WHERE stream = ? AND last = ?",
                .blob(KeptEvents.encode(cleared, from: kept.first, hash: kept.hash)), stream, last)
        }
    }
}

extension Reading {
    /// Whether the words of a case or letter were destroyed by law.
    public func isDestroyed(_ subject: Identifier) throws -> Bool {
        try exists("SELECT 1 FROM destroyed WHERE subject = ?", .text(subject.description))
    }

    /// Events of another journal, without the words that are destroyed here: that journal may not have come so far, or have been put back.
    func cleared(_ entries: [JournalEntry]) throws -> [JournalEntry] {
        guard try exists("SELECT 1 FROM destroyed LIMIT 1") else { return entries }
        return try entries.map { entry in
            guard !entry.content.isEmpty, let subject = EventHeader.parse(entry.event)?.header.subject, try isDestroyed(subject) else { return entry }
            return JournalEntry(event: entry.event, content: [])
        }
    }
}
