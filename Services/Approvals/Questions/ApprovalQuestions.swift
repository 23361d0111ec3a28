import Domain
import Kernel
import Policy
import Protocol
import SQLite
import Tasks

/// An official sees the decisions of the own agency. A decision is void when the newest version that a task of the case has named is another one.
func listApprovals(_ query: ListApprovals, _ question: Question) throws -> ListApprovals.Answer {
    let sight = try question.sight(of: query.caseID, as: .casefile, question.principal?.agency)
    guard try sight == .full && hasCome(query.caseID, question) else { throw Rejection.notFound("case", field: "case") }
    try ApprovalTable.check(query.caseID, question.reading)
    let rows = try question.reading.all(
        """
        WITH known AS (SELECT CAST(body AS TEXT) AS body FROM task WHERE casefile = ?1),
            newest AS (
                SELECT json_extract(body, '$.document.name.naskah') AS naskah, json_extract(body, '$.document.name.member') AS member,
                    max(json_extract(body, '$.document.version')), json_extract(body, '$.document.hash') AS hash
                FROM known GROUP BY 1, 2)
        SELECT place, at, task, word, kind, a.naskah, a.member, version, a.hash, outcome, agency, position, nip, mandate, decree, vacant, outside,
            method, keyhash, filehash, filesize, filetype, reason, a.hash IS NOT newest.hash
        FROM approval a LEFT JOIN newest ON newest.naskah = a.naskah AND newest.member IS a.member
        WHERE casefile = ?1 AND place > ?2 AND (?3 IS NULL OR agency = ?3) AND (?4 IS NULL OR a.naskah = ?4 AND a.member IS ?5)
        ORDER BY place LIMIT ?6
        """,
        .text(query.caseID.description), .integer(query.after ?? 0), .text(question.principal?.agency?.text), .text(query.document?.naskah.text),
        .text(query.document?.member?.text), .integer(Limits.pageRows), read: approvalRow)
    return ListApprovals.Answer(approvals: rows)
}

/// Whether a task of the case, of the asker's own agency, has come here. Of any other case nothing is told: not that there is none, nor that it is
/// kept.
private func hasCome(_ caseID: Identifier, _ question: Question) throws -> Bool {
    try question.reading.exists(
        "SELECT 1 FROM task WHERE casefile = ?1 AND (?2 IS NULL OR json_extract(CAST(body AS TEXT), '$.agency') = ?2)",
        .text(caseID.description), .text(question.principal?.agency?.text))
}

private func approvalRow(_ row: borrowing Row) throws -> ListApprovals.Row {
    guard let task = Identifier(row.text(2)), let word = Act.Word(rawValue: row.text(3)), let outcome = Outcome(rawValue: row.text(9)) else {
        throw Fault("a decision at \(row.integer(0)) cannot be read")
    }
    let name = DocumentName(naskah: Key(row.text(5)), member: row.optionalText(6).map { Key($0) })
    let mandate = row.optionalText(13).flatMap { Mandate.Kind(rawValue: $0) }.map { Principal.Authority(kind: $0, decree: row.text(14)) }
    let official = Principal.Official(agency: Key(row.text(10)), person: row.text(12), position: Key(row.text(11)), mandate: mandate)
    let by = Approver(official, vacant: row.optionalText(15).map { Key($0) }, outside: row.optionalText(16).map { Key($0) })
    return ListApprovals.Row(
        place: row.integer(0), at: row.integer(1), task: task, word: word, kind: row.optionalText(4).flatMap { Act.ParafKind(rawValue: $0) },
        document: DocumentVersion(name: name, version: row.int(7), hash: row.text(8)), by: by, outcome: outcome,
        method: row.optionalText(17).flatMap { SignatureMethod(rawValue: $0) }, keyHash: row.optionalText(18),
        file: row.optionalText(19).map { FileReference(hash: $0, size: row.int(20), mediaType: row.text(21)) }, isVoid: row.flag(23),
        reason: row.optionalText(22))
}

extension Principal {
    /// The agency an official is bound to; nil for an operator, who sees all.
    var agency: Key<Agency>? {
        if case .official(let official) = self { official.agency } else { nil }
    }
}

extension Question {
    /// How much whoever asks sees of a case, or of a line that belongs to one; `agency` is whose it is, where the service knows.
    func sight(of caseID: Identifier, as kind: Paper.Kind, _ agency: Key<Agency>?) throws -> Sight {
        guard case .official(let official) = principal else {
            return try SecretCases.sight(of: caseID, as: kind, agency: agency ?? "", nil, .operator, reading)
        }
        let duties = try Book.duties(of: official.position, official.agency, reading)
        return try SecretCases.sight(
            of: caseID, as: kind, agency: agency ?? official.agency, official.position, .official(agency: official.agency, duties: duties), reading)
    }
}

/// Whether whoever asks sees a case in which the file is a scan or a proof.
func seesFile(_ hash: String, _ question: Question) throws -> Bool {
    guard let agency = question.principal?.agency else { return false }
    let cases = try question.reading.all(
        "SELECT DISTINCT casefile FROM approval WHERE filehash = ? AND agency = ?", .text(hash), .text(agency.text)
    ) { Identifier($0.text(0)) }
    return try cases.contains { try $0.map { try question.sight(of: $0, as: .casefile, agency) == .full } ?? false }
}
