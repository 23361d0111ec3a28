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
        node = Node(try starting.open(index, image: disk, files: files, mishap: mishap), grantKey: starting.grantKey)
        wake = now
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
