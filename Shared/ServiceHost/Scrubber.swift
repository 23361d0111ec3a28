import Blobs
import Domain
import Kernel
import Linux
import Protocol
import SQLite
import Synchronization
import ZeroMQ

/// Looks through a service's store once a day, and when an operator asks, on a thread of its own: nothing that it does holds up a commit.
final class Scrubber: Sendable {
    private let service: Service
    private let folder: String
    private let blobs: BlobStore
    private let shortage: @Sendable (Int) -> DiskShortage?
    private let log: Log
    private let last = Locked<ScrubReport?>(nil)
    private let isWanted = Locked(false)
    /// Files that no event mentioned when the last look made its copy of the journal; until the owner of the journal takes them.
    private let strays = Locked<Strays?>(nil)
    /// Whether a look is at work on its copies of the database.
    private let isCopying = Locked(false)
    private let wakeUp: WakeUpSignal

    private static let dayMilliseconds: Int64 = 86_400_000
    private static let strayMilliseconds = 7 * dayMilliseconds
    private static let straysAtMost = 256

    /// Files that have lain there for a week and that no event mentions, up to that position of the journal.
    struct Strays {
        var files: [BlobHash] = []
        let end: Int64
    }

    /// A scrubber of a service's folder; `wakeUp` is that of the thread that will run it.
    init(
        _ service: Service, in folder: String, _ blobs: BlobStore, shortage: @escaping @Sendable (Int) -> DiskShortage?, _ log: Log,
        waking wakeUp: WakeUpSignal
    ) throws {
        self.service = service
        self.folder = folder
        self.blobs = blobs
        self.shortage = shortage
        self.log = log
        self.wakeUp = wakeUp
        let path = "\(folder)/journal.scrub"
        guard try fileStatus(path) != nil else { return }
        // A report that cannot be read is made anew.
        let report = try? JSONText().decode(ScrubReport.self, from: try readFile(path, sizeBytesMaximum: 1 << 20))
        last.withLock { $0 = report }
    }

    /// What was found last; nil before the first time.
    var report: ScrubReport? { last.withLock { $0 } }

    /// Asks for a look now; the moment before which no report is that of this look.
    func ask() -> Int64 {
        let now = wallClockMilliseconds()
        isWanted.withLock { $0 = true }
        wakeUp.send()
        return now
    }

    /// What the last look has found that nobody mentions, once.
    func takeStrays() -> Strays? {
        strays.withLock { strays in
            defer { strays = nil }
            return strays
        }
    }

    /// Looks when it is time, until `stop` is set.
    func run(stopping stop: StopFlag, wakeUp: borrowing WakeUp) throws {
        var poller = Poller()
        _ = poller.add(descriptor: wakeUp.descriptor)
        let started = wallClockMilliseconds()
        while !stop.isSet {
            let wanted = isWanted.withLock { wanted in
                defer { wanted = false }
                return wanted
            }
            // A service that was just started has other things to do first.
            let due = max(started + Self.dayMilliseconds / 24, (report?.begunMilliseconds ?? 0) + Self.dayMilliseconds)
            if wanted || wallClockMilliseconds() >= due {
                let found = look(stopping: stop)
                if stop.isSet { return }
                last.withLock { $0 = found }
                do {
                    try writeFileAtomically("\(folder)/journal.scrub", try JSONText().encode(found), mode: 0o600)
                } catch {
                    log.line("scrub: what was found could not be kept beyond the next start: \(error)")
                }
                for finding in found.findings { log.line("scrub: \(finding)") }
                log.line("scrub: \(found.events) events and \(found.files) files in \(found.tookMilliseconds) ms, \(found.findings.count) findings")
            } else {
                try poller.wait(timeoutMilliseconds: 1_000)
                wakeUp.clear()
            }
        }
    }

    /// Removes the copies of the database that a look which was cut short has left; false while one is at work, which removes its own.
    func clear() throws -> Bool {
        try isCopying.withLock { isCopying in
            if !isCopying { try removeCopies() }
            return !isCopying
        }
    }

    private var room: String { "\(folder)/scrub" }
    private var copy: String { "\(room)/copy.db" }
    private var fresh: String { "\(room)/replay.db" }

    private func removeCopies() throws {
        guard try fileStatus(room) != nil else { return }
        for file in [copy, fresh] { for suffix in ["", "-wal", "-shm", "-journal"] { try removeFile(file + suffix) } }
        try synchronizeDirectory(room)
    }

    // MARK: - One look

    /// Looks through the store; what keeps it from going through all of it is a finding, too, so that nobody waits for a report that never comes.
    private func look(stopping stop: StopFlag) -> ScrubReport {
        let begun = wallClockMilliseconds()
        do {
            return try scrub(stopping: stop)
        } catch {
            let finding =
                "the store of \(service.name.rawValue) could not be looked through (\(error)): look at the disk, and run `alurctl scrub` again"
            return ScrubReport(begunMilliseconds: begun, tookMilliseconds: 0, events: 0, files: 0, findings: [finding])
        }
    }

    func scrub(stopping stop: StopFlag, now begun: Int64 = wallClockMilliseconds()) throws -> ScrubReport {
        let ticks = monotonicNanoseconds()
        try blobs.sweep(unchangedSinceMilliseconds: begun - Self.dayMilliseconds)
        var mentioned: MentionedFiles?
        var (findings, events) = try journalFindings(&mentioned)
        var strays: [BlobHash] = []
        var files = 0
        for firstByte in UInt8.min...UInt8.max where !stop.isSet {
            for hash in try blobs.list(firstByte: firstByte) where !stop.isSet {
                files += 1
                if let mentioned, !mentioned.contains(hash.description) { strays.append(hash) }
                do {
                    if try !blobs.verify(hash) {
                        findings.append("the file \(hash) of \(service.name.rawValue) is not what its name says: put it back from a backup")
                    }
                } catch BlobError.notFound {
                    // It was destroyed by law since the folder was listed.
                    continue
                } catch BlobError.system(let error) {
                    findings.append(
                        "the file \(hash) of \(service.name.rawValue) cannot be read (\(error.message)): look at the disk, put it back from a backup")
                }
            }
        }
        if let mentioned { try note(strays, behind: mentioned.end, at: begun) }
        return ScrubReport(
            begunMilliseconds: begun, tookMilliseconds: (monotonicNanoseconds() - ticks) / 1_000_000, events: events, files: files,
            findings: findings)
    }

    /// Keeps those of the files that have lain there for a week.
    private func note(_ files: [BlobHash], behind end: Int64, at now: Int64) throws {
        var old = Strays(end: end)
        for file in files where old.files.count < Self.straysAtMost {
            guard let came = try blobs.modifiedMilliseconds(of: file), came < now - Self.strayMilliseconds else { continue }
            old.files.append(file)
        }
        if !old.files.isEmpty { strays.withLock { $0 = old } }
    }

    /// Holds a copy of the database, as one moment has it, against a replay of its journal.
    private func journalFindings(_ mentioned: inout MentionedFiles?) throws -> (findings: [String], events: Int64) {
        let path = "\(folder)/journal.db"
        let name = service.name.rawValue
        isCopying.withLock { $0 = true }
        defer { isCopying.withLock { $0 = false } }
        try removeCopies()
        // Copy and replay together are twice the database.
        if let shortage = shortage(2 * (try fileStatus(path)?.sizeBytes ?? 0)) { return (["no scrub: \(shortage.problem)"], 0) }
        try makeDirectory(room, mode: 0o700)
        defer { _ = try? removeCopies() }
        do {
            try Database.copy(path, to: copy)
            let old = try Database.reader(path: copy)
            let damages = try old.reading.damages().prefix(3).map { "the database of \(name) is damaged (\($0)): restore it from a backup" }
            let new = try Database.open(path: fresh)
            let events = try Replay.rebuild(service, from: old.reading, into: new)
            let differences = try Replay.differences(service, old.reading, new.reading)
            mentioned = try MentionedFiles(old.reading)
            let sentences = differences.map {
                "the tables of \(name) are not those its journal makes (\($0)): stop it and run `alurctl rebuild \(name)`"
            }
            return (damages + sentences + (try KeptCheck.findings(service.name, old.reading)), events)
        } catch let fault as Fault {
            return (["\(fault.description): stop \(name) and restore it from a backup"], 0)
        } catch let error as SQLiteError {
            return (["the database of \(name) cannot be read through (\(error.message), code \(error.code)): restore it from a backup"], 0)
        }
    }
}
