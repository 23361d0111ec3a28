import Backup
import Deployment
import Domain
import Kernel
import Linux
import Nettle
import Protocol
import Rehearsal
import SQLite
import Scratch
import Sodium

struct WriteLine: CommandBody {
    static let verb = "line.write"
    var text: String
    var subject: Identifier?
}

struct BurnLines: CommandBody {
    static let verb = "line.burn"
    var subjects: [Identifier]
}

struct LineWritten: EventBody {
    static let type = "line.written"
    typealias Content = ActWords
    var count: Int
}

/// A service small enough to see through: it writes lines.
let ledger = Service(
    name: .intake, migrations: ["CREATE TABLE line(place INTEGER PRIMARY KEY, text TEXT) STRICT"], tables: ["line"],
    commands: [
        .on(WriteLine.self, by: .operators) { write, decision in
            let count = try decision.reading.integer("SELECT count(*) FROM line") ?? 0
            return [Event(LineWritten(count: Int(count) + 1), about: write.subject, content: ActWords(note: write.text))]
        },
        .on(BurnLines.self, by: .operators, decide: burnLines),
    ],
    events: [
        .on(LineWritten.self) { event, tables in
            try tables.run("INSERT INTO line VALUES(?, ?)", .integer(event.body.count), .text(event.content?.note))
        }
    ])

/// Another service, which destroys what it knows of.
let furnace = Service(
    name: .archival, migrations: [], tables: [], commands: [.on(BurnLines.self, by: .operators, decide: burnLines)], events: [])

@Sendable private func burnLines(_ burn: BurnLines, _ decision: Decision) -> [Event] {
    [Event(ContentDestroyed(act: decision.command, subjects: burn.subjects), about: nil)]
}

/// An installation in which one service has written lines and holds files.
final class Desk {
    let scratch: TemporaryDirectory
    let deployment: Deployment
    let room: Rehearsal
    let now = Moment(milliseconds: 1_767_596_400_000)
    private(set) var files: [String] = []

    init(lines: Int = 3) throws {
        scratch = try TemporaryDirectory()
        let home = "\(scratch.path)/kantor"
        try Deployment.make(home: home)
        deployment = try Deployment(home: home)
        try makeDirectory(deployment.folder(of: .intake))
        room = try Rehearsal(ledger, on: try Database.open(path: "\(deployment.folder(of: .intake))/journal.db"))
        try write(lines)
        for text in ["surat", "lampiran"] { try putFile(text) }
    }

    var folder: String { deployment.folder(of: .intake) }
    var journal: String { "\(folder)/journal.db" }

    /// A new folder for a backup.
    func backup(_ name: String = "cadangan") -> BackupFolder { BackupFolder("\(scratch.path)/\(name)") }

    func write(_ count: Int) throws {
        for number in 0..<count { try room.give(WriteLine(text: "baris \(number)"), by: .operator(name: "uji")) }
    }

    private func putFile(_ text: String) throws {
        let name = hexadecimal(SHA256.hash(Array(text.utf8)))
        try makeDirectory("\(folder)/files/\(name.prefix(2))")
        files.append("\(folder)/files/\(name.prefix(2))/\(name)")
        try writeFileAtomically(files.last ?? "", Array(text.utf8))
    }

    /// Turns one bit of a file round.
    func flip(_ path: String, at place: Int) throws {
        var bytes = try readFile(path, sizeBytesMaximum: 1 << 26)
        bytes[place] ^= 1
        try removeFile(path)
        try writeFileAtomically(path, bytes)
    }
}
