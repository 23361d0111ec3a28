import Kernel

/// The tables of Archival beside those of tasks and offices.
enum ArchivalTables {
    /// Words are null once they were destroyed by law. A record's place is the journal's position that sealed it, so that the index of words, which
    /// answers in the order of places, gives the newest first without sorting.
    static let migration = """
        CREATE TABLE berkas(id TEXT PRIMARY KEY, agency TEXT NOT NULL, classification TEXT NOT NULL, ordinal INTEGER NOT NULL, number TEXT NOT NULL,
            opened INTEGER NOT NULL, items INTEGER NOT NULL DEFAULT 0, secrets INTEGER NOT NULL DEFAULT 0, first INTEGER, last INTEGER, closed TEXT,
            active_until TEXT, inactive_until TEXT, fate TEXT, destroyed TEXT, title TEXT, location BLOB) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX berkas_number ON berkas(agency, classification, number);
        CREATE UNIQUE INDEX berkas_ordinal ON berkas(agency, classification, ordinal);
        CREATE TABLE filing(task TEXT PRIMARY KEY, casefile TEXT NOT NULL, agency TEXT NOT NULL, record TEXT NOT NULL, berkas TEXT NOT NULL,
            classification TEXT NOT NULL, naskah TEXT, member TEXT, version INTEGER, keamanan TEXT NOT NULL, original INTEGER NOT NULL, failure TEXT,
            number TEXT, subject TEXT, title TEXT, parties TEXT, note TEXT) STRICT, WITHOUT ROWID;
        CREATE INDEX filing_case ON filing(casefile);
        CREATE INDEX filing_berkas ON filing(berkas);
        CREATE TABLE record(place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, agency TEXT NOT NULL, casefile TEXT NOT NULL, berkas TEXT NOT NULL,
            item INTEGER NOT NULL, classification TEXT NOT NULL, naskah TEXT, member TEXT, version INTEGER, keamanan TEXT NOT NULL,
            original INTEGER NOT NULL, hash TEXT, size INTEGER NOT NULL, sealed INTEGER NOT NULL, year INTEGER NOT NULL, number TEXT, subject TEXT,
            title TEXT, parties TEXT, note TEXT, text TEXT) STRICT;
        CREATE INDEX record_case ON record(casefile);
        CREATE UNIQUE INDEX record_item ON record(berkas, item);
        CREATE VIRTUAL TABLE record_text USING fts5(subject, title, number, parties, text, content='record', content_rowid='place',
            tokenize='unicode61 remove_diacritics 2', prefix='2 3 4 5 6');
        CREATE TABLE delivery(place INTEGER PRIMARY KEY, agency TEXT NOT NULL, task TEXT NOT NULL, casefile TEXT NOT NULL, position TEXT NOT NULL,
            at TEXT NOT NULL, outcome TEXT NOT NULL, number TEXT, receiver TEXT, subject TEXT, words TEXT, proof TEXT, size INTEGER,
            media_type TEXT) STRICT;
        CREATE TABLE destruction(place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, agency TEXT NOT NULL, state TEXT NOT NULL,
            proposed INTEGER NOT NULL, proposer TEXT NOT NULL, approver TEXT, approved INTEGER, berita_acara TEXT, date TEXT, document TEXT, size INTEGER,
            media_type TEXT) STRICT;
        CREATE TABLE destruction_berkas(destruction TEXT NOT NULL, item INTEGER NOT NULL, berkas TEXT NOT NULL, PRIMARY KEY(destruction, item))
            STRICT, WITHOUT ROWID;
        CREATE TABLE ended_case(id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
        CREATE INDEX destruction_of_berkas ON destruction_berkas(berkas);
        CREATE INDEX delivery_agency ON delivery(agency);
        CREATE INDEX delivery_case ON delivery(casefile);
        CREATE INDEX record_hash ON record(hash) WHERE hash IS NOT NULL;
        CREATE INDEX delivery_proof ON delivery(proof) WHERE proof IS NOT NULL;
        """

    /// Whether the receiver got a tembusan.
    static let tembusan = "ALTER TABLE delivery ADD COLUMN tembusan INTEGER NOT NULL DEFAULT 0"

    /// The document that was sent.
    static let sentDocument = "ALTER TABLE delivery ADD COLUMN naskah TEXT; ALTER TABLE delivery ADD COLUMN member TEXT"

    /// Where words stand in them. The title of a berkas stays: it is what the list of destroyed records (daftar arsip musnah) says, which is kept for good.
    static let words = [
        WordColumns("filing", ["subject", "title", "parties", "note"], of: "casefile"),
        WordColumns(
            "record", ["subject", "title", "parties", "note", "text"], of: "casefile",
            index: WordIndex("record_text", row: "place", columns: ["subject", "title", "number", "parties", "text"])),
        WordColumns("delivery", ["receiver", "subject", "words"], of: "casefile"),
    ]

    /// The names of those tables.
    static let names = ["berkas", "filing", "record", "record_text", "delivery", "destruction", "destruction_berkas", "ended_case"]
}
