import Client
import Domain
import Protocol

/// One case, played from its opening to the archive by everyone whose inbox it reaches.
final class CasePlay {
    /// What came of a case.
    struct Tally {
        var acts = 0
        var refusals = 0
        var versions = 0
        var renewals = 0
        var optionalDone = 0
        var optionalSkipped = 0
        var heldBack = 0
        var reminders = 0
        var byMandate = 0
        var forVacant = 0
        var failedDeliveries = 0
        var tembusan = 0
        var numbers: [String] = []
    }

    let troupe: DemoTroupe
    let office: DemoOffice
    let sop: ListSOPs.Row
    /// Acts that may be passed over are.
    let skipsOptional: Bool
    private(set) var caseID: Identifier
    var tally = Tally()
    /// The berkas into which all papers of the case go.
    var berkas: Identifier?
    /// Decisions that were refused once.
    var refused: Set<String> = []
    private var positions: [Key<Position>]
    private var isHoldingBack: Bool
    /// A delivery that is late until it was chased.
    private(set) var late: TaskRow?

    /// Opens a case of a SOP. Throws `DemoFailure` and `Caller.Failure`.
    init(_ sop: ListSOPs.Row, at office: DemoOffice, _ troupe: DemoTroupe, skipsOptional: Bool) throws {
        self.sop = sop
        self.office = office
        self.troupe = troupe
        self.skipsOptional = skipsOptional
        isHoldingBack = !skipsOptional
        positions = office.actingPositions
        caseID = try CaseOpening(sop, at: office, troupe).open(title: "CONTOH \(sop.title)")
    }

    /// The case as it stands now.
    var played: PlayedCase { PlayedCase(caseID: caseID, office: office, sop: sop, tally: tally) }
    /// What the case is called in messages.
    var name: String { played.name }

    /// Plays until no inbox holds a task of the case.
    func play() throws {
        // Far above any way through a SOP: a circle is a fault, and must end.
        let actsAtMost = 200 + sop.steps * 100
        while try playOne() {
            try troupe.attend()
            guard tally.acts <= actsAtMost else { throw DemoFailure("\(name): the case goes in a circle after \(tally.acts) acts") }
        }
    }

    /// Finds a task that can be done and does it; false when there is none.
    private func playOne() throws -> Bool {
        var postponed: [TaskRow] = []
        for (index, position) in positions.enumerated() {
            let rows = try inbox(of: position)
            if let row = rows.first(where: { !isPostponed($0) }) {
                // Who acts now often acts next.
                positions.remove(at: index)
                positions.insert(position, at: 0)
                try act(on: row)
                return true
            }
            postponed += rows
        }
        // A collection is tried when nothing else is left to do, and a late unit delivers only when it was chased, or when nobody waits for it.
        if let row = postponed.first(where: { $0.task.word == .kumpul }) {
            try act(on: row)
            return true
        }
        guard late != nil, let row = postponed.first else { return false }
        late = nil
        try act(on: row)
        return true
    }

    private func isPostponed(_ row: TaskRow) -> Bool {
        if row.task.kind == .delivery {
            if isHoldingBack {
                isHoldingBack = false
                late = row
                tally.heldBack += 1
            }
            return late?.task.task == row.task.task
        }
        return row.task.word == .kumpul
    }

    /// The late unit delivers the next time its inbox is looked at.
    func endWaiting() { late = nil }

    /// What waits for a position in this case.
    private func inbox(of position: Key<Position>) throws -> [TaskRow] {
        var rows: [TaskRow] = []
        while true {
            let page = try troupe.caller.ask(Inbox(position: position, after: rows.last?.task.task), of: .routing, as: office.speaker(position))
            rows += page.tasks
            guard page.hasMore else { break }
        }
        return rows.filter { $0.task.caseID == caseID }
    }

    // MARK: - One act

    private func act(on row: TaskRow) throws {
        do {
            let performer = try seat(for: row)
            if row.task.isOptional, skipsOptional {
                guard row.actions.contains(where: { $0.verb == SkipTask.verb }) else {
                    throw DemoFailure("\(name): task \(row.task.task) may be passed over, but its actions do not say so")
                }
                try performer.give(SkipTask(task: row.task.task, note: "Tidak diperlukan."), to: row.task.owner)
                tally.optionalSkipped += 1
            } else {
                guard try CaseAct(row, performer, self).perform() else { return }
                if row.task.isOptional { tally.optionalDone += 1 }
                if row.task.kind == .renewal { tally.renewals += 1 }
            }
            tally.acts += 1
            if case .official(_, let position, _) = performer.speaker, position == office.acting?.position { tally.byMandate += 1 }
            if row.task.vacant != nil { tally.forVacant += 1 }
        } catch let failure as Caller.Failure {
            throw DemoFailure(failure, at: row, in: name)
        }
    }

    /// Who does the task; where several hold the position, one of them takes it first.
    private func seat(for row: TaskRow) throws -> Performer {
        let persons = office.persons(at: row.position)
        guard let first = persons.first else { throw DemoFailure("\(name): task \(row.task.task) waits for \(row.position), where nobody sits") }
        let person = persons.count > 1 ? row.person ?? persons[troupe.nextTurn() % persons.count] : first
        let speaker = Caller.Speaker.official(agency: office.agency.id, position: row.position, person: person)
        if persons.count > 1, row.person == nil { try troupe.caller.give(TakeTask(task: row.task.task), to: .routing, as: speaker) }
        return Performer(speaker: speaker, caller: troupe.caller)
    }
}

/// A person who acts, and the line to the services.
struct Performer {
    let speaker: Caller.Speaker
    let caller: Caller

    @discardableResult
    func give(_ command: some CommandBody, to service: ServiceName) throws -> Caller.Accepted { try caller.give(command, to: service, as: speaker) }
}
