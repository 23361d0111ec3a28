import Kernel

/// Drafting's own tables. Words that the law may destroy stand in columns that may be null.
///
/// `version`, `study` and `meeting` are keyed by their event's place in the journal: rows are added at the end, and lists are paged by it.
let draftingMigration = """
    CREATE TABLE version(position INTEGER PRIMARY KEY, casefile TEXT NOT NULL, naskah TEXT NOT NULL, member TEXT NOT NULL, number INTEGER NOT NULL,
        hash TEXT NOT NULL, size INTEGER NOT NULL, mediaType TEXT NOT NULL, parent INTEGER NOT NULL, isFrozen INTEGER NOT NULL, task TEXT NOT NULL,
        author TEXT NOT NULL, actor TEXT NOT NULL, at INTEGER NOT NULL, name TEXT, note TEXT, UNIQUE(casefile, naskah, member, number)) STRICT;
    CREATE TABLE request(task TEXT PRIMARY KEY, at INTEGER NOT NULL, what TEXT) STRICT, WITHOUT ROWID;
    CREATE TABLE material(task TEXT PRIMARY KEY, chased INTEGER NOT NULL DEFAULT 0, isClosed INTEGER NOT NULL DEFAULT 0, deliveredAt INTEGER,
        isLate INTEGER NOT NULL DEFAULT 0, note TEXT) STRICT;
    CREATE TABLE study(position INTEGER PRIMARY KEY, casefile TEXT NOT NULL, task TEXT NOT NULL, at INTEGER NOT NULL, actor TEXT NOT NULL,
        document BLOB, note TEXT) STRICT;
    CREATE INDEX study_case ON study(casefile);
    CREATE TABLE meeting(position INTEGER PRIMARY KEY, casefile TEXT NOT NULL, task TEXT NOT NULL, at INTEGER NOT NULL, actor TEXT NOT NULL,
        attended BLOB NOT NULL, invitation BLOB, guests BLOB, minutes TEXT) STRICT;
    CREATE INDEX meeting_case ON meeting(casefile);
    CREATE TABLE attachment(task TEXT NOT NULL, number INTEGER NOT NULL, part TEXT NOT NULL, hash TEXT NOT NULL, size INTEGER NOT NULL,
        mediaType TEXT NOT NULL, name TEXT, PRIMARY KEY(task, number)) STRICT, WITHOUT ROWID;
    CREATE INDEX version_hash ON version(hash);
    CREATE INDEX attachment_hash ON attachment(hash);
    """

/// Where words stand in them. What has no case of its own has that of its task.
let draftingWords = [
    WordColumns("version", ["name", "note"], of: "casefile"),
    WordColumns("request", ["what"], of: "(SELECT casefile FROM task WHERE task.id = request.task)"),
    WordColumns("material", ["note"], of: "(SELECT casefile FROM task WHERE task.id = material.task)"),
    WordColumns("study", ["note"], of: "casefile"),
    WordColumns("meeting", ["guests", "minutes"], of: "casefile"),
    WordColumns("attachment", ["name"], of: "(SELECT casefile FROM task WHERE task.id = attachment.task)"),
]
