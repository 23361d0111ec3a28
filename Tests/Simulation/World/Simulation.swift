import Domain
import Kernel
import Nettle
import Protocol
import Sodium

/// One run: five services, a client and whatever happens to them, all of it from one seed.
///
/// Everything is the production code but the sockets, the files and the clock. Time jumps from one thing that happens to the next.
public final class Simulation {
    /// What came of a run.
    public struct Outcome: Sendable {
        /// The run's seed.
        public let seed: UInt64
        /// The hash of everything that was sent, and when.
        public let trace: String
        /// The first promise that did not hold; nil when all did.
        public let breach: Breach?
        /// What happened to the services.
        public let troubles: TroubleCounts
        /// The events in all journals, without those of the start.
        public let events: Int
        /// Messages that arrived.
        public let messages: Int
        /// What the run was about.
        public let tally: Tally
    }

    /// What the officials did.
    public struct Tally: Sendable, Equatable {
        /// Cases that began, ended and were given up.
        public var begun = 0, closed = 0, cancelled = 0
        /// Decisions that returned a document, and parafs and signatures that were given again.
        public var returns = 0, renewals = 0
        /// Letters registered, numbers given and numbers struck out.
        public var letters = 0, numbers = 0, voided = 0
        /// Disposisi given, events parked, files sealed.
        public var disposisi = 0, parked = 0, sealed = 0
        /// Acts under a mandate and by one of several holders.
        public var mandates = 0, taken = 0
        /// Times of office that ended, mutasi, and tasks that came to another position.
        public var leavers = 0, transfers = 0, moved = 0

        /// Nothing yet.
        public init() {}

        /// Adds another run's.
        public mutating func add(_ other: Tally) {
            begun += other.begun
            closed += other.closed
            cancelled += other.cancelled
            returns += other.returns
            renewals += other.renewals
            letters += other.letters
            numbers += other.numbers
            voided += other.voided
            disposisi += other.disposisi
            parked += other.parked
            sealed += other.sealed
            mandates += other.mandates
            taken += other.taken
            leavers += other.leavers
            transfers += other.transfers
            moved += other.moved
        }

        /// Each by its name.
        public var lines: [(String, Int)] {
            [
                ("cases begun", begun), ("closed", closed), ("cancelled", cancelled), ("returns", returns), ("renewals", renewals),
                ("letters", letters), ("numbers", numbers), ("numbers voided", voided), ("disposisi", disposisi), ("events parked", parked),
                ("files sealed", sealed), ("acts by mandate", mandates), ("tasks taken", taken),
                ("holders gone", leavers), ("mutasi", transfers), ("tasks moved", moved),
            ]
        }
    }

    private enum Measures {
        /// Events after which no more faults happen.
        static let events = 260
        /// Milliseconds after which no more faults happen, whatever has come of the cases.
        static let faultyMilliseconds: Int64 = 120_000
        /// Milliseconds that everything may take once faults have stopped.
        static let calmMilliseconds: Int64 = 600_000
        static let steps = 60_000
        static let troubleMilliseconds: Int64 = 40
        static let backupPerMille = 60
        static let dayMilliseconds: Int64 = 86_400_000
    }

    private let seed: UInt64
    private let starting: Starting
    private let files = SimulatedFiles()
    private let hosts: [Host]
    private let client: Client
    private let oracle: Oracle
    private var network = Network()
    private var chance: Chance
    private var profile: TroubleProfile
    private var counts = TroubleCounts()
    private var trace = SHA256()
    private var ticks: Int64 = 0
    private let epoch: Int64
    private var messages = 0
    private var nextTrouble: Int64 = 0
    private var isCalm = false
    private var calmSince: Int64 = 0

    /// A run of that seed. Throws when the start cannot be made.
    public init(seed: UInt64) throws {
        self.seed = seed
        let starting = try Starting.shared.get()
        #if PLANTED
            Planted.begin()
        #endif
        self.starting = starting
        var chance = Chance(seed: seed &* 0xD134_2543_DE82_EF95 &+ 1)
        profile = TroubleProfile(&chance)
        epoch = Self.beginning(&chance)
        let files = files
        hosts = try Starting.names.indices.map { try Host($0, starting, files) }
        oracle = Oracle(starting, files, epoch: epoch)
        client = Client(starting, files, oracle, epoch: epoch, seed: chance.next())
        self.chance = chance
    }

    /// Some working morning, or the last seconds of a year where the office is.
    private static func beginning(_ chance: inout Chance) -> Int64 {
        let morning: Int64 = 1_773_100_800_000
        guard chance.isLikely(perMille: 300) else { return morning + Int64(chance.below(100)) * Measures.dayMilliseconds }
        let newYear = CivilDate(year: 2027, month: 1, day: 1)?.start(in: SimulatedOffice.zone).milliseconds ?? morning
        return newYear - Int64(chance.below(15_000))
    }

    /// Plays the run to its end.
    public func play() -> Outcome {
        var breach: Breach?
        do {
            try run()
        } catch let found as Breach {
            breach = found
        } catch {
            breach = Breach(.running, "the run ended with \(error)")
        }
        return Outcome(
            seed: seed, trace: hexadecimal(trace.finish()), breach: breach, troubles: counts, events: oracle.eventCount, messages: messages,
            tally: oracle.tally)
    }

    private func run() throws {
        try oracle.begin(hosts)
        for step in 1... {
            guard step < Measures.steps else { throw Breach(.liveness, "the run does not end: \(try whatWaits())") }
            guard let time = nextTime() else { throw Breach(.liveness, "nothing is left to wait for: \(try whatWaits())") }
            ticks = max(ticks, time)
            try happen()
            try calmDown()
            if isCalm, try isOver() { break }
            if isCalm, ticks > calmSince + Measures.calmMilliseconds { throw Breach(.liveness, "it takes too long: \(try whatWaits())") }
        }
        try Audit(seed, starting, hosts, files, client.ledger, oracle).run()
    }

    private func nextTime() -> Int64? {
        var next = min(network.next ?? .max, client.wake ?? .max)
        for host in hosts {
            if host.node == nil { next = min(next, host.startsAt) } else { next = min(next, host.wake ?? .max, host.errandAt ?? .max) }
        }
        if !isCalm { next = min(next, nextTrouble) }
        return next == .max ? nil : next
    }

    /// Does the first thing that is due.
    private func happen() throws {
        if let at = network.next, at <= ticks, let parcel = network.pop() { return try arrive(parcel) }
        for host in hosts {
            if host.node == nil {
                if host.startsAt <= ticks { return try host.start(at: ticks) }
            } else if let errandAt = host.errandAt, errandAt <= ticks {
                return fetch(host)
            } else if let wake = host.wake, wake <= ticks {
                return try turn(host)
            }
        }
        if let wake = client.wake, wake <= ticks {
            client.act(at: ticks)
            return sendFromClient()
        }
        if !isCalm, nextTrouble <= ticks { try trouble() }
    }

    private func clock(_ host: Host) -> Node.Clock {
        Node.Clock(now: Moment(milliseconds: epoch + ticks + host.skewMilliseconds), ticks: ticks)
    }

    // MARK: - Messages

    private func arrive(_ parcel: Parcel) throws {
        messages += 1
        for frame in parcel.frames { trace.update(frame) }
        trace.update(withUnsafeBytes(of: ticks.littleEndian) { Array($0) })
        switch parcel.destination {
        case .service(let index, let peer):
            let host = hosts[index]
            guard let node = host.node else { return }
            if let answer = node.receive(parcel.frames, from: Node.Peer(name: peer, key: nil), clock(host)) { route(answer, host) }
            host.touch(clock(host))
        case .peer(let peer, let from):
            guard peer.first == 2 else {
                if peer == client.peer { try client.receive(parcel.frames, from: Starting.names[from], at: ticks) }
                return sendFromClient()
            }
            let host = hosts[Int(peer[1])]
            // What was meant for a process that has died reaches nobody.
            guard peer == host.peer, let node = host.node else { return }
            node.receive(parcel.frames, fromUpstream: Starting.names[from], clock(host))
            host.touch(clock(host))
        }
    }

    private func route(_ sending: Node.Sending, _ host: Host) {
        switch sending {
        case .toPeer(let peer, let frames):
            let end: End = peer.first == 2 ? .service(Int(peer[1])) : .client
            network.send(
                frames, from: .service(host.index), to: end, .peer(peer, from: host.index), at: ticks, profile, &chance, &counts)
        case .toUpstream(let stream, let frames):
            guard let index = Starting.names.firstIndex(of: stream) else { return }
            guard hosts[index].node != nil else {
                host.node?.couldNotPull(stream, clock(host))
                return
            }
            network.send(
                frames, from: .service(host.index), to: .service(index), .service(index, peer: host.peer), at: ticks, profile, &chance, &counts)
        }
    }

    private func sendFromClient() {
        for (service, frames) in client.takeSendings() {
            guard let index = Starting.names.firstIndex(of: service) else { continue }
            network.send(frames, from: .client, to: .service(index), .service(index, peer: client.peer), at: ticks, profile, &chance, &counts)
        }
    }

    // MARK: - A service's turn

    private func turn(_ host: Host) throws {
        guard let node = host.node else { return }
        planMishap(host)
        let before = node.engine.tip.position
        let sendings: [Node.Sending]
        let effects: [PendingEffect]
        do {
            sendings = try node.turn(clock(host))
            noteMishap(host)
            effects = try node.effectsToDo()
        } catch let stopped as Engine.Stopped where host.planned != nil {
            _ = stopped
            return try crash(host)
        } catch  where host.planned != nil && host.mishap.plan == nil {
            return try crash(host)
        }
        noteMishap(host)
        host.noteRecovery()
        let isCommitted = node.engine.tip.position != before
        try oracle.look(at: host, clock(host), hosts)
        if isCommitted, chance.isLikely(perMille: profile.rate(.crashAfterCommit)) {
            counts[.crashAfterCommit] += 1
            return try die(host)
        }
        for sending in sendings { route(sending, host) }
        host.fetch(effects, at: ticks, &chance)
        host.touch(clock(host))
        guard isCommitted, chance.isLikely(perMille: profile.rate(.crashAfterReply)) else { return }
        counts[.crashAfterReply] += 1
        try die(host)
    }

    private func planMishap(_ host: Host) {
        guard host.planned == nil else { return }
        if chance.isLikely(perMille: profile.rate(.storageError)) {
            host.planned = .storageError
            host.mishap.plan = .statement(after: chance.below(60))
        } else if chance.isLikely(perMille: profile.rate(.crashBeforeCommit)) {
            host.planned = .crashBeforeCommit
            host.mishap.plan = .commit
        }
    }

    /// A mishap that only a question met has happened, and the service lives on.
    private func noteMishap(_ host: Host) {
        guard let planned = host.planned, host.mishap.plan == nil else { return }
        counts[planned] += 1
        host.planned = nil
    }

    private func crash(_ host: Host) throws {
        if let planned = host.planned { counts[planned] += 1 }
        try die(host)
    }

    private func die(_ host: Host) throws {
        try host.die(until: ticks + Int64(chance.pick([1, 30, 300, 2_500]) ?? 1))
    }

    /// The courier is back with its first file, or without it.
    private func fetch(_ host: Host) {
        guard let effect = host.errands.first, let node = host.node else { return }
        switch effect.intent.call {
        case .fetchFile(let file, let owner):
            if chance.isLikely(perMille: profile.rate(.fetchFailure)) {
                counts[.fetchFailure] += 1
                if chance.isLikely(perMille: 700) { return host.postponeErrand(to: ticks + 200) }
                node.receive(.refused("wrongContent"), of: effect)
            } else if files.holds(file.hash, at: owner) {
                files.put(file.hash, at: host.name)
                let held = FileReference(hash: file.hash, size: SimulatedFiles.size, mediaType: "text/plain")
                node.receive(.fetched(held, text: "Isi surat."), of: effect)
            } else {
                node.receive(.refused("notFound"), of: effect)
            }
        }
        host.finishErrand(at: ticks, &chance)
        host.touch(clock(host))
    }

    // MARK: - Trouble, and its end

    private func trouble() throws {
        nextTrouble = ticks + Measures.troubleMilliseconds
        if chance.isLikely(perMille: profile.rate(.partition)) {
            let one = chance.below(hosts.count)
            let other = chance.below(hosts.count + 1)
            let end: End = other == hosts.count ? .client : .service(other)
            if end != .service(one) { network.cut(.service(one), end, until: ticks + Int64(chance.among(100...6_000))) }
        }
        let host = hosts[chance.below(hosts.count)]
        if chance.isLikely(perMille: Measures.backupPerMille) { try host.backUp() }
        if chance.isLikely(perMille: profile.rate(.restore)) { try restore(host) }
        if chance.isLikely(perMille: profile.rate(.clockJump)) {
            counts[.clockJump] += 1
            host.skewMilliseconds += chance.isLikely(perMille: 700) ? Measures.dayMilliseconds : -Measures.dayMilliseconds
            host.touch(clock(host))
        }
        if chance.isLikely(perMille: profile.rate(.reconnect)) {
            counts[.reconnect] += 1
            client.reconnect()
        }
    }

    /// One machine is lost at a time, and only when another has on its disk all that it ever wrote: more is not promised.
    private func restore(_ host: Host) throws {
        guard host.node != nil, !hosts.contains(where: \.isRestored), let end = host.node?.engine.tip.position,
            try hosts.contains(where: { try $0 !== host && $0.savedCursor(in: host.name) == end }),
            try host.restore(at: ticks + Int64(chance.pick([1, 300, 5_000]) ?? 1))
        else { return }
        counts[.restore] += 1
    }

    private func calmDown() throws {
        guard !isCalm, oracle.eventCount >= Measures.events || ticks > Measures.faultyMilliseconds || client.isIdle else { return }
        isCalm = true
        calmSince = ticks
        profile.stop()
        network.mend()
        client.beginNothingMore()
        for host in hosts {
            host.mishap.plan = nil
            host.planned = nil
            // Somebody has set the clocks.
            host.skewMilliseconds = 0
            if host.node != nil { host.touch(clock(host)) }
        }
    }

    /// Whether everything that was begun has ended and every service has read what there is.
    private func isOver() throws -> Bool {
        guard client.isIdle, oracle.isQuiet else { return false }
        return try hosts.allSatisfy { host in
            guard let engine = host.node?.engine, host.node?.problems.isEmpty ?? false, host.errands.isEmpty,
                engine.cursors.count == engine.service.upstreams.count
            else { return false }
            let isAtEnd = engine.cursors.allSatisfy { stream, cursor in
                hosts.contains { $0.name == stream && $0.node?.engine.tip.position == cursor.position }
            }
            return try isAtEnd && engine.pendingEffects(most: 1).isEmpty
        }
    }

    private func whatWaits() throws -> String {
        let down = hosts.filter { $0.node == nil }.map(\.name.rawValue)
        let stuck = hosts.flatMap { host in
            (host.node?.problems ?? [:]).sorted { $0.key.rawValue < $1.key.rawValue }.map { "\(host.name.rawValue): \($0.value)" }
        }
        return (oracle.open + client.open + stuck + (down.isEmpty ? [] : ["down: \(down)"])).prefix(12).joined(separator: "; ")
    }
}
