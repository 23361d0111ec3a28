import Client
import Domain
import Kernel
import Linux
import Protocol
import Sodium

/// Looks whether everything that was played is really there: cases closed, papers archived whole, books without gaps, journals chained.
struct DemoAudit {
    /// One SOP as it was played.
    struct Row: Encodable {
        let agency: Key<Agency>
        let sop: Key<SOP>
        let title: String
        /// Steps walked in the first case.
        var steps = 0
        var acts = 0
        var returns = 0
        var versions = 0
        /// The last number that was given.
        var number: String?
        var numbers = 0
        var documents = 0
        /// The working time of all steps by mutu baku, in days.
        var workingDays = 0.0
        var isArchived = true
        /// How often the SOP was played.
        var cases = 0
        var seconds = 0.0
    }

    private let troupe: DemoTroupe
    private let calendar: WorkingCalendar
    private var row: Row?
    private(set) var rows: [Row] = []
    /// What is missing or wrong, a sentence each.
    private(set) var findings: [String] = []
    /// All cases together.
    private(set) var total = CasePlay.Tally()
    /// Events in all journals.
    private(set) var events: Int64 = 0
    private var caller: Caller { troupe.caller }

    init(_ troupe: DemoTroupe) {
        self.troupe = troupe
        calendar = WorkingCalendar(troupe.catalogue.calendars)
    }

    // MARK: - Cases

    /// Looks at a case that no inbox holds any more.
    mutating func review(_ play: CasePlay, isRepeat: Bool) throws {
        var row = self.row ?? Row(agency: play.office.agency.id, sop: play.sop.sop, title: play.sop.title)
        let shown = try caller.ask(ShowCase(caseID: play.caseID), of: .routing, as: play.office.speaker(play.office.head))
        row.cases += 1
        row.acts += play.tally.acts
        row.returns += play.tally.refusals
        row.versions += play.tally.versions
        row.number = play.tally.numbers.last ?? row.number
        row.numbers += play.tally.numbers.count
        if !isRepeat {
            row.steps = shown.steps.filter { $0.state == .done }.count
            for step in shown.steps where step.returnsTo != nil && step.round == 1 {
                findings.append("\(play.name): step \(step.number) may say no, and never did")
            }
            row.workingDays = workingDays(shown.steps, in: play.office.agency.zone)
        }
        total.add(play.tally)
        let before = findings.count
        if shown.row.status != .closed { findings.append(Self.stillOpen(play, shown)) }
        for step in shown.steps where step.state != .done { findings.append("\(play.name): step \(step.number) was not done") }
        row.documents += try checkArchive(of: play, shown.documents)
        if findings.count > before { row.isArchived = false }
        self.row = row
    }

    private static func stillOpen(_ play: CasePlay, _ shown: ShowCase.Answer) -> String {
        let waiting = shown.tasks.map { "\($0.task.kind.rawValue) \($0.task.word.rawValue) for \($0.position)" }.joined(separator: ", ")
        let what = waiting.isEmpty ? "no task is open" : "open are \(waiting)"
        return "\(play.name): the case is \(shown.row.status.rawValue) at step \(shown.row.step); \(what)"
    }

    /// Compares every composed document with its record and the record with its bytes; how many there are.
    private mutating func checkArchive(of play: CasePlay, _ documents: [ShowCase.Document]) throws -> Int {
        let office = play.office
        let answer = try caller.ask(CaseRecords(caseID: play.caseID), of: .archival, as: office.speaker(office.archivist))
        for filing in answer.filings { findings.append("\(play.name): the filing of task \(filing.task) has not ended") }
        var count = 0
        for document in documents where document.version.version > 0 {
            count += 1
            let name = "\(play.name) \(document.version.name.text)"
            guard document.isArchived else {
                findings.append("\(name): version \(document.version.version) is not archived")
                continue
            }
            guard let record = answer.rows.last(where: { $0.document?.name == document.version.name && $0.hash == document.version.hash }) else {
                findings.append("\(name): the archive has no record of version \(document.version.version)")
                continue
            }
            // `get` throws when the bytes are not those of the hash.
            let bytes = try caller.get(document.version.hash, from: .archival)
            if bytes.count != record.size { findings.append("\(name): the record says \(record.size) bytes, the file has \(bytes.count)") }
        }
        if count == 0 { findings.append("\(play.name): no document was made") }
        return count
    }

    /// How long the steps may take, one after the other, by mutu baku.
    private func workingDays(_ steps: [ShowCase.Step], in zone: TimeZoneID) -> Double {
        let start = calendar.nextWorkingMoment(from: Moment(milliseconds: wallClockMilliseconds()), in: zone)
        var end = start
        for step in steps {
            guard let duration = step.duration.flatMap({ WorkDuration(iso: $0) }) else { continue }
            end = calendar.due(from: end, duration, in: zone) ?? end
        }
        // Seven and a half hours are a working day outside Ramadan.
        let minutesPerDay = 450.0
        return (Double(calendar.workingMinutes(from: start, to: end, in: zone)) / minutesPerDay * 10).rounded() / 10
    }

    /// The row of the SOP whose cases were reviewed since the last one.
    mutating func closeRow(seconds: Double) -> Row? {
        guard var row else { return nil }
        row.seconds = seconds
        rows.append(row)
        self.row = nil
        return row
    }

    // MARK: - Books

    /// Reads every book of this year from its first line to its last.
    mutating func checkBooks(of offices: [DemoOffice]) throws {
        for office in offices {
            for register in office.organisation.registers {
                let sequence = register.direction == .incoming ? try incoming(register, office) : try outgoing(register, office)
                // A book opens at its own number in its first year, at 1 in every other.
                guard let first = sequence.first else { continue }
                let start = first == 1 ? 1 : register.openingNumber
                for (index, number) in sequence.enumerated() where number != start + index {
                    findings.append("\(office.agency.id): the book \(register.id) has \(number) where \(start + index) belongs")
                    break
                }
            }
        }
    }

    private func incoming(_ register: Register, _ office: DemoOffice) throws -> [Int] {
        var rows: [AgendaBook.Row] = []
        while true {
            let question = AgendaBook(register: register.id, year: office.today.year, after: rows.last?.sequence ?? 0, limit: Limits.pageRows)
            let page = try caller.ask(question, of: .intake, as: office.speaker(office.clerk))
            rows += page.rows
            guard page.hasMore, !page.rows.isEmpty else { return rows.map(\.sequence) }
        }
    }

    private func outgoing(_ register: Register, _ office: DemoOffice) throws -> [Int] {
        var rows: [OutgoingBook.Row] = []
        while true {
            let question = OutgoingBook(register: register.id, year: office.today.year, after: rows.last?.line)
            let page = try caller.ask(question, of: .approvals, as: office.speaker(office.clerk))
            rows += page.rows
            guard page.rows.count == Limits.pageRows else { return rows.compactMap(\.sequence).sorted() }
        }
    }

    // MARK: - Journals

    /// Walks along all five journals, and asks each service whether anything keeps it from going on.
    mutating func checkJournals() throws {
        for service in ServiceName.allCases {
            let status = try caller.ask(ShowStatus(), of: service, as: nil)
            findings += status.problems.map { "\(service.rawValue): \($0)" }
            if status.parked > 0 { findings.append("\(service.rawValue): \(status.parked) events are parked; `alurctl status` tells more") }
            try walk(service, status.position)
        }
    }

    private mutating func walk(_ service: ServiceName, _ end: StreamPosition) throws {
        var reader = ChainReader(start: StreamPosition(stream: service, epoch: end.epoch, position: 0))
        while reader.place.position < end.position {
            let hash = reader.place.position == 0 ? "" : hexadecimal(reader.hash)
            let (page, payload) = try caller.pull(after: reader.place, hash: hash, waitMilliseconds: 0)
            guard let run = JournalRun(page, payload: payload), !run.entries.isEmpty else {
                findings.append("\(service.rawValue): the journal ends at \(reader.place.position), before \(end.position)")
                return
            }
            for entry in run.entries {
                if let breach = reader.take(entry) {
                    findings.append("\(service.rawValue): the journal is broken at \(breach.position): \(breach.what)")
                    return
                }
            }
            guard hexadecimal(reader.hash) == run.hash else {
                findings.append("\(service.rawValue): the chain's hash at \(reader.place.position) is not the journal's")
                return
            }
        }
        events += reader.place.position
    }

    // MARK: - What the play was to show

    /// Everything that happens in offices must have happened here.
    mutating func checkVariety() { findings += Self.notShown(in: total) }

    /// What a play of all SOPs was to show and did not, a sentence each.
    static func notShown(in total: CasePlay.Tally) -> [String] {
        let shown: [(Int, String)] = [
            (total.refusals, "no decision was refused"), (total.renewals, "no paraf or signature was renewed after an edit"),
            (total.optionalDone, "no optional act was done"), (total.optionalSkipped, "no optional act was passed over"),
            (total.heldBack, "no unit delivered late"), (total.reminders, "no unit was chased"), (total.byMandate, "nobody acted as Plt"),
            (total.forVacant, "no superior acted for a vacant position"), (total.failedDeliveries, "no sending failed"),
        ]
        return shown.filter { $0.0 == 0 }.map { "the play did not show what it was to show: \($0.1)" }
    }
}

extension CasePlay.Tally {
    /// Adds what came of another case.
    mutating func add(_ other: CasePlay.Tally) {
        acts += other.acts
        refusals += other.refusals
        versions += other.versions
        renewals += other.renewals
        optionalDone += other.optionalDone
        optionalSkipped += other.optionalSkipped
        heldBack += other.heldBack
        reminders += other.reminders
        byMandate += other.byMandate
        forVacant += other.forVacant
        failedDeliveries += other.failedDeliveries
        numbers += other.numbers
    }
}
