import Domain
import Protocol

/// Open work lies with whoever may do it, and changes hands only for a reason.
struct SuccessionChecks {
    /// An open task.
    private struct Lying {
        var position: Key<Position>
        var vacant: Key<Position>?
        var person: String?
        let word: Act.Word

        /// Whose it is, with whomever it lies.
        var owner: Key<Position> { vacant ?? position }
    }

    private var seats: Seats
    private var tasks: [Identifier: Lying] = [:]
    /// Tasks that have become another position's in a command, before it says by which mutasi.
    private var moving: [(command: Identifier, from: Key<Position>, to: Key<Position>)] = []

    init(_ organisation: Organisation) { seats = Seats(organisation) }

    mutating func check(_ entry: Oracle.Entry, _ tally: inout Simulation.Tally, _ json: JSONText) throws {
        let (header, data) = (entry.header, entry.data)
        let today = CivilDate(header.time, in: SimulatedOffice.zone)
        if let move = moving.first, move.command != header.command {
            throw Breach(.seated, "a task of \(move.from) has become \(move.to)'s, and no mutasi says so")
        }
        try checkActor(header, today)
        try seats.hear(header, data, json)
        switch header.type {
        case TaskOpened.type:
            let task = try json.decode(TaskOpened.self, from: data)
            let lying = Lying(position: task.position, vacant: task.vacant, person: nil, word: task.word)
            try checkPlace(of: lying, task.task, today)
            tasks[task.task] = lying
        case TaskAssigned.type: try assigned(try json.decode(TaskAssigned.self, from: data), header, &tally)
        case TaskClosed.type: tasks[try json.decode(TaskClosed.self, from: data).done.task] = nil
        case TaskWithdrawn.type: tasks[try json.decode(TaskWithdrawn.self, from: data).task] = nil
        case TasksTransferred.type:
            let body = try json.decode(TasksTransferred.self, from: data)
            for move in moving where (move.from, move.to) != (body.from, body.to) {
                throw Breach(.seated, "a mutasi from \(body.from) to \(body.to) has moved what was \(move.from)'s to \(move.to)")
            }
            moving.removeAll()
            tally.transfers += 1
        case HolderEnded.type: tally.leavers += 1
        case HoldersFollowed.type:
            // What found no room in this look comes with the next, which is due at once.
            if try json.decode(HoldersFollowed.self, from: data).next == header.time.milliseconds { return }
            for (id, lying) in tasks.sorted(by: { $0.key < $1.key }) {
                try checkPlace(of: lying, id, today)
                if let person = lying.person, !seats.mayDo(lying.word, person, as: lying.position, on: today) {
                    throw Breach(.seated, "\(lying.word.rawValue) \(id) of \(lying.position) is kept by one who may not do it any more")
                }
            }
        default: return
        }
    }

    private mutating func assigned(_ body: TaskAssigned, _ header: EventHeader, _ tally: inout Simulation.Tally) throws {
        guard let before = tasks[body.task] else { return }
        let after = Lying(position: body.position, vacant: body.vacant, person: body.person, word: before.word)
        if after.owner != before.owner { moving.append((header.command, before.owner, after.owner)) }
        if after.position != before.position { tally.moved += 1 }
        tasks[body.task] = after
    }

    private func checkPlace(of lying: Lying, _ id: Identifier, _ today: CivilDate) throws {
        let place = seats.place(of: lying.owner, on: today)
        guard place == (lying.position, lying.vacant) else {
            throw Breach(.seated, "task \(id) of \(lying.owner) lies with \(lying.position), and belongs with \(place.position)")
        }
    }

    /// Whoever does something in Routing, which keeps the book of people, may do it on that day.
    private func checkActor(_ header: EventHeader, _ today: CivilDate) throws {
        let actor = header.actor.split(separator: "/").map(String.init)
        guard header.bodyHash != nil, actor.first == "official", actor.count >= 4 else { return }
        let kind = actor.count > 4 ? Mandate.Kind(rawValue: actor[4]) : nil
        guard seats.isEntitled(actor[3], as: Key(actor[2]), under: kind, on: today) else {
            throw Breach(.entitled, "\(header.type) by one who does not act as \(actor[2]) on that day")
        }
    }
}
