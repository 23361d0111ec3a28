import Domain
import Kernel
import Protocol
import SQLite

/// What the units of a case were asked for, and what came of it.
func materials(_ query: Materials, _ question: Question) throws -> Materials.Answer {
    try checkReader(of: query.caseID, question)
    let json = JSONText()
    var answer = Materials.Answer(materials: [], isMore: false)
    var page = PageMeasure()
    try question.reading.each(
        """
        SELECT task.body, task.state, chased, deliveredAt, isLate, material.note FROM task LEFT JOIN material ON material.task = task.id
        WHERE casefile = ? AND kind = 'delivery' AND id > ? ORDER BY id
        """, [.text(query.caseID.description), .text(query.after?.description ?? "")]
    ) { row in
        let material = try material(json.decode(TaskOpened.self, from: row.blob(0)), row, question.reading)
        let words = (material.what?.utf8.count ?? 0) + (material.note?.utf8.count ?? 0)
        guard page.takes(bytes: 300 + words + material.files.answerBytes) else {
            answer.isMore = true
            return false
        }
        answer.materials.append(material)
        return true
    }
    return answer
}

private func material(_ task: TaskOpened, _ row: borrowing Row, _ reading: Reading) throws -> Material {
    let request = try task.awaits.first.flatMap { asking in
        try reading.first("SELECT at, what FROM request WHERE task = ?", .text(asking.description)) { (at: $0.integer(0), what: $0.optionalText(1)) }
    }
    let deliveredAt = row.optionalInteger(3)
    let state: Material.State = deliveredAt != nil ? .delivered : row.text(1) == "open" ? .open : .notNeeded
    return Material(
        task: task.task, unit: task.unit, state: state, askedAt: request?.at, what: request?.what, due: task.due, chased: row.int(2),
        deliveredAt: deliveredAt, isLate: row.flag(4), note: row.optionalText(5),
        files: try AttachmentTable.files(of: task.task, .material, reading))
}
