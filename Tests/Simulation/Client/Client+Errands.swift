import Client
import Kernel
import Domain
import Protocol

/// What happens at an office beside the tasks of its cases: letters, books, mandates, the catalogue, the operator.
extension Client {
    private var clerk: Speaker { speaker(SimulatedOffice.clerk) }

    var today: CivilDate { CivilDate(Moment(milliseconds: epoch + now), in: SimulatedOffice.zone) }

    /// Begins an errand.
    func run(_ errand: Errand) {
        func send(_ body: any CommandBody, to service: ServiceName, as speaker: Speaker) {
            desk.errandsUnderWay += 1
            give(body, to: service, as: speaker, for: .errand(errand))
        }
        switch errand {
        case .registerLetter: send(letter(), to: .intake, as: clerk)
        case .startCase(let letter?, let sop, let isNew): send(StartCaseFromLetter(letter: letter, sop: name(sop * 2, isNew)), to: .intake, as: clerk)
        case .startCase(nil, let sop, let isNew):
            let command = StartCase(agency: SimulatedOffice.agency, sop: name(sop * 2 + 1, isNew), title: "Perkara uji", basis: "DPA")
            send(command, to: .routing, as: clerk)
        case .amend(let letter):
            var command = AmendLetter(letter: letter, reason: "Salah ketik.")
            command.subject = "Perihal yang benar"
            send(command, to: .intake, as: clerk)
        case .voidLetter(let letter): send(VoidLetter(letter: letter, reason: "Salah alamat."), to: .intake, as: clerk)
        case .forward(let letter): send(ForwardLetter(letter: letter, to: SimulatedOffice.head), to: .intake, as: clerk)
        case .link(let letter, let caseID, _): send(LinkLetter(letter: letter, caseID: caseID), to: .intake, as: clerk)
        case .reserve:
            let date = today.advanced(byDays: chance.below(3))
            send(
                ReserveNumbers(register: chance.pick(SimulatedOffice.outgoing) ?? "", date: date, count: chance.among(1...3)), to: .approvals,
                as: clerk)
        case .voidNumber:
            guard let number = chance.pick(desk.numbers) else {
                // Nothing has a number yet.
                if !isFinishing { desk.plan(.voidNumber, at: now + 1_500) }
                return
            }
            let command = VoidNumber(register: number.register, year: number.year, sequence: number.sequence, reason: "Salah nomor.")
            send(command, to: .approvals, as: clerk)
        case .saveVersion(let task):
            guard let known = desk.known(task) else { return }
            let parent = known.task.document?.version ?? 0
            let command = SaveVersion(task: task, file: newFile(at: .drafting), name: "naskah.txt", parent: parent)
            send(command, to: .drafting, as: speaker(known.position, person: known.person))
        case .take(let task, let position, let person): send(TakeTask(task: task), to: .routing, as: speaker(position, person: person))
        case .chase(let task):
            guard let known = desk.known(task) else { return }
            send(ChaseMaterial(task: task, position: "kabid-a"), to: .drafting, as: speaker(known.position))
        case .requestCancel, .askForCancel, .answerCancel, .changeCatalogue, .unpark: govern(errand, send)
        case .giveMandate, .endMandate, .transfer, .leave, .arrive, .actFor, .stopActing: staff(errand, send)
        case .dispose, .answerSlip, .closeSheet: dispose(errand, send)
        case .pressedTwice: return
        }
    }

    /// Who sits where, and who acts for whom.
    private func staff(_ errand: Errand, _ send: (any CommandBody, ServiceName, Speaker) -> Void) {
        let agency = SimulatedOffice.agency
        let yesterday = today.advanced(byDays: -1)
        switch errand {
        case .giveMandate:
            let mandate = GiveMandate(
                agency: agency, kind: .plt, position: SimulatedOffice.vacant, delegate: SimulatedOffice.delegate, decree: "SK-1",
                from: today.advanced(byDays: -30))
            send(mandate, .routing, .manager)
        case .endMandate:
            let end = EndMandate(
                agency: agency, kind: .plt, position: SimulatedOffice.vacant, delegate: SimulatedOffice.delegate, until: yesterday)
            send(end, .routing, .manager)
        case .transfer(let from, let to): send(TransferTasks(agency: agency, from: from, to: to), .routing, .manager)
        case .leave(let position):
            guard let person = chance.pick(desk.seats.persons(at: position, on: today)) else { return }
            // Now and then it ends with the day.
            let last = chance.isLikely(perMille: 200) ? today : yesterday
            send(EndHolder(agency: agency, position: position, nip: person, until: last), .routing, .manager)
        case .arrive(let position):
            desk.newcomers += 1
            let nip = "19700101199604\(1_000 + desk.newcomers)"
            send(AssignHolder(agency: agency, position: position, name: "Baru", nip: nip, from: today), .routing, .manager)
        case .actFor(let position, let delegate, let kind):
            let mandate = GiveMandate(
                agency: agency, kind: kind, position: position, delegate: delegate, decree: "SK-2", from: today.advanced(byDays: -30))
            send(mandate, .routing, .manager)
        case .stopActing(let position, let delegate, let kind):
            send(EndMandate(agency: agency, kind: kind, position: position, delegate: delegate, until: yesterday), .routing, .manager)
        default: return
        }
    }

    /// Somebody has gone: somebody new comes after a while, and meanwhile somebody acts for the position, or nobody.
    private func plan(successorOn position: Key<Position>) {
        desk.plan(.arrive(position), at: now + Int64(chance.below(12_000)))
        let others = SimulatedOffice.positions.filter { $0 != position && !desk.seats.persons(at: $0, on: today).isEmpty }
        guard chance.isLikely(perMille: 600), let delegate = chance.pick(others) else { return }
        let start = now + Int64(chance.below(2_000))
        // Who may sign for the position anyway goes on doing so when the other mandate has ended.
        if SimulatedOffice.superior(of: delegate) == position { desk.plan(.actFor(position, by: delegate, .an), at: start) }
        desk.plan(.actFor(position, by: delegate, chance.pick([.plt, .plh]) ?? .plt), at: start)
    }

    /// What concerns whole cases and the office itself.
    private func govern(_ errand: Errand, _ send: (any CommandBody, ServiceName, Speaker) -> Void) {
        switch errand {
        case .askForCancel:
            if let caseID = chance.pick(desk.cases) { run(.requestCancel(caseID, by: SimulatedOffice.head)) }
        case .requestCancel(let caseID, let position):
            guard desk.cases.contains(caseID), desk.cancelling.insert(caseID).inserted else { return }
            send(RequestCancel(caseID: caseID, reason: "Tidak diperlukan lagi."), .routing, speaker(position))
        case .answerCancel(let caseID, let asker):
            guard desk.cases.contains(caseID) else { return }
            // Another who holds an open task answers; where there is none, who stands above; where none is open yet, a moment later.
            let open = desk.tasks.filter { $0.task.caseID == caseID }
            guard !open.isEmpty else { return desk.plan(errand, at: now + 300) }
            let others = open.map(\.position).filter { $0 != asker }
            let holder = chance.pick(others + [SimulatedOffice.superior(of: asker) ?? "sekdis"]) ?? asker
            let isYes = isFinishing || chance.isLikely(perMille: 600)
            send(AnswerCancel(caseID: caseID, agree: isYes, note: isYes ? nil : "Lanjutkan."), .routing, speaker(holder))
        case .changeCatalogue(let isBack, let without):
            let old = starting.catalogue
            // The new one has some of the old procedures, and others made up for this run.
            let new = (0..<3).map { number in
                MadeUpSOPs.sop(
                    name(number, true), start: number % 2 == 0 ? .incomingLetter(from: ["Bupati"]) : .internalBasis(documents: ["DPA"]), &chance)
            }
            let missing = without.map { name($0 * 2, false) }
            let sops = isBack ? old.sops : new + old.sops.filter { $0.id != missing && chance.isLikely(perMille: 700) }
            send(ApplyCatalogue(organisation: old.organisation, sops: sops), .routing, .manager)
        case .unpark(let position, let isRetry):
            let retry = Unpark.retry(position)
            send(isRetry ? retry : Unpark.discard(position), .routing, .manager)
        default: return
        }
    }

    private func dispose(_ errand: Errand, _ send: (any CommandBody, ServiceName, Speaker) -> Void) {
        func speaker(_ id: Identifier, _ position: Key<Position>) -> Speaker { self.speaker(desk.moved[id] ?? position) }
        switch errand {
        case .dispose(let sheet, let position):
            let to: [Key<Position>] = chance.isLikely(perMille: 500) ? ["sekdis"] : ["kabid-a", "kabid-c", "kasubag"]
            let instruction =
                chance.isLikely(perMille: 500) ? "tindak-lanjuti" : Instruction.defaults.first { $0.closesOnReading }?.id ?? "tindak-lanjuti"
            send(GiveDisposisi(sheet: sheet, to: to, instructions: [instruction]), .routing, speaker(sheet, position))
        case .answerSlip(let slip, let position, let isRead):
            let command: any CommandBody = isRead ? ReadDisposisi(disposisi: slip) : AnswerDisposisi(disposisi: slip, note: "Sudah dikerjakan.")
            send(command, .routing, speaker(slip, position))
        case .closeSheet(let sheet, let position): send(CloseSheet(sheet: sheet, note: "Selesai."), .routing, speaker(sheet, position))
        default: return
        }
    }

    private func name(_ number: Int, _ isNew: Bool) -> Key<SOP> { isNew ? Key("baru-\(number % 3)") : Key("dasar-\(number % Starting.sopCount)") }

    /// A letter; now and then one that is in the book already.
    private func letter() -> RegisterLetter {
        if desk.lettersMade == 0 || !chance.isLikely(perMille: 120) { desk.lettersMade += 1 }
        let date = CivilDate(Moment(milliseconds: epoch), in: SimulatedOffice.zone).advanced(byDays: -3)
        return RegisterLetter(
            register: SimulatedOffice.incoming, sender: "Bupati", number: "S/\(desk.lettersMade)", letterDate: date, subject: "Permintaan data",
            channel: .caraka)
    }

    // MARK: - What comes of them

    /// An errand is done.
    func finish(_ errand: Errand, _ order: Order, _ reply: Reply) throws {
        if case .pressedTwice = errand { return }
        desk.errandsUnderWay -= 1
        switch errand {
        case .registerLetter(let then):
            guard let letter = try first(LetterRegistered.self, in: reply)?.letter else { return }
            switch then {
            case .nothing: return
            case .amend: desk.plan(.amend(letter), at: now + 200)
            case .void: desk.plan(.voidLetter(letter), at: now + 200)
            case .forward: desk.plan(.forward(letter), at: now)
            case .begin(let sop, let isNew): desk.plan(.startCase(fromLetter: letter, sop: sop, isNew: isNew), at: now)
            case .beginTooLate(let sop):
                desk.plan(.changeCatalogue(isBack: false, without: sop), at: now)
                desk.plan(.startCase(fromLetter: letter, sop: sop, isNew: false), at: now + Int64(chance.below(4)))
            case .link(let caseID, let task): desk.plan(.link(letter, to: caseID, task: task), at: now)
            }
        case .startCase(.some, _, _):
            if let caseID = try first(CaseRequested.self, in: reply)?.caseID, !desk.cases.contains(caseID), !oracle.hasBegun(caseID) {
                desk.requested.insert(caseID)
            }
        case .giveMandate: if chance.isLikely(perMille: 500) { desk.plan(.endMandate, at: now + Int64(chance.among(500...8_000))) }
        case .leave(let position): plan(successorOn: position)
        case .actFor(let position, let delegate, let kind):
            if kind.isActing { desk.plan(.stopActing(position, by: delegate, kind), at: now + Int64(chance.among(500...10_000))) }
        case .saveVersion(let task):
            let saved = try first(VersionSaved.self, in: reply)?.document.version
            desk.change(task) { $0.parent = saved ?? $0.parent }
        case .transfer(let position, _):
            for known in desk.tasks where known.position == position { desk.change(known.task.task) { $0.lookAt = self.now + 300 } }
        default: return
        }
    }

    private func first<Body: EventBody>(_: Body.Type, in reply: Reply) throws -> Body? {
        for event in reply.events {
            if let (header, data) = EventHeader.parse(event), header.type == Body.type { return try json.decode(Body.self, from: data) }
        }
        return nil
    }

    /// An errand was refused. What is not to be refused is tried again, or is a breach.
    func meet(_ rejection: Rejection, on errand: Errand, _ order: Order) throws {
        if case .pressedTwice = errand { return }
        desk.errandsUnderWay -= 1
        switch (errand, rejection.code) {
        case (.unpark(let position, true), "notFound") where rejection.field == "sop":
            // The procedure is gone for good; the case is given up.
            desk.plan(.unpark(position, isRetry: false), at: now + 100)
        case (.unpark, "notFound"): throw Breach(.told, "an event was parked and is not there to be tried again")
        case (.answerCancel, let code):
            if !["notRequested", "caseClosed"].contains(code) { desk.plan(errand, at: now + 400) }
        case (.requestCancel(let caseID, _), let code):
            if code != "alreadyRequested" { desk.cancelling.remove(caseID) }
        case (.closeSheet(let sheet, let position), let code):
            if desk.sheets[sheet] != nil, code != "sheetClosed" { desk.plan(.closeSheet(sheet, position), at: now + 800) }
        case (.dispose(let sheet, let position), _): desk.plan(.closeSheet(sheet, position), at: now + 200)
        case (.link(_, _, let task), "notFound"):
            if desk.known(task) != nil { throw Breach(.fresh, "Intake does not know the case of a task that Routing has shown") }
        case (_, "notYet"): desk.plan(errand, at: now + 300)
        default: return
        }
    }
}

/// The operator's commands on parked events.
enum Unpark {
    static func retry(_ position: Int64) -> any CommandBody { RetryParked(stream: .intake, position: position) }
    static func discard(_ position: Int64) -> any CommandBody { DiscardParked(stream: .intake, position: position, reason: "Diulang dari awal.") }
}
