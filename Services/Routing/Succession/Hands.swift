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

    /// Moves what belongs elsewhere today, and has tasks released by persons who may not act as their position any more.
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

    /// Moves all that lies with a position or belongs to it, as far as it came before that place of the journal.
    mutating func transfer(from origin: Key<Position>, to target: Key<Position>, before place: Int64) throws {
        let (position, vacant) = try offices.resolve(target, agency, on: today)
        let there = Holding(position: position, vacant: vacant)
        // Where the target is vacant, the origin itself may be who stands in: what is the target's by then has been moved.
        func condition(_ table: String) -> String {
            "? IN (\(table).position, \(table).vacant) AND coalesce(\(table).vacant, \(table).position) != ?"
        }
        let values: [Value] = [.text(origin.text), .text(target.text)]
        try moveTasks(to: there, where: "\(condition("t")) AND t.came < ?", values + [.integer(place)])
        try moveDisposisi(to: there, where: "\(condition("d")) AND d.place / 64 < ?", values + [.integer(place)])
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

    private mutating func moveTasks(to target: Holding, where condition: String, _ values: [Value], isRelease: Bool = false) throws {
        let limit = room
        guard limit > 0 else { return }
        let sql = "SELECT t.position, t.vacant, t.id, t.casefile, t.person FROM task t WHERE t.agency = ? AND t.state = 0 AND \(condition)"
        var found: [(lying: Holding, task: Identifier?, file: Int64, person: String?)] = []
        try reading.each("\(sql) ORDER BY t.nr LIMIT ?", [.text(agency.text)] + values + [.integer(limit)]) { row in
            found.append((Holding.read(row), Identifier(row.text(2)), row.integer(3), row.optionalText(4)))
            return true
        }
        for row in found {
            guard let task = row.task, let file = try CaseFile.find(nr: row.file, reading) else {
                throw Fault("a task of \(agency) has no id or no case")
            }
            // Who took it keeps it where only its mark changes.
            let person = isRelease || row.lying.position != target.position ? nil : row.person
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
            if try mayAct(person, as: lying.position) { continue }
            try moveTasks(
                to: lying, where: "t.position = ? AND t.vacant IS ? AND t.person = ?",
                [.text(lying.position.text), .text(lying.vacant?.text), .text(person)], isRelease: true)
        }
    }

    private func mayAct(_ person: String, as position: Key<Position>) throws -> Bool {
        do {
            _ = try Entitlements(tables: offices, agency: agency, position: position, today: today).find(person: person)
            return true
        } catch is Rejection {
            return false
        }
    }
}
