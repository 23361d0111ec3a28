import Deployment
import Domain
import Kernel
import Linux
import Protocol

extension BackupFolder {
    /// Puts a service's journal and files back as the backup has them; the service must be stopped. What the backup has of it.
    ///
    /// What was there is moved into a folder `before-restore-…` of the service's own. The service then starts recovering: it takes what came after the backup
    /// from its readers before it decides anything. Stopped half-way, it is to be run again. Throws `BackupProblem` when the backup does not verify or the
    /// service runs.
    @discardableResult
    public func restore(_ service: ServiceName, in deployment: Deployment, now: Moment) throws -> Manifest.Part {
        let manifest = try verify(only: service)
        guard let part = manifest.part(of: service) else { throw BackupProblem("\(path) holds no backup of \(service.rawValue); name another") }
        let folder = deployment.folder(of: service)
        try makeDirectory(folder, mode: 0o700)
        let lock = try Self.lock(folder, service)
        let journal = "\(folder)/journal.db"
        let fresh = "\(journal).restored"
        try Self.writeNote(part, in: folder)
        try putFilesBack(manifest, of: service, in: folder)
        try removeFile(fresh)
        try copy("\(path)/\(service.rawValue)/journal.db", to: fresh)
        let aside = "\(folder)/before-restore-\(now.milliseconds)"
        try makeDirectory(aside, mode: 0o700)
        // The log first: without it the old journal is a shorter one, and with the note beside it nobody takes it for whole.
        for suffix in ["-wal", "-shm", ""] where try fileStatus(journal + suffix) != nil {
            try renameFile(journal + suffix, to: "\(aside)/journal.db\(suffix)")
        }
        try synchronizeDirectory(aside)
        try renameFile(fresh, to: journal)
        try synchronizeDirectory(folder)
        withExtendedLifetime(lock) {}
        return part
    }

    private func putFilesBack(_ manifest: Manifest, of service: ServiceName, in folder: String) throws {
        let prefix = "\(service.rawValue)/files/"
        for file in manifest.files where file.path.hasPrefix(prefix) {
            let place = "\(folder)/files/\(file.path.dropFirst(prefix.utf8.count))"
            if try fileStatus(place) != nil, try digest(of: place).hash == file.hash { continue }
            guard let slash = place.lastIndex(of: "/") else { continue }
            let group = String(place[..<slash])
            try makeDirectory(group)
            // What is there under that name is damaged.
            try removeFile(place)
            try keep("\(path)/\(file.path)", at: place)
            try synchronizeDirectory(group)
        }
    }

    /// Notes that the journal is being put back, and how far it reached before: a second restore does not forget what the first one knew.
    private static func writeNote(_ part: Manifest.Part, in folder: String) throws {
        let path = "\(folder)/\(RecoveryNote.fileName)"
        var reached: [StreamPosition] = []
        let stream = part.position.stream
        if try fileStatus("\(folder)/\(HighWaterMark.fileName)") != nil,
            let mark = HighWaterMark.newest(in: try readFile("\(folder)/\(HighWaterMark.fileName)", sizeBytesMaximum: 1 << 16))
        {
            reached.append(StreamPosition(stream: stream, epoch: mark.epoch, position: mark.position))
        }
        if try fileStatus(path) != nil {
            let earlier = try JSONText().decode(RecoveryNote.self, from: try readFile(path, sizeBytesMaximum: 1 << 16))
            // A service that runs with a note keeps its mark at what it has, which says nothing of what it had.
            reached = earlier.reached.map { reached + [$0] } ?? []
        }
        let note = RecoveryNote(restored: part.position, reached: reached.max { ($0.epoch, $0.position) < ($1.epoch, $1.position) })
        try writeFileAtomically(path, try JSONText().encode(note), mode: 0o600)
    }

    private static func lock(_ folder: String, _ service: ServiceName) throws -> DirectoryLock {
        do throws(SystemError) {
            return try DirectoryLock(folder)
        } catch {
            guard error.isHeldByAnother else { throw error }
            throw BackupProblem("alur-\(service.rawValue) is running; stop it first, or `alurctl up`, and run the restore again")
        }
    }
}
