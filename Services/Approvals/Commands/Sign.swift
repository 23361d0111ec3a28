import Domain
import Kernel
import Protocol
import SQLite
import Sodium
import Tasks

func sign(_ command: Sign, _ decision: Decision) throws -> [Event] {
    let verdict = try Verdict(
        .tandaTangan, task: command.task, hash: command.hash, approve: command.approve, reason: command.reason, members: command.members, decision)
    let caseID = verdict.open.task.caseID
    guard verdict.isYes else {
        return [Event(Signed(done: verdict.completion(), by: verdict.by), about: caseID, content: verdict.words)]
    }
    if verdict.isOwnPart, try ApprovalTable.isInitialled(verdict.document, in: caseID, by: verdict.official.person, decision.reading) {
        throw Rejection(
            "parafBySigner", "You gave this version your paraf, so another must sign it; return it, or leave it to the position's holder.",
            field: "task")
    }
    let team = try team(command.appoints, verdict, decision)
    var event = Signed(done: verdict.completion(appointed: team), by: verdict.by, method: command.method)
    switch command.method {
    case nil:
        throw Rejection("methodMissing", "Say how it is signed: basah or kunci.", field: "method")
    case .basah:
        guard let scan = command.scan else {
            throw Rejection("scanMissing", "Put the scan of the signed print here and name it.", field: "scan")
        }
        try checkFile(scan, "scan", decision)
        event.scan = scan
    case .kunci:
        try addKeySignature(command.signature, to: &event, verdict, decision)
    }
    return [Event(event, about: caseID, content: verdict.words)]
}

func signed(_ event: Recorded<Signed>, _ tables: Tables) throws {
    let body = event.body
    try ApprovalTable.record(event, by: body.by, as: .tandaTangan, method: body.method, keyHash: body.keyHash, file: body.scan, tables)
}

/// The team that the signature appoints: as the signer wants it, or else as it was proposed.
private func team(_ wanted: [Key<Position>]?, _ verdict: Verdict, _ decision: Decision) throws -> [Key<Position>]? {
    guard let wanted else { return verdict.open.task.appoints }
    guard verdict.open.task.appoints != nil else {
        throw Rejection.invalid("appoints", "This signature appoints nobody; leave the team out.")
    }
    try checkPositions(wanted, "appoints")
    for (index, position) in wanted.enumerated() {
        guard try Book.knows(position, of: verdict.official.agency, decision.reading) else {
            throw Rejection("positionUnknown", "The agency has no such position; choose one of its positions.", field: "appoints.\(index)")
        }
    }
    return wanted
}

/// Checks the signature made with the signer's own key, and keeps the evidence.
private func addKeySignature(_ signature: String?, to event: inout Signed, _ verdict: Verdict, _ decision: Decision) throws {
    guard verdict.open.task.outside == nil else {
        throw Rejection("outsideSigns", "A party outside signs this, not you; record it as basah with its scan.", field: "method")
    }
    guard let signature else {
        throw Rejection("signatureMissing", "Sign the statement of this version with your key and send the signature.", field: "signature")
    }
    guard let key = try KeyTable.inForce(of: verdict.official.person, decision.reading) else {
        throw Rejection("keyUnknown", "You have no key in force here; register one first (key.register), or sign basah.", field: "method")
    }
    let text = SignedStatement.text(
        task: event.done.task, caseID: event.done.caseID, document: verdict.document, by: verdict.official)
    guard let proof = bytes(hexadecimal: signature), let publicKey = bytes(hexadecimal: key.publicKey),
        SigningKey.verify(proof, of: Array(text.utf8), by: publicKey)
    else {
        throw Rejection(
            "signatureWrong", "The signature is not that of your key over this version's statement; sign the statement as the protocol writes it.",
            field: "signature")
    }
    event.keyHash = key.hash
    event.signature = hexadecimal(proof)
    event.signedText = text
}
