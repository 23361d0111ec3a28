import Domain
import Kernel
import Protocol
import SQLite

/// The files that came with an act, by its task.
enum AttachmentTable {
    /// What a file is to its act.
    enum Part: String {
        case material, study, minutes, attendance, photo
    }

    /// Adds files to a task, numbered on from `first`. `names` are those of all its files, in the order of their numbers; nil once destroyed by law.
    static func add(_ files: [FileReference], as part: Part, to task: Identifier, first: Int = 0, names: [String]?, _ tables: Tables) throws {
        for (number, file) in zip(first..., files) {
            let name = names.flatMap { number < $0.count ? $0[number] : nil }
            try tables.run(
                "INSERT INTO attachment(task, number, part, hash, size, mediaType, name) VALUES(?, ?, ?, ?, ?, ?, ?)", .text(task.description),
                .integer(number), .text(part.rawValue), .text(file.hash), .integer(file.size), .text(file.mediaType), .text(name))
        }
    }

    /// The files of a task that are this to it, in the order in which they were given.
    static func files(of task: Identifier, _ part: Part, _ reading: Reading) throws -> [NamedFile] {
        try reading.all(
            "SELECT hash, size, mediaType, name FROM attachment WHERE task = ? AND part = ? ORDER BY number", .text(task.description),
            .text(part.rawValue)
        ) { NamedFile(file: FileReference(hash: $0.text(0), size: $0.int(1), mediaType: $0.text(2)), name: $0.text(3)) }
    }
}
