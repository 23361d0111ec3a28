import Domain
import Kernel
import Protocol
import SQLite

func timeline(_ query: Timeline, _ question: Question) throws -> Timeline.Answer {
    let (file, isMasked) = try CaseSight(question).find(query.caseID)
    let places = try question.reading.all(
        """
        SELECT came AS place, came FROM task WHERE casefile = ?1 AND came > ?2
        UNION ALL SELECT went, came FROM task WHERE casefile = ?1 AND went > ?2
        UNION ALL SELECT position, NULL FROM story WHERE casefile = ?1 AND position > ?2
        ORDER BY place LIMIT ?3
        """, .integer(file.nr), .integer(query.after ?? 0), .integer(Limits.pageRows + 1)
    ) { (place: $0.integer(0), came: $0.optionalInteger(1)) }
    let teller = StoryTeller(reading: question.reading, isMasked: isMasked)
    let entries = try places.prefix(Limits.pageRows).map { try teller.entry(at: $0.place, came: $0.came) }
    return Timeline.Answer(entries: entries, hasMore: places.count > Limits.pageRows)
}

/// Reads a case's events back from the journal, as entries of its story.
private struct StoryTeller {
    let reading: Reading
    /// For those who know of the case without seeing it: no words and no documents.
    let isMasked: Bool
    private let json = JSONText()

    init(reading: Reading, isMasked: Bool) {
        self.reading = reading
        self.isMasked = isMasked
    }

    func entry(at place: Int64, came: Int64?) throws -> Timeline.Entry {
        var entry = try told(at: place, came: came)
        if isMasked {
            entry.note = nil
            entry.document = nil
        }
        return entry
    }

    private func told(at place: Int64, came: Int64?) throws -> Timeline.Entry {
        guard let header = try reading.eventHeader(at: place) else { throw Fault("event \(place) of a case's story is not in the journal") }
        var entry = Timeline.Entry(position: place, type: header.type, at: header.time.milliseconds, actor: header.actor)
        if let came { try describe(&entry, taskThatCameAt: came) }
        switch header.type {
        case TaskClosed.type: try closed(&entry)
        case StepReturned.type:
            guard let event = try reading.recorded(StepReturned.self, at: place, json)?.body else { break }
            entry.step = event.to
            entry.from = event.from
            entry.round = event.round
        case CaseStarted.type: entry.note = try reading.recorded(CaseStarted.self, at: place, json)?.content?.title
        case CancelRequested.type: entry.note = try reading.recorded(CancelRequested.self, at: place, json)?.content?.reason
        case CancelRefused.type: entry.note = try reading.recorded(CancelRefused.self, at: place, json)?.content?.note
        case CaseCancelled.type: entry.note = try reading.recorded(CaseCancelled.self, at: place, json)?.content?.note
        case TaskAssigned.type:
            guard let event = try reading.recorded(TaskAssigned.self, at: place, json)?.body else { break }
            entry.task = event.task
            entry.who = event.position
        case TaskOverdue.type:
            guard let event = try reading.recorded(TaskOverdue.self, at: place, json)?.body else { break }
            entry.task = event.task
            entry.who = event.position
            entry.due = event.due
        case LateActNoted.type:
            guard let event = try reading.recorded(LateActNoted.self, at: place, json) else { break }
            entry.actor = event.body.actor
            entry.task = event.body.done.task
            entry.outcome = event.body.done.outcome
            entry.note = event.content?.reason ?? event.content?.note
        default: break
        }
        return entry
    }

    private func describe(_ entry: inout Timeline.Entry, taskThatCameAt place: Int64) throws {
        guard let event = try reading.recorded(TaskOpened.self, at: place, json) else { return }
        let task = event.body
        entry.task = task.task
        entry.step = task.step
        entry.act = task.act
        entry.kind = task.kind
        entry.word = task.word
        entry.who = task.position
        entry.document = task.document
        entry.due = task.due
        entry.round = task.round
        if entry.type == TaskOpened.type { entry.note = event.content?.note }
    }

    private func closed(_ entry: inout Timeline.Entry) throws {
        guard let event = try reading.recorded(TaskClosed.self, at: entry.position, json) else { return }
        // The one who acted stands in the event; its header names the service that reacted.
        entry.actor = event.body.actor
        entry.outcome = event.body.done.outcome
        entry.document = event.body.done.document ?? entry.document
        entry.note = event.content?.reason ?? event.content?.note
    }
}
