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

    /// What is found in the copy of one journal, by the seals that the other copies keep of it; nil where there is no copy of it.
    func audit(_ stream: ServiceName, _ paper: [Seal]) throws -> JournalAudit? {
        guard let folder = folders[stream] else { return nil }
        let database = try Database.reader(path: "\(folder)/journal.db")
        let epoch = try database.reading.integer("SELECT max(number) FROM epoch") ?? 1
        var audit = JournalAudit(
            StreamPosition(stream: stream, epoch: Int(epoch), position: 0), publicKey: try SealKeys.publicKey(keys, of: stream))
        for (witness, folder) in folders.sorted(by: { $0.key.rawValue < $1.key.rawValue }) where witness != stream {
            audit.expect(try Self.seals(of: stream, in: "\(folder)/journal.db"), of: witness.rawValue)
        }
        audit.expect(paper.filter { $0.place.stream == stream }, of: "paper")
        audit.note(
            try database.reading.all("SELECT number, since FROM epoch WHERE number > 1 ORDER BY number") {
                EpochStart(number: $0.int(0), since: $0.integer(1), hash: "")
            })
        try database.reading.each("SELECT position, hash, event, content FROM journal ORDER BY position", []) { row in
            try audit.take(JournalEntry(event: row.blob(2), content: row.blob(3)), storedAt: row.integer(0), row.blob(1))
        }
        return audit.closed
    }

    private static func seals(of stream: ServiceName, in path: String) throws -> [Seal] {
        let database = try Database.reader(path: path)
        return try database.reading.all(
            "SELECT epoch, position, hash, signature FROM seal WHERE stream = ? ORDER BY epoch, position", .text(stream.rawValue)
        ) { row in
            Seal(
                place: StreamPosition(stream: stream, epoch: row.int(0), position: row.integer(1)), hash: row.text(2), signature: row.text(3))
        }
    }
}
