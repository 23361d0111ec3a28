import Kernel

/// The tables of lembar disposisi. The sheet itself, where it lies with the leader, is the `disposisi` without a giver, under the sheet's own id.
///
/// `place` is the order in which things came: 64 times the position of their event, and their number in it.
enum SheetSchema {
    static let migrations = [
        """
        CREATE TABLE sheet(id TEXT PRIMARY KEY, letter TEXT NOT NULL, agency TEXT NOT NULL, keamanan TEXT NOT NULL, urgensi TEXT NOT NULL,
            opened INTEGER NOT NULL, closed INTEGER, subject TEXT, sender TEXT, result TEXT) STRICT, WITHOUT ROWID;
        CREATE INDEX sheet_letter ON sheet(letter);
        CREATE TABLE sheet_passed(sheet TEXT NOT NULL, place INTEGER NOT NULL, position TEXT NOT NULL, person TEXT, name TEXT, note TEXT,
            at INTEGER NOT NULL, PRIMARY KEY(sheet, place)) STRICT, WITHOUT ROWID;
        CREATE TABLE disposisi(id TEXT PRIMARY KEY, place INTEGER NOT NULL, sheet TEXT NOT NULL, agency TEXT NOT NULL, parent TEXT, giver TEXT,
            person TEXT, position TEXT NOT NULL, vacant TEXT, state TEXT NOT NULL, given INTEGER NOT NULL, since INTEGER NOT NULL, read INTEGER,
            ended INTEGER, due INTEGER, instructions TEXT NOT NULL, closes_on_reading INTEGER NOT NULL, given_under INTEGER NOT NULL,
            awaited INTEGER NOT NULL, note TEXT, giver_name TEXT, recorder TEXT, recorder_name TEXT, scan TEXT, answer TEXT, answerer TEXT,
            answerer_name TEXT, files TEXT) STRICT, WITHOUT ROWID;
        CREATE TABLE sheet_file(hash TEXT NOT NULL, sheet TEXT NOT NULL, PRIMARY KEY(hash, sheet)) STRICT, WITHOUT ROWID;
        CREATE INDEX disposisi_sheet ON disposisi(sheet);
        CREATE INDEX disposisi_waiting ON disposisi(agency, position) WHERE ended IS NULL;
        CREATE INDEX disposisi_returned ON disposisi(parent) WHERE state = 'declined';
        """
    ]

    static let tables = ["sheet", "sheet_passed", "disposisi", "sheet_file"]

    /// Where words stand in them.
    static let words = [
        WordColumns("sheet", ["subject", "sender", "result"], of: "letter"),
        WordColumns("sheet_passed", ["name", "note"], of: "(SELECT letter FROM sheet WHERE sheet.id = sheet_passed.sheet)"),
        WordColumns(
            "disposisi", ["note", "giver_name", "recorder_name", "answer", "answerer_name"],
            of: "(SELECT letter FROM sheet WHERE sheet.id = disposisi.sheet)"),
    ]
}
