import Domain
import Kernel
import Protocol
import SQLite

/// The versions of the documents of all cases.
enum VersionTable {
    /// The last version of a document, frozen or not; nil before the first.
    static func last(of document: DocumentName, in caseID: Identifier, _ reading: Reading) throws -> DocumentVersion? {
        try reading.first(
            "SELECT number, hash FROM version WHERE casefile = ? AND naskah = ? AND member = ? ORDER BY number DESC LIMIT 1",
            .text(caseID.description), .text(document.naskah.text), .text(document.member?.text ?? "")
        ) { DocumentVersion(name: document, version: $0.int(0), hash: $0.text(1)) }
    }

    /// The last frozen version of a document; nil before the first.
    static func lastFrozen(of document: DocumentName, in caseID: Identifier, _ reading: Reading) throws -> DocumentVersion? {
        try reading.first(
            "SELECT number, hash FROM version WHERE casefile = ? AND naskah = ? AND member = ? AND isFrozen ORDER BY number DESC LIMIT 1",
            .text(caseID.description), .text(document.naskah.text), .text(document.member?.text ?? "")
        ) { DocumentVersion(name: document, version: $0.int(0), hash: $0.text(1)) }
    }

    /// A version by its number, with its note.
    static func version(_ number: Int, of document: DocumentName, in caseID: Identifier, _ reading: Reading) throws -> DraftVersion? {
        try reading.first(
            "SELECT \(columns), note FROM version WHERE casefile = ? AND naskah = ? AND member = ? AND number = ?",
            .text(caseID.description), .text(document.naskah.text), .text(document.member?.text ?? ""), .integer(number)
        ) { row in
            var version = try draftVersion(row)
            version.note = row.optionalText(14)
            return version
        }
    }

    /// Hands over versions of a case from the newest on, without their notes, until `body` returns false.
    static func each(
        of caseID: Identifier, document: DocumentName?, before: Int64?, _ reading: Reading, _ body: (DraftVersion) throws -> Bool
    ) throws {
        let upper = Value.integer(before ?? .max)
        if let document {
            try reading.each(
                "SELECT \(columns) FROM version WHERE casefile = ? AND naskah = ? AND member = ? AND position < ? ORDER BY position DESC",
                [.text(caseID.description), .text(document.naskah.text), .text(document.member?.text ?? ""), upper]
            ) { try body(try draftVersion($0)) }
        } else {
            try reading.each(
                "SELECT \(columns) FROM version WHERE casefile = ? AND position < ? ORDER BY position DESC", [.text(caseID.description), upper]
            ) { try body(try draftVersion($0)) }
        }
    }

    /// Who composed the first version of each document of these cases, in the order of composing.
    static func composers(in cases: [Identifier], after place: Int64, limit: Int, _ reading: Reading) throws -> [Composers.Row] {
        let ids = Value.text("[\(cases.map { "\"\($0)\"" }.joined(separator: ","))]")
        return try reading.all(
            """
            SELECT position, casefile, naskah, member, author FROM version
            WHERE casefile IN (SELECT value FROM json_each(?)) AND number = 1 AND position > ? ORDER BY position LIMIT ?
            """, ids, .integer(place), .integer(limit)
        ) { row in
            guard let caseID = Identifier(row.text(1)) else { throw Fault("version \(row.integer(0)) names no case") }
            return Composers.Row(place: row.integer(0), caseID: caseID, document: name(row.text(2), row.text(3)), composer: Key(row.text(4)))
        }
    }

    private static func name(_ naskah: String, _ member: String) -> DocumentName {
        DocumentName(naskah: Key(naskah), member: member.isEmpty ? nil : Key(member))
    }

    private static let columns =
        "position, naskah, member, number, hash, size, mediaType, parent, isFrozen, task, author, actor, at, name"

    private static func draftVersion(_ row: borrowing Row) throws -> DraftVersion {
        guard let task = Identifier(row.text(9)) else { throw Fault("version \(row.integer(0)) names no task") }
        let name = name(row.text(1), row.text(2))
        let file = FileReference(hash: row.text(4), size: row.int(5), mediaType: row.text(6))
        return DraftVersion(
            position: row.integer(0), document: DocumentVersion(name: name, version: row.int(3), hash: file.hash),
            content: NamedFile(file: file, name: row.text(13)), parent: row.int(7), author: Key(row.text(10)), actor: row.text(11),
            at: row.integer(12), isFrozen: row.flag(8), task: task)
    }
}
