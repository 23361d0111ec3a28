import Domain
import Kernel
import Protocol
import SQLite

/// A machine with one service on it: its process, its disk, its clock and its courier.
final class Host {
    let index: Int
    var name: ServiceName { Starting.names[index] }
    /// The process; nil while it is down.
    private(set) var node: Node?
    /// When it is started again.
    private(set) var startsAt: Int64 = 0
    /// When the process has something to do by itself.
    private(set) var wake: Int64?
    /// How far its wall clock is from the world's.
    var skewMilliseconds: Int64 = 0
    let mishap = Mishap()
    /// The fault that the mishap stands for.
    var planned: Trouble?
    /// How often the process was started.
    private(set) var life = 0
    /// The files to fetch, the first one first, and when the first is here.
    private(set) var errands: [PendingEffect] = []
    private(set) var errandAt: Int64?

    private let starting: Starting
    private let files: SimulatedFiles
    private var disk: [UInt8]
    /// What lies elsewhere of this machine's disk.
    private var backup: Backup?
    /// Lies beside a disk that was put back from a backup, until the service knows that it is whole.
    private var note: RecoveryNote?

    private struct Backup {
        var disk: [UInt8]
        var place: StreamPosition
    }

    init(_ index: Int, _ starting: Starting, _ files: SimulatedFiles) throws {
        self.index = index
        self.starting = starting
        self.files = files
        disk = starting.images[index]
        try start(at: 0)
    }

    /// The name under which others know this process as a peer.
    var peer: [UInt8] { [2, UInt8(index), UInt8(truncatingIfNeeded: life), UInt8(truncatingIfNeeded: life >> 8)] }

    /// Starts the process from the disk.
    func start(at now: Int64) throws {
        life += 1
        let engine = try starting.open(index, image: disk, files: files, mishap: mishap)
        node = Node(engine, grantKey: starting.grantKey, readers: Starting.names.filter { $0 != name }, note: note)
        wake = now
    }

    // MARK: - Backups

    /// Whether the service was put back from a backup and is not known to be whole again.
    var isRestored: Bool { note != nil }

    /// Lays aside what is on the disk now.
    func backUp() throws {
        guard let engine = node?.engine, note == nil else { return }
        backup = Backup(disk: try engine.image(), place: engine.position)
    }

    /// The disk is lost, and the service comes back from its backup, with a note of how far it had been; false where there is no backup.
    func restore(at time: Int64) throws -> Bool {
        guard let backup, let reached = node?.engine.position, reached.position > backup.place.position else { return false }
        try die(until: time)
        disk = backup.disk
        note = RecoveryNote(restored: backup.place, reached: reached)
        return true
    }

    /// Takes the note away once the service decides again.
    func noteRecovery() { if node?.mayDecide ?? false { note = nil } }

    /// How far this service's disk says that it has read another's journal.
    func savedCursor(in stream: ServiceName) throws -> Int64 {
        let saved = try looking { try $0.reading.integer("SELECT position FROM cursor WHERE stream = ?", .text(stream.rawValue)) }
        return (saved ?? nil) ?? 0
    }

    /// The process dies: what was not committed is gone, and so is all it held in memory.
    func die(until time: Int64) throws {
        mishap.plan = nil
        planned = nil
        guard let node else { return }
        disk = try node.engine.image()
        self.node = nil
        wake = nil
        startsAt = time
        errands = []
        errandAt = nil
    }

    /// Looks again when the process has something to do.
    func touch(_ clock: Node.Clock) { wake = node?.nextTurn(clock) }

    /// Looks at the database without the disk's mishaps.
    func looking<Result>(_ body: (Engine) throws -> Result) rethrows -> Result? {
        guard let node else { return nil }
        let plan = mishap.plan
        mishap.plan = nil
        defer { mishap.plan = plan }
        return try body(node.engine)
    }

    /// Gives the courier files to fetch.
    func fetch(_ effects: [PendingEffect], at now: Int64, _ chance: inout Chance) {
        errands += effects
        if errandAt == nil, !errands.isEmpty { errandAt = now + Int64(chance.below(40)) }
    }

    /// The courier is told to try its first errand at another time.
    func postponeErrand(to time: Int64) { errandAt = time }

    /// The courier's first errand is done.
    func finishErrand(at now: Int64, _ chance: inout Chance) {
        errands.removeFirst()
        errandAt = errands.isEmpty ? nil : now + Int64(chance.below(40))
    }
}
