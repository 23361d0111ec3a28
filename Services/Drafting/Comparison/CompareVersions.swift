import Domain
import Kernel
import Protocol

/// What differs between two versions of a document, line by line.
///
/// Throws `notFound` as every question about a case does, `notText` for anything but text, `tooLong` for a text of too many lines.
func compareVersions(_ query: CompareVersions, _ question: Question) throws -> CompareVersions.Answer {
    try checkReader(of: query.caseID, question)
    let old = try text(query.old, "old", query, question)
    let new = try text(query.new, "new", query, question)
    guard old.hash != new.hash else { return CompareVersions.Answer(hunks: [], isCut: false) }
    return try LineDiff.compare(old: question.file(old), new: question.file(new))
}

private func text(_ number: Int, _ field: String, _ query: CompareVersions, _ question: Question) throws -> FileReference {
    guard let version = try VersionTable.version(number, of: query.document, in: query.caseID, question.reading) else {
        throw Rejection.notFound("version", field: field)
    }
    let file = version.content.file
    guard file.mediaType.hasPrefix("text/") else {
        throw Rejection("notText", "Only texts are compared line by line; get both versions and compare them yourself.", field: field)
    }
    return file
}
