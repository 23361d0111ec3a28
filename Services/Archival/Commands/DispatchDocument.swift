import Domain
import Kernel
import Protocol
import SQLite
import Tasks

/// Ends a `kirim` once there is an outcome for every receiver and the document has reached at least one addressee.
func dispatchDocument(_ command: DispatchDocument, _ decision: Decision) throws -> [Event] {
    let open = try OpenTask.find(command.task, word: .kirim, decision)
    let today = try Office.of(try decision.official(), decision.reading).date(decision.now)
    let added = try added(command.tembusan ?? [], to: open.task)
    let addressees = open.task.addressees.count
    let receivers = addressees + (open.task.tembusan?.count ?? 0) + added.count
    var deliveries: [Dispatched.Delivery?] = Array(repeating: nil, count: receivers)
    var names = [String](repeating: "", count: receivers)
    for (index, delivery) in command.deliveries.enumerated() {
        let field = "deliveries.\(index)"
        guard deliveries.indices.contains(delivery.receiver), deliveries[delivery.receiver] == nil else {
            throw Rejection.invalid("\(field).receiver", "Name each receiver once, and nobody else.")
        }
        names[delivery.receiver] = try words(of: delivery, field, decision)
        let at = delivery.at ?? today
        guard at <= today else { throw Rejection.invalid("\(field).at", "It cannot have been handed over on a day that is still to come.") }
        deliveries[delivery.receiver] = Dispatched.Delivery(
            receiver: delivery.receiver, isTembusan: delivery.receiver < addressees ? nil : true, outcome: delivery.outcome, at: at,
            proof: delivery.proof)
    }
    let all = deliveries.compactMap { $0 }
    guard all.count == receivers else {
        throw Rejection("receiverMissing", "Say for each of the \(receivers) receivers what came of the sending.", field: "deliveries")
    }
    guard all.contains(where: { $0.outcome == .sampai && $0.isTembusan != true }) else {
        throw Rejection(
            "allFailed", "It has reached no addressee, so it is not sent yet; send it again and record what comes of that.", field: "deliveries")
    }
    let words = ActWords(names: names, tembusan: added.isEmpty ? nil : added)
    return [Event(Dispatched(done: done(open), deliveries: all), about: open.task.caseID, content: words)]
}

private let addedAtMost = 100

/// The names of further tembusan, each a new one.
private func added(_ names: [String], to task: TaskOpened) throws -> [String] {
    guard names.count <= addedAtMost else { throw Rejection.invalid("tembusan", "Name at most \(addedAtMost) further tembusan.") }
    var known = Set((task.to + (task.tembusan ?? [])).map(\.name))
    return try names.enumerated().map { index, name in
        let name = try EntryChecks.line(name, "tembusan.\(index)")
        guard known.insert(name).inserted else {
            throw Rejection.invalid("tembusan.\(index)", "This receiver gets the letter already; name each once.")
        }
        return name
    }
}

/// Who received it, or why it failed.
private func words(of delivery: DispatchDocument.Delivery, _ field: String, _ decision: Decision) throws -> String {
    if let proof = delivery.proof { try EntryChecks.held(proof, "\(field).proof", decision) }
    switch delivery.outcome {
    case .sampai:
        let receivedBy = try EntryChecks.optionalLine(delivery.receivedBy, "\(field).receivedBy")
        guard receivedBy != nil || delivery.proof != nil else {
            throw Rejection("proofMissing", "Name who received it, or attach the tanda terima.", field: "\(field).receivedBy")
        }
        return receivedBy ?? ""
    case .gagal:
        guard let reason = try EntryChecks.optionalLine(delivery.reason, "\(field).reason") else {
            throw Rejection("reasonMissing", "Say why it did not arrive.", field: "\(field).reason")
        }
        return reason
    }
}

func dispatched(_ event: Recorded<Dispatched>, _ tables: Tables) throws {
    let body = event.body
    let stored = try StoredTask.find(body.done.task, tables.reading)
    let task = stored.task
    let receivers = task.addressees + (task.tembusan ?? []).map(\.name) + (event.content?.tembusan ?? [])
    for (index, delivery) in body.deliveries.enumerated() {
        let receiver = receivers.indices.contains(delivery.receiver) ? receivers[delivery.receiver] : nil
        let words = event.content?.names.flatMap { $0.indices.contains(index) && !$0[index].isEmpty ? $0[index] : nil }
        try tables.run(
            "INSERT INTO delivery VALUES(NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", .text(task.agency.text),
            .text(task.task.description),
            .text(task.caseID.description), .text(stored.position.text), .text(delivery.at.description), .text(delivery.outcome.rawValue),
            .text(task.number), .text(receiver), .text(stored.subject), .text(words), .text(delivery.proof?.hash), .integer(delivery.proof?.size),
            .text(delivery.proof?.mediaType), .flag(delivery.isTembusan == true), .text(task.document?.name.naskah.text),
            .text(task.document?.name.member?.text))
    }
    try OpenTask.close(body.done.task, tables)
}
