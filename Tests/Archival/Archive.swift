import Archival
import Domain
import Kernel
import Protocol
import Rehearsal
import Testing

/// The archive of two agencies, with what tests ask of it most.
final class Archive {
    let room: Rehearsal
    let archivist = Principal.official(.init(agency: "dinas", person: "1993", position: "arsiparis"))
    let head = Principal.official(.init(agency: "dinas", person: "1970", position: "kadis"))
    let clerk = Principal.official(.init(agency: "dinas", person: "1990", position: "agendaris"))
    let staff = Principal.official(.init(agency: "dinas", person: "1995", position: "staf"))
    let other = Principal.official(.init(agency: "badan", person: "1994", position: "arsiparis"))
    let proof = FileReference(hash: String(repeating: "ab", count: 32), size: 1_000, mediaType: "application/pdf")
    let caseID: Identifier

    init() throws {
        room = try Rehearsal(archival)
        room.files.sizes[proof.hash] = proof.size
        caseID = room.newIdentifier()
        try hear("dinas", zone: .wib)
        try hear("badan", zone: .wit)
    }

    /// Routing tells of an agency; `meetings` is what the JRA says of its records of meetings.
    func hear(
        _ agency: Key<Agency>, zone: TimeZoneID, version: Int = 1, meetings: (years: Int, fate: Classification.Fate) = (1, .destroyed)
    ) throws {
        let organisation = Organisation(
            agency: Agency(id: agency, name: "Dinas Contoh", shortName: "DC", region: "Kabupaten Contoh", zone: zone), units: [],
            positions: [
                Position(id: "kadis", name: "Kepala Dinas", unit: "dinas", rank: 1, superior: nil),
                Position(id: "kasubag", name: "Kasubag Umum", unit: "dinas", rank: 4, superior: "kadis"),
                Position(id: "agendaris", name: "Agendaris", unit: "dinas", rank: 6, superior: "kasubag"),
                Position(id: "arsiparis", name: "Arsiparis", unit: "dinas", rank: 6, superior: "kasubag"),
                Position(id: "staf", name: "Staf", unit: "dinas", rank: 6, superior: "kasubag"),
            ],
            holders: [], mandates: [],
            roles: [
                Role(id: Organisation.agendaClerk, name: "Agendaris", kind: .position("agendaris")),
                Role(id: Organisation.archivist, name: "Arsiparis", kind: .position("arsiparis")),
            ], registers: [],
            classifications: [
                Classification(code: "000.7.2", name: "Rencana", activeYears: 2, inactiveYears: 3, fate: .permanent),
                Classification(code: "000.1.5", name: "Rapat", activeYears: 1, inactiveYears: meetings.years, fate: meetings.fate),
            ])
        let words = CatalogueWords(organisation: organisation, sops: [])
        try room.hear(CatalogueApplied(agency: agency, version: version, hash: ""), from: .routing, about: nil, content: words)
    }

    /// A version of a document; every number another content.
    static func version(_ number: Int = 1, of name: DocumentName = DocumentName(naskah: "renja")) -> DocumentVersion {
        let digit = String(number % 10)
        return DocumentVersion(name: name, version: number, hash: String(repeating: digit, count: 64))
    }

    /// A fetch that went well.
    static let arrived = Intent.Result.fetched(FileReference(hash: version().hash, size: 77, mediaType: "text/plain"), text: "Sasaran strategis")

    /// Routing opens a task here.
    func open(
        _ word: Act.Word, for position: Key<Position> = "staf", agency: Key<Agency> = "dinas", of caseID: Identifier? = nil,
        document: DocumentVersion? = Archive.version(), number: String? = nil, isOptional: Bool = false, to: [Receiver] = [],
        tembusan: [Receiver]? = nil, attachmentOf: Key<Naskah>? = nil,
        words: TaskWords? = TaskWords(subject: "Penyusunan Renja 2027", activity: "Mengerjakan", document: "Dokumen Renja")
    ) throws -> Identifier {
        let task = TaskOpened(
            task: room.newIdentifier(), caseID: caseID ?? self.caseID, agency: agency, step: 1, kind: .regular, word: word, position: position,
            document: document, number: number, isOptional: isOptional, to: to, tembusan: tembusan,
            attachmentOf: attachmentOf)
        try room.hear(task, from: .routing, about: task.caseID, content: words)
        return task.task
    }

    /// Lets the call for a file that waits first end so; whether there was one.
    @discardableResult
    func answerFetch(_ result: Intent.Result) throws -> FileReference? {
        guard let pending = try room.engine.pendingEffects(most: 1).first else { return nil }
        let input = Engine.Input.effect(
            position: pending.position, index: pending.index, isLast: pending.isLast, command: pending.intent.command(result))
        _ = try room.engine.process([input], now: room.now)
        guard case .fetchFile(let file, .drafting) = pending.intent.call else { return nil }
        return file
    }

    func berkas(_ classification: String = "000.7.2", number: String? = nil) throws -> Identifier {
        try room.give(OpenBerkas(classification: classification, number: number, title: "Renja 2027"), by: archivist)
        return try #require(try room.events(BerkasOpened.self).last).body.berkas
    }

    /// Files a document whose file comes at once; the record.
    @discardableResult
    func file(
        in berkas: Identifier, subject: String = "Penyusunan Renja 2027", title: String? = "Dokumen Renja", number: String? = nil,
        keamanan: Keamanan? = nil, parties: String? = nil, version: Int = 1, text: String? = nil, name: DocumentName = DocumentName(naskah: "renja"),
        attachmentOf: Key<Naskah>? = nil
    ) throws -> Identifier {
        let document = Self.version(version, of: name)
        let task = try open(
            .arsip, for: "arsiparis", document: document, number: number, attachmentOf: attachmentOf,
            words: TaskWords(subject: subject, activity: "Arsip", document: title))
        room.files.sizes[document.hash] = 77
        try room.give(FileDocument(task: task, berkas: berkas, keamanan: keamanan, parties: parties), by: archivist)
        try answerFetch(.fetched(FileReference(hash: document.hash, size: 77, mediaType: "text/plain"), text: text))
        return try #require(try room.events(ArchiveSealed.self).last).body.record
    }

    /// The code a command is refused with; nil when it goes through.
    func code(_ command: some CommandBody, by principal: Principal? = nil) throws -> String? {
        try room.rejection { try room.give(command, by: principal ?? staff) }
    }

    /// The code and field a command is refused with.
    func refusal(_ command: some CommandBody, by principal: Principal? = nil) throws -> String? {
        let refused = #expect(throws: Rejection.self) { try room.give(command, by: principal ?? staff) }
        return refused.map { "\($0.code) \($0.field ?? "")" }
    }

    func search(_ text: String, by principal: Principal? = nil) throws -> [Identifier] {
        try room.ask(SearchArchive(text: text), by: principal ?? archivist).rows.map(\.record)
    }
}
