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
