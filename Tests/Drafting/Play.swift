import Domain
import Drafting
import Protocol
import Rehearsal

/// One case of one agency, as Routing tells it to Drafting.
struct Play {
    let rehearsal: Rehearsal
    let caseID: Identifier
    static let draft = DocumentName(naskah: "renja")

    init() throws {
        rehearsal = try Rehearsal(drafting)
        caseID = rehearsal.newIdentifier()
    }

    /// Somebody on a position.
    static func official(_ position: Key<Position>, of agency: Key<Agency> = "disnaker", person: String = "197001011995031001") -> Principal {
        .official(Principal.Official(agency: agency, person: person, position: position))
    }

    /// Routing opens a task; `change` sets what the test is about.
    func open(
        _ word: Act.Word, for position: Key<Position> = "staf", kind: TaskKind = .regular, document: DocumentName? = nil,
        _ change: (inout TaskOpened) -> Void = { _ in }
    ) throws -> Identifier {
        let id = rehearsal.newIdentifier()
        let version = document.map { DocumentVersion(name: $0, version: 0, hash: "") }
        var task = TaskOpened(
            task: id, caseID: caseID, agency: "disnaker", step: 1, kind: kind, word: word, position: position, document: version)
        change(&task)
        try rehearsal.hear(task, from: .routing, about: caseID, content: TaskWords(subject: "Renja", activity: "Menyusun"))
        return id
    }

    /// Routing takes a task back.
    func withdraw(_ task: Identifier) throws {
        try rehearsal.hear(TaskWithdrawn(task: task, caseID: caseID), from: .routing, about: caseID)
    }

    /// A file that Drafting holds.
    func file(_ content: String, mediaType: String = "text/plain", size: Int = 100) -> FileReference {
        let hash = String(String(repeating: "0", count: 64 - content.utf8.count) + content)
        rehearsal.files.sizes[hash] = size
        return FileReference(hash: hash, size: size, mediaType: mediaType)
    }

    /// A file that Drafting holds, with a name.
    func named(_ name: String) -> NamedFile { NamedFile(file: file("f\(name.count)"), name: name) }

    func compose(_ task: Identifier, _ content: String, parent: Int, note: String? = nil, by position: Key<Position> = "staf") throws {
        try rehearsal.give(
            ComposeVersion(task: task, file: file(content), name: "renja.docx", parent: parent, note: note), by: Self.official(position))
    }

    func save(_ task: Identifier, _ content: String, parent: Int) throws {
        try rehearsal.give(SaveVersion(task: task, file: file(content), name: "renja.docx", parent: parent), by: Self.official("staf"))
    }

    /// The code of the rejection of a command; nil when it goes through.
    func rejection<Body: CommandBody>(_ body: Body, by position: Key<Position> = "staf") throws -> String? {
        try rehearsal.rejection { try rehearsal.give(body, by: Self.official(position)) }
    }

    /// The code of the rejection of a question; nil when it is answered.
    func refusal<Body: QueryBody>(_ body: Body, by principal: Principal) throws -> String? {
        try rehearsal.rejection { _ = try rehearsal.ask(body, by: principal) }
    }

    /// One `minta` to those units and their deliveries, in the same order.
    func ask(_ units: [Key<Position>], due: Int64? = nil) throws -> [Identifier] {
        let asking = try open(.minta, for: "kasubbag") { task in
            task.to = units.map { Receiver(role: "bidang", position: $0, name: $0.text) }
        }
        try rehearsal.give(AskMaterial(task: asking, what: "Data kinerja triwulan I"), by: Self.official("kasubbag"))
        return try units.map { unit in
            try open(.minta, for: unit, kind: .delivery) { task in
                task.awaits = [asking]
                task.due = due
            }
        }
    }

    /// The `kumpul` for those deliveries.
    func collection(_ deliveries: [Identifier], quorum: Int? = nil) throws -> Identifier {
        try open(.kumpul, for: "kasubbag") { task in
            task.awaits = deliveries
            task.quorum = quorum
        }
    }

    func deliver(_ delivery: Identifier, by unit: Key<Position>) throws {
        try rehearsal.give(DeliverMaterial(task: delivery, files: [named("\(unit).xlsx")], note: "Terlampir"), by: Self.official(unit))
    }
}
