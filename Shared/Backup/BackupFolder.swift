import Blobs
import Deployment
import Domain
import Kernel
import Linux
import Protocol
import SQLite
import Sodium

/// A folder that holds a backup of an installation's services: `<service>/journal.db`, `<service>/files/ab/ab12…`, `alur.yaml`, `peers.yaml`
/// where there is one, and `manifest.json`.
///
/// Keys are not in it: whoever gets hold of a backup cannot speak for the services.
public struct BackupFolder: Sendable {
    /// Where it is.
    public let path: String

    /// A folder that holds a backup, or will.
    public init(_ path: String) { self.path = path }

    // MARK: Making

    /// Makes a backup of every service that has a journal, while they run, and verifies it; what it holds.
    ///
    /// Each service is taken as one moment had it, its journal first: so every file that the journal mentions is there. The folder must not exist yet.
    /// `report` is told of each service that is done. Throws `BackupProblem` when what was written does not verify.
    @discardableResult
    public func make(of deployment: Deployment, begun: Moment, report: (Manifest.Part) throws -> Void = { _ in }) throws -> Manifest {
        guard try fileStatus(path) == nil else { throw BackupProblem("\(path) is there already; name a new folder for each backup") }
        try makeDirectory(path, mode: 0o700)
        var manifest = Manifest(begunMilliseconds: begun.milliseconds)
        for service in ServiceName.allCases.sorted(by: { $0.rawValue < $1.rawValue }) {
            let folder = deployment.folder(of: service)
            guard try fileStatus("\(folder)/journal.db") != nil else { continue }
            let part = try take(service, from: folder, &manifest)
            manifest.parts.append(part)
            try report(part)
        }
        guard !manifest.parts.isEmpty else { throw BackupProblem("\(deployment.dataFolder) holds no journal of any service; nothing was backed up") }
        manifest.unerased = try unerased(among: manifest.parts.map(\.position.stream))
        for name in ["alur.yaml", "peers.yaml"] where try fileStatus("\(deployment.home)/\(name)") != nil {
            try add(name, to: &manifest) { try copy("\(deployment.home)/\(name)", to: $0) }
        }
        try synchronizeDirectory(path)
        manifest = try manifest.sealed()
        try writeFileAtomically("\(path)/\(Manifest.name)", try JSONText().encode(manifest), mode: 0o600)
        return manifest
    }

    private func take(_ service: ServiceName, from folder: String, _ manifest: inout Manifest) throws -> Manifest.Part {
        let name = service.rawValue
        try makeDirectory("\(path)/\(name)", mode: 0o700)
        try add("\(name)/journal.db", to: &manifest) { try Database.copy("\(folder)/journal.db", to: $0) }
        let tip = try journalEnd(of: service)
        var count = 0
        for group in try fileStatus("\(folder)/files") == nil ? [] : try directoryNames("\(folder)/files") where group.utf8.count == 2 {
            let names = try directoryNames("\(folder)/files/\(group)").filter { BlobHash($0) != nil }
            if names.isEmpty { continue }
            try makeDirectory("\(path)/\(name)/files/\(group)", mode: 0o700)
            for file in names {
                // Destroyed by law since the folder was listed; nothing in the journal wants it any more.
                guard try fileStatus("\(folder)/files/\(group)/\(file)") != nil else { continue }
                let place = "\(name)/files/\(group)/\(file)"
                let source = "\(folder)/files/\(group)/\(file)"
                do {
                    try add(place, to: &manifest) { try keep(source, at: $0) }
                } catch let error as SystemError {
                    // Where the scan can be read, it is the backup's own disk that fails.
                    guard (try? digest(of: source)) == nil else { throw error }
                    manifest.damaged.append(place)
                    try removeFile("\(path)/\(place)")
                    continue
                }
                if manifest.files.last?.hash == file {
                    count += 1
                } else {
                    // The others are worth a backup all the more.
                    manifest.files.removeLast()
                    manifest.damaged.append(place)
                    try removeFile("\(path)/\(place)")
                }
            }
            try synchronizeDirectory("\(path)/\(name)/files/\(group)")
        }
        if count > 0 { try synchronizeDirectory("\(path)/\(name)/files") }
        try synchronizeDirectory("\(path)/\(name)")
        let position = StreamPosition(stream: service, epoch: tip.epoch, position: tip.position)
        return Manifest.Part(position: position, hash: hexadecimal(tip.hash), files: count)
    }

    /// The services whose copy holds what any of them has destroyed by law, or has not finished to erase.
    private func unerased(among services: [ServiceName]) throws -> [ServiceName] {
        var destroyed: Set<Identifier> = []
        for service in services {
            let database = try copied(service)
            destroyed.formUnion(try Unerased.subjects(database.reading))
        }
        return try services.filter { service in
            let database = try copied(service)
            return try Unerased.isPending(database.reading) || Unerased.holdsWords(of: destroyed, database.reading)
        }
    }

    private func copied(_ service: ServiceName) throws -> Database { try Database.reader(path: "\(path)/\(service.rawValue)/journal.db") }

    private func add(_ place: String, to manifest: inout Manifest, _ write: (String) throws -> Void) throws {
        try write("\(path)/\(place)")
        let (size, hash) = try digest(of: "\(path)/\(place)")
        manifest.files.append(Manifest.File(path: place, size: size, hash: hash))
    }

    // MARK: Verifying

    /// Holds everything in the backup against its manifest: each file's hash, each database's pages, each journal's chain from its first event on.
    ///
    /// Throws `BackupProblem` with the first thing that is not as it was.
    @discardableResult
    public func verify(only service: ServiceName? = nil) throws -> Manifest {
        let manifest = try Manifest.read(in: path)
        for file in manifest.files where service.map({ file.path.hasPrefix("\($0.rawValue)/") }) ?? true {
            guard try fileStatus("\(path)/\(file.path)") != nil else { throw BackupProblem("\(path)/\(file.path) is missing; use another backup") }
            guard try digest(of: "\(path)/\(file.path)") == (file.size, file.hash) else {
                throw BackupProblem("\(path)/\(file.path) is not as it was written; use another backup")
            }
        }
        for part in manifest.parts where service == nil || part.position.stream == service {
            let tip = try journalEnd(of: part.position.stream)
            guard (tip.epoch, tip.position, hexadecimal(tip.hash)) == (part.position.epoch, part.position.position, part.hash) else {
                let name = part.position.stream.rawValue
                throw BackupProblem("\(path): the journal of \(name) does not end where the manifest says; use another backup")
            }
        }
        return manifest
    }

    /// Opens a journal of the backup, looks through its pages and goes along its chain.
    private func journalEnd(of service: ServiceName) throws -> Tip {
        let file = "\(path)/\(service.rawValue)/journal.db"
        do {
            let database = try Database.reader(path: file)
            if let damage = try database.reading.damages().first { throw BackupProblem("\(file) is damaged (\(damage)); use another backup") }
            return try JournalChain.walk(database.reading, of: service)
        } catch let fault as Fault {
            throw BackupProblem("\(file): \(fault.description); use another backup, and look at the service it was made of")
        } catch let error as SQLiteError {
            throw BackupProblem("\(file) cannot be read (\(error.message)); use another backup")
        }
    }
}
