import Domain
import Kernel
import Protocol
import SQLite

/// Tasks as questions show them: the row says how they stand, the journal what they are, the plan what the SOP says about them.
struct TaskRows {
    let reading: Reading
    private let json = JSONText()

    /// A task's row.
    struct Stored {
        var nr: Int64
        var file: Int64
        var agency: Key<Agency>
        var position: Key<Position>
        var person: String?
        var state: TaskRowState
        var outcome: Outcome?
        var isOverdue: Bool
        var opened: Int64
        var ended: Int64?
        var actor: String?
        var came: Int64
        var went: Int64?
        var vacant: Key<Position>?
    }

    init(_ reading: Reading) { self.reading = reading }

    static let columns = "nr, casefile, agency, position, person, state, outcome, overdue, opened, ended, actor, came, went, vacant"

    static func read(_ row: borrowing Row) throws -> Stored {
        guard let state = TaskRowState(rawValue: row.int(5)) else { throw Fault("task \(row.integer(0)) has the state \(row.int(5))") }
        return Stored(
            nr: row.integer(0), file: row.integer(1), agency: Key(row.text(2)), position: Key(row.text(3)), person: row.optionalText(4), state: state,
            outcome: row.optionalText(6).flatMap { Outcome(rawValue: $0) }, isOverdue: row.flag(7), opened: row.integer(8),
            ended: row.optionalInteger(9), actor: row.optionalText(10), came: row.integer(11), went: row.optionalInteger(12),
            vacant: row.optionalText(13).map { Key($0) })
    }

    /// The row of a task; nil where there is none of that id.
    func find(_ id: Identifier) throws -> Stored? {
        try reading.first("SELECT \(Self.columns) FROM task WHERE id = ?", .text(id.description), read: Self.read)
    }

    /// The open tasks of a position after a row, the longest waiting first.
    func inbox(of position: Key<Position>, _ agency: Key<Agency>, after nr: Int64, limit: Int) throws -> [Stored] {
        try reading.all(
            "SELECT \(Self.columns) FROM task WHERE agency = ? AND position = ? AND state = 0 AND nr > ? ORDER BY nr LIMIT ?", .text(agency.text),
            .text(position.text), .integer(nr), .integer(limit), read: Self.read)
    }

    /// The open tasks of a case, in the order in which they came.
    func open(in file: CaseFile) throws -> [Stored] {
        try reading.all(
            "SELECT \(Self.columns) FROM task WHERE casefile = ? AND state = 0 ORDER BY nr LIMIT ?", .integer(file.nr), .integer(Limits.pageRows),
            read: Self.read)
    }

    /// The task as a question shows it.
    func row(_ stored: Stored, _ file: CaseFile, _ plan: CasePlan) throws -> TaskRow {
        guard let event = try reading.recorded(TaskOpened.self, at: stored.came, json) else {
            throw Fault("event \(stored.came) is not the coming of a task")
        }
        var task = event.body
        task.vacant = stored.vacant
        // What is owed after the last step is no part of it.
        let isOfStep = Place(step: task.step, act: task.act) < plan.end
        let step = isOfStep ? plan.sop.step(task.step) : nil
        var row = TaskRow(
            task: task, words: event.content, position: stored.position, positionName: plan.name(of: stored.position), person: stored.person,
            sop: file.sop, steps: plan.sop.steps.count, activity: step?.activity, requirements: step?.requirements ?? [],
            outputs: step?.outputs ?? [], remarks: step?.remarks, links: step?.links ?? [], duration: step?.duration?.iso, opened: stored.opened,
            isOverdue: stored.isOverdue, urgensi: file.urgensi, keamanan: file.keamanan)
        if stored.state != .open { row.actions = [] }
        return row
    }
}

extension TaskRow {
    /// The row for those who know of its case without seeing it: what is to be done by the SOP, with whom it lies, since when and until when.
    var masked: TaskRow {
        var row = self
        row.task = TaskOpened(
            task: task.task, caseID: task.caseID, agency: task.agency, step: task.step, kind: task.kind, word: task.word, position: task.position,
            vacant: task.vacant, round: task.round, due: task.due, act: task.act, keamanan: task.keamanan)
        row.words = nil
        row.actions = []
        return row
    }
}

/// The cases that whoever asks may see.
struct CaseSight {
    let official: Principal.Official
    let office: OfficeSight
    let reading: Reading

    init(_ question: Question) throws {
        official = try question.official()
        reading = question.reading
        office = try OfficeSight(official, reading)
    }

    /// The case, and whether it is known without being seen; for whoever may not know of it, it does not exist.
    func find(_ id: Identifier) throws -> (file: CaseFile, isMasked: Bool) {
        guard let file = try CaseFile.find(id, reading) else { throw Rejection.notFound("case", field: "case") }
        switch try office.sight(of: file) {
        case .unknown: throw Rejection.notFound("case", field: "case")
        case .masked: return (file, true)
        case .full: return (file, false)
        }
    }

    func maySee(_ file: CaseFile) throws -> Bool { try office.sight(of: file) == .full }
}
