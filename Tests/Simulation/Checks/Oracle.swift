import Domain
import Kernel
import Nettle
import Protocol

/// Reads along in all five journals, behind every commit, and holds each event against what may be: the cheap checks.
///
/// It knows nothing of the services' tables and shares no code with their rules.
final class Oracle {
    /// An event where it stands.
    struct Entry {
        let header: EventHeader
        let data: ArraySlice<UInt8>
        let bytes: [UInt8]
        let hash: [UInt8]
        /// The wall clock of the service when it was seen to be committed.
        let now: Int64
    }

    /// All events of each journal, in order; the first one at position 1.
    private(set) var journals: [[Entry]]
    private(set) var tally = Simulation.Tally()
    private(set) var eventCount = 0
    private let starting: Starting
    private let json = JSONText()
    private var registers = RegisterChecks()
    private var acts = ActChecks()
    private var cases: CaseChecks
    private var filings: FilingChecks
    private var succession: SuccessionChecks
    private var requested: [Identifier] = []
    private var discarded: Set<Identifier> = []
    private var letters: Set<String> = []
    private var lettersByName: [Identifier: String] = [:]

    init(_ starting: Starting, _ files: SimulatedFiles, epoch: Int64) {
        self.starting = starting
        journals = Starting.names.map { _ in [] }
        cases = CaseChecks(starting.catalogue)
        filings = FilingChecks(files)
        succession = SuccessionChecks(starting.catalogue.organisation)
    }

    /// Whether every case that was asked for has begun, and every one that has begun is over.
    var isQuiet: Bool { cases.open.isEmpty && requested.allSatisfy { cases.has($0) || discarded.contains($0) } }

    /// What is not over, in words.
    var open: [String] {
        cases.open.map { "case \($0) is open" } + requested.filter { !cases.has($0) && !discarded.contains($0) }.map { "case \($0) was never begun" }
    }

    /// What the cases that have ended well owe.
    var owed: [CaseChecks.Owed] { cases.owed }

    /// Whether Routing has begun this case.
    func hasBegun(_ caseID: Identifier) -> Bool { cases.has(caseID) }

    /// Reads what stands in the journals at the start.
    func begin(_ hosts: [Host]) throws {
        for host in hosts {
            let clock = Node.Clock(now: Starting.appliedAt, ticks: 0)
            try host.looking { try read($0, host.index, clock) }
        }
    }

    /// Looks at what a service has committed, and where it stands in the others' journals.
    func look(at host: Host, _ clock: Node.Clock, _ hosts: [Host]) throws {
        let index = host.index
        try host.looking { engine in
            let seen = Int64(journals[index].count)
            // A service that takes back from others what its backup does not have decides nothing meanwhile; then it stands where it stood.
            if host.isRestored, engine.tip.position <= seen { return }
            guard engine.tip.position >= seen else {
                throw Breach(.acknowledged, "\(host.name.rawValue) stood at \(seen) and stands at \(engine.tip.position) now")
            }
            guard engine.tip.position > seen || engine.tip.hash == journals[index].last?.hash ?? engine.tip.hash else {
                throw Breach(.acknowledged, "\(host.name.rawValue) stands at \(seen) as before, with another past")
            }
            if engine.tip.position > seen { try read(engine, index, clock) }
            for (stream, cursor) in engine.cursors where cursor.position > 0 {
                guard let source = Starting.names.firstIndex(of: stream) else { continue }
                let place = Int(cursor.position)
                guard place <= journals[source].count, journals[source][place - 1].hash == cursor.hash else {
                    throw Breach(.chains, "\(host.name.rawValue) stands at \(place) of \(stream.rawValue) with a hash that is not the journal's")
                }
            }
        }
    }

    private func read(_ engine: Engine, _ index: Int, _ clock: Node.Clock) throws {
        var hash = journals[index].last?.hash ?? [UInt8](repeating: 0, count: SHA256.size)
        var time = journals[index].last?.header.time ?? Moment(milliseconds: 0)
        let first = journals[index].count
        try engine.reading.each("SELECT position, hash, event FROM journal WHERE position > ? ORDER BY position", [.integer(first)]) { row in
            let bytes = row.blob(2)
            let position = row.integer(0)
            hash = chainHash(after: hash, epoch: 1, position: position, event: bytes)
            guard position == Int64(self.journals[index].count + 1), hash == row.blob(1), let (header, data) = EventHeader.parse(bytes) else {
                throw Breach(.chains, "event \(position) of \(Starting.names[index].rawValue) does not hold on to the one before")
            }
            guard header.time >= time else { throw Breach(.chains, "the time of \(Starting.names[index].rawValue) runs back at \(position)") }
            time = header.time
            self.journals[index].append(Entry(header: header, data: data, bytes: bytes, hash: hash, now: clock.now.milliseconds))
            return true
        }
        for position in first..<journals[index].count {
            if position < starting.tips[index] { continue }
            eventCount += 1
            try check(journals[index][position], at: Int64(position + 1), index, engine)
        }
    }

    private func check(_ entry: Entry, at position: Int64, _ index: Int, _ engine: Engine) throws {
        switch Starting.names[index] {
        case .routing: try checkRouting(entry, position, engine)
        case .intake: try checkIntake(entry, position, engine)
        case .approvals, .drafting, .archival: try checkAct(entry, index)
        }
    }

    private func checkIntake(_ entry: Entry, _ position: Int64, _ engine: Engine) throws {
        switch entry.header.type {
        case LetterRegistered.type:
            try registers.registered(try json.decode(LetterRegistered.self, from: entry.data), entry.header)
            tally.letters += 1
            let words = try engine.reading.recorded(LetterRegistered.self, at: position, json)?.content
            guard let words else { return }
            // One that was struck out may come again.
            let text = "\(words.sender) \(words.number) \(words.letterDate)"
            guard letters.insert(text).inserted else { throw Breach(.once, "the letter at \(position) is in the books already") }
            if let letter = entry.header.subject { lettersByName[letter] = text }
        case LetterVoided.type:
            if let letter = entry.header.subject, let text = lettersByName.removeValue(forKey: letter) { letters.remove(text) }
        case CaseRequested.type:
            let body = try json.decode(CaseRequested.self, from: entry.data)
            guard letters.insert("\(body.letter) \(body.sop)").inserted else {
                throw Breach(.once, "letter \(body.letter) has begun two cases by \(body.sop)")
            }
            requested.append(body.caseID)
        default: return
        }
    }

    private func checkRouting(_ entry: Entry, _ position: Int64, _ engine: Engine) throws {
        try succession.check(entry, &tally, json)
        switch entry.header.type {
        case CatalogueApplied.type:
            let words = try engine.reading.recorded(CatalogueApplied.self, at: position, json)?.content
            if let words { cases.apply(words.organisation, words.sops, version: try json.decode(CatalogueApplied.self, from: entry.data).version) }
        case "event.parked": tally.parked += 1
        case "event.unparked":
            struct Unparked: Decodable { var isDiscarded: Bool }
            if let subject = entry.header.subject, try json.decode(Unparked.self, from: entry.data).isDiscarded { discarded.insert(subject) }
        case DisposisiGiven.type: tally.disposisi += 1
        default: try cases.check(entry, &tally, json)
        }
    }

    private func checkAct(_ entry: Entry, _ index: Int) throws {
        let service = Starting.names[index]
        switch entry.header.type {
        case TaskNoted.type: return try acts.noted(try json.decode(TaskNoted.self, from: entry.data).task, service)
        case TaskChangeNoted.type: return acts.changed(try json.decode(TaskChangeNoted.self, from: entry.data))
        case FilingOrdered.type: return try filings.ordered(try json.decode(FilingOrdered.self, from: entry.data))
        case MaterialDelivered.type: acts.delivered(try json.decode(ActChecks.Done.self, from: entry.data).done.task)
        case MaterialCollected.type: try acts.collected(try json.decode(ActChecks.Done.self, from: entry.data).done.task)
        case FetchFailed.type: return filings.failed(try json.decode(FetchFailed.self, from: entry.data))
        case NumbersReserved.type: return try registers.reserved(try json.decode(NumbersReserved.self, from: entry.data))
        case NumberVoided.type:
            tally.voided += 1
            return registers.voided(try json.decode(NumberVoided.self, from: entry.data))
        case ArchiveSealed.type:
            try filings.sealed(try json.decode(ArchiveSealed.self, from: entry.data))
            tally.sealed += 1
        case NumberGiven.type:
            try registers.given(try json.decode(NumberGiven.self, from: entry.data), entry.header)
            tally.numbers += 1
        default: break
        }
        guard ActChecks.types.contains(entry.header.type) else { return }
        let done = try json.decode(ActChecks.Done.self, from: entry.data).done
        try acts.done(done, entry.header, &tally)
    }
}
