import Deployment
import Domain
import Kernel
import Linux
import Protocol
import SQLite

/// The databases of a copy of an installation, read where they lie and never written.
struct JournalCopies {
    private let folders: [ServiceName: String]
    private let keys: Deployment

    /// The copies in a folder: that of an installation, or its data folder. Throws `WrongCall` when there is no journal in it.
    init(_ folder: String, _ deployment: Deployment) throws {
        var folders: [ServiceName: String] = [:]
        for service in ServiceName.allCases {
            for candidate in ["\(folder)/data/\(service.rawValue)", "\(folder)/\(service.rawValue)"]
            where try fileStatus("\(candidate)/journal.db") != nil {
                folders[service] = candidate
                break
            }
        }
        guard !folders.isEmpty else {
            throw WrongCall("\(folder) holds no journal: neither data/intake/journal.db nor intake/journal.db, nor another's")
        }
        self.folders = folders
        keys = deployment
    }

    /// What is found in the copies, each journal on a thread of its own; of a journal that has no copy that it is missing.
    func audits(_ paper: [Seal]) throws -> [JournalAudit] {
        let found = Found()
        // Read beforehand: two that open one database at once, whose log is to be taken over first, are in each other's way.
        let witnesses = try folders.mapValues { try Self.seals(in: "\($0)/journal.db") }
        try start(ServiceName.allCases[...], witnesses, paper, found)
        return try ServiceName.allCases.compactMap { try found.audits.withLock { $0 }[$0]?.get() }
    }

    /// What the threads have found.
    private final class Found: Sendable {
        let audits = Locked<[ServiceName: Result<JournalAudit, any Error>]>([:])
    }

    /// Starts a thread for the first and goes on to the others; returns when all are done.
    private func start(
        _ streams: ArraySlice<ServiceName>, _ witnesses: [ServiceName: [Seal]], _ paper: [Seal], _ found: Found
    ) throws {
        guard let stream = streams.first else { return }
        let thread = try WorkerThread {
            let result = Result { try audit(stream, witnesses, paper) }
            found.audits.withLock { $0[stream] = result }
        }
        let rest = Result { try start(streams.dropFirst(), witnesses, paper, found) }
        thread.join()
        try rest.get()
    }

    /// What is found in the copy of one journal, by the seals that the other copies keep of it.
    private func audit(_ stream: ServiceName, _ witnesses: [ServiceName: [Seal]], _ paper: [Seal]) throws -> JournalAudit {
        guard let folder = folders[stream] else {
            var audit = JournalAudit(StreamPosition(stream: stream, epoch: 1, position: 0), publicKey: nil)
            audit.isMissing()
            return audit
        }
        let database = try Database.reader(path: "\(folder)/journal.db")
        let epoch = try database.reading.integer("SELECT max(number) FROM epoch") ?? 1
        var audit = JournalAudit(
            StreamPosition(stream: stream, epoch: Int(epoch), position: 0), publicKey: try SealKeys.publicKey(keys, of: stream))
        for (witness, seals) in witnesses.sorted(by: { $0.key.rawValue < $1.key.rawValue }) where witness != stream {
            audit.expect(seals.filter { $0.place.stream == stream }, of: witness.rawValue)
        }
        let lines = paper.filter { $0.place.stream == stream }
        if !lines.isEmpty { audit.expect(lines, of: "paper") }
        audit.note(
            try database.reading.all("SELECT number, since FROM epoch WHERE number > 1 ORDER BY number") {
                EpochStart(number: $0.int(0), since: $0.integer(1), hash: "")
            })
        try database.reading.each("SELECT position, hash, event, content FROM journal ORDER BY position", []) { row in
            try audit.take(JournalEntry(event: row.blob(2), content: row.blob(3)), storedAt: row.integer(0), row.blob(1))
        }
        if try Unerased.isPending(database.reading) { audit.isUnerased() }
        return audit.closed
    }

    /// The seals that a service keeps, of all journals.
    private static func seals(in path: String) throws -> [Seal] {
        let database = try Database.reader(path: path)
        let seals = try database.reading.all("SELECT stream, epoch, position, hash, signature FROM seal ORDER BY epoch, position, hash") { row in
            ServiceName(rawValue: row.text(0)).map {
                Seal(place: StreamPosition(stream: $0, epoch: row.int(1), position: row.integer(2)), hash: row.text(3), signature: row.text(4))
            }
        }
        return seals.compactMap { $0 }
    }
}
