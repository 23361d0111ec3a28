import Domain
import Kernel
import Linux
import Protocol
import SQLite

/// The tables of cases and tasks. A case's state is one text (`CaseState`); the columns beside it are what lists ask for.
enum CaseSchema {
    static let migrations = [
        """
        CREATE TABLE casefile(nr INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, agency TEXT NOT NULL, sop TEXT NOT NULL, version INTEGER NOT NULL,
            catalogue TEXT NOT NULL, title TEXT, basis TEXT, letter TEXT, period TEXT, status TEXT NOT NULL, step INTEGER NOT NULL,
            steps INTEGER NOT NULL, lastact INTEGER NOT NULL, started INTEGER NOT NULL, ended INTEGER, due INTEGER, cancelling INTEGER NOT NULL,
            keamanan TEXT NOT NULL, urgensi TEXT NOT NULL, state TEXT NOT NULL) STRICT;
        CREATE INDEX casefile_list ON casefile(agency, status);
        CREATE INDEX casefile_letter ON casefile(letter) WHERE letter IS NOT NULL;
        CREATE UNIQUE INDEX casefile_period ON casefile(agency, sop, period) WHERE period IS NOT NULL AND status <> 'cancelled';
        CREATE TABLE task(nr INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, casefile INTEGER NOT NULL, agency TEXT NOT NULL, position TEXT NOT NULL,
            person TEXT, state INTEGER NOT NULL, outcome TEXT, step INTEGER NOT NULL, round INTEGER NOT NULL, due INTEGER, overdue INTEGER NOT NULL,
            opened INTEGER NOT NULL, ended INTEGER, actor TEXT, came INTEGER NOT NULL, went INTEGER) STRICT;
        CREATE INDEX task_case ON task(casefile);
        CREATE INDEX task_inbox ON task(agency, position) WHERE state = 0;
        CREATE INDEX task_due ON task(due) WHERE state = 0 AND overdue = 0 AND due IS NOT NULL;
        CREATE TABLE case_letter(letter TEXT NOT NULL, casefile INTEGER NOT NULL, PRIMARY KEY(letter, casefile)) STRICT, WITHOUT ROWID;
        CREATE INDEX case_letter_case ON case_letter(casefile);
        CREATE TABLE story(casefile INTEGER NOT NULL, position INTEGER NOT NULL, PRIMARY KEY(casefile, position)) STRICT, WITHOUT ROWID;
        """
    ]

    /// Who asked last for a case to be given up.
    static let cancelRequest = """
        CREATE TABLE cancel_request(casefile INTEGER PRIMARY KEY, position TEXT NOT NULL, person TEXT NOT NULL) STRICT;
        """

    static let tables = ["casefile", "task", "case_letter", "story", "cancel_request"]

    /// Where words stand in them.
    static let words = [WordColumns("casefile", ["title", "basis"], of: "id")]
}

/// How a task's row stands; raw values are what the table holds.
enum TaskRowState: Int {
    case open, ended, withdrawn

    var name: TaskState {
        switch self {
        case .open: .open
        case .ended: .ended
        case .withdrawn: .withdrawn
        }
    }
}

/// A case as its row says.
struct CaseFile: Sendable {
    var nr: Int64
    var id: Identifier
    var agency: Key<Agency>
    var sop: Key<SOP>
    var version: Int
    /// The hash of the catalogue it keeps.
    var catalogue: String
    var letter: Identifier?
    var title: String?
    var status: CaseStatus
    var isCancelRequested: Bool
    var keamanan: Keamanan
    var urgensi: Urgensi
    var state: CaseState

    private static let columns = "nr, id, agency, sop, version, catalogue, letter, title, status, cancelling, keamanan, urgensi, state"

    /// The case of that id, if there is one.
    static func find(_ id: Identifier, _ reading: Reading) throws -> CaseFile? {
        try reading.first("SELECT \(columns) FROM casefile WHERE id = ?", .text(id.description), read: read)
    }

    /// The case of that row.
    static func find(nr: Int64, _ reading: Reading) throws -> CaseFile? {
        try reading.first("SELECT \(columns) FROM casefile WHERE nr = ?", .integer(nr), read: read)
    }

    private static func read(_ row: borrowing Row) throws -> CaseFile {
        let id = row.text(1)
        guard let identifier = Identifier(id), let status = CaseStatus(rawValue: row.text(8)), let keamanan = Keamanan(rawValue: row.text(10)),
            let urgensi = Urgensi(rawValue: row.text(11))
        else { throw Fault("case \(id) cannot be read") }
        return CaseFile(
            nr: row.integer(0), id: identifier, agency: Key(row.text(2)), sop: Key(row.text(3)), version: row.int(4), catalogue: row.text(5),
            letter: row.optionalText(6).flatMap { Identifier($0) }, title: row.optionalText(7), status: status, isCancelRequested: row.flag(9),
            keamanan: keamanan, urgensi: urgensi, state: try StateShelf.state(of: row.blob(12)))
    }

    /// Whether it has come to an end, one way or the other.
    var isOver: Bool { status == .closed || status == .cancelled }

    /// The SOP as the case keeps it.
    func plan(_ reading: Reading) throws -> CasePlan {
        try PlanShelf.plan(SOPVersion(agency: agency, sop: sop, version: version), catalogue: catalogue, reading)
    }
}

/// Writing a case's row.
extension Tables {
    /// Changes the state of a case, as an event says.
    func changeCase(_ id: Identifier, _ body: (inout CaseState, CaseFile) throws -> Void) throws {
        guard let file = try CaseFile.find(id, reading) else { throw Fault("there is no case \(id)") }
        var state = file.state
        try body(&state, file)
        let place = state.standing
        let text = StateShelf.text(of: state)
        try run(
            """
            UPDATE casefile SET state = ?1, step = ?2, due = ?3, status = CASE WHEN status IN ('closed', 'cancelled') THEN status
                WHEN ?2 = steps AND ?4 > lastact THEN 'filing' ELSE 'running' END WHERE nr = ?5
            """, .text(text), .integer(place.step), .integer(state.due), .integer(place.act), .integer(file.nr))
    }

    /// Keeps an event for the case's story that no task's row leads to.
    func tell<Body: EventBody>(_ event: Recorded<Body>, of caseID: Identifier) throws {
        try run(
            "INSERT INTO story SELECT nr, ? FROM casefile WHERE id = ?", .integer(event.position), .text(caseID.description))
    }
}

/// The text of a state that was read or written last, with the state: the events of one act change one case, one after the other.
///
/// A text means the same whoever asks, so this is no second truth; it only saves taking the same text apart again.
private enum StateShelf {
    private static let last = Locked<(text: [UInt8], state: CaseState)>((text: [], state: CaseState()))

    static func state(of text: [UInt8]) throws -> CaseState {
        if let state = last.withLock({ $0.text == text ? $0.state : nil }) { return state }
        let state = try CaseState(text: text)
        last.withLock { $0 = (text: text, state: state) }
        return state
    }

    static func text(of state: CaseState) -> String {
        let text = state.text
        last.withLock { $0 = (text: Array(text.utf8), state: state) }
        return text
    }
}
