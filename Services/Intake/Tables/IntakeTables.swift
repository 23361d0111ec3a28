import Kernel

/// The tables of Intake beside those of offices.
enum IntakeTables {
    /// Words of letters are null once they were destroyed by law; `folded` is what duplicates are found by, and goes with them.
    static let migration = """
        CREATE TABLE counter(agency TEXT NOT NULL, register TEXT NOT NULL, year INTEGER NOT NULL, last INTEGER NOT NULL,
            \(SealedTable.column), PRIMARY KEY(agency, register, year)) STRICT, WITHOUT ROWID;
        CREATE TABLE lost_number(agency TEXT NOT NULL, register TEXT NOT NULL, year INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
            reason TEXT, PRIMARY KEY(agency, register, year, first)) STRICT, WITHOUT ROWID;
        CREATE TABLE letter(id TEXT PRIMARY KEY, agency TEXT NOT NULL, register TEXT NOT NULL, year INTEGER NOT NULL, sequence INTEGER NOT NULL,
            registered INTEGER NOT NULL, received TEXT NOT NULL, keamanan TEXT NOT NULL, urgensi TEXT NOT NULL, classification TEXT,
            channel TEXT NOT NULL, original INTEGER NOT NULL, personal INTEGER NOT NULL, unopened INTEGER NOT NULL, files INTEGER NOT NULL,
            voided INTEGER NOT NULL DEFAULT 0, forwarded TEXT, folded TEXT, void_reason TEXT, sender TEXT, sender_address TEXT, number TEXT,
            dated TEXT, subject TEXT, summary TEXT, attachments TEXT, invitation BLOB) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX letter_sequence ON letter(agency, register, year, sequence);
        CREATE INDEX letter_folded ON letter(agency, folded);
        CREATE TABLE letter_file(letter TEXT NOT NULL, place INTEGER NOT NULL, hash TEXT NOT NULL, size INTEGER NOT NULL, media_type TEXT NOT NULL,
            name TEXT, PRIMARY KEY(letter, place)) STRICT, WITHOUT ROWID;
        CREATE TABLE letter_case(letter TEXT NOT NULL, place INTEGER NOT NULL, casefile TEXT NOT NULL, sop TEXT,
            PRIMARY KEY(letter, place)) STRICT, WITHOUT ROWID;
        """

    /// The cases that Routing has begun, for those who link letters to them.
    static let cases = """
        CREATE TABLE casefile(id TEXT PRIMARY KEY, agency TEXT NOT NULL, over INTEGER NOT NULL, recordless INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        """

    /// To which positions each letter has come by a sheet. `source` is what brought it there: a disposisi, which can be taken back, or the letter itself.
    static let reach = """
        CREATE TABLE letter_reach(letter TEXT NOT NULL, position TEXT NOT NULL, source TEXT NOT NULL, PRIMARY KEY(letter, position, source))
            STRICT, WITHOUT ROWID;
        CREATE INDEX letter_file_hash ON letter_file(hash);
        """

    /// Whether a row of `letter` has come to a position, which is bound twice: by a sheet, or with a case to which Intake has said that it belongs.
    static let hasCome = """
        (EXISTS (SELECT 1 FROM letter_reach r WHERE r.letter = letter.id AND r.position = ?) OR EXISTS (
            SELECT 1 FROM letter_case c JOIN reach r ON r.casefile = c.casefile WHERE c.letter = letter.id AND r.position = ?))
        """

    /// The last number of each book and year.
    static let counter = SealedTable("counter", key: ["agency", "register", "year"], columns: ["agency", "register", "year", "last"])

    /// Where words stand in them.
    static let words = [
        WordColumns(
            "letter",
            [
                "folded", "void_reason", "sender", "sender_address", "number", "dated", "subject", "summary", "attachments", "invitation",
            ], of: "id"),
        WordColumns("letter_file", ["name"], of: "letter"),
    ]

    /// The names of those tables.
    static let names = ["counter", "lost_number", "letter", "letter_file", "letter_case", "casefile", "letter_reach"]
}
