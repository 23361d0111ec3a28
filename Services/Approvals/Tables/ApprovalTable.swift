import Domain
import Kernel
import Protocol
import SQLite
import Tasks

/// The decisions on versions, one a task. Whether a later version made one void is not kept: it follows from the tasks that have come since.
enum ApprovalTable {
    static let table = "approval"

    private static let rows = SealedTable(
        table, key: ["task"],
        columns: [
            "task", "place", "at", "casefile", "naskah", "member", "version", "hash", "word", "kind", "outcome", "agency", "position", "nip",
            "mandate", "decree", "vacant", "outside", "method", "keyhash", "filehash", "filesize", "filetype", "reason",
        ])

    static let words = WordColumns(table, ["reason"], of: "casefile", sealed: rows)

    static let migration = """
        CREATE TABLE approval(task TEXT PRIMARY KEY, place INTEGER NOT NULL, at INTEGER NOT NULL, casefile TEXT NOT NULL, naskah TEXT NOT NULL,
            member TEXT, version INTEGER NOT NULL, hash TEXT NOT NULL, word TEXT NOT NULL, kind TEXT, outcome TEXT NOT NULL, agency TEXT NOT NULL,
            position TEXT NOT NULL, nip TEXT NOT NULL, mandate TEXT, decree TEXT, vacant TEXT, outside TEXT, method TEXT, keyhash TEXT,
            filehash TEXT, filesize INTEGER, filetype TEXT, reason TEXT, \(SealedTable.column)) STRICT, WITHOUT ROWID;
        CREATE INDEX approval_case ON approval(casefile, naskah);
        CREATE INDEX approval_file ON approval(filehash) WHERE filehash IS NOT NULL;
        """

    /// Keeps a decision and ends its task.
    static func record<Body: ActCompleted>(
        _ event: Recorded<Body>, by: Approver, as word: Act.Word, kind: Act.ParafKind? = nil, method: SignatureMethod? = nil,
        keyHash: String? = nil, file: FileReference?, _ tables: Tables
    ) throws where Body.Content == ActWords {
        let done = event.body.done
        try OpenTask.close(done.task, tables)
        guard let document = done.document else { throw Fault("a \(word.rawValue) names no version") }
        try tables.run(
            "INSERT INTO approval VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, x'')",
            .text(done.task.description), .integer(event.position), .integer(event.header.time.milliseconds), .text(done.caseID.description),
            .text(document.name.naskah.text), .text(document.name.member?.text), .integer(document.version), .text(document.hash),
            .text(word.rawValue), .text(kind?.rawValue), .text(done.outcome.rawValue), .text(by.agency.text), .text(by.position.text),
            .text(by.nip), .text(by.mandate?.rawValue), .text(by.decree), .text(by.vacant?.text), .text(by.outside?.text),
            .text(method?.rawValue), .text(keyHash), .text(file?.hash), .integer(file?.size), .text(file?.mediaType),
            .text(event.content?.reason ?? event.content?.note))
        try rows.seal(where: "task = ?", [.text(done.task.description)], tables)
    }

    /// Holds the decisions of a case against their hashes, before anything is said or decided by them.
    static func check(_ caseID: Identifier, _ reading: Reading) throws {
        try rows.check(where: "casefile = ?", [.text(caseID.description)], reading)
    }

    /// How many paraf of the hierarchy the version bears.
    static func hierarchyParaf(of document: DocumentVersion, in caseID: Identifier, _ reading: Reading) throws -> Int {
        try check(caseID, reading)
        let count = try reading.integer(
            """
            SELECT count(*) FROM approval WHERE casefile = ? AND naskah = ? AND member IS ? AND hash = ? AND kind = 'hierarki' AND outcome = 'done'
            """,
            .text(caseID.description), .text(document.name.naskah.text), .text(document.name.member?.text), .text(document.hash))
        return Int(count ?? 0)
    }

    /// Whether the person gave the version a paraf of the hierarchy as one's own: not for a vacant position, not for a party outside.
    static func isInitialled(_ document: DocumentVersion, in caseID: Identifier, by nip: String, _ reading: Reading) throws -> Bool {
        try check(caseID, reading)
        return try reading.exists(
            """
            SELECT 1 FROM approval WHERE casefile = ? AND naskah = ? AND member IS ? AND hash = ? AND kind = 'hierarki' AND outcome = 'done'
                AND nip = ? AND vacant IS NULL AND outside IS NULL
            """,
            .text(caseID.description), .text(document.name.naskah.text), .text(document.name.member?.text), .text(document.hash), .text(nip))
    }

    /// Whether the person signed the version, not only recorded that a party outside did.
    static func isSigned(_ document: DocumentVersion, in caseID: Identifier, by nip: String, _ reading: Reading) throws -> Bool {
        try check(caseID, reading)
        return try reading.exists(
            """
            SELECT 1 FROM approval WHERE casefile = ? AND naskah = ? AND member IS ? AND hash = ? AND word = 'tanda-tangan' AND outcome = 'done'
                AND nip = ? AND outside IS NULL
            """,
            .text(caseID.description), .text(document.name.naskah.text), .text(document.name.member?.text), .text(document.hash), .text(nip))
    }
}
