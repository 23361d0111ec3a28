import Domain
import Kernel
import Protocol
import SQLite
import Tasks

/// Checks that the official who asks may see the case. Whoever may not is not told that there is such a case.
///
/// Drafting knows a case from its first task here on; before that, and for another agency, it throws `notFound`.
func checkReader(of caseID: Identifier, _ question: Question) throws {
    guard try maySee(caseID, question) else { throw Rejection.notFound("case", field: "case") }
}

/// Whether whoever asks sees all of the case; false for one that Drafting does not know.
func maySee(_ caseID: Identifier, _ question: Question) throws -> Bool {
    let body = try question.reading.first("SELECT body FROM task WHERE casefile = ? LIMIT 1", .text(caseID.description)) { $0.blob(0) }
    guard let body, case .official(let official)? = question.principal else { return false }
    guard try JSONText().decode(TaskOpened.self, from: body).agency == official.agency else { return false }
    return try SecretCases.sight(of: caseID, official, question.reading) == .full
}

/// Whether whoever asks sees a case that the file belongs to, as a version or with an act.
func seesFile(_ hash: String, _ question: Question) throws -> Bool {
    let cases = try question.reading.all(
        "SELECT casefile FROM version WHERE hash = ?1 UNION SELECT casefile FROM attachment JOIN task ON task.id = attachment.task WHERE hash = ?1",
        .text(hash)
    ) { Identifier($0.text(0)) }
    return try cases.contains { try $0.map { try maySee($0, question) } ?? false }
}

/// How much of a page is taken: rows, and the bytes of their words, so that an answer always fits a frame.
struct PageMeasure {
    private var rows = 0
    private var bytes = 0

    /// Takes a row of about so many bytes into the page; false when it is full. The first row always fits: it came in one command.
    mutating func takes(bytes more: Int) -> Bool {
        guard rows == 0 || rows < Limits.pageRows && bytes + more <= Limits.pageBytes else { return false }
        rows += 1
        bytes += more
        return true
    }
}

extension Sequence<NamedFile> {
    /// About how many bytes they take in an answer.
    var answerBytes: Int { reduce(0) { $0 + 200 + $1.name.utf8.count } }
}
