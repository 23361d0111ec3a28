import Domain
import Kernel
import Protocol
import SQLite

/// The meetings of a case, newest first.
func meetings(_ query: Meetings, _ question: Question) throws -> Meetings.Answer {
    try checkReader(of: query.caseID, question)
    let json = JSONText()
    var answer = Meetings.Answer(meetings: [], isMore: false)
    var page = PageMeasure()
    try question.reading.each(
        """
        SELECT position, task, at, actor, attended, invitation, guests, minutes FROM meeting WHERE casefile = ? AND position < ?
        ORDER BY position DESC
        """, [.text(query.caseID.description), .integer(query.before ?? .max)]
    ) { row in
        guard let task = Identifier(row.text(1)) else { throw Fault("meeting \(row.integer(0)) names no task") }
        let meeting = Meeting(
            position: row.integer(0), task: task, at: row.integer(2), actor: row.text(3),
            attended: try json.decode([Key<Position>].self, from: row.blob(4)),
            invitation: try row.optionalBlob(5).map { try json.decode(DocumentVersion.self, from: $0) },
            guests: try row.optionalBlob(6).map { try json.decode([String].self, from: $0) } ?? [], minutes: row.text(7),
            minutesFiles: try AttachmentTable.files(of: task, .minutes, question.reading),
            attendanceFiles: try AttachmentTable.files(of: task, .attendance, question.reading),
            photos: try AttachmentTable.files(of: task, .photo, question.reading))
        guard page.takes(bytes: meeting.answerBytes) else {
            answer.isMore = true
            return false
        }
        answer.meetings.append(meeting)
        return true
    }
    return answer
}

extension Meeting {
    /// About how many bytes it takes in an answer.
    fileprivate var answerBytes: Int {
        let people = attended.reduce(0) { $0 + 3 + $1.text.utf8.count } + guests.reduce(0) { $0 + 3 + $1.utf8.count }
        return 400 + people + minutes.utf8.count + [minutesFiles, attendanceFiles, photos].joined().answerBytes
    }
}
