import Client
import Domain
import Protocol
import Sodium

extension CaseAct {
    /// Whether to say yes: each decision is refused the first time it is asked for in a case.
    private func approves() -> Bool {
        guard let document = task.document, row.actions.contains(where: { $0.approve == false }) else { return true }
        let isCountersign = task.kind == .countersign
        let isFirst = play.refused.insert("\(task.step)/\(task.act)/\(task.word.rawValue)/\(document.name.text)/\(isCountersign)").inserted
        if isFirst { play.tally.refusals += 1 }
        return !isFirst
    }

    /// What shows that a party outside decided so.
    private func outsideProof(_ word: String) throws -> FileReference? {
        task.outside == nil ? nil : try put(.outsideProof, into: .approvals, ["tindakan": word]).file
    }

    func check() throws {
        let isYes = approves()
        let reason = isYes ? nil : papers.sentence(.refusal)
        let proof = try outsideProof("periksa")
        try performer.give(Check(task: task.task, hash: task.document?.hash ?? "", approve: isYes, reason: reason, proof: proof), to: .approvals)
    }

    func initial() throws {
        let isYes = approves()
        let reason = isYes ? nil : papers.sentence(.refusal)
        let proof = try outsideProof("paraf")
        try performer.give(Initial(task: task.task, hash: task.document?.hash ?? "", approve: isYes, reason: reason, proof: proof), to: .approvals)
    }

    func sign() throws {
        guard let document = task.document else { throw DemoFailure("\(play.name): task \(task.task) asks to sign no document") }
        guard approves() else {
            let refusal = Sign(task: task.task, hash: document.hash, approve: false, reason: papers.sentence(.refusal))
            try performer.give(refusal, to: .approvals)
            return
        }
        var signature = Sign(task: task.task, hash: document.hash, approve: true, appoints: task.appoints)
        // What a party outside signed can only be recorded, with its scan.
        if task.outside == nil, play.troupe.isNextSignatureByKey() {
            signature.method = .kunci
            signature.signature = try keySignature(document)
        } else {
            signature.method = .basah
            signature.scan = try put(.signature, into: .approvals, ["nip": task.outside == nil ? person : ""]).file
        }
        try performer.give(signature, to: .approvals)
    }

    private func keySignature(_ document: DocumentVersion) throws -> String {
        let mandate = office.authority(at: row.position)
        let official = Principal.Official(agency: office.agency.id, person: person, position: row.position, mandate: mandate)
        let pen = try play.troupe.pen(of: person, as: performer.speaker)
        let text = SignedStatement.text(task: task.task, caseID: task.caseID, document: document, by: official)
        return hexadecimal(pen.sign(Array(text.utf8)))
    }

    /// The NIP of the one who acts.
    private var person: String {
        if case .official(_, _, let person?) = performer.speaker { return person }
        return ""
    }

    func giveNumber() throws {
        let format = task.register.flatMap { office.organisation.register($0)?.format?.text } ?? ""
        var order = GiveNumber(task: task.task)
        if task.classification == nil { order.classification = office.organisation.classifications.first?.code }
        if format.contains("{unit}") { order.unit = office.agency.shortName }
        let accepted = try performer.give(order, to: .approvals)
        if let given = try accepted.first(NumberGiven.self), !given.isKept, let number = given.done.number { play.tally.numbers.append(number) }
    }
}
