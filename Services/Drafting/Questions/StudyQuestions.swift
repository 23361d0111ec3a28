import Domain
import Kernel
import Protocol
import SQLite

/// The studies of a case, newest first.
func studies(_ query: Studies, _ question: Question) throws -> Studies.Answer {
    try checkReader(of: query.caseID, question)
    let json = JSONText()
    var answer = Studies.Answer(studies: [], isMore: false)
    var page = PageMeasure()
    try question.reading.each(
        "SELECT position, task, at, actor, document, note FROM study WHERE casefile = ? AND position < ? ORDER BY position DESC",
        [.text(query.caseID.description), .integer(query.before ?? .max)]
    ) { row in
        guard let task = Identifier(row.text(1)) else { throw Fault("study \(row.integer(0)) names no task") }
        let study = Study(
            position: row.integer(0), task: task, at: row.integer(2), actor: row.text(3),
            document: try row.optionalBlob(4).map { try json.decode(DocumentVersion.self, from: $0) }, note: row.optionalText(5),
            files: try AttachmentTable.files(of: task, .study, question.reading))
        guard page.takes(bytes: 400 + (study.note?.utf8.count ?? 0) + study.files.answerBytes) else {
            answer.isMore = true
            return false
        }
        answer.studies.append(study)
        return true
    }
    return answer
}
