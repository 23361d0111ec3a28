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

    /// Lets `change` change the rows that meet a condition, whose one value is `?1`, and seals them anew; one that the disk has changed keeps its wrong seal.
    ///
    /// The condition must hold afterwards, too.
    func change(where condition: String, _ value: Value, _ tables: Tables, _ change: () throws -> Void) throws {
        let name = key.map { "typeof(\"\($0)\") || hex(\"\($0)\")" }.joined(separator: " || ' ' || ")
        var whole: [String] = []
        try tables.reading.each("SELECT \(name), \(text), seal FROM \(self.name) WHERE \(condition)", [value]) { row in
            if row.blob(2) == Self.seal(row.text(1)) { whole.append(row.text(0)) }
            return true
        }
        try change()
        let condition = "\(condition) AND \(name) = ?2"
        for row in whole {
            guard let text = try tables.reading.first("SELECT \(text) FROM \(self.name) WHERE \(condition)", value, .text(row), read: { $0.text(0) })
            else {
                throw Fault("a row of \(self.name) is gone while it is sealed anew")
            }
            try tables.run("UPDATE \(self.name) SET seal = ?3 WHERE \(condition)", value, .text(row), .blob(Self.seal(text)))
        }
    }

    /// All that a row holds, as SQL: neither a type nor an end of a value is lost.
    private var text: String { columns.map { "typeof(\"\($0)\") || hex(\"\($0)\")" }.joined(separator: " || ',' || ") }

    private static func seal(_ text: String) -> [UInt8] { Array(SHA256.hash(Array(text.utf8)).prefix(16)) }
}
