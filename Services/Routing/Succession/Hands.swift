import Domain
import Kernel
import Protocol
import SQLite

/// What of an agency changes hands in one transaction: bounded, so that the reply and the batch are.
struct Hands {
    let agency: Key<Agency>
    let offices: OrganisationTables
    let today: CivilDate
    private(set) var events: [Event] = []

    /// How many tasks and disposisi change hands in one transaction.
    static let most = 64

    private var reading: Reading { offices.reading }
    private var room: Int { Self.most - events.count }
    /// Nothing was left for another transaction.
    var hasRoom: Bool { room > 0 }

    init(agency: Key<Agency>, offices: OrganisationTables, today: CivilDate) {
        self.agency = agency
        self.offices = offices
        self.today = today
    }

    /// With whom something lies, and the vacant position in whose stead.
    private struct Holding: Hashable {
        var position: Key<Position>
        var vacant: Key<Position>?

        static func read(_ row: borrowing Row) -> Holding { Holding(position: Key(row.text(0)), vacant: row.optionalText(1).map { Key($0) }) }
    }

    /// Moves what belongs elsewhere today, and has tasks released by persons who may not do them any more.
    mutating func follow() throws {
        var moved: Set<Holding> = []
        for lying in try holdings("SELECT DISTINCT position, vacant FROM task WHERE agency = ? AND state = 0") {
            guard let target = try rightful(lying) else { continue }
            moved.insert(lying)
            try moveTasks(to: target, where: "t.position = ? AND t.vacant IS ?", [.text(lying.position.text), .text(lying.vacant?.text)])
        }
        for lying in try holdings("SELECT DISTINCT position, vacant FROM disposisi WHERE agency = ? AND ended IS NULL") {
            guard let target = try rightful(lying) else { continue }
            try moveDisposisi(to: target, where: "d.position = ? AND d.vacant IS ?", [.text(lying.position.text), .text(lying.vacant?.text)])
        }
        try release(except: moved)
    }

    /// Moves all that belongs to a position, with whomever it lies, as far as it came before that place of the journal.
    mutating func transfer(from origin: Key<Position>, to target: Key<Position>, before place: Int64) throws {
        let (position, vacant) = try offices.resolve(target, agency, on: today)
        let there = Holding(position: position, vacant: vacant)
        // What the origin only holds for a vacant position is that one's, and waits for its next holder.
        let values: [Value] = [.text(origin.text), .integer(place)]
        try moveTasks(to: there, where: "coalesce(t.vacant, t.position) = ? AND t.came < ?", values)
        try moveDisposisi(to: there, where: "coalesce(d.vacant, d.position) = ? AND d.place / 64 < ?", values)
    }

    /// In an order that is always the same.
    private func holdings(_ sql: String) throws -> [Holding] {
        try reading.all("\(sql) ORDER BY position, vacant", .text(agency.text), read: Holding.read)
    }

    /// Where something that lies so belongs today; nil where it does.
    private func rightful(_ lying: Holding) throws -> Holding? {
        let (position, vacant) = try offices.resolve(lying.vacant ?? lying.position, agency, on: today)
        let target = Holding(position: position, vacant: vacant)
        return target == lying ? nil : target
    }

    /// Moves tasks, or has them released where they lie by who may not do them any more.
    private mutating func moveTasks(to target: Holding, where condition: String, _ values: [Value], isRelease: Bool = false) throws {
        guard hasRoom else { return }
        // Of what one person took, some may stay: those must not hide the others behind them.
        let limit = isRelease ? -1 : room
        let sql = "SELECT t.position, t.vacant, t.id, t.casefile, t.person FROM task t WHERE t.agency = ? AND t.state = 0 AND \(condition)"
        var found: [(lying: Holding, task: Identifier?, file: Int64, person: String?)] = []
        try reading.each("\(sql) ORDER BY t.nr LIMIT ?", [.text(agency.text)] + values + [.integer(limit)]) { row in
            found.append((Holding.read(row), Identifier(row.text(2)), row.integer(3), row.optionalText(4)))
            return true
        }
        for row in found {
            guard hasRoom else { return }
            guard let task = row.task, let file = try CaseFile.find(nr: row.file, reading), let word = file.state.task(task)?.word else {
                throw Fault("a task of \(agency) has no id or no case")
            }
            // Who took it keeps it where only its mark changes, as long as they may do it.
            let isKept = try row.lying.position == target.position && mayDo(word, row.person, as: target.position)
            if isRelease && isKept { continue }
            let person = isKept ? row.person : nil
            events.append(file.assigned(task, to: target.position, vacant: target.vacant, person: person))
        }
    }

    private mutating func moveDisposisi(to target: Holding, where condition: String, _ values: [Value]) throws {
        var found: [(disposisi: Identifier?, letter: Identifier?)] = []
        let sql = "SELECT d.id, s.letter FROM disposisi d JOIN sheet s ON s.id = d.sheet WHERE d.agency = ? AND d.ended IS NULL AND \(condition)"
        let limit = room
        guard limit > 0 else { return }
        try reading.each("\(sql) ORDER BY d.place LIMIT ?", [.text(agency.text)] + values + [.integer(limit)]) { row in
            found.append((Identifier(row.text(0)), Identifier(row.text(1))))
            return true
        }
        for row in found {
            guard let disposisi = row.disposisi, let letter = row.letter else { throw Fault("a disposisi of \(agency) has no id or no letter") }
            events.append(
                Event(
                    DisposisiMoved(disposisi: disposisi, letter: letter, position: target.position, vacant: target.vacant), about: letter))
        }
    }

    /// A shared position is still held when one of its holders leaves, and what that one took would wait for ever.
    private mutating func release(except moved: Set<Holding>) throws {
        var takers: [(lying: Holding, person: String)] = []
        let sql = "SELECT DISTINCT position, vacant, person FROM task WHERE agency = ? AND state = 0 AND person IS NOT NULL"
        try reading.each("\(sql) ORDER BY position, vacant, person", [.text(agency.text)]) { row in
            takers.append((Holding.read(row), row.text(2)))
            return true
        }
        for (lying, person) in takers where !moved.contains(lying) {
            // Who may do all of it keeps all of it: the words of their tasks need not be looked up.
            if let right = try right(of: person, as: lying.position), right.mandate?.kind.isActing ?? true { continue }
            try moveTasks(
                to: lying, where: "t.position = ? AND t.vacant IS ? AND t.person = ?",
                [.text(lying.position.text), .text(lying.vacant?.text), .text(person)], isRelease: true)
        }
    }

    private func mayDo(_ word: Act.Word, _ person: String?, as position: Key<Position>) throws -> Bool {
        guard let person, let right = try right(of: person, as: position) else { return false }
        return right.mandate?.kind.mayAct(word) ?? true
    }

    /// What the person's acting as the position stands on today; nil where they may not.
    private func right(of person: String, as position: Key<Position>) throws -> Entitlements.Found? {
        try Entitlements(tables: offices, agency: agency, position: position, today: today).right(of: person)
    }
}
