import Client
import Domain
import Nettle
import Protocol
import Sodium

/// What the officials do with what Routing's journal offers them.
extension Client {
    /// Looks at what is due: errands, and tasks on which nothing is under way.
    func workAtDesk() {
        if isFinishing { desk.dropBeginnings() }
        for errand in desk.dueErrands(at: now) { run(errand) }
        for known in desk.tasks where !known.isUnderWay && known.lookAt <= now { work(on: known) }
    }

    /// Reads what happened in Routing.
    func hear(_ header: EventHeader, _ data: ArraySlice<UInt8>) throws {
        try desk.seats.hear(header, data, json)
        switch header.type {
        case TaskOpened.type: desk.open(try json.decode(TaskOpened.self, from: data), lookAt: now + Int64(chance.below(30)))
        case TaskAssigned.type:
            let body = try json.decode(TaskAssigned.self, from: data)
            desk.change(body.task) { known in
                known.position = body.position
                known.person = body.person
                known.lookAt = now
            }
        case TaskClosed.type: desk.drop(try json.decode(TaskClosed.self, from: data).done.task)
        case TaskWithdrawn.type: desk.drop(try json.decode(TaskWithdrawn.self, from: data).task)
        case CaseStarted.type: desk.begin(try json.decode(CaseStarted.self, from: data).caseID)
        case CaseClosed.type, CaseCancelled.type: if let caseID = header.subject { desk.end(caseID) }
        case CancelRequested.type:
            let body = try json.decode(CancelRequested.self, from: data)
            desk.plan(.answerCancel(body.caseID, askedBy: body.position), at: now + Int64(chance.below(500)))
        case CancelRefused.type: if let caseID = header.subject { desk.cancelling.remove(caseID) }
        case "event.parked":
            let isRetry = chance.isLikely(perMille: 600)
            if isRetry { desk.plan(.changeCatalogue(isBack: true), at: now) }
            desk.plan(.unpark(try json.decode(Parked.self, from: data).position, isRetry: isRetry), at: now + 200)
        case "event.unparked":
            if let caseID = header.subject, try json.decode(Parked.self, from: data).isDiscarded == true { desk.requested.remove(caseID) }
        case SheetOpened.type:
            let body = try json.decode(SheetOpened.self, from: data)
            desk.sheets[body.sheet] = body.position
            desk.plan(chance.isLikely(perMille: 700) ? .dispose(body.sheet, body.position) : .closeSheet(body.sheet, body.position), at: now)
        case DisposisiGiven.type:
            let body = try json.decode(DisposisiGiven.self, from: data)
            for slip in body.slips {
                let isRead = body.closesOnReading || chance.isLikely(perMille: 300)
                desk.plan(.answerSlip(slip.disposisi, slip.position, isRead: isRead), at: now + Int64(chance.below(2_000)))
            }
            if let position = desk.sheets[body.sheet] { desk.plan(.closeSheet(body.sheet, position), at: now + Int64(chance.among(500...4_000))) }
        case DisposisiMoved.type:
            let body = try json.decode(DisposisiMoved.self, from: data)
            desk.moved[body.disposisi] = body.position
        case SheetClosed.type: desk.sheets[try json.decode(SheetClosed.self, from: data).sheet] = nil
        default: return
        }
    }

    /// The fields of the runtime's own events that a client reads.
    private struct Parked: Decodable {
        var position: Int64
        var isDiscarded: Bool?
    }

    // MARK: - Tasks

    /// Who may act as a position, as one of those the office knows: whoever sits there, or a deputy.
    func speaker(_ position: Key<Position>, person: String? = nil) -> Speaker {
        let persons = desk.seats.persons(at: position, on: today)
        if persons.isEmpty {
            let deputy = desk.seats.deputies(for: position, on: today).first ?? SimulatedOffice.persons(at: SimulatedOffice.delegate).first
            return .official(position, person: person ?? deputy)
        }
        return .official(position, person: person ?? (persons.count == 1 ? persons.first : chance.pick(persons)))
    }

    private func work(on known: Desk.Known) {
        let task = known.task
        if task.fromOutside {
            desk.change(task.task) { $0.lookAt = self.now + 8_000 }
            return run(.registerLetter(.link(task.caseID, task: task.task)))
        }
        let persons = desk.seats.persons(at: known.position, on: today)
        let takers = persons.isEmpty ? desk.seats.deputies(for: known.position, on: today) : persons
        if takers.count > 1 || desk.hasTurnover, known.person == nil, chance.isLikely(perMille: 500), let person = chance.pick(takers) {
            desk.change(task.task) { $0.lookAt = self.now + 300 }
            return run(.take(task.task, known.position, person))
        }
        // Now and then another holder tries what a colleague has taken; the rules say no.
        let person = chance.isLikely(perMille: 100) ? nil : known.person
        if task.word == .susun, task.kind != .delivery, known.parent == nil, chance.isLikely(perMille: 80) {
            desk.change(task.task) { $0.lookAt = self.now + 200 }
            return run(.saveVersion(task.task))
        }
        guard let (command, service) = command(for: known) else { return }
        desk.change(task.task) { $0.isUnderWay = true }
        give(command, to: service, as: speaker(known.position, person: person), for: .act(task.task))
    }

    /// What the holder of a task does with it.
    private func command(for known: Desk.Known) -> (any CommandBody, ServiceName)? {
        let task = known.task
        let actions = task.actions
        if task.isOptional, chance.isLikely(perMille: 400) { return (SkipTask(task: task.task), task.owner) }
        guard let action = actions.first else { return nil }
        let service = action.service
        switch action.verb {
        case Acknowledge.verb: return (Acknowledge(task: task.task), service)
        case GiveOrder.verb: return (GiveOrder(task: task.task, instructions: ["tindak-lanjuti"], appoints: task.appoints), service)
        case HandOver.verb: return (HandOver(task: task.task, note: "Mohon diterima."), service)
        case Receive.verb: return (Receive(task: task.task), service)
        case AskMaterial.verb: return (AskMaterial(task: task.task, what: "Bahan."), service)
        case DeliverMaterial.verb: return (DeliverMaterial(task: task.task, files: [], note: "Nihil."), service)
        case CollectMaterial.verb: return (CollectMaterial(task: task.task), service)
        case ComposeVersion.verb:
            let parent = known.parent ?? task.document?.version ?? 0
            return (ComposeVersion(task: task.task, file: newFile(at: .drafting), name: "naskah.txt", parent: parent), service)
        case WriteStudy.verb: return (WriteStudy(task: task.task, note: "Sesuai."), service)
        case HoldMeeting.verb: return (HoldMeeting(task: task.task, attended: [known.position], minutes: "Sepakat."), service)
        case Check.verb, Initial.verb, Sign.verb: return (decision(action.verb, task), service)
        case GiveNumber.verb:
            return (GiveNumber(task: task.task, classification: task.classification == nil ? SimulatedOffice.classification : nil), service)
        case MakeCopies.verb: return (MakeCopies(task: task.task, count: 2), service)
        case DispatchDocument.verb:
            let deliveries = (0..<max(1, task.to.count)).map {
                DispatchDocument.Delivery(receiver: $0, outcome: .sampai, receivedBy: "Penerima")
            }
            return (DispatchDocument(task: task.task, deliveries: deliveries), service)
        case RecordGathering.verb: return (RecordGathering(task: task.task, note: "Tanda himpun."), service)
        case FileDocument.verb:
            if let berkas = desk.berkas { return (FileDocument(task: task.task, berkas: berkas), service) }
            let opening = OpenBerkas(classification: SimulatedOffice.classification, title: "Berkas uji")
            return (FileDocument(task: task.task, opening: opening), service)
        default: return nil
        }
    }

    /// Yes or no to a version; now and then to one that was read before it changed, which must be refused.
    private func decision(_ verb: String, _ task: TaskOpened) -> any CommandBody {
        let isNo = desk.noesLeft > 0 && chance.isLikely(perMille: 220)
        if isNo { desk.noesLeft -= 1 }
        let hash = chance.isLikely(perMille: 30) ? String(repeating: "ab", count: 32) : task.document?.hash ?? ""
        let reason = isNo ? "Belum sesuai." : nil
        let proof = task.outside == nil ? nil : newFile(at: .approvals)
        switch verb {
        case Check.verb: return Check(task: task.task, hash: hash, approve: !isNo, reason: reason, proof: proof)
        case Initial.verb: return Initial(task: task.task, hash: hash, approve: !isNo, reason: reason, proof: proof)
        default:
            return Sign(
                task: task.task, hash: hash, approve: !isNo, reason: reason, method: isNo ? nil : .basah,
                scan: isNo ? nil : newFile(at: .approvals))
        }
    }

    /// A file of new content, put into a service before it is named there.
    func newFile(at service: ServiceName) -> FileReference {
        desk.filesMade += 1
        let hash = hexadecimal(SHA256.hash(Array("berkas \(desk.filesMade)".utf8)))
        files.put(hash, at: service)
        return FileReference(hash: hash, size: SimulatedFiles.size, mediaType: "text/plain")
    }

    // MARK: - What comes of them

    /// An act was accepted.
    func acted(_ task: Identifier, _ order: Order, _ reply: Reply) throws {
        let known = desk.known(task)
        // The journal will say that it is over; where it does not for long, it is looked at again.
        desk.change(task) { known in
            known.isUnderWay = false
            known.lookAt = self.now + 6_000
        }
        for event in reply.events {
            guard let (header, data) = EventHeader.parse(event) else { throw Breach(.acknowledged, "an event of a reply cannot be read") }
            switch header.type {
            case NumberGiven.type:
                let given = try json.decode(NumberGiven.self, from: data)
                if !given.isKept, let sequence = given.sequence { desk.numbers.append((given.register, given.year, sequence)) }
            case BerkasOpened.type: desk.berkas = try json.decode(BerkasOpened.self, from: data).berkas
            default: continue
            }
        }
        try checkVersion(order, reply)
        guard let known, order.verb != FileDocument.verb, chance.isLikely(perMille: 120) else { return }
        let speaker = speaker(known.position)
        guard case .official(let position, _) = speaker, !desk.seats.persons(at: position, on: today).isEmpty else { return }
        ask(Inbox(), of: .routing, as: speaker, for: .inbox(without: task))
    }

    /// A decision is on the version that was read, and on no other.
    private func checkVersion(_ order: Order, _ reply: Reply) throws {
        guard [Check.verb, Initial.verb, Sign.verb].contains(order.verb) else { return }
        let asked = try json.decode(Read.self, from: order.body)
        for event in reply.events {
            guard let (_, data) = EventHeader.parse(event), let done = try? json.decode(Done.self, from: data).done else { continue }
            guard done.document?.hash == asked.hash else { throw Breach(.once, "\(order.verb) on one version was taken as one on another") }
        }
    }

    private struct Read: Decodable { var hash: String }
    private struct Done: Decodable { var done: Completion }

    /// The rules said no; where that was not to be expected, a promise is broken.
    func meet(_ rejection: Rejection, _ order: Order) throws {
        switch order.purpose {
        case .act(let task): try meet(rejection, onTask: task, order)
        case .version(let task):
            desk.change(task) { known in
                known.isUnderWay = false
                known.lookAt = self.now + 500
            }
        case .errand(let errand): try meet(rejection, on: errand, order)
        case .grant, .soleGrant, .journal, .inbox: return
        }
    }

    /// What may be said to somebody who acts on a task that others act on, too.
    private static let usualRefusals: Set<String> = [
        "taskEnded", "wrongPosition", "takenByAnother", "staleVersion", "incomplete", "filingRunning", "vacant", "notHolder", "holderEnded",
        "mandateExpired", "mandateNotYet", "mandateTooNarrow", "wrongLevel", "personNeeded", "unauthenticated", "notYet",
    ]

    private func meet(_ rejection: Rejection, onTask task: Identifier, _ order: Order) throws {
        guard let known = desk.known(task) else { return }
        let pause = Int64(chance.among(100...1_500))
        desk.change(task) { known in
            known.isUnderWay = false
            known.refusals += 1
            known.lookAt = self.now + pause * Int64(min(known.refusals, 6))
        }
        switch rejection.code {
        case "staleParent":
            desk.change(task) { $0.isUnderWay = true }
            ask(
                ListVersions(caseID: known.task.caseID, document: known.task.document?.name), of: .drafting, as: speaker(known.position),
                for: .version(of: task))
        case "incomplete": if chance.isLikely(perMille: 100) { run(.chase(task)) }
        case "parafFull", "parafBySigner":
            // What the SOP asks cannot be had of these people: the case is given up.
            if known.refusals == 0 || known.refusals % 5 == 0 { run(.requestCancel(known.task.caseID, by: known.position)) }
        case "notFound":
            throw Breach(.fresh, "\(order.verb) names a task that Routing has shown, and \(order.service.rawValue) has never heard of it")
        case let code:
            guard Self.usualRefusals.contains(code) else {
                throw Breach(
                    .running,
                    "\(order.verb) on \(known.task.kind.rawValue) \(known.task.word.rawValue) is refused: \(code) (\(rejection.field ?? ""))")
            }
        }
    }
}
