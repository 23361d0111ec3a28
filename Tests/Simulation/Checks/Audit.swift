import Client
import Domain
import Kernel
import Protocol
import SQLite

/// The dear checks, at the end of a run: what was said against what is stored, journal against journal, tables against their replay.
struct Audit {
    /// A replay costs as much as a fifth of a run, so only every fourth seed ends with one.
    private static let replayEvery: UInt64 = 4
    private let seed: UInt64
    private let starting: Starting
    private let hosts: [Host]
    private let files: SimulatedFiles
    private let ledger: Ledger
    private let oracle: Oracle
    private let json = JSONText()
    /// The ids of all events, by journal.
    private let causes: [Set<Identifier>]

    init(_ seed: UInt64, _ starting: Starting, _ hosts: [Host], _ files: SimulatedFiles, _ ledger: Ledger, _ oracle: Oracle) {
        self.seed = seed
        self.starting = starting
        self.hosts = hosts
        self.files = files
        self.ledger = ledger
        self.oracle = oracle
        causes = oracle.ids()
    }

    func run() throws {
        for host in hosts { try checkService(host) }
        for index in hosts.indices { try checkAsked(index) }
        try checkAcknowledged()
        try checkTold()
        try checkOwed()
        if seed % Self.replayEvery == 0 { for host in hosts { try checkReplay(host) } }
    }

    /// The events of a run, without those of the start.
    private func entries(_ index: Int) -> ArraySlice<Oracle.Entry> { oracle.journals[index][Int(starting.tips[index])...] }

    private func checkService(_ host: Host) throws {
        guard let node = host.node else { throw Breach(.liveness, "\(host.name.rawValue) is down") }
        guard try node.engine.faultCount() == 0 else {
            let what = try node.engine.reading.first("SELECT what FROM fault ORDER BY at LIMIT 1") { $0.text(0) } ?? ""
            throw Breach(.faultless, "\(host.name.rawValue) has a fault on record: \(what)")
        }
        if let parked = try node.engine.parkedEvents().first {
            throw Breach(.liveness, "\(parked.stream.rawValue) \(parked.position) is parked: \(parked.code)")
        }
        if let problem = node.problems.values.min() { throw Breach(.chains, "\(host.name.rawValue): \(problem)") }
    }

    // MARK: - Said and stored

    /// Whatever is in a journal was asked by a command that the client has given, or follows from an event that is in a journal; each of these once.
    private func checkAsked(_ index: Int) throws {
        let name = Starting.names[index]
        var done: Set<Identifier> = []
        var previous: Identifier?
        for entry in entries(index) {
            let header = entry.header
            if header.command != previous {
                guard done.insert(header.command).inserted else {
                    throw Breach(.once, "\(name.rawValue) has carried out one command twice: \(header.type)")
                }
                previous = header.command
            }
            if let bodyHash = header.bodyHash {
                guard let asked = ledger.asked[header.command], asked.service == name, asked.bodyHash == bodyHash else {
                    throw Breach(.asked, "\(header.type) of \(name.rawValue) was asked by nobody")
                }
                guard let grant = header.grantHash, let expires = ledger.grants[grant], entry.now <= expires else {
                    throw Breach(.entitled, "\(header.type) of \(name.rawValue) was done on a grant that is not good")
                }
            } else {
                try checkCause(header, name)
            }
        }
    }

    private func checkCause(_ header: EventHeader, _ name: ServiceName) throws {
        let actor = header.actor.split(separator: "/")
        guard actor.count == 3, actor[0] == "service", let source = ServiceName(rawValue: String(actor[1])), let cause = Identifier(String(actor[2])),
            let index = Starting.names.firstIndex(of: source)
        else { throw Breach(.asked, "\(header.type) of \(name.rawValue) names no cause") }
        if cause == header.command, source == name { return }
        guard causes[index].contains(cause) else {
            throw Breach(.asked, "\(header.type) of \(name.rawValue) comes of an event that is in no journal")
        }
    }

    /// Whatever the client was told to have happened is in the journal, byte for byte, where it was said to be.
    private func checkAcknowledged() throws {
        let events = oracle.byCommand()
        for id in ledger.asked.keys.sorted() {
            guard let asked = ledger.asked[id], let reply = asked.accepted, let index = Starting.names.firstIndex(of: asked.service) else { continue }
            if asked.contradiction { throw Breach(.acknowledged, "\(asked.verb) was acknowledged twice, differently") }
            let told = reply.events
            let places = events[index][id] ?? []
            guard told == places.map({ oracle.journals[index][$0].bytes }) else {
                throw Breach(
                    .acknowledged, "\(asked.verb) was acknowledged with \(told.count) events, and the journal has \(places.count) others of it")
            }
            if let last = places.last, reply.position.position != Int64(last + 1) {
                throw Breach(.acknowledged, "\(asked.verb) was said to stand at \(reply.position.position) and stands at \(last + 1)")
            }
        }
    }

    // MARK: - Journal and journal

    /// Every task is noted by its service, every act by Routing, every change by whom it concerns; each once.
    private func checkTold() throws {
        var noted: [Identifier: Int] = [:]
        var changes: [Identifier: Int] = [:]
        var done: Set<Identifier> = []
        for (index, name) in Starting.names.enumerated() where name != .routing && name != .intake {
            for entry in entries(index) {
                switch entry.header.type {
                case TaskNoted.type: noted[try json.decode(TaskNoted.self, from: entry.data).task.task, default: 0] += 1
                case TaskChangeNoted.type: changes[try json.decode(TaskChangeNoted.self, from: entry.data).task, default: 0] += 1
                case let type where ActChecks.types.contains(type): done.insert(try json.decode(ActChecks.Done.self, from: entry.data).done.task)
                default: continue
                }
            }
        }
        let routing = Starting.names.firstIndex(of: .routing) ?? 0
        var owned: Set<Identifier> = []
        for entry in entries(routing) {
            switch entry.header.type {
            case TaskOpened.type:
                let task = try json.decode(TaskOpened.self, from: entry.data)
                guard task.owner != .routing else { continue }
                owned.insert(task.task)
                guard noted.removeValue(forKey: task.task) == 1 else {
                    throw Breach(.told, "\(task.owner.rawValue) has not noted task \(task.task) once")
                }
            case TaskAssigned.type, TaskWithdrawn.type:
                let task = try json.decode(OfTask.self, from: entry.data).task
                guard owned.contains(task) else { continue }
                guard let count = changes[task], count > 0 else {
                    throw Breach(.told, "a change of task \(task) was not noted: \(entry.header.type)")
                }
                changes[task] = count - 1
            case TaskClosed.type, LateActNoted.type:
                let task = try json.decode(ActChecks.Done.self, from: entry.data).done.task
                if owned.contains(task), done.remove(task) == nil {
                    throw Breach(.told, "task \(task) has ended in Routing, and nobody has ended it")
                }
            default: continue
            }
        }
        if let task = noted.keys.min() { throw Breach(.told, "task \(task) was noted and never opened") }
        if let task = done.min() { throw Breach(.told, "task \(task) was ended, and Routing has not heard of it") }
    }

    private struct OfTask: Decodable { var task: Identifier }

    /// Where a case has ended well, its documents bear their numbers and lie in the archive.
    private func checkOwed() throws {
        var there: Set<CaseChecks.Owed> = []
        for (index, name) in Starting.names.enumerated() {
            let word: Act.Word = name == .approvals ? .nomor : .arsip
            for entry in entries(index) where [NumberGiven.type, ArchiveSealed.type].contains(entry.header.type) {
                let done = try json.decode(ActChecks.Done.self, from: entry.data).done
                if let document = done.document { there.insert(CaseChecks.Owed(caseID: done.caseID, word: word, document: document.name)) }
            }
        }
        let missing = oracle.owed.filter { !there.contains($0) }.map { "\($0.word.rawValue) of \($0.document.text) in case \($0.caseID)" }
        if let first = missing.min() { throw Breach(.walk, "a case has ended well without \(first)") }
    }

    // MARK: - Tables and journal

    private func checkReplay(_ host: Host) throws {
        try host.looking { engine in
            let empty = try Database.inMemory(image: starting.emptyImages[host.index])
            let service = starting.services[host.index]
            let differences: [String]
            do {
                _ = try Replay.rebuild(service, from: engine.reading, into: empty)
                differences = try Replay.differences(service, engine.reading, empty.reading)
            } catch let fault as Fault {
                throw Breach(.replay, "\(host.name.rawValue): \(fault)")
            }
            if let difference = differences.first { throw Breach(.replay, "\(host.name.rawValue): \(difference)") }
        }
    }
}

extension Oracle {
    /// The ids of all events, by journal.
    func ids() -> [Set<Identifier>] { journals.map { Set($0.map(\.header.id)) } }

    /// The places of each command's events, by journal.
    func byCommand() -> [[Identifier: [Int]]] {
        journals.map { entries in
            var places: [Identifier: [Int]] = [:]
            for (place, entry) in entries.enumerated() { places[entry.header.command, default: []].append(place) }
            return places
        }
    }
}
