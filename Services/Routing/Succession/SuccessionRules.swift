import Domain
import Kernel
import Protocol
import SQLite

/// What is open goes where its position goes: to who stands in for one that has become vacant, back to its new holder, or elsewhere by a mutasi.
enum SuccessionRules {
    static let migrations = [SuccessionSchema.migration]
    static let tables = SuccessionSchema.tables

    static let commands: [CommandRule] = [
        .on(FollowHolders.self, by: .services, decide: followHolders),
        .on(TransferTasks.self, by: .operators, decide: transferTasks),
        .on(ContinueTransfer.self, by: .services, decide: continueTransfer),
    ]

    static let events: [EventRule] = [
        .on(HoldersFollowed.self, apply: holdersFollowed),
        .on(TasksTransferred.self, apply: tasksTransferred),
        .on(DisposisiMoved.self, apply: disposisiMoved),
    ]

    /// What days and commands have made necessary: looks at an agency's holders, and the rest of a long mutasi.
    static func due(_ reading: Reading, _ now: Moment) throws -> Due {
        func rows(_ sql: String) throws -> [(name: String, cause: String, wake: Moment)] {
            try reading.all("\(sql) WHERE wake <= ? ORDER BY wake, cause LIMIT 8", .integer(now.milliseconds)) {
                (name: $0.text(0), cause: $0.text(1), wake: Moment(milliseconds: $0.integer(2)))
            }
        }
        func item(_ cause: String, _ wake: Moment, _ command: any CommandBody) throws -> Due.Item {
            guard let id = Identifier(cause) else { throw Fault("something is due because of \(cause)") }
            return Due.Item(of: id, at: wake, command: command)
        }
        let looks = try rows("SELECT agency, cause, wake FROM succession").map { row in
            try item(row.cause, row.wake, FollowHolders(agency: Key(row.name)))
        }
        let transfers = try rows("SELECT id, cause, wake FROM transfer").map { row in
            guard let transfer = Identifier(row.name) else { throw Fault("a mutasi has the id \(row.name)") }
            return try item(row.cause, row.wake, ContinueTransfer(transfer: transfer))
        }
        let next = try reading.integer("SELECT min(wake) FROM (SELECT wake FROM succession UNION ALL SELECT wake FROM transfer)")
        return Due(items: looks + transfers, next: next.map { Moment(milliseconds: $0) })
    }
}

/// The tables of what has still to change hands, and of whose hands things have been in.
enum SuccessionSchema {
    /// `succession` says when an agency's holders are looked at again, `transfer` which mutasi goes on; `cause` is the event that said so. What a case or
    /// a disposisi has come to stays known to the position that passed it on.
    static let migration = """
        ALTER TABLE task ADD COLUMN vacant TEXT;
        CREATE TABLE succession(agency TEXT PRIMARY KEY, cause TEXT NOT NULL, wake INTEGER) STRICT, WITHOUT ROWID;
        CREATE TABLE transfer(id TEXT PRIMARY KEY, cause TEXT NOT NULL, wake INTEGER NOT NULL, place INTEGER NOT NULL, agency TEXT NOT NULL,
            origin TEXT NOT NULL, target TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE case_passed(casefile INTEGER NOT NULL, position TEXT NOT NULL, PRIMARY KEY(casefile, position)) STRICT, WITHOUT ROWID;
        CREATE TABLE disposisi_passed(sheet TEXT NOT NULL, position TEXT NOT NULL, disposisi TEXT NOT NULL,
            PRIMARY KEY(sheet, position, disposisi)) STRICT, WITHOUT ROWID;
        """

    static let tables = ["succession", "transfer", "case_passed", "disposisi_passed"]
}
