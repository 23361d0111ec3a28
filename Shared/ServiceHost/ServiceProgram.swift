import Blobs
import Deployment
import Domain
import Glibc
import Kernel
import Linux
import Policy
import Protocol
import SQLite
import Sodium
import ZeroMQ

/// The executable of a service: reads the installation's file and runs the service until it is told to stop.
public enum ServiceProgram {
    /// Runs `alur-<name> serve --home DIR`, or `alur-<name> rebuild --home DIR`; never returns.
    ///
    /// Exit codes: 0 after SIGTERM or SIGINT, 64 for a wrong call, 69 when something committed is lost and has to be restored, 70 when the store cannot be
    /// relied on, 78 for a wrong installation.
    public static func main(_ name: ServiceName, make: (LiveInstallation) throws -> Service) -> Never {
        let log = Log(service: name)
        let arguments = CommandLine.arguments
        guard arguments.count == 4, ["serve", "rebuild"].contains(arguments[1]), arguments[2] == "--home" else {
            log.line("usage: alur-\(name.rawValue) serve|rebuild --home DIR")
            exit(64)
        }
        do {
            let live = try LiveInstallation(home: arguments[3])
            let service = try make(live)
            if arguments[1] == "rebuild" {
                try Rebuilding.run(service, in: live.deployment.folder(of: name), log)
            } else {
                try ServiceLoop(service, live, log).run()
            }
            exit(0)
        } catch let problem as Deployment.Problem {
            log.line(problem.description)
            exit(78)
        } catch let lost as Engine.BelowMark {
            log.line(lost.description)
            exit(69)
        } catch {
            let isServing = arguments[1] == "serve" && !(error is Engine.Stopped)
            let advice = "Look at the disk, then start the service again; it recovers by itself."
            log.line(isServing ? "\(name.rawValue) stops: \(error). \(advice)" : "\(error)")
            exit(70)
        }
    }
}

/// The thread that owns a service's sockets and its writing connection.
struct ServiceLoop {
    private let service: Service
    private let live: LiveInstallation
    private let log: Log
    private var deployment: Deployment { live.deployment }

    private enum Measures {
        static let idleMilliseconds = 1_000
        /// Enough for ten thousand strangers beside the honest peers.
        static let networkDescriptors = 16_384
        static let leastDescriptors = 256
        static let logMilliseconds: Int64 = 60_000
        static let uploadLifeMilliseconds: Int64 = 86_400_000
    }

    init(_ service: Service, _ live: LiveInstallation, _ log: Log) {
        self.service = service
        self.live = live
        self.log = log
    }

    func run() throws {
        // Before any thread is started, so that every thread leaves these signals to the loop.
        let signals = try SignalSource()
        let wakeUp = try WakeUp()
        let folder = deployment.folder(of: service.name)
        try makeDirectory(folder, mode: 0o700)
        let lock = try lockFolder(folder)
        try checkDescriptors(try raiseDescriptorLimit())
        let blobs = try BlobStore(root: "\(folder)/files", uploadBytesMaximum: Limits.fileBytes)
        _ = try blobs.sweep(unchangedSinceMilliseconds: wallClockMilliseconds() - Measures.uploadLifeMilliseconds)
        let grantKey = try Keys.publicKey(deployment)
        let note = try RecoveryFile.read(in: folder)
        if note == nil { try checkMark(folder) }
        let shortage = shortage(folder)
        let settings = Engine.Settings(
            grantKey: grantKey, salt: { randomBytes(16) }, fileSize: { Self.size(of: $0, in: blobs) },
            sealKey: try SealKeys.signingKey(deployment, of: service.name), shortage: { shortage(0) })
        let database = try Database.open(path: "\(folder)/journal.db")
        // What an earlier process left in the log goes into the file before anything is added to it: a sync that failed then may have left pages in the log
        // that the system shows and the disk does not have, and everything behind them would be lost with the power.
        try empty(log: database)
        let engine = try Engine(service, database: database, settings: settings)
        let marks = try MarkKeeper(HighWaterMark(engine.tip), in: folder)
        let scrubWakeUp = OwnedWakeUp(try WakeUp())
        let scrubber = try Scrubber(service, in: folder, blobs, shortage: shortage, log, waking: scrubWakeUp.wakeUp.signal)
        let (live, name) = (live, service.name)
        let others = ServiceName.allCases.filter { $0 != name }
        let machines = MachineRights(
            mayAsk: { key, verb in live.permits(key, verb, at: name) }, mayReadContent: { live.isCleared($0, forContentsOf: name) },
            isService: { live.isKey($0, of: $1) })
        let node = Node(engine, grantKey: grantKey, readers: others, note: note, machines: machines) {
            Node.Usage(
                residentBytes: (try? residentBytes()) ?? 0, peakResidentBytes: (try? peakResidentBytes()) ?? 0,
                processorMicroseconds: processorMicroseconds(), scrub: scrubber.report)
        }
        let context = try Context()
        let stop = StopFlag()
        let ended = Mailbox<String>(waking: wakeUp.signal)
        let reports = Reports()
        // Before any router binds.
        let door = deployment.isNetworked ? try Doorkeeper(live, in: context, stopping: stop, waking: wakeUp.signal, ended: ended, log) : nil
        let sockets = Sockets(
            listeners: try Listeners(name, .commands, live, in: context, log),
            upstreams: try Upstreams(name, others, live, in: context))
        let withholding = Withholding(node.withholdsWords)
        let desk = FileDesk(
            service: service, live: live, databasePath: "\(folder)/journal.db", grantKey: grantKey, blobs: blobs, shortage: shortage,
            scrubber: scrubber, withholding: withholding, context: context, log: log, reports: reports, machines: machines)
        let deskReady = Mailbox<String?>(waking: wakeUp.signal)
        let deskThread = try WorkerThread { desk.run(stopping: stop, ready: deskReady) }
        let courier = try CourierThread(Courier(live: live, service: name, blobs: blobs, context: context, log: log), stop, waking: wakeUp.signal)
        let scrubThread = try WorkerThread {
            // Only its wake-up can fail it; that leaves the service at work, and the status says so.
            do { try scrubber.run(stopping: stop, wakeUp: scrubWakeUp.wakeUp) } catch {
                reports.note("scrub", "there is no scrub before the next start of \(name.rawValue): \(error)")
            }
        }
        let eraser = Eraser(in: folder, blobs, shortage: shortage, clearing: scrubber.clear, log)
        let result = Result { try serve(node, sockets, signals, wakeUp, courier, deskReady, ended, marks, eraser, withholding, scrubber, reports) }
        stop.set()
        scrubWakeUp.wakeUp.signal.send()
        marks.join()
        scrubThread.join()
        courier.join()
        deskThread.join()
        door?.join()
        withExtendedLifetime(lock) {}
        try result.get()
        log.line("stopped at \(engine.position)")
    }

    /// Says what would go wrong with so few descriptors before it does. Throws `Problem` where the service could not work at all.
    private func checkDescriptors(_ count: Int) throws {
        let advice = "set LimitNOFILE=65536 in its unit, or `ulimit -n 65536` before its start"
        if count < Measures.leastDescriptors {
            throw Deployment.Problem("this process may open only \(count) files and connections, and needs \(Measures.leastDescriptors); \(advice)")
        }
        if deployment.isNetworked, count < Measures.networkDescriptors {
            log.line("this process may open only \(count) files and connections: so many strangers can keep peers out; \(advice)")
        }
    }

    /// Looks what is missing on the folder's disk for taking something new of so many bytes. A disk that cannot say what is free stops nobody here: what cannot
    /// be written stops the service.
    private func shortage(_ folder: String) -> @Sendable (Int) -> DiskShortage? {
        let (name, reserve) = (service.name, deployment.reserveBytes)
        return { bytes in
            guard let free = try? availableBytes(at: folder) else { return nil }
            return DiskShortage(of: name, freeBytes: free - bytes, reserveBytes: reserve)
        }
    }

    /// Looks whether the journal still goes as far as it did, through a connection that writes nothing: a damaged log stays as it is for whoever looks into it.
    private func checkMark(_ folder: String) throws {
        guard let mark = try MarkKeeper.read(in: folder) else { return }
        let path = "\(folder)/journal.db"
        guard try fileStatus(path) != nil else { return try mark.check(nil, of: service.name) }
        let database = try Database.reader(path: path)
        try mark.check(database.reading, of: service.name)
    }

    /// Moves all that is in the database's log into its file. A reader in the way, such as a backup, is waited for. Throws `Problem` where that takes too long.
    private func empty(log database: borrowing Database) throws {
        var pause = Poller()
        let deadline = monotonicNanoseconds() + Measures.logMilliseconds * 1_000_000
        while try !database.emptyLog() {
            guard monotonicNanoseconds() < deadline else {
                throw Deployment.Problem(
                    "somebody reads \(service.name.rawValue)'s journal.db without end; see who (`fuser`), and start the service again")
            }
            try pause.wait(timeoutMilliseconds: 50)
        }
    }

    private func lockFolder(_ folder: String) throws -> FolderLock {
        do throws(SystemError) {
            return FolderLock(try DirectoryLock(folder))
        } catch {
            guard error.isHeldByAnother else { throw error }
            throw Deployment.Problem("\(folder) is in use by another process of this service; stop that one first")
        }
    }

    private static func size(of hash: String, in blobs: BlobStore) -> Int? {
        guard let name = BlobHash(hash) else { return nil }
        // A disk that cannot say so is taken for one that has no such file: the command is refused and can be sent again.
        return (try? blobs.size(of: name)) ?? nil
    }

    /// The sockets of the loop.
    private struct Sockets {
        let listeners: Listeners
        let upstreams: Upstreams
    }

    private func serve(
        _ node: Node, _ sockets: Sockets, _ signals: borrowing SignalSource, _ wakeUp: borrowing WakeUp, _ courier: borrowing CourierThread,
        _ deskReady: Mailbox<String?>, _ doorEnded: Mailbox<String>, _ marks: borrowing MarkKeeper, _ eraser: Eraser,
        _ withholding: Withholding, _ scrubber: Scrubber, _ reports: Reports
    ) throws {
        var eraser = eraser
        var version = live.version
        var poller = poller(sockets, signals, wakeUp)
        var isReady = false
        var isRestored = try RecoveryFile.read(in: deployment.folder(of: service.name)) != nil
        while true {
            let clock = Self.clock()
            let wait =
                node.nextTurn(clock).map { max(0, min(Int64(Measures.idleMilliseconds), $0 - clock.ticks)) } ?? Int64(Measures.idleMilliseconds)
            sockets.listeners.watch(node.hasRoom, in: &poller)
            try poller.wait(timeoutMilliseconds: Int(wait))
            wakeUp.clear()
            if let problem = doorEnded.takeAll().first { throw ThreadEnded(description: "the doorkeeper has ended: \(problem)") }
            if live.version != version {
                version = live.version
                adjust(sockets, node)
                poller = self.poller(sockets, signals, wakeUp)
            }
            isReady = try hear(deskReady, node) || isReady
            try receive(node, sockets)
            for (effect, result) in try courier.results() { node.receive(result, of: effect) }
            try turn(node, sockets)
            withholding.set(node.withholdsWords)
            try marks.note(node.engine.tip)
            if isRestored, node.mayDecide {
                try RecoveryFile.remove(in: deployment.folder(of: service.name))
                isRestored = false
                log.line("restored: whole again at \(node.engine.position)")
            }
            courier.carry(try node.effectsToDo())
            if node.engine.isCheckpointDue { try node.engine.checkpoint() }
            // What a restore has put aside is kept until the service is whole.
            if node.mayDecide {
                try eraser.step(node.engine, ticks: Self.clock().ticks)
                if let strays = scrubber.takeStrays() { try eraser.remove(strays, node.engine) }
            }
            let problems = [eraser.problem, live.complaint].compactMap { $0 }
            node.hostProblems = problems + reports.sentences
            if signals.next() != nil {
                // What was taken in this turn is answered; the rest is asked again of the next start.
                _ = try notifySupervisor(.stopping)
                return
            }
        }
    }

    /// Says that peers may connect, once the file desk does too. A service without its file desk ends instead of doing half its work.
    private func hear(_ deskReady: Mailbox<String?>, _ node: Node) throws -> Bool {
        let words = deskReady.takeAll()
        if let problem = words.compactMap({ $0 }).first { throw ThreadEnded(description: "the file desk has ended: \(problem)") }
        if words.isEmpty { return false }
        log.line("ready at \(node.engine.position)")
        _ = try notifySupervisor(.ready)
        return true
    }

    private func poller(_ sockets: Sockets, _ signals: borrowing SignalSource, _ wakeUp: borrowing WakeUp) -> Poller {
        var poller = Poller()
        sockets.listeners.add(to: &poller)
        _ = poller.add(descriptor: signals.descriptor)
        _ = poller.add(descriptor: wakeUp.descriptor)
        sockets.upstreams.add(to: &poller)
        return poller
    }

    /// Goes by the files of the installation as they are now.
    private func adjust(_ sockets: Sockets, _ node: Node) {
        sockets.listeners.adjust()
        do {
            // What was asked over the old connection is not answered over the new one.
            for stream in try sockets.upstreams.adjust() { node.couldNotPull(stream, Self.clock()) }
        } catch {
            log.line("\(error); what was good before goes on")
        }
    }

    private func receive(_ node: Node, _ sockets: Sockets) throws {
        let clock = Self.clock()
        while node.hasRoom, let message = try sockets.listeners.receive() {
            let sending = node.receive(message.frames, isTruncated: message.isTruncated, from: message.peer, clock)
            if let sending { try send(sending, node, sockets) }
        }
        for stream in ServiceName.allCases {
            while let frames = try sockets.upstreams.receive(from: stream) { node.receive(frames, fromUpstream: stream, clock) }
        }
    }

    private func turn(_ node: Node, _ sockets: Sockets) throws {
        let clock = Self.clock()
        guard let next = node.nextTurn(clock), next <= clock.ticks else { return }
        for sending in try node.turn(clock) { try send(sending, node, sockets) }
    }

    private func send(_ sending: Node.Sending, _ node: Node, _ sockets: Sockets) throws {
        switch sending {
        case .toPeer(let peer, let frames):
            // A peer that is gone or does not read gets its reply when it asks again: it is stored.
            try sockets.listeners.send(frames, to: peer)
        case .toUpstream(let stream, let frames):
            if try !sockets.upstreams.send(frames, to: stream) { node.couldNotPull(stream, Self.clock()) }
        }
    }

    private static func clock() -> Node.Clock {
        Node.Clock(now: Moment(milliseconds: wallClockMilliseconds()), ticks: monotonicNanoseconds() / 1_000_000)
    }
}

/// A thread without which the service is not whole has ended; the process ends too, and its next start makes it anew.
struct ThreadEnded: Error, CustomStringConvertible {
    /// Which, and why.
    let description: String
}

/// Keeps the lock of a folder for as long as it lives.
private final class FolderLock {
    private let lock: DirectoryLock

    init(_ lock: consuming DirectoryLock) { self.lock = lock }
}

/// The courier's thread, as the loop sees it.
private struct CourierThread: ~Copyable {
    private let inbox: Mailbox<PendingEffect>
    private let outbox: Mailbox<(PendingEffect, Intent.Result)>
    private let ended: Mailbox<String>
    private let thread: WorkerThread

    init(_ courier: Courier, _ stop: StopFlag, waking loop: WakeUpSignal) throws {
        let wakeUp = try WakeUp()
        let inbox = Mailbox<PendingEffect>(waking: wakeUp.signal)
        let outbox = Mailbox<(PendingEffect, Intent.Result)>(waking: loop)
        let ended = Mailbox<String>(waking: loop)
        let owned = OwnedWakeUp(wakeUp)
        thread = try WorkerThread {
            do { try courier.run(stopping: stop, wakeUp: owned.wakeUp, inbox: inbox, outbox: outbox) } catch { ended.put("\(error)") }
        }
        self.ended = ended
        self.inbox = inbox
        self.outbox = outbox
    }

    func carry(_ effects: [PendingEffect]) { for effect in effects { inbox.put(effect) } }

    func results() throws -> [(PendingEffect, Intent.Result)] {
        if let problem = ended.takeAll().first {
            throw ThreadEnded(description: "the courier has ended: \(problem)")
        }
        return outbox.takeAll()
    }

    consuming func join() { thread.join() }
}

/// Carries the courier's end of its wake-up into its thread. Unchecked Sendable: after the thread has started nobody else touches it.
private final class OwnedWakeUp: @unchecked Sendable {
    let wakeUp: WakeUp

    init(_ wakeUp: consuming WakeUp) { self.wakeUp = wakeUp }
}
