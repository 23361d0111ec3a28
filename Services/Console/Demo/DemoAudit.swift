import Client
import Domain
import Kernel
import Linux
import Protocol
import Sodium

/// Looks whether everything that was played is really there: cases closed, papers archived whole, books without gaps, journals chained.
///
/// It knows the SOPs, as the officials do not, and holds every case against its own.
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

    /// What a service may take of memory at any moment, unless asked otherwise: five of them fit beside each other on the smallest machine.
    static let usualMebibytes = 50

    private let troupe: DemoTroupe
    private let residentBytesAtMost: Int
    private let calendar: WorkingCalendar
    private var row: Row?
    /// The SOP whose cases are being reviewed, and what they showed of its acts.
    private var sop: SOP?
    private var done: Set<CaseStory.Place> = []
    private var skipped: Set<CaseStory.Place> = []
    private(set) var rows: [Row] = []
    /// What is missing or wrong, a sentence each.
    private(set) var findings: [String] = []
    /// All cases together.
    private(set) var total = CasePlay.Tally()
    /// Events in all journals.
    private(set) var events: Int64 = 0
    /// The most memory each service has used since its start.
    private(set) var peakResidentBytes: [ServiceName: Int] = [:]
    private var caller: Caller { troupe.caller }

    init(_ troupe: DemoTroupe, residentMebibytesAtMost: Int = usualMebibytes) {
        self.troupe = troupe
        residentBytesAtMost = residentMebibytesAtMost << 20
        calendar = WorkingCalendar(troupe.catalogue.calendars)
    }

    // MARK: - Cases

    /// Looks at a case that no inbox holds any more.
    mutating func review(_ play: PlayedCase, isRepeat: Bool) throws {
        var row = self.row ?? Row(agency: play.office.agency.id, sop: play.sop.sop, title: play.sop.title)
        let shown = try caller.ask(ShowCase(caseID: play.caseID), of: .routing, as: play.office.speaker(play.office.head))
        let story = try story(of: play)
        done.formUnion(story.done)
        skipped.formUnion(story.skipped)
        row.cases += 1
        row.acts += play.tally.acts
        row.returns += play.tally.refusals
        row.versions += play.tally.versions
        row.number = play.tally.numbers.last ?? row.number
        row.numbers += play.tally.numbers.count
        if !isRepeat {
            let question = ShowSOP(agency: row.agency, sop: row.sop, version: shown.row.version)
            sop = try caller.ask(question, of: .routing, as: nil).sop
            row.steps = story.steps.count
            row.workingDays = workingDays(shown.steps, in: play.office.agency.zone)
        }
        total.add(play.tally)
        findings += story.missingNoes(shown.steps).map { "\(play.name): \($0)" }
        let before = findings.count
        if shown.row.status != .closed { findings.append(Self.stillOpen(play, shown)) }
        for step in shown.steps where step.state != .done || !story.steps.contains(step.number) {
            findings.append("\(play.name): step \(step.number) was not done")
        }
        row.documents += try checkArchive(of: play, shown.documents)
        if findings.count > before { row.isArchived = false }
        self.row = row
    }

    private func story(of play: PlayedCase) throws -> CaseStory {
        var entries: [Timeline.Entry] = []
        while true {
            let question = Timeline(caseID: play.caseID, after: entries.last?.position)
            let page = try caller.ask(question, of: .routing, as: play.office.speaker(play.office.head))
            entries += page.entries
            guard page.hasMore, !page.entries.isEmpty else { return CaseStory(entries) }
        }
    }

    private static func stillOpen(_ play: PlayedCase, _ shown: ShowCase.Answer) -> String {
        let waiting = shown.tasks.map { "\($0.task.kind.rawValue) \($0.task.word.rawValue) for \($0.position)" }.joined(separator: ", ")
        let what = waiting.isEmpty ? "no task is open" : "open are \(waiting)"
        return "\(play.name): the case is \(shown.row.status.rawValue) at step \(shown.row.step); \(what)"
    }

    /// Compares every composed document with its record and the record with its bytes; how many there are.
    private mutating func checkArchive(of play: PlayedCase, _ documents: [ShowCase.Document]) throws -> Int {
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
            let bytes: [UInt8]
            do {
                // Throws when they are not those of the hash.
                bytes = try caller.get(document.version.hash, from: .archival)
            } catch let failure as Caller.Failure {
                findings.append("\(name): the archived file cannot be had: \(failure)")
                continue
            }
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
        if let sop {
            let unshown = CaseStory.unshownOptions(of: sop, done: done, skipped: skipped)
            findings += unshown.map { "\(row.agency) \(row.sop): \($0)" }
        }
        (self.row, sop, done, skipped) = (nil, nil, [], [])
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
            let question = OutgoingBook(register: register.id, year: office.today.year, after: rows.last?.line, limit: Limits.pageRows)
            let page = try caller.ask(question, of: .approvals, as: office.speaker(office.clerk))
            rows += page.rows
            guard page.rows.count == Limits.pageRows else { return rows.compactMap(\.sequence).sorted() }
        }
    }

    // MARK: - Services

    /// Walks along all five journals, and asks each service what keeps it from going on and how much memory it took.
    mutating func checkServices() throws {
        for service in ServiceName.allCases {
            let status = try caller.ask(ShowStatus(), of: service, as: nil)
            findings += status.problems.map { "\(service.rawValue): \($0)" }
            if status.parked > 0 { findings.append("\(service.rawValue): \(status.parked) events are parked; `alurctl status` tells more") }
            peakResidentBytes[service] = status.peakResidentBytes
            if status.peakResidentBytes > residentBytesAtMost {
                let (taken, allowed) = (Text.mebibytes(status.peakResidentBytes), Text.mebibytes(residentBytesAtMost))
                findings.append("\(service.rawValue): \(taken) of memory were in use; \(allowed) are allowed")
            }
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
            (total.tembusan, "nobody got a tembusan"),
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
        tembusan += other.tembusan
        numbers += other.numbers
    }
}
