import Blobs
import Deployment
import Domain
import Glibc
import Kernel
import Linux
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
    public static func main(_ name: ServiceName, make: (Deployment) throws -> Service) -> Never {
        let log = Log(service: name)
        let arguments = CommandLine.arguments
        guard arguments.count == 4, ["serve", "rebuild"].contains(arguments[1]), arguments[2] == "--home" else {
            log.line("usage: alur-\(name.rawValue) serve|rebuild --home DIR")
            exit(64)
        }
        do {
            let deployment = try Deployment(home: arguments[3])
            let service = try make(deployment)
            if arguments[1] == "rebuild" {
                try Rebuilding.run(service, in: deployment.folder(of: name), log)
            } else {
                try ServiceLoop(service, deployment, log).run()
            }
            exit(0)
        } catch let problem as Deployment.Problem {
            log.line(problem.description)
            exit(78)
        } catch let lost as Engine.BelowMark {
            log.line(lost.description)
            exit(69)
        } catch {
            log.line("\(error)")
            exit(70)
        }
    }
}

/// The thread that owns a service's sockets and its writing connection.
struct ServiceLoop {
    private let service: Service
    private let deployment: Deployment
    private let log: Log

    private enum Measures {
        static let idleMilliseconds = 1_000
        static let uploadLifeMilliseconds: Int64 = 86_400_000
    }

    init(_ service: Service, _ deployment: Deployment, _ log: Log) {
        self.service = service
        self.deployment = deployment
        self.log = log
    }

    func run() throws {
        // Before any thread is started, so that every thread leaves these signals to the loop.
        let signals = try SignalSource()
        let wakeUp = try WakeUp()
        let folder = deployment.folder(of: service.name)
        try makeDirectory(folder, mode: 0o700)
        let lock = try lockFolder(folder)
        _ = try raiseDescriptorLimit()
        let blobs = try BlobStore(root: "\(folder)/files", uploadBytesMaximum: Limits.fileBytes)
        _ = try blobs.sweep(unchangedSinceMilliseconds: wallClockMilliseconds() - Measures.uploadLifeMilliseconds)
        let grantKey = try Keys.publicKey(deployment)
        try checkMark(folder)
        let settings = Engine.Settings(grantKey: grantKey, salt: { randomBytes(16) }, fileSize: { Self.size(of: $0, in: blobs) },
            sealKey: try SealKeys.signingKey(deployment, of: service.name))
        let engine = try Engine(service, database: try Database.open(path: "\(folder)/journal.db"), settings: settings)
        let marks = try MarkKeeper(HighWaterMark(engine.tip), in: folder)
        let node = Node(engine, grantKey: grantKey, readers: ServiceName.allCases.filter { $0 != service.name }) {
            Node.Usage(
                residentBytes: (try? residentBytes()) ?? 0, peakResidentBytes: (try? peakResidentBytes()) ?? 0,
                processorMicroseconds: processorMicroseconds())
        }
        let context = try Context()
        let router = try Socket(.router, in: context)
        let endpoints = try deployment.endpoints(of: service.name)
        try router.bind(endpoints.commands)
        let stop = StopFlag()
        let desk = FileDesk(
            service: service, endpoint: endpoints.files, databasePath: "\(folder)/journal.db", grantKey: grantKey, blobs: blobs, context: context,
            log: log)
        let deskReady = Mailbox<String?>(waking: wakeUp.signal)
        let deskThread = try WorkerThread { desk.run(stopping: stop, ready: deskReady) }
        let courier = try CourierThread(Courier(deployment: deployment, blobs: blobs, context: context, log: log), stop, waking: wakeUp.signal)
        let result = Result { try serve(node, router, context, signals, wakeUp, courier, deskReady, marks) }
        stop.set()
        marks.join()
        courier.join()
        deskThread.join()
        withExtendedLifetime(lock) {}
        try result.get()
        log.line("stopped at \(engine.position)")
    }

    /// Looks whether the journal still goes as far as it did, through a connection that writes nothing: a damaged log stays as it is for whoever looks into it.
    private func checkMark(_ folder: String) throws {
        guard let mark = try MarkKeeper.read(in: folder) else { return }
        let path = "\(folder)/journal.db"
        guard try fileStatus(path) != nil else { return try mark.check(nil, of: service.name) }
        let database = try Database.reader(path: path)
        try mark.check(database.reading, of: service.name)
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

    private func serve(
        _ node: Node, _ router: borrowing Socket, _ context: Context, _ signals: borrowing SignalSource, _ wakeUp: borrowing WakeUp,
        _ courier: borrowing CourierThread, _ deskReady: Mailbox<String?>, _ marks: borrowing MarkKeeper
    ) throws {
        var poller = Poller()
        let incoming = poller.add(router)
        _ = poller.add(descriptor: signals.descriptor)
        _ = poller.add(descriptor: wakeUp.descriptor)
        var links: [ServiceName: Link] = [:]
        for stream in ServiceName.allCases where stream != service.name {
            let link = Link(try Socket(.dealer, in: context))
            try link.socket.connect(try deployment.endpoints(of: stream).commands)
            _ = poller.add(link.socket)
            links[stream] = link
        }
        var isReady = false
        while true {
            let clock = Self.clock()
            let wait =
                node.nextTurn(clock).map { max(0, min(Int64(Measures.idleMilliseconds), $0 - clock.ticks)) } ?? Int64(Measures.idleMilliseconds)
            poller.watch(incoming, for: node.hasRoom ? .readable : [])
            try poller.wait(timeoutMilliseconds: Int(wait))
            wakeUp.clear()
            isReady = try hear(deskReady, node) || isReady
            try receive(node, router, links)
            for (effect, result) in try courier.results() { node.receive(result, of: effect) }
            try turn(node, router, links)
            try marks.note(node.engine.tip)
            courier.carry(try node.effectsToDo())
            if node.engine.isCheckpointDue { try node.engine.checkpoint() }
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

    private func receive(_ node: Node, _ router: borrowing Socket, _ links: [ServiceName: Link]) throws {
        let clock = Self.clock()
        while node.hasRoom, let message = try router.receive() {
            guard let peer = message.frames.first else { continue }
            let frames = Array(message.frames.dropFirst())
            let sending = node.receive(frames, isTruncated: message.isTruncated, from: Node.Peer(name: peer, key: nil), clock)
            if let sending { try send(sending, node, router, links) }
        }
        for stream in ServiceName.allCases {
            while let message = try links[stream]?.socket.receive() { node.receive(message.frames, fromUpstream: stream, clock) }
        }
    }

    private func turn(_ node: Node, _ router: borrowing Socket, _ links: [ServiceName: Link]) throws {
        let clock = Self.clock()
        guard let next = node.nextTurn(clock), next <= clock.ticks else { return }
        for sending in try node.turn(clock) { try send(sending, node, router, links) }
    }

    private func send(_ sending: Node.Sending, _ node: Node, _ router: borrowing Socket, _ links: [ServiceName: Link]) throws {
        switch sending {
        case .toPeer(let peer, let frames):
            // A peer that is gone or does not read gets its reply when it asks again: it is stored.
            _ = try router.send([peer] + frames)
        case .toUpstream(let stream, let frames):
            if try links[stream]?.socket.send(frames) != true { node.couldNotPull(stream, Self.clock()) }
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
            throw ThreadEnded(description: "the courier has ended: \(problem). Look at the disk, then start the service again; it goes on by itself.")
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
