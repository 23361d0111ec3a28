import Domain
import Protocol

/// Numbers without gaps, each once, in the year of their day.
struct RegisterChecks {
    private struct Book: Hashable {
        var register: Key<Register>
        var year: Int
    }

    private struct Document: Hashable {
        var caseID: Identifier
        var name: DocumentName
    }

    private var last: [Book: Int] = [:]
    private var incomingYear: Int?
    private var reserved: [Identifier: [Int]] = [:]
    private var numbered: [Document: Identifier] = [:]
    private var documents: [Identifier: Document] = [:]

    mutating func registered(_ body: LetterRegistered, _ header: EventHeader) throws {
        guard body.year == CivilDate(header.time, in: SimulatedOffice.zone).year else {
            throw Breach(.registers, "letter \(body.sequence) is in the book of \(body.year), registered at \(header.time)")
        }
        let opening = SimulatedOffice.openings[body.register] ?? 1
        let first = incomingYear == nil || incomingYear == body.year ? opening : 1
        if incomingYear == nil { incomingYear = body.year }
        try take(body.sequence, Book(register: body.register, year: body.year), first: first)
    }

    mutating func reserved(_ body: NumbersReserved) throws {
        for sequence in body.first..<body.first + body.count {
            try take(sequence, Book(register: body.register, year: body.year), first: first(body.register, body.year))
        }
        reserved[body.block] = Array(body.first..<body.first + body.count)
    }

    mutating func given(_ body: NumberGiven, _ header: EventHeader) throws {
        guard let sequence = body.sequence, let name = body.done.document?.name else { return }
        let document = Document(caseID: body.done.caseID, name: name)
        if body.isKept { return }
        guard numbered[document] == nil else { throw Breach(.registers, "\(name.text) of one case has a second number, \(sequence)") }
        numbered[document] = body.done.task
        documents[body.done.task] = document
        if let block = body.block {
            guard let index = reserved[block]?.firstIndex(of: sequence) else {
                throw Breach(.registers, "number \(sequence) is not of the block it was taken from, or was taken twice")
            }
            reserved[block]?.remove(at: index)
            return
        }
        guard body.year == CivilDate(header.time, in: SimulatedOffice.zone).year else {
            throw Breach(.registers, "number \(sequence) is in the book of \(body.year), given at \(header.time)")
        }
        try take(sequence, Book(register: body.register, year: body.year), first: first(body.register, body.year))
    }

    mutating func voided(_ body: NumberVoided) {
        guard let task = body.task, let document = documents[task], numbered[document] == task else { return }
        numbered[document] = nil
    }

    /// The book opens at its own number in the year in which its catalogue came.
    private func first(_ register: Key<Register>, _ year: Int) -> Int {
        year == CivilDate(Starting.appliedAt, in: SimulatedOffice.zone).year ? SimulatedOffice.openings[register] ?? 1 : 1
    }

    private mutating func take(_ sequence: Int, _ book: Book, first: Int) throws {
        let expected = last[book].map { $0 + 1 } ?? first
        guard sequence == expected else {
            throw Breach(.registers, "\(book.register) \(book.year) goes on with \(sequence), where \(expected) comes next")
        }
        last[book] = sequence
    }
}

/// Acts by whom they belong to, on what waits, once.
struct ActChecks {
    /// What every act tells.
    struct Done: Decodable { var done: Completion }

    private struct Task {
        var service: ServiceName
        var position: Key<Position>
        var person: String?
        var isOpen = true
    }

    /// The events that end a task, in the services that carry acts out.
    static let types: Set<String> = [
        DraftFrozen.type, MaterialAsked.type, MaterialDelivered.type, MaterialCollected.type, Studied.type, MeetingHeld.type, Checked.type,
        Initialled.type, Signed.type, NumberGiven.type, CopiesMade.type, Dispatched.type, GatheringRecorded.type, ArchiveSealed.type,
        TaskSkipped.type,
    ]

    private var tasks: [Identifier: Task] = [:]
    private var ended: Set<Identifier> = []
    private var deliveries: Set<Identifier> = []
    /// What each `kumpul` waits for.
    private var awaited: [Identifier: (tasks: [Identifier], quorum: Int?)] = [:]

    mutating func delivered(_ task: Identifier) { deliveries.insert(task) }

    /// A collection ends when enough has come of what is still owed.
    func collected(_ task: Identifier) throws {
        guard let awaited = awaited[task] else { return }
        let owed = awaited.tasks.filter { deliveries.contains($0) || tasks[$0]?.isOpen ?? true }
        let needed = min(awaited.quorum ?? owed.count, owed.count)
        guard owed.filter(deliveries.contains).count >= needed else { throw Breach(.walk, "task \(task) collected less than it waits for") }
    }

    mutating func noted(_ task: TaskOpened, _ service: ServiceName) throws {
        guard tasks[task.task] == nil else { throw Breach(.told, "\(service.rawValue) has noted task \(task.task) twice") }
        if task.word == .kumpul { awaited[task.task] = (task.awaits, task.quorum) }
        tasks[task.task] = Task(service: service, position: task.position)
    }

    mutating func changed(_ body: TaskChangeNoted) {
        if let position = body.position { tasks[body.task]?.position = position } else { tasks[body.task]?.isOpen = false }
        tasks[body.task]?.person = body.person
    }

    mutating func done(_ done: Completion, _ header: EventHeader, _ tally: inout Simulation.Tally) throws {
        guard ended.insert(done.task).inserted else { throw Breach(.once, "task \(done.task) was ended twice, again by \(header.type)") }
        guard let task = tasks[done.task], task.isOpen else {
            throw Breach(.once, "\(header.type) ends task \(done.task), which does not wait in \(header.source.rawValue)")
        }
        let actor = header.actor.split(separator: "/")
        guard actor.first == "official", actor.count >= 4 else { return }
        guard actor[2] == task.position.text else { throw Breach(.entitled, "\(header.type) by \(actor[2]) on a task of \(task.position)") }
        if actor.count > 4 { tally.mandates += 1 }
        guard let person = task.person else { return }
        tally.taken += 1
        guard actor[3] == person else { throw Breach(.entitled, "\(header.type) by another person than the one who took the task") }
    }
}

/// Files are fetched once for each filing, and sealed when they are here.
struct FilingChecks {
    private let files: SimulatedFiles
    private var running: [Identifier: Identifier] = [:]

    init(_ files: SimulatedFiles) { self.files = files }

    mutating func ordered(_ body: FilingOrdered) throws {
        guard running[body.task] == nil else {
            throw Breach(.effects, "the file of task \(body.task) is fetched a second time while the first is on its way")
        }
        running[body.task] = body.record
    }

    mutating func failed(_ body: FetchFailed) { running[body.task] = nil }

    mutating func sealed(_ body: ArchiveSealed) throws {
        guard running.removeValue(forKey: body.done.task) == body.record else {
            throw Breach(.effects, "record \(body.record) was sealed, and nobody had ordered it")
        }
        guard let hash = body.hash, body.done.document != nil else { return }
        guard files.holds(hash, at: .archival) else { throw Breach(.effects, "record \(body.record) was sealed without its file") }
    }
}
