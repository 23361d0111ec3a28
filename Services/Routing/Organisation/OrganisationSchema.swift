import Domain
import Kernel

/// The tables of catalogue, people and calendar. Days are stored as figures (20260105), lists of keys as words with a space between.
enum OrganisationSchema {
    static let migrations = [
        """
        CREATE TABLE agency(id TEXT PRIMARY KEY, version INTEGER NOT NULL, hash TEXT NOT NULL, name TEXT NOT NULL, short_name TEXT NOT NULL,
            region TEXT NOT NULL, zone TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE catalogue(agency TEXT NOT NULL, version INTEGER NOT NULL, applied INTEGER NOT NULL, organisation BLOB NOT NULL,
            PRIMARY KEY(agency, version)) STRICT;
        CREATE TABLE position(agency TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, place INTEGER NOT NULL, name TEXT NOT NULL,
            unit TEXT NOT NULL, rank INTEGER NOT NULL, superior TEXT, PRIMARY KEY(agency, id, version)) STRICT, WITHOUT ROWID;
        CREATE TABLE role(agency TEXT NOT NULL, version INTEGER NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL,
            lead TEXT, members TEXT NOT NULL, PRIMARY KEY(agency, version, id)) STRICT, WITHOUT ROWID;
        CREATE TABLE register_kind(agency TEXT NOT NULL, version INTEGER NOT NULL, kind TEXT NOT NULL, register TEXT NOT NULL,
            PRIMARY KEY(agency, version, kind)) STRICT, WITHOUT ROWID;
        CREATE TABLE holder(agency TEXT NOT NULL, position TEXT NOT NULL, nip TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER,
            name TEXT NOT NULL, origin TEXT NOT NULL, PRIMARY KEY(agency, position, nip, first)) STRICT, WITHOUT ROWID;
        CREATE INDEX holder_person ON holder(agency, nip);
        CREATE TABLE mandate(agency TEXT NOT NULL, position TEXT NOT NULL, delegate TEXT NOT NULL, kind TEXT NOT NULL, first INTEGER NOT NULL,
            decree TEXT NOT NULL, last INTEGER, origin TEXT NOT NULL,
            PRIMARY KEY(agency, position, delegate, kind, first)) STRICT, WITHOUT ROWID;
        CREATE TABLE sop(agency TEXT NOT NULL, version INTEGER NOT NULL, id TEXT NOT NULL, place INTEGER NOT NULL, title TEXT NOT NULL,
            start TEXT NOT NULL, steps INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY(agency, version, id)) STRICT;
        CREATE TABLE sop_naskah(agency TEXT NOT NULL, version INTEGER NOT NULL, sop TEXT NOT NULL, id TEXT NOT NULL, place INTEGER NOT NULL,
            kind TEXT NOT NULL, title TEXT NOT NULL, register TEXT, classification TEXT, attachment_of TEXT,
            PRIMARY KEY(agency, version, sop, id)) STRICT, WITHOUT ROWID;
        CREATE TABLE sop_step(agency TEXT NOT NULL, version INTEGER NOT NULL, sop TEXT NOT NULL, number INTEGER NOT NULL, activity TEXT NOT NULL,
            actor TEXT NOT NULL, returns_to INTEGER, duration TEXT, PRIMARY KEY(agency, version, sop, number)) STRICT, WITHOUT ROWID;
        CREATE TABLE sop_act(agency TEXT NOT NULL, version INTEGER NOT NULL, sop TEXT NOT NULL, step INTEGER NOT NULL, place INTEGER NOT NULL,
            word TEXT NOT NULL, actor TEXT NOT NULL, receivers TEXT NOT NULL, naskah TEXT, optional INTEGER NOT NULL, participants TEXT NOT NULL,
            invitation TEXT, appoints TEXT, tiered INTEGER NOT NULL, paraf TEXT, from_outside INTEGER NOT NULL, quorum INTEGER,
            PRIMARY KEY(agency, version, sop, step, place)) STRICT, WITHOUT ROWID;
        CREATE TABLE calendar(year INTEGER PRIMARY KEY, status TEXT NOT NULL, source TEXT NOT NULL, hash TEXT NOT NULL,
            ramadan_first INTEGER, ramadan_last INTEGER) STRICT;
        CREATE TABLE holiday(day INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL) STRICT;
        """, PersonKeyTable.migration,
    ]

    /// Who gets a tembusan of what an act sends.
    static let tembusan = "ALTER TABLE sop_act ADD COLUMN tembusan TEXT"

    static let tables = [
        "agency", "catalogue", "position", "role", "register_kind", "holder", "mandate", "sop", "sop_naskah", "sop_step", "sop_act", "calendar",
        "holiday", "person_key",
    ]
}

extension CivilDate {
    /// The day as a figure that sorts like the day: 20260105.
    var figure: Int64 { Int64(year * 10_000 + month * 100 + day) }

    /// The day of a stored figure.
    init(figure: Int64) throws {
        guard let date = CivilDate(year: Int(figure / 10_000), month: Int(figure / 100 % 100), day: Int(figure % 100)) else {
            throw Fault("\(figure) is stored as a day")
        }
        self = date
    }
}

/// Keys as one text, for a column.
func joined<Of>(_ keys: [Key<Of>]) -> String { keys.map(\.text).joined(separator: " ") }

/// The keys of a column.
func keys<Of>(_ text: String, of: Of.Type = Of.self) -> [Key<Of>] {
    text.isEmpty ? [] : text.split(separator: " ").map { Key(String($0)) }
}
