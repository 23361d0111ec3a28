import Domain
import Protocol
import SQLite
import Sodium

/// A service at work on its database: it takes batches of commands and of other services' events, and nothing is said before they are on the disk.
///
/// Deterministic: equal inputs give equal journals, except for the salts, which `salt` hands in. It never sees a socket or a thread, and stays on one.
public final class Engine {
    /// The rules.
    public let service: Service
    /// Where the journal stands, as committed.
    public private(set) var tip: Tip
    /// Where the service stands in the journals it follows: what concerned it up to there is committed.
    public private(set) var cursors: [ServiceName: Tip]
    /// When time alone makes something due; nil for not before something else happens.
    public var nextDue: Moment? { [nextServiceDue, settings.sealKey == nil ? nil : unsealed.due].compactMap { $0 }.min() }

    /// Whether the service was restored, misses something that nobody gives back, and may go on without it.
    var mayAcceptLoss = false
    /// Whether a loss was accepted since the start.
    var lossWasAccepted: Bool { tip.epoch > firstEpoch }
    private let firstEpoch: Int

    /// Words were destroyed, and what lies outside of their transaction is still to be done: `erase`.
    public internal(set) var mustErase: Bool
    /// The place up to which the database was written anew since the start, where its log could not be emptied yet.
    var rewritten: Int64?

    /// Whether enough was written since the last checkpoint; a commit that only moves a cursor lengthens the log, too.
    public var isCheckpointDue: Bool { uncheckpointed >= 2_000 }

    /// Where it stands by its own database; it may have read over what does not concern it since.
    private(set) var savedCursors: [ServiceName: Tip]
    /// The same by the service's own rules.
    private var nextServiceDue: Moment?
    private var unsealed: Unsealed
    /// The journals in which it stands where a backup had it, and which it has not read since: of their ends it is no witness.
    var hearsay: Set<ServiceName>
    /// The same by its own database.
    var savedHearsay: Set<ServiceName>
    /// What was read of other journals and passed over: kept with the next transaction.
    var unsaved: [KeptRun] = []
    /// The events and commits since the last checkpoint, or since the start.
    private var uncheckpointed: Int64 = 0
    /// The journal's end, for those who read along.
    var recent = RecentEvents()
    let database: Database
    let json = JSONText()
    var grants: GrantChecker
    let settings: Settings

    /// What the world outside hands in.
    public struct Settings: Sendable {
        /// Routing's Ed25519 key, 32 bytes, that grants are checked with.
        public var grantKey: [UInt8]
        /// Sixteen fresh bytes for each content.
        public var salt: @Sendable () -> [UInt8]
        /// The size of a file the service holds.
        public var fileSize: @Sendable (String) -> Int?
        /// What the journal is sealed with; nil for a journal that is not.
        public var sealKey: SigningKey?
        /// What is missing on the disk for taking something new; nil where there is room.
        public var shortage: @Sendable () -> DiskShortage?

        /// What the world outside hands in.
        public init(
            grantKey: [UInt8], salt: @escaping @Sendable () -> [UInt8], fileSize: @escaping @Sendable (String) -> Int? = { _ in nil },
            sealKey: SigningKey? = nil,
            shortage: @escaping @Sendable () -> DiskShortage? = { nil }
        ) {
            self.grantKey = grantKey
            self.salt = salt
            self.fileSize = fileSize
            self.sealKey = sealKey
            self.shortage = shortage
        }
    }

    /// Something to be processed.
    public enum Input: Sendable {
        /// A request whose verb is a command, from a peer; `key` is the peer's CURVE key, nil over a local socket.
        case command(Request, key: String?)
        /// Events of a journal that the service follows.
        case run(JournalRun)
        /// Time has passed.
        case clock
        /// What came of the call that the own event at this position asked for.
        case effect(position: Int64, index: Int, isLast: Bool, command: any CommandBody)
    }

    /// The store cannot be relied on: stop, say so, and recover from the disk at the next start.
    public struct Stopped: Error, CustomStringConvertible {
        /// The operation, the subject and what to do.
        public let description: String

        init(description: String) { self.description = description }

        /// A service whose disk has failed, or holds something else than it was given.
        init(_ error: SQLiteError, of service: ServiceName) {
            description = "\(service.rawValue) stops: \(error). Look at the disk, then start the service again; it recovers by itself."
        }
    }

    /// Another journal is not the one this service has read so far, or holds an event that stops it.
    public struct Parted: Error, Equatable, CustomStringConvertible {
        /// Whose journal.
        public let stream: ServiceName
        /// The position of an event that belongs to no case and cannot be processed; nil where the journal itself does not fit.
        public var event: Int64?
        /// What does not fit, and what to run next.
        public let description: String
    }

    /// Opens the service's database: makes what tables are missing and reads where it stood.
    ///
    /// Throws `SQLiteError` when the database cannot be read or written.
    public init(_ service: Service, database: consuming Database, settings: Settings) throws {
        self.service = service
        self.settings = settings
        grants = GrantChecker(publicKey: settings.grantKey)
        try Schema.migrate(database, service)
        tip = try Schema.tip(database.reading)
        cursors = try Schema.cursors(database.reading, of: service)
        savedCursors = cursors
        hearsay = try Schema.hearsay(database.reading)
        savedHearsay = hearsay
        unsealed = try Unsealed(service.name, tip, database.reading)
        firstEpoch = tip.epoch
        mustErase = try Unerased.isPending(database.reading)
        self.database = database
        nextServiceDue = service.due == nil ? nil : Moment(milliseconds: 0)
    }

    /// The tables, for questions.
    public var reading: Reading { database.reading }

    /// Takes a batch in one transaction and says what to answer, in the batch's order; entries that are no command have no reply.
    ///
    /// When something in the batch is our mistake, all is taken back and each part tried alone: the one that fails alone is answered with `fault` and
    /// recorded, or parked. Throws `Stopped` on an I/O error, and nothing of the batch may then be answered.
    public func process(_ batch: [Input], now: Moment) throws -> [Reply?] {
        if let passed = try passedOver(batch) {
            cursors = passed.cursors
            unsaved += passed.kept
            return batch.map { _ in nil }
        }
        do {
            return try attempt(batch, now)
        } catch let error {
            try stopUnlessOurs(error)
            return try batch.map { try processAlone($0, now) }
        }
    }

    private func processAlone(_ input: Input, _ now: Moment) throws -> Reply? {
        do {
            return try attempt([input], now).first ?? nil
        } catch let error {
            try stopUnlessOurs(error)
            switch input {
            case .command(let request, _): return try recordFault(of: request, error, now)
            case .run(let run): try processOneByOne(run, now)
            case .clock: try recordFaultOfTime(error, now)
            case .effect(let position, let index, let isLast, _): try recordFault(ofEffect: position, index, isLast, error, now)
            }
            return nil
        }
    }

    private func processOneByOne(_ run: JournalRun, _ now: Moment) throws {
        for index in run.entries.indices {
            let after = StreamPosition(stream: run.after.stream, epoch: run.after.epoch, position: run.after.position + Int64(index))
            let single = JournalRun(after: after, entries: [run.entries[index]], hash: "")
            do {
                _ = try attempt([.run(single)], now)
            } catch let error {
                try stopUnlessOurs(error)
                if error is Parted { throw error }
                try transaction(now) { batch in try self.take(single, parkingAs: "fault", "\(error)", &batch) }
            }
        }
    }

    /// A mistake of ours, a broken table rule or an event that stops its stream is for the caller to isolate; another chain is not read at all, and
    /// anything else means that the store cannot be relied on.
    private func stopUnlessOurs(_ error: any Error) throws {
        switch error {
        case is Stopped: throw error
        case let parted as Parted where parted.event == nil: throw error
        case let error as SQLiteError where !error.isMistake:
            throw Stopped(error, of: service.name)
        default: return
        }
    }

    /// What one transaction has done so far; it becomes the engine's own state at the commit.
    struct Batch {
        var tip: Tip
        var cursors: [ServiceName: Tip]
        var nextDue: Moment?
        var unsealed: Unsealed
        /// What was appended, in its order.
        var appended: [JournalRow] = []
        /// What was read of other journals, in its order.
        var kept: [KeptRun] = []
        /// Whether words were destroyed.
        var isErasing = false
        /// Whether it takes back what the journal had: nothing new may come in between.
        var isRefill = false
        /// Whether what had been passed over is written already.
        var isPassedKept = false
        /// The wall clock, which may stand before the journal's time.
        let now: Moment
    }

    private func attempt(_ batch: [Input], _ now: Moment) throws -> [Reply?] {
        try transaction(now) { state in
            try batch.map { input in
                switch input {
                case .command(let request, let key): return try self.decide(request, key: key, &state)
                case .run(let run): try self.take(run, parkingAs: nil, "", &state)
                case .clock: try self.decideDue(now, &state)
                case .effect(let position, let index, let isLast, let command):
                    try self.takeEffect(position, index, isLast, command, &state)
                }
                return nil
            }
        }
    }

    func transaction<Result>(_ now: Moment, _ body: (inout Batch) throws -> Result) throws -> Result {
        var state = Batch(tip: tip, cursors: cursors, nextDue: nextServiceDue, unsealed: unsealed, now: now)
        state.tip.time = max(tip.time, now)
        #if PLANTED
            if Planted.isOn(.clockRunsBack) { state.tip.time = now }
        #endif
        try database.begin()
        do {
            let result = try body(&state)
            try sealIfDue(&state)
            try saveCursors(state)
            #if PLANTED
                do {
                    try database.commit()
                } catch {
                    guard Planted.isOn(.replyBeforeCommit) else { throw error }
                    try database.rollback()
                    return result
                }
            #else
                try database.commit()
            #endif
            savedCursors = state.cursors
            savedHearsay.formIntersection(hearsay)
            unsaved.removeAll()
            uncheckpointed += 1 + state.tip.position - tip.position
            // The journal's time is that of its last event, here as after a restart.
            if state.tip.position > tip.position { tip = state.tip }
            recent.append(state.appended)
            if state.isErasing {
                mustErase = true
                recent = RecentEvents()
            }
            cursors = state.cursors
            nextServiceDue = state.nextDue
            unsealed = state.unsealed
            return result
        } catch let error {
            try database.rollback()
            #if PLANTED
                if Planted.isOn(.cursorOutsideTransaction) { try saveCursors(state) }
            #endif
            throw error
        }
    }

    /// The whole database as bytes, for tests and the simulator.
    public func image() throws -> [UInt8] { try database.image() }

    /// Moves committed pages into the database file; to be called after the replies are sent.
    public func checkpoint() throws {
        try database.checkpoint()
        uncheckpointed = 0
    }
}
