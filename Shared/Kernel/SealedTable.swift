import Nettle
import SQLite

/// A table whose rows bear a hash of themselves in the column `seal`: counters, numbers, signatures and keys.
///
/// SQLite as Debian has it does not notice a bit that flips on the disk. In these tables it would become a number given twice or a signature nobody gave,
/// so whoever writes a row seals it, and whoever decides by one checks it first. Other tables are compared with a replay of the journal.
public struct SealedTable: Sendable {
    /// The table.
    public let name: String
    private let key: [String]
    private let columns: [String]

    /// A table with these columns, the key's among them, and `seal`, made by `column`.
    public init(_ name: String, key: [String], columns: [String]) {
        self.name = name
        self.key = key
        self.columns = columns
    }

    /// How the column is declared.
    public static let column = "seal BLOB NOT NULL DEFAULT x''"

    /// Seals the one row that meets a condition, after it was written. Throws `Fault` when there is not just one.
    public func seal(where condition: String, _ values: [Value], _ tables: Tables) throws {
        var seals: [[UInt8]] = []
        try tables.reading.each("SELECT \(text) FROM \(name) WHERE \(condition)", values) { row in
            seals.append(Self.seal(row.text(0)))
            return true
        }
        guard seals.count == 1, let seal = seals.first else { throw Fault("\(seals.count) rows of \(name) are to be sealed as one") }
        try tables.run("UPDATE \(name) SET seal = ? WHERE \(condition)", all: [.blob(seal)] + values)
    }

    /// Holds the rows that meet a condition against their seals, before anything is decided by them; the condition may end in an order and a limit.
    ///
    /// Throws `Fault` with the name of the row that the disk has changed.
    public func check(where condition: String, _ values: [Value], _ reading: Reading) throws {
        let name = name
        let keys = key.joined(separator: " || ' ' || ")
        try reading.each("SELECT \(text), seal, \(keys) FROM \(name) WHERE \(condition)", values) { row in
            guard row.blob(1) == Self.seal(row.text(0)) else {
                throw Fault(
                    "the disk has changed the row \(row.text(2)) of \(name): it is not the one that was written. Nothing is decided by it; stop the "
                        + "service, look at the disk and run `alurctl rebuild`, which makes it anew from the journal")
            }
            return true
        }
    }

    /// All that a row holds, as SQL: neither a type nor an end of a value is lost.
    private var text: String { columns.map { "typeof(\"\($0)\") || hex(\"\($0)\")" }.joined(separator: " || ',' || ") }

    private static func seal(_ text: String) -> [UInt8] { Array(SHA256.hash(Array(text.utf8)).prefix(16)) }
}
