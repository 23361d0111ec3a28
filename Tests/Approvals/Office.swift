import Approvals
import Domain
import Nettle
import Protocol
import Rehearsal
import Sodium
import Testing

/// An office in a rehearsal: its books are known, and tasks come as Routing opens them.
struct Office {
    let play: Rehearsal
    let zone: TimeZoneID
    let caseID: Identifier
    static let agency: Key<Agency> = "dinas-uji"
    static let head = official("kadis", "197001011995031001")
    static let secretary = official("sekdis", "197204081998032315")
    static let section = official("kasubbag", "198303142009032406")
    static let clerk = official("agendaris", "199510032019032308")
    static let operatorPrincipal = Principal.operator(name: "uji")

    init(zone: TimeZoneID = .wib, opening: Int = 1, format: String = "{klasifikasi}/{urut:3}/{kode}/{tahun}") throws {
        play = try Rehearsal(approvals)
        self.zone = zone
        caseID = play.newIdentifier()
        try applyCatalogue(version: 1, opening: opening, format: format)
    }

    static func official(_ position: Key<Position>, _ nip: String, mandate: Principal.Authority? = nil) -> Principal {
        .official(Principal.Official(agency: agency, person: nip, position: position, mandate: mandate))
    }

    /// SHA-256-like name of a version: 64 digits.
    static func hash(_ version: Int, _ naskah: String = "renja") -> String { hexadecimal(SHA256.hash(Array("\(naskah) \(version)".utf8))) }

    static func version(_ number: Int, _ name: DocumentName = DocumentName(naskah: "renja")) -> DocumentVersion {
        DocumentVersion(name: name, version: number, hash: hash(number, name.text))
    }

    func applyCatalogue(version: Int, opening: Int, format: String) throws {
        func position(_ id: Key<Position>, _ rank: Int, _ superior: Key<Position>?) -> Position {
            Position(id: id, name: id.text, unit: "dinas", rank: rank, superior: superior)
        }
        let organisation = Organisation(
            agency: Agency(id: Self.agency, name: "Dinas Uji", shortName: "UJI", region: "Uji", zone: zone),
            units: [Unit(id: "dinas", name: "Dinas", kind: .dinas, parent: nil)],
            positions: [
                position("kadis", 1, nil), position("sekdis", 2, "kadis"), position("kasubbag", 4, "sekdis"), position("agendaris", 6, "kasubbag"),
            ],
            holders: [], mandates: [],
            roles: [Role(id: "agendaris", name: "Agendaris", kind: .position("agendaris"))],
            registers: [
                Register(id: "surat-masuk", name: "Masuk", direction: .incoming, kinds: [], format: nil, openingNumber: 1),
                Register(
                    id: "surat-keluar", name: "Keluar", direction: .outgoing, kinds: ["surat"], format: try NumberTemplate(format),
                    openingNumber: opening),
                Register(id: "hitung", name: "Hitung", direction: .outgoing, kinds: ["dokumen"], format: nil, openingNumber: 1),
            ], classifications: [])
        try play.hear(
            CatalogueApplied(agency: Self.agency, version: version, hash: ""), from: .routing, about: nil,
            content: CatalogueWords(organisation: organisation, sops: []))
    }

    /// A task comes; what the caller does not name is a plain one about version 1 of the case's `renja`.
    @discardableResult
    func open(
        _ word: Act.Word, for position: Key<Position>, kind: TaskKind = .regular, version: Int = 1,
        name: DocumentName = DocumentName(naskah: "renja"), caseID: Identifier? = nil, change: (inout TaskOpened) -> Void = { _ in }
    ) throws -> TaskOpened {
        var task = TaskOpened(
            task: play.newIdentifier(), caseID: caseID ?? self.caseID, agency: Self.agency, step: 1, kind: kind, word: word, position: position,
            document: Self.version(version, name), naskahKind: "surat", register: "surat-keluar", classification: "000.7.2")
        change(&task)
        try play.hear(
            task, from: .routing, about: task.caseID, content: TaskWords(subject: "Renja 2027", activity: "Kegiatan", document: "Renja"))
        return task
    }

    /// The code of the rejection that a command meets; nil when it goes through.
    func refusal<Body: CommandBody>(_ body: Body, by principal: Principal) throws -> String? {
        try play.rejection { try play.give(body, by: principal) }
    }

    /// Moves the clock to that hour of that day where the office is.
    func setClock(_ date: String, hour: Int = 9, minute: Int = 0) throws {
        play.now = try day(date).start(in: zone).advanced(byMilliseconds: Int64(hour * 60 + minute) * 60_000)
    }

    /// Holds a scan in the service's files.
    func scan() -> FileReference {
        let file = FileReference(hash: Self.hash(1, "scan"), size: 4000, mediaType: "application/pdf")
        play.files.sizes[file.hash] = file.size
        return file
    }

    /// Numbers a new letter of a case of its own, and says its number.
    @discardableResult
    func number(date: CivilDate? = nil, external: String? = nil, block: Identifier? = nil) throws -> NumberGiven {
        let task = try open(.nomor, for: "agendaris", caseID: play.newIdentifier())
        try play.give(GiveNumber(task: task.task, date: date, external: external, block: block), by: Self.clerk)
        return try #require(try play.events(NumberGiven.self).last?.body)
    }

    /// The date that is written so.
    func day(_ text: String) throws -> CivilDate {
        try #require(CivilDate(text))
    }

    /// The state of each number of a book in its order, such as `1 given`.
    func book(_ year: Int, _ register: Key<Register> = "surat-keluar") throws -> [String] {
        try play.ask(OutgoingBook(register: register, year: year), by: Self.clerk).rows.map { row in
            "\(row.sequence.map(String.init) ?? row.number ?? "?") \(row.state.rawValue)"
        }
    }
}
