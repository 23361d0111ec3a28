import Domain
import Kernel
import Protocol
import SQLite

// Two services that keep words: one has papers on a shelf, the other copies what it hears of them.

struct PutPaper: CommandBody {
    static let verb = "paper.put"
    var paper: Identifier
    var words: String
    var file: String?
}

struct PaperPut: EventBody {
    static let type = "paper.put"
    typealias Content = ActWords
    var paper: Identifier
    var file: String?
}

struct TouchPaper: CommandBody {
    static let verb = "paper.touch"
    var paper: Identifier
    var file: String?
}

struct PaperTouched: EventBody {
    static let type = "paper.touched"
    var paper: Identifier
    var file: String?
}

/// What somebody with the right to it does; the rules of that right are the service's.
struct BurnPapers: CommandBody {
    static let verb = "paper.burn"
    var papers: [Identifier]
}

private let paperWords = SealedTable("paper", key: ["id"], columns: ["id", "words", "file"])

private func paperPut(_ event: Recorded<PaperPut>, _ tables: Tables) throws {
    let id = Value.text(event.body.paper.description)
    try tables.run("INSERT INTO paper VALUES(?, ?, ?, x'')", id, .text(event.content?.note), .text(event.body.file))
    try paperWords.seal(where: "id = ?", [id], tables)
    try tables.run("INSERT INTO leaf(paper, words) VALUES(?, ?)", id, .text(event.content?.note))
    try tables.run("INSERT INTO leaf_text(rowid, words) SELECT place, words FROM leaf WHERE paper = ?", id)
}

private let paperTables = """
    CREATE TABLE paper(id TEXT PRIMARY KEY, words TEXT, file TEXT, \(SealedTable.column)) STRICT, WITHOUT ROWID;
    CREATE TABLE leaf(place INTEGER PRIMARY KEY, paper TEXT NOT NULL, words TEXT) STRICT;
    CREATE VIRTUAL TABLE leaf_text USING fts5(words, content='leaf', content_rowid='place', prefix='2 3 4 5 6');
    """

private let paperColumns = [
    WordColumns("paper", ["words"], of: "id", sealed: paperWords),
    WordColumns(
        "leaf", ["words"], of: "(SELECT id FROM paper WHERE paper.id = leaf.paper)", index: WordIndex("leaf_text", row: "place", columns: ["words"])),
]

let papers = Service(
    name: .archival, migrations: [paperTables], tables: ["paper", "leaf", "leaf_text"],
    commands: [
        .on(PutPaper.self, by: .officials) { put, _ in
            [Event(PaperPut(paper: put.paper, file: put.file), about: put.paper, content: ActWords(note: put.words))]
        },
        .on(TouchPaper.self, by: .officials) { touch, _ in [Event(PaperTouched(paper: touch.paper, file: touch.file), about: touch.paper)] },
        .on(BurnPapers.self, by: .officials) { burn, decision in
            [Event(ContentDestroyed(act: decision.command, subjects: burn.papers), about: nil)]
        },
    ],
    events: [.on(PaperPut.self, apply: paperPut), .on(PaperTouched.self)], words: paperColumns)

extension Reaction {
    /// Follows a journal, and does nothing about what is put there.
    static func nothing(from source: ServiceName) -> Reaction { .to(PaperPut.self, from: source) { _, _ in [] } }
}

/// Copies papers, each into a paper of its own name that begins with another digit; what was copied goes with what it was copied from.
let copies = Service(
    name: .routing, migrations: [paperTables], tables: ["paper", "leaf", "leaf_text"],
    commands: [
        .on(PutPaper.self, by: .services) { put, _ in
            if put.words.contains("nobody copies this") { throw Rejection("notCopied", "This is not copied.") }
            return [Event(PaperPut(paper: put.paper, file: put.file), about: put.paper, content: ActWords(note: put.words))]
        }
    ],
    events: [.on(PaperPut.self, apply: paperPut)],
    reactions: [
        .nothing(from: .intake),
        .to(PaperPut.self, from: .archival) { event, _ in
            guard let words = event.content?.note else { return [] }
            return [PutPaper(paper: event.body.paper, words: words, file: event.body.file)]
        },
    ], words: paperColumns, kept: { subject, _ in subject == name(3) })
