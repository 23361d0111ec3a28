import Domain
import Policy
import Protocol
import Sodium

/// A service with everything but its sockets: what has come in, what waits for what, and what is to be sent.
///
/// The host hands in frames and the time and sends what it is told; the simulator does the same from one seed. All waiting goes by `ticks`, a clock of
/// milliseconds that nobody sets; the wall clock only dates events.
public final class Node {
    /// The service at work.
    public let engine: Engine
    /// What keeps the node from reading a stream on, by stream.
    public private(set) var problems: [ServiceName: String] = [:]

    /// What the host could not do, each as a sentence for the operator.
    public var hostProblems: [String] = []

    var desk: QuestionDesk
    let json = JSONText()
    private let usage: @Sendable () -> Usage
    let machines: MachineRights
    var arrived: [Arrival] = []
    private var held: [Arrival] = []
    /// What the service does before it decides anything; nil once it may.
    var comparison: Comparison?
    /// Why the service decides nothing, though it runs.
    var recovering: String?
    /// Commands that came before the service may decide.
    var early: [Arrival] = []
    private var waitingPulls: [WaitingPull] = []
    private var inbound: [ServiceName: Inbound] = [:]
    private var effects: [EffectResult] = []
    /// The position up to which the journal was searched for calls, and how many of those named are still without a result.
    private var effectsSeen: Int64 = 0
    private var effectsInHand = 0
    private var bytesInHand = 0
    private var pullNumber: UInt64 = 0

    /// The peer's name in the socket, and its CURVE key (Z85) where the connection has one.
    public struct Peer: Hashable, Sendable {
        /// The routing id the ROUTER socket gave it.
        public var name: [UInt8]
        /// The CURVE key as Z85; nil over a local socket.
        public var key: String?

        /// A peer of the node's ROUTER socket.
        public init(name: [UInt8], key: String?) {
            self.name = name
            self.key = key
        }
    }

    /// Frames to be sent.
    public enum Sending: Sendable, Equatable {
        /// An answer to a peer of the ROUTER socket.
        case toPeer([UInt8], frames: [[UInt8]])
        /// A pull to a service that this one follows, or a question to one that may follow this one.
        case toUpstream(ServiceName, frames: [[UInt8]])
    }

    struct Arrival {
        var peer: Peer
        var request: Request
        var ticks: Int64

        /// What it costs to keep.
        var bytes: Int { 512 + request.body.count + request.grant.count + (request.aside?.count ?? 0) }
    }

    private struct WaitingPull {
        var peer: [UInt8]
        var withContents: Bool
        var id: Identifier
        var pull: PullJournal
        var until: Int64
    }

    /// What is in hand of an upstream, and the pull that is under way.
    private struct Inbound {
        var runs: [JournalRun] = []
        /// When the first of these is to be taken at the latest.
        var takeBy: Int64 = 0
        var pulling: (id: Identifier, after: StreamPosition, until: Int64)?
        var pauseUntil: Int64 = 0
    }

    private struct EffectResult {
        var effect: PendingEffect
        var result: Intent.Result
    }

    private enum Measures {
        static let batchMessages = 256
        static let batchBytes = 1 << 20
        static let peerMessages = 64
        static let unhurriedMilliseconds: Int64 = 5
        static let runsInHand = 4
        static let pullGraceMilliseconds: Int64 = 1_000
        static let reconnectMilliseconds: Int64 = 20
        static let effectsInHand = 16
        static let effectEvents: Int64 = 16_384
        static let backlogMessages = 2_048
        static let backlogBytes = 32 << 20
    }

    /// A node around an engine. It decides nothing before it has asked `readers`, those who may follow its journal, whether they have read further;
    /// with a `note`, because it was restored, not before it has from them what its backup does not have.
    ///
    /// `machines` says what peers may do without a grant.
    public init(
        _ engine: Engine, grantKey: [UInt8], readers: [ServiceName] = [], note: RecoveryNote? = nil, machines: MachineRights = .localOnly,
        usage: @escaping @Sendable () -> Usage = { Usage() }
    ) {
        self.engine = engine
        self.machines = machines
        comparison = readers.isEmpty ? nil : Comparison(of: engine.service.name, with: readers, note: note)
        self.usage = usage
        desk = QuestionDesk(engine.service, grantKey: grantKey)
        for stream in engine.service.upstreams { inbound[stream] = Inbound() }
    }

    /// Requests that have come and are not answered.
    public var backlog: Int { arrived.count + held.count + early.count }

    /// Whether more may come in; the host stops reading while there are many requests, or large ones.
    public var hasRoom: Bool { backlog < Measures.backlogMessages && bytesInHand < Measures.backlogBytes }

    /// Takes what a peer sent; a message that is no request is answered at once.
    public func receive(_ frames: [[UInt8]], isTruncated: Bool = false, from peer: Peer, _ clock: Clock) -> Sending? {
        do throws(Rejection) {
            if isTruncated { throw Rejection.malformedFrame("it has more or longer frames than a request may") }
            let arrival = Arrival(peer: peer, request: try Request(frames: frames), ticks: clock.ticks)
            guard machines.mayUse(arrival.request.verb, from: peer.key) else { throw .notForThisPeer(arrival.request.verb) }
            arrived.append(arrival)
            bytesInHand += arrival.bytes
            return nil
        } catch {
            let id = frames.count > 1 ? Identifier(bytes: frames[1]) : nil
            return .toPeer(peer.name, frames: refusal(id ?? Identifier(milliseconds: 0, random: (0, 0)), error).frames)
        }
    }

    /// Takes what another service answered to a pull or a question.
    public func receive(_ frames: [[UInt8]], fromUpstream stream: ServiceName, _ clock: Clock) {
        if comparison != nil, let reply = Reply(frames: frames), comparison?.receive(reply, from: stream, json) == true { return }
        guard var inbound = inbound[stream], let reply = Reply(frames: frames), let pull = inbound.pulling, reply.id == pull.id else { return }
        defer { self.inbound[stream] = inbound }
        inbound.pulling = nil
        switch reply.status {
        case .ok:
            guard let page = try? json.decode(JournalPage.self, from: reply.body), let run = JournalRun(page, payload: reply.payload),
                run.after == pull.after
            else {
                inbound.pauseUntil = clock.ticks + Measures.pullGraceMilliseconds
                problems[stream] = "\(stream.rawValue) answered a pull with something that is no page of its journal behind \(pull.after)."
                return
            }
            problems[stream] = nil
            engine.hearsay.remove(stream)
            if run.entries.isEmpty { return }
            // What concerns nobody here costs no commit, and what somebody waits for is worth one.
            let takeBy = engine.interest(in: run) == .unhurried ? clock.ticks + Measures.unhurriedMilliseconds : clock.ticks
            inbound.takeBy = inbound.runs.isEmpty ? takeBy : min(inbound.takeBy, takeBy)
            inbound.runs.append(run)
        case .rejected, .unavailable, .fault:
            let why = try? json.decode(Rejection.self, from: reply.body)
            problems[stream] = "\(stream.rawValue) refuses to be read: \(why?.message ?? reply.status.rawValue)"
            inbound.pauseUntil = clock.ticks + Measures.pullGraceMilliseconds
        }
    }

    /// Takes what came of a call that `effectsToDo` named.
    public func receive(_ result: Intent.Result, of effect: PendingEffect) {
        effectsInHand -= 1
        effects.append(EffectResult(effect: effect, result: result))
    }

    /// Takes word that a pull or a question could not be sent, because the other service is not connected.
    public func couldNotPull(_ stream: ServiceName, _ clock: Clock) {
        comparison?.couldNotAsk(stream, clock)
        inbound[stream]?.pulling = nil
        inbound[stream]?.pauseUntil = clock.ticks + Measures.reconnectMilliseconds
    }

    /// The calls that are to be made now and have not been named before since the start, in the journal's order; their results must come in that order.
    ///
    /// Each event is looked at once, a stretch of the journal at a time: after a start it may take several calls to find the first.
    public func effectsToDo() throws -> [PendingEffect] {
        guard mayDecide, effectsSeen < engine.tip.position, effectsInHand < Measures.effectsInHand else { return [] }
        let found = try engine.lookForEffects(
            behind: effectsSeen, most: Measures.effectsInHand - effectsInHand, amongEvents: Measures.effectEvents)
        effectsSeen = found.end
        effectsInHand += found.pending.count
        return found.pending
    }

    /// The tick at which there is something to do even if nothing comes in; nil when there is nothing to wait for.
    public func nextTurn(_ clock: Clock) -> Int64? {
        var ticks: [Int64] = []
        if !arrived.isEmpty || !effects.isEmpty { return clock.ticks }
        ticks += held.map { $0.ticks + Limits.afterMilliseconds }
        ticks += waitingPulls.map(\.until)
        if let comparison { ticks.append(comparison.nextTurn(clock)) }
        guard mayDecide else { return ticks.min() }
        for inbound in inbound.values {
            if !inbound.runs.isEmpty { ticks.append(inbound.takeBy) }
            if let pulling = inbound.pulling {
                ticks.append(pulling.until)
            } else if inbound.runs.count < Measures.runsInHand {
                // With its hands full it pulls again only after it has taken what it holds.
                ticks.append(max(clock.ticks, inbound.pauseUntil))
            }
        }
        if let due = engine.nextDue { ticks.append(clock.ticks + max(0, due.milliseconds - clock.now.milliseconds)) }
        return ticks.min()
    }

    /// Does what is to be done now, in one transaction, and says what is to be sent. Throws `Engine.Stopped`, after which nothing may be sent.
    public func turn(_ clock: Clock) throws -> [Sending] {
        var sendings = try compare(clock)
        let (requests, refused) = takeRequests()
        for arrival in refused { sendings.append(.toPeer(arrival.peer.name, frames: refusal(arrival.request.id, .notYet).frames)) }
        var commands: [Arrival] = []
        var questions: [Arrival] = []
        for arrival in requests {
            if arrival.request.verb == PullJournal.verb {
                sendings += notePull(arrival, clock)
            } else if isQuestion(arrival.request.verb) {
                if withholdsWords, !Self.ownQuestions.contains(arrival.request.verb), !engine.service.isOpen(arrival.request.verb) {
                    sendings.append(.toPeer(arrival.peer.name, frames: notNow(arrival.request.id).frames))
                } else {
                    questions.append(arrival)
                }
            } else if mayDecide || engine.mayAcceptLoss && arrival.request.verb == AcceptLoss.verb {
                commands.append(arrival)
            } else {
                sendings += postpone(arrival)
            }
        }
        var runs = takeRuns(wanted: !commands.isEmpty || !questions.isEmpty || !effects.isEmpty, clock)
        let (ready, replies) = try process(commands, &runs, clock)
        goOnAfterLoss()
        for (arrival, reply) in zip(ready, replies) { sendings.append(.toPeer(arrival.peer.name, frames: reply.frames)) }
        for arrival in questions {
            guard engine.hasReached(arrival.request.after) else {
                held.append(arrival)
                continue
            }
            sendings.append(.toPeer(arrival.peer.name, frames: try answer(arrival, clock).frames))
        }
        sendings += dropHeld(clock)
        bytesInHand = (held + arrived + early).reduce(0) { $0 + $1.bytes }
        sendings += try answerPulls(clock)
        sendings += pullAgain(clock)
        return sendings
    }

    // MARK: - Parts of a turn

    /// The requests to be taken now, and those that may not wait for their place because their peer has enough that wait.
    ///
    /// What waits for its place takes nobody's room in the batch.
    private func takeRequests() -> (taken: [Arrival], refused: [Arrival]) {
        let runs = inbound.values.flatMap(\.runs)
        // What was held comes first, in the order in which it came.
        let waiting = held + arrived
        held.removeAll()
        arrived.removeAll()
        var (taken, refused): ([Arrival], [Arrival]) = ([], [])
        var bytes = 0
        var (perPeer, heldPerPeer): ([[UInt8]: Int], [[UInt8]: Int]) = ([:], [:])
        for arrival in waiting {
            if arrival.request.verb != PullJournal.verb, !reaches(arrival.request.after, with: runs) {
                let count = heldPerPeer[arrival.peer.name, default: 0]
                heldPerPeer[arrival.peer.name] = count + 1
                if count < Measures.peerMessages { held.append(arrival) } else { refused.append(arrival) }
                continue
            }
            let count = perPeer[arrival.peer.name, default: 0]
            if taken.count < Measures.batchMessages, bytes < Measures.batchBytes, count < Measures.peerMessages {
                perPeer[arrival.peer.name] = count + 1
                bytes += arrival.request.body.count
                taken.append(arrival)
            } else {
                arrived.append(arrival)
            }
        }
        return (taken, refused)
    }

    /// The verbs that every node answers beside its service's.
    static let ownVerbs = ownQuestions.union([PullJournal.verb])

    private static let ownQuestions: Set = [ShowStatus.verb, ShowCursor.verb, ShowKept.verb, ListEpochs.verb, ListParked.verb]

    private func isQuestion(_ verb: String) -> Bool {
        Self.ownQuestions.contains(verb) || engine.service.isQuestion(verb)
    }

    /// The runs to be taken now: all in hand when something wants them, else those that have waited long enough for company.
    private func takeRuns(wanted: Bool, _ clock: Clock) -> [JournalRun] {
        var taken: [JournalRun] = []
        guard mayDecide else { return taken }
        for stream in engine.service.upstreams {
            guard var inbound = inbound[stream], !inbound.runs.isEmpty else { continue }
            guard wanted || clock.ticks >= inbound.takeBy else { continue }
            taken += inbound.runs
            inbound.runs.removeAll()
            self.inbound[stream] = inbound
        }
        return taken
    }

    /// Whether a request need not wait for its places. A service that decides nothing yet reads nothing either: what names a place waits as everywhere else.
    private func reaches(_ places: [StreamPosition], with runs: [JournalRun]) -> Bool {
        #if PLANTED
            if Planted.isOn(.ignoreAfter) { return true }
        #endif
        return places.allSatisfy { place in
            engine.hasReached([place])
                || runs.contains { $0.end.stream == place.stream && $0.end.epoch == place.epoch && $0.end.position >= place.position }
        }
    }

    /// Takes the runs, the commands that need no more than these, effects and what is due, in one transaction; the commands taken, and their replies.
    private func process(_ commands: [Arrival], _ runs: inout [JournalRun], _ clock: Clock) throws -> ([Arrival], [Reply]) {
        let results = effects
        effects.removeAll()
        while true {
            let (ready, waiting) = commands.split { reaches($0.request.after, with: runs) }
            var batch = runs.map { Engine.Input.run($0) } + ready.map { .command($0.request, key: $0.peer.key) }
            batch += results.map { done in
                .effect(
                    position: done.effect.position, index: done.effect.index, isLast: done.effect.isLast,
                    command: done.effect.intent.command(done.result))
            }
            if mayDecide, let due = engine.nextDue, due <= clock.now { batch.append(.clock) }
            do {
                let replies = batch.isEmpty ? [] : try engine.process(batch, now: clock.now)
                held += waiting
                return (ready, replies.compactMap { $0 })
            } catch let parted as Engine.Parted {
                // That stream is left alone until an operator has looked; the rest goes on without it.
                problems[parted.stream] = parted.description
                inbound[parted.stream]?.pauseUntil = clock.ticks + Measures.pullGraceMilliseconds
                // A page that is under way goes on from one of these runs.
                inbound[parted.stream]?.pulling = nil
                runs.removeAll { $0.after.stream == parted.stream }
            }
        }
    }

    private func answer(_ arrival: Arrival, _ clock: Clock) throws -> Reply {
        let request = arrival.request
        do {
            switch request.verb {
            case ShowStatus.verb, ShowCursor.verb, ListParked.verb: try machines.permit(request.verb, from: arrival.peer.key)
            default: break
            }
            switch request.verb {
            case ShowStatus.verb: return Reply(id: request.id, status: .ok, position: engine.position, body: try json.encode(try status()))
            case ShowCursor.verb:
                let stream = try json.decode(ShowCursor.self, from: request.body).stream
                // Whoever asks this has just started, and what was sent to it before is lost: nobody waits for an answer to that.
                inbound[stream]?.pulling = nil
                return try answerCursor(request, stream)
            case ShowKept.verb: return try answerKept(arrival)
            case ListEpochs.verb:
                let answer = ListEpochs.Answer(epochs: try engine.epochs())
                return Reply(id: request.id, status: .ok, position: engine.position, body: try json.encode(answer))
            case ListParked.verb:
                let answer = ListParked.Answer(parked: try engine.parkedEvents())
                return Reply(id: request.id, status: .ok, position: engine.position, body: try json.encode(answer))
            default: return try desk.answer(request, key: arrival.peer.key, reading: engine.reading, position: engine.position, now: clock.now)
            }
        } catch {
            return try desk.refuse(request, error, engine.position)
        }
    }

    private func status() throws -> ShowStatus.Answer {
        let usage = usage()
        let following = engine.service.upstreams.compactMap { stream in
            engine.cursors[stream].map { StreamPosition(stream: stream, epoch: $0.epoch, position: $0.position) }
        }
        let shortage = engine.settings.shortage()?.problem
        let erasing = engine.mustErase ? "what was destroyed by law is still being erased here; a backup made by now would hold it" : nil
        let own = [recovering ?? comparison?.progress(engine.tip), shortage, desk.problem, hostProblems.isEmpty ? erasing : nil].compactMap { $0 }
        let sentences = own + hostProblems + (usage.scrub?.findings ?? []) + engine.service.upstreams.compactMap { problems[$0] }
        return ShowStatus.Answer(
            position: engine.position, hash: hexadecimal(engine.tip.hash), following: following, problems: sentences,
            parked: try engine.parkedEvents().count,
            faults: try engine.faultCount(), held: held.count,
            residentBytes: usage.residentBytes, peakResidentBytes: usage.peakResidentBytes, processorMicroseconds: usage.processorMicroseconds,
            backedUp: try engine.reading.integer("SELECT max(position) FROM backup"), scrub: usage.scrub)
    }

    private func dropHeld(_ clock: Clock) -> [Sending] {
        let late: [Arrival]
        (held, late) = held.split { clock.ticks < $0.ticks + Limits.afterMilliseconds }
        return late.map { .toPeer($0.peer.name, frames: refusal($0.request.id, .notYet).frames) }
    }

    private func notePull(_ arrival: Arrival, _ clock: Clock) -> [Sending] {
        do throws(Rejection) {
            try machines.permit(PullJournal.verb, from: arrival.peer.key)
            // Who stands further than a journal that is being taken back would be told that it is another one; who reads it to the end of the backup would be
            // taken for a witness that nothing came after it.
            if withholdsWords { return [.toPeer(arrival.peer.name, frames: notNow(arrival.request.id).frames)] }
            let pull = try json.decode(PullJournal.self, from: arrival.request.body)
            let wait = min(max(0, pull.waitMilliseconds), Limits.pullMilliseconds)
            // One pull a peer: a new one takes the place of an old one that was lost on the way.
            waitingPulls.removeAll { $0.peer == arrival.peer.name }
            let isCleared = machines.mayReadContent(arrival.peer.key)
            waitingPulls.append(
                WaitingPull(peer: arrival.peer.name, withContents: isCleared, id: arrival.request.id, pull: pull, until: clock.ticks + wait))
            return []
        } catch {
            return [.toPeer(arrival.peer.name, frames: refusal(arrival.request.id, error).frames)]
        }
    }

    private func answerPulls(_ clock: Clock) throws -> [Sending] {
        var sendings: [Sending] = []
        var waiting: [WaitingPull] = []
        // Readers that keep up all stand at the same place.
        var pages: [String: (body: [UInt8], payload: [[UInt8]])] = [:]
        for pull in waitingPulls {
            let isOld = pull.pull.after.epoch != engine.tip.epoch || pull.pull.after.position != engine.tip.position
            guard isOld || clock.ticks >= pull.until else {
                waiting.append(pull)
                continue
            }
            do {
                let place = "\(pull.pull.after) \(pull.pull.hash) \(pull.withContents)"
                let page = try pages[place] ?? self.page(after: pull.pull.after, hash: pull.pull.hash, withContents: pull.withContents)
                pages[place] = page
                let reply = Reply(id: pull.id, status: .ok, position: engine.position, body: page.body, payload: page.payload)
                sendings.append(.toPeer(pull.peer, frames: reply.frames))
            } catch let rejection as Rejection {
                sendings.append(.toPeer(pull.peer, frames: refusal(pull.id, rejection).frames))
            }
        }
        waitingPulls = waiting
        return sendings
    }

    private func page(after place: StreamPosition, hash: String, withContents: Bool) throws -> (body: [UInt8], payload: [[UInt8]]) {
        let (page, payload) = try engine.page(after: place, hash: hash, withContents: withContents)
        return (try json.encode(page), payload)
    }

    /// Pulls from every upstream that has none under way, from behind what is already in hand.
    private func pullAgain(_ clock: Clock) -> [Sending] {
        var sendings: [Sending] = []
        guard mayDecide else { return sendings }
        for stream in engine.service.upstreams {
            guard var inbound = inbound[stream] else { continue }
            if let pulling = inbound.pulling, clock.ticks >= pulling.until { inbound.pulling = nil }
            defer { self.inbound[stream] = inbound }
            guard inbound.pulling == nil, clock.ticks >= inbound.pauseUntil, inbound.runs.count < Measures.runsInHand,
                var pull = engine.pull(from: stream, waitMilliseconds: Limits.pullMilliseconds)
            else { continue }
            if let last = inbound.runs.last {
                pull.after = last.end
                pull.hash = last.hash
            }
            guard let body = try? json.encode(pull) else { continue }
            pullNumber += 1
            let id = Identifier(milliseconds: clock.now.milliseconds, random: (0, pullNumber))
            inbound.pulling = (id, pull.after, clock.ticks + Limits.pullMilliseconds + Measures.pullGraceMilliseconds)
            sendings.append(.toUpstream(stream, frames: Request(id: id, verb: PullJournal.verb, body: body).frames))
        }
        return sendings
    }
}

extension Array {
    /// The elements for which the condition holds, and the others, each in their order.
    fileprivate func split(_ condition: (Element) -> Bool) -> ([Element], [Element]) {
        var (yes, no): ([Element], [Element]) = ([], [])
        for element in self {
            if condition(element) { yes.append(element) } else { no.append(element) }
        }
        return (yes, no)
    }
}
