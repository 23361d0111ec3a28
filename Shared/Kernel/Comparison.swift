import Domain
import Protocol
import Sodium

/// What a service does between its start and its first decision: it asks those who read its journal whether one of them knows more of it than its own disk.
///
/// A disk that lost the end of the log would otherwise give the same numbers out a second time. The readers' cursors are the mark for what is too young to
/// stand in the mark's file. After an ordinary start those who do not answer in time are not waited for: a reader that is down holds up no service. A service
/// that was restored waits for all of them, and takes from those that are ahead what its backup does not have.
struct Comparison {
    /// What came of it so far.
    enum Finding: Equatable {
        /// Some are still to answer, or to give back what they have.
        case open
        /// Nobody knows more than the journal holds.
        case whole
        /// Something is missing that nobody gives back: a sentence that says what to run next.
        case behind(String)
    }

    private enum Measures {
        static let patienceMilliseconds: Int64 = 2_000
        static let repeatMilliseconds: Int64 = 500
        static let reconnectMilliseconds: Int64 = 20
    }

    private struct Asked {
        var id: Identifier
        var again: Int64
    }

    /// What a reader said of its own place.
    private struct Witness {
        var reader: ServiceName
        var place: StreamPosition
        var hash: String
        var isRecovering: Bool
    }

    private let stream: ServiceName
    private let note: RecoveryNote?
    private var waiting: [ServiceName: Asked?]
    private var until: Int64?
    private var witnesses: [Witness] = []
    private var number: UInt64 = 0
    /// The reader that is asked for events, and the question that is under way.
    private var giver: (reader: ServiceName, asked: Asked)?
    /// Readers that are ahead and do not have what comes next.
    private var empty: Set<ServiceName> = []
    /// Readers whose last answer was that this service may not ask: what they have is not known, and they may be the only ones that have it.
    private var refusing: Set<ServiceName> = []
    /// Events that were given back and are to be taken.
    private var page: (run: JournalRun, from: ServiceName)?

    /// A comparison with these readers; `note` is there when the service was restored.
    init(of stream: ServiceName, with readers: [ServiceName], note: RecoveryNote?) {
        self.stream = stream
        self.note = note
        waiting = Dictionary(uniqueKeysWithValues: readers.map { ($0, nil) })
    }

    /// Whether the service was restored.
    var isRestored: Bool { note != nil }

    /// The tick at which it wants to go on.
    func nextTurn(_ clock: Node.Clock) -> Int64 {
        guard let until, page == nil else { return clock.ticks }
        if let giver { return giver.asked.again }
        if waiting.isEmpty { return clock.ticks }
        let again = waiting.values.reduce(Int64.max) { min($0, $1?.again ?? clock.ticks) }
        return note == nil ? min(until, again) : again
    }

    // MARK: - Asking

    /// The questions to be sent now.
    mutating func questions(_ tip: Tip, _ clock: Node.Clock, _ json: JSONText) throws -> [(to: ServiceName, request: Request)] {
        if until == nil { until = clock.ticks + Measures.patienceMilliseconds }
        var questions: [(to: ServiceName, request: Request)] = []
        for reader in waiting.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
            if let asked = waiting[reader] ?? nil, clock.ticks < asked.again { continue }
            let asked = ask(clock)
            waiting[reader] = asked
            questions.append((reader, Request(id: asked.id, verb: ShowCursor.verb, body: try json.encode(ShowCursor(stream: stream)))))
        }
        if waiting.isEmpty, let reader = nextGiver(tip), giver.map({ clock.ticks >= $0.asked.again }) ?? true {
            let asked = ask(clock)
            giver = (reader, asked)
            let after = StreamPosition(stream: stream, epoch: tip.epoch, position: tip.position)
            questions.append((reader, Request(id: asked.id, verb: ShowKept.verb, body: try json.encode(ShowKept(after: after)))))
        }
        return questions
    }

    private mutating func ask(_ clock: Node.Clock) -> Asked {
        number += 1
        let id = Identifier(milliseconds: clock.now.milliseconds, random: (1, number))
        return Asked(id: id, again: clock.ticks + Measures.repeatMilliseconds)
    }

    /// Takes word that a question could not be sent, because the reader is not connected yet.
    mutating func couldNotAsk(_ reader: ServiceName, _ clock: Node.Clock) {
        let again = clock.ticks + Measures.reconnectMilliseconds
        if var asked = waiting[reader] ?? nil {
            asked.again = again
            waiting[reader] = asked
        }
        if giver?.reader == reader { giver?.asked.again = again }
    }

    // MARK: - Answers

    /// Takes an answer; false when it is not one to a question of this comparison.
    mutating func receive(_ reply: Reply, from reader: ServiceName, _ json: JSONText) -> Bool {
        if let giver, giver.reader == reader, giver.asked.id == reply.id {
            receive(reply, fromGiver: reader, json)
            return true
        }
        guard let asked = waiting[reader] ?? nil, reply.id == asked.id else { return false }
        switch reply.status {
        case .ok:
            waiting[reader] = nil
            refusing.remove(reader)
            guard let answer = try? json.decode(ShowCursor.Answer.self, from: reply.body), let place = answer.place else { break }
            witnesses.append(Witness(reader: reader, place: place, hash: answer.hash, isRecovering: answer.isRecovering))
        // A restored service goes on only with the word of all: it asks again until the operator has seen to it.
        case .rejected where note != nil && Self.isForbidden(reply, json): refusing.insert(reader)
        // Whoever does not know the question knows nothing that would stop this service.
        case .rejected, .fault: waiting[reader] = nil
        case .unavailable: break
        }
        return true
    }

    private mutating func receive(_ reply: Reply, fromGiver reader: ServiceName, _ json: JSONText) {
        switch reply.status {
        case .ok:
            giver = nil
            refusing.remove(reader)
            let head = try? json.decode(JournalPage.self, from: reply.body)
            guard let run = head.flatMap({ JournalRun($0, payload: reply.payload) }), !run.entries.isEmpty else { return refuse(reader) }
            page = (run, reader)
        // Asked again after a while, and others before it.
        case .rejected where Self.isForbidden(reply, json): refusing.insert(reader)
        case .rejected, .fault: refuse(reader)
        case .unavailable: break
        }
    }

    private static func isForbidden(_ reply: Reply, _ json: JSONText) -> Bool {
        (try? json.decode(Rejection.self, from: reply.body))?.code == Rejection.forbidden("").code
    }

    /// The events that were given back, once.
    mutating func takePage() -> (run: JournalRun, from: ServiceName)? {
        defer { page = nil }
        return page
    }

    /// Asks that reader no more: what it gave does not fit, or it has nothing.
    mutating func refuse(_ reader: ServiceName) {
        empty.insert(reader)
        giver = nil
    }

    // MARK: - Findings

    /// Those who have read further than that, the furthest first.
    private func further(than tip: Tip) -> [Witness] {
        let ahead = witnesses.filter { ($0.place.epoch, $0.place.position) > (tip.epoch, tip.position) }
        return ahead.sorted { ($0.place.epoch, $0.place.position, $0.reader.rawValue) > ($1.place.epoch, $1.place.position, $1.reader.rawValue) }
    }

    /// Who is to give back what comes after the journal's end, one that refuses after all others; nil where nobody has more.
    private func nextGiver(_ tip: Tip) -> ServiceName? {
        guard note != nil else { return nil }
        let givers = further(than: tip).filter { !empty.contains($0.reader) && $0.place.epoch == tip.epoch }.map(\.reader)
        return givers.first { !refusing.contains($0) } ?? givers.first
    }

    /// What is known by now about a journal that ends there; `hash` tells the chain's hash at a position of it.
    func finding(_ tip: Tip, _ clock: Node.Clock, hash: (Int64) throws -> [UInt8]?) rethrows -> Finding {
        if let note { return try finding(tip, note, hash: hash) }
        if let most = further(than: tip).first {
            return .behind(
                "\(stream.rawValue) decides nothing: its journal ends at \(tip.epoch):\(tip.position), but \(most.reader.rawValue) has read it up to "
                    + "\(most.place.epoch):\(most.place.position), so its disk has lost something. Stop it and run `alurctl restore BACKUP "
                    + "\(stream.rawValue)` with the folder of the last backup; the readers give back what came after it.")
        }
        if waiting.isEmpty { return .whole }
        guard let until, clock.ticks >= until else { return .open }
        return .whole
    }

    /// What is known of a journal that was restored: it is whole when it has everything that any reader has read, and reaches a place it was known to reach.
    private func finding(_ tip: Tip, _ note: RecoveryNote, hash: (Int64) throws -> [UInt8]?) rethrows -> Finding {
        guard waiting.isEmpty, page == nil, giver == nil, nextGiver(tip) == nil else { return .open }
        let name = stream.rawValue
        let loss = "If nobody has it any more, go on without it: run the same `alurctl restore` with --accept-loss."
        if let most = further(than: tip).first {
            return .behind(
                "\(name) was restored up to \(tip.epoch):\(tip.position), and \(most.reader.rawValue) has read it up to \(most.place.epoch):"
                    + "\(most.place.position), but no reader has kept what lies between: restore a newer backup of \(name). \(loss)")
        }
        for witness in witnesses where witness.place.epoch == tip.epoch && witness.place.position > 0 {
            guard try hash(witness.place.position).map(hexadecimal) != witness.hash else { continue }
            return .behind(
                "\(name) was restored, but \(witness.reader.rawValue) has read another event at \(witness.place.epoch):\(witness.place.position): they "
                    + "do not have the same past. Restore the backups of both that were made together. \(loss)")
        }
        if let reached = note.reached, (tip.epoch, tip.position) < (reached.epoch, reached.position) {
            return .behind(
                "\(name) was restored up to \(tip.epoch):\(tip.position), but had reached \(reached.epoch):\(reached.position), and no reader has "
                    + "what is missing: restore a newer backup of \(name). \(loss)")
        }
        let backup = note.restored
        let isWitnessed = witnesses.contains { !$0.isRecovering && ($0.place.epoch, $0.place.position) >= (backup.epoch, backup.position) }
        // A mark that stands before the backup's end was made by a start on less than that.
        let isMarked = note.reached.map { ($0.epoch, $0.position) >= (backup.epoch, backup.position) } ?? false
        if isMarked || isWitnessed { return .whole }
        return .behind(
            "\(name) was restored up to \(tip.epoch):\(tip.position), and nobody is left who could say whether that is all: neither its mark nor a reader. "
                + "Look at the books on paper for later numbers. \(loss)")
    }

    /// What the operator reads while a restored service is not done.
    func progress(_ tip: Tip) -> String? {
        guard note != nil else { return nil }
        let name = stream.rawValue
        let closed = (waiting.isEmpty ? [nextGiver(tip)].compactMap { $0 } : Array(waiting.keys)).filter(refusing.contains)
        if !closed.isEmpty {
            return "\(name) was restored and decides nothing: \(Self.names(closed)) will not tell it what was kept of its journal, because "
                + "peers.yaml does not let \(name) ask for \(ShowCursor.verb) and \(ShowKept.verb) there. Name both under its `asks`; it goes on by "
                + "itself, and nothing is lost."
        }
        if waiting.isEmpty {
            return "\(name) was restored and takes back from its readers what came after its backup; it stands at \(tip.epoch):\(tip.position)."
        }
        let silent = Self.names(Array(waiting.keys))
        return "\(name) was restored and decides nothing before its readers have said what they have of it; no word yet from \(silent): start them."
    }

    private static func names(_ services: [ServiceName]) -> String { services.map(\.rawValue).sorted().joined(separator: ", ") }
}
