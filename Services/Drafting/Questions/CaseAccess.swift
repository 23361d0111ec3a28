import Domain
import Kernel
import Protocol
import SQLite

/// Checks that the official who asks works in the case's agency. Whoever does not may not know that there is such a case.
///
/// Drafting knows a case from its first task here on; before that, and for another agency, it throws `notFound`.
func checkReader(of caseID: Identifier, _ question: Question) throws {
    let body = try question.reading.first("SELECT body FROM task WHERE casefile = ? LIMIT 1", .text(caseID.description)) { $0.blob(0) }
    guard let body, case .official(let official)? = question.principal,
        try JSONText().decode(TaskOpened.self, from: body).agency == official.agency
    else { throw Rejection.notFound("case", field: "case") }
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
