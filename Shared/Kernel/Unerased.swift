import Domain
import SQLite

/// Whether a copy of a service's database still holds what was destroyed by law; for backups and audits, which look at copies.
///
/// A service that was away, or had no room to write its database anew, holds the words after the act, and so does every copy of it.
public enum Unerased {
    /// The cases and letters whose words this service has destroyed.
    public static func subjects(_ reading: Reading) throws -> Set<Identifier> {
        Set(try reading.all("SELECT id FROM destroyed") { Identifier(bytes: $0.blob(0)) }.compactMap { $0 })
    }

    /// Whether words still stand in unused pages, or files wait to be removed.
    public static func isPending(_ reading: Reading) throws -> Bool {
        try reading.exists("SELECT 1 FROM erasure UNION ALL SELECT 1 FROM doomed_file LIMIT 1")
    }

    /// Whether the journal has words of one of these.
    public static func holdsWords(of subjects: Set<Identifier>, _ reading: Reading) throws -> Bool {
        if subjects.isEmpty { return false }
        var isFound = false
        try reading.each("SELECT DISTINCT subject FROM journal WHERE subject IS NOT NULL AND content IS NOT NULL", []) { row in
            isFound = Identifier(bytes: row.blob(0)).map(subjects.contains) ?? false
            return !isFound
        }
        return isFound
    }
}
