import Kernel
import Protocol

/// The versions of a case's documents, newest first.
func listVersions(_ query: ListVersions, _ question: Question) throws -> ListVersions.Answer {
    try checkReader(of: query.caseID, question)
    var answer = ListVersions.Answer(versions: [], isMore: false)
    var page = PageMeasure()
    try VersionTable.each(of: query.caseID, document: query.document, before: query.before, question.reading) { version in
        guard page.takes(bytes: 600 + version.content.name.utf8.count) else {
            answer.isMore = true
            return false
        }
        answer.versions.append(version)
        return true
    }
    return answer
}

/// One version, with its note.
func showVersion(_ query: ShowVersion, _ question: Question) throws -> DraftVersion {
    try checkReader(of: query.caseID, question)
    guard let version = try VersionTable.version(query.version, of: query.document, in: query.caseID, question.reading) else {
        throw Rejection.notFound("version", field: "version")
    }
    return version
}

/// Who composed the documents of those cases that whoever asks may see.
///
/// To an official the policy opens a line of the book of outgoing letters just where it opens the case.
func composers(_ query: Composers, _ question: Question) throws -> Composers.Answer {
    guard query.cases.count <= Limits.pageRows else {
        throw Rejection.invalid("cases", "More than \(Limits.pageRows) cases; ask for fewer at a time.")
    }
    let seen = try query.cases.filter { try maySee($0, question) }
    var found = try VersionTable.composers(in: seen, after: query.after ?? 0, limit: Limits.pageRows + 1, question.reading)
    let hasMore = found.count > Limits.pageRows
    if hasMore { found.removeLast() }
    return Composers.Answer(rows: found, next: hasMore ? found.last?.place : nil)
}
