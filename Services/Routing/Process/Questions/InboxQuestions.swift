import Domain
import Kernel
import Policy
import Protocol
import SQLite

func inbox(_ query: Inbox, _ question: Question) throws -> Inbox.Answer {
    let official = try question.official()
    let position = query.position ?? official.position
    try checkInbox(of: position, official, question)
    let rows = TaskRows(question.reading)
    let limit = min(max(query.limit ?? Limits.pageRows, 1), Limits.pageRows)
    var after: Int64 = 0
    if let id = query.after {
        guard let stored = try rows.find(id), stored.agency == official.agency else { throw Rejection.notFound("task", field: "after") }
        after = stored.nr
    }
    let found = try rows.inbox(of: position, official.agency, after: after, limit: limit + 1)
    let office = try OfficeSight(official, question.reading)
    var tasks: [TaskRow] = []
    for stored in found.prefix(limit) {
        guard let file = try CaseFile.find(nr: stored.file, question.reading) else { throw Fault("task \(stored.nr) has no case") }
        var row = try rows.row(stored, file, try file.plan(question.reading))
        // Who looks into the inbox of another position, which a mandate allows, is cleared for what it holds only as that position.
        if position != official.position, try office.sight(of: file) < .full {
            row.words = row.words.map { TaskWords(subject: maskedText, activity: $0.activity) }
        }
        tasks.append(row)
    }
    return Inbox.Answer(tasks: tasks, hasMore: found.count > limit)
}

/// A position's inbox is its own, or that of whoever may act for it in full today.
private func checkInbox(of position: Key<Position>, _ official: Principal.Official, _ question: Question) throws {
    if position == official.position { return }
    let offices = OrganisationTables(question.reading)
    guard try offices.position(position, official.agency) != nil else { throw Rejection.notFound("position", field: "position") }
    let mandates = try offices.activeMandates(for: position, official.agency, on: try offices.today(official.agency, at: question.now))
    guard mandates.contains(where: { $0.delegate == official.position && $0.kind.isActing }) else {
        throw Rejection.forbidden("This inbox belongs to another position; ask for a grant as that position, if you have a mandate for it.")
    }
}

func showTask(_ query: ShowTask, _ question: Question) throws -> ShowTask.Answer {
    let sight = try CaseSight(question)
    let rows = TaskRows(question.reading)
    guard let stored = try rows.find(query.task), let file = try CaseFile.find(nr: stored.file, question.reading), try sight.maySee(file) else {
        throw Rejection.notFound("task", field: "task")
    }
    let row = try rows.row(stored, file, try file.plan(question.reading))
    return ShowTask.Answer(row: row, state: stored.state.name, outcome: stored.outcome, actor: stored.actor, ended: stored.ended)
}
