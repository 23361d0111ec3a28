import Domain
import Protocol
import Sodium

/// What a service does between its start and its first decision: it asks those who read its journal whether one of them knows more of it than its own disk.
///
/// A disk that lost the end of the log would otherwise give the same numbers out a second time. The readers' cursors are the mark for what is too young to
/// stand in the mark's file. Those who do not answer in time are not waited for: a reader that is down holds up no service.
struct Comparison {
    /// What came of it.
    enum Finding: Equatable {
        /// Some are still to answer.
        case open
        /// Nobody knows more than the journal holds.
        case whole
        /// A reader has read further than the journal goes: a sentence that says what to run next.
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

    private let stream: ServiceName
    private var waiting: [ServiceName: Asked?]
    private var until: Int64?
    private var read: [(reader: ServiceName, place: StreamPosition)] = []
    private var number: UInt64 = 0

    /// A comparison with these readers.
    init(of stream: ServiceName, with readers: [ServiceName]) {
        self.stream = stream
        waiting = Dictionary(uniqueKeysWithValues: readers.map { ($0, nil) })
    }

    /// The tick at which it wants to go on.
    func nextTurn(_ clock: Node.Clock) -> Int64 {
        guard let until else { return clock.ticks }
        return waiting.values.reduce(until) { min($0, $1?.again ?? clock.ticks) }
    }

    /// The questions to be sent now.
    mutating func questions(_ clock: Node.Clock, _ json: JSONText) throws -> [(to: ServiceName, request: Request)] {
        if until == nil { until = clock.ticks + Measures.patienceMilliseconds }
        var questions: [(to: ServiceName, request: Request)] = []
        for reader in waiting.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
            if let asked = waiting[reader] ?? nil, clock.ticks < asked.again { continue }
            number += 1
            let id = Identifier(milliseconds: clock.now.milliseconds, random: (1, number))
            waiting[reader] = Asked(id: id, again: clock.ticks + Measures.repeatMilliseconds)
            questions.append((reader, Request(id: id, verb: ShowCursor.verb, body: try json.encode(ShowCursor(stream: stream)))))
        }
        return questions
    }

    /// Takes word that a question could not be sent, because the reader is not connected yet.
    mutating func couldNotAsk(_ reader: ServiceName, _ clock: Node.Clock) {
        guard var asked = waiting[reader] ?? nil else { return }
        asked.again = clock.ticks + Measures.reconnectMilliseconds
        waiting[reader] = asked
    }

    /// Takes an answer; false when it is not one to a question of this comparison.
    mutating func receive(_ reply: Reply, from reader: ServiceName, _ json: JSONText) -> Bool {
        guard let asked = waiting[reader] ?? nil, reply.id == asked.id else { return false }
        switch reply.status {
        case .ok:
            waiting[reader] = nil
            if let place = (try? json.decode(ShowCursor.Answer.self, from: reply.body))?.place { read.append((reader, place)) }
        // Whoever does not know the question knows nothing that would stop this service.
        case .rejected, .fault: waiting[reader] = nil
        case .unavailable: break
        }
        return true
    }

    /// What is known by now about a journal that ends there.
    func finding(_ tip: Tip, _ clock: Node.Clock) -> Finding {
        let further = read.filter { ($0.place.epoch, $0.place.position) > (tip.epoch, tip.position) }
        if let most = further.max(by: { ($0.place.epoch, $0.place.position) < ($1.place.epoch, $1.place.position) }) {
            return .behind(
                "\(stream.rawValue) decides nothing: its journal ends at \(tip.epoch):\(tip.position), but \(most.reader.rawValue) has read it up to "
                    + "\(most.place.epoch):\(most.place.position), so its disk has lost something. Stop it and run `alurctl restore BACKUP "
                    + "\(stream.rawValue)` with the folder of the last backup; the readers give back what came after it.")
        }
        if waiting.isEmpty { return .whole }
        guard let until, clock.ticks >= until else { return .open }
        return .whole
    }
}
