import Domain
import Intake
import Kernel
import Protocol
import Rehearsal
import Testing

/// The counter of two agencies at which letters arrive, with what tests ask of it most.
struct Counter {
    let room: Rehearsal
    let clerk = Principal.official(.init(agency: "dinas", person: "1990", position: "agendaris"))
    let head = Principal.official(.init(agency: "dinas", person: "1970", position: "kadis"))
    let staff = Principal.official(.init(agency: "dinas", person: "1995", position: "staf"))
    let other = Principal.official(.init(agency: "badan", person: "1991", position: "agendaris"))
    let scan = FileReference(hash: String(repeating: "ab", count: 32), size: 1_000, mediaType: "application/pdf")

    init() throws {
        room = try Rehearsal(intake)
        room.files.sizes[scan.hash] = scan.size
        try hear("dinas", zone: .wib)
        try hear("badan", zone: .wit)
    }

    func hear(_ agency: Key<Agency>, zone: TimeZoneID, registers: [Register] = Self.registers, version: Int = 1) throws {
        let organisation = Organisation(
            agency: Agency(id: agency, name: "Dinas Contoh", shortName: "DC", region: "Kabupaten Contoh", zone: zone),
            units: [Unit(id: "dinas", name: "Dinas", kind: .dinas, parent: nil)],
            positions: [
                Position(id: "kadis", name: "Kepala Dinas", unit: "dinas", rank: 1, superior: nil),
                Position(id: "kasubag", name: "Kasubag Umum", unit: "dinas", rank: 4, superior: "kadis"),
                Position(id: "agendaris", name: "Agendaris", unit: "dinas", rank: 6, superior: "kasubag"),
                Position(id: "staf", name: "Staf", unit: "dinas", rank: 6, superior: "kasubag"),
            ],
            holders: [], mandates: [], roles: [Role(id: Organisation.agendaClerk, name: "Agendaris", kind: .position("agendaris"))],
            registers: registers,
            classifications: [Classification(code: "000.7.2", name: "Rencana", activeYears: 2, inactiveYears: 3, fate: .permanent)])
        let words = CatalogueWords(
            organisation: organisation,
            sops: [Self.sop("renja", .incomingLetter(from: ["Bupati"])), Self.sop("data-kinerja", .periodic(each: .quarter))])
        try room.hear(CatalogueApplied(agency: agency, version: version, hash: ""), from: .routing, about: nil, content: words)
    }

    static let registers = [
        Register(id: "surat-masuk", name: "Buku Agenda Surat Masuk", direction: .incoming, kinds: [], format: nil, openingNumber: 120),
        Register(id: "faks-masuk", name: "Buku Agenda Faksimile", direction: .incoming, kinds: [], format: nil, openingNumber: 1),
        Register(id: "surat-keluar", name: "Buku Agenda Surat Keluar", direction: .outgoing, kinds: ["surat"], format: nil, openingNumber: 1),
    ]

    private static func sop(_ id: Key<SOP>, _ start: SOPStart) -> SOP {
        let none = HeaderField.missing(.absent)
        let header = SOPHeader(
            number: none, created: none, revised: none, effective: none, ratified: none, ratifiedBy: none, legalBasis: none, qualifications: none,
            relations: none, equipment: none, warnings: none, recording: none)
        return SOP(
            id: id, title: "Penyusunan", header: header, start: start, naskah: [], actors: [], steps: [], notes: [])
    }

    /// A letter that nothing is wrong with.
    static func letter(number: String = "045/1/BAPPEDA") -> RegisterLetter {
        RegisterLetter(
            register: "surat-masuk", sender: "Bappeda", number: number, letterDate: CivilDate(year: 2026, month: 1, day: 2) ?? Self.epoch,
            subject: "Permintaan data Renja", classification: "000.7.2", channel: .caraka)
    }

    static let epoch = CivilDate(Moment(milliseconds: 0), in: .wib)

    /// A case that Routing has begun and Intake has heard of.
    func runningCase(of agency: Key<Agency> = "dinas") throws -> Identifier {
        let id = room.newIdentifier()
        let started = CaseStarted(
            caseID: id, agency: agency, sop: "renja", version: 1, letter: nil, period: nil, keamanan: .biasa, urgensi: .biasa)
        try room.hear(started, from: .routing, about: id, content: CaseTitle(title: "Renja"))
        return id
    }

    /// Registers it; the event in the journal.
    @discardableResult
    func register(_ letter: RegisterLetter, by principal: Principal? = nil) throws -> LetterRegistered {
        try room.give(letter, by: principal ?? clerk)
        return try #require(try room.events(LetterRegistered.self).last).body
    }

    /// The code a command is refused with; nil when it goes through.
    func code(_ command: some CommandBody, by principal: Principal? = nil) throws -> String? {
        try room.rejection { try room.give(command, by: principal ?? clerk) }
    }

    func show(_ letter: Identifier, by principal: Principal? = nil) throws -> ShowLetter.Answer {
        try room.ask(ShowLetter(letter: letter), by: principal ?? clerk)
    }

    func page(_ query: AgendaBook, by principal: Principal? = nil) throws -> [AgendaBook.Row] {
        try room.ask(query, by: principal ?? clerk).rows
    }
}
