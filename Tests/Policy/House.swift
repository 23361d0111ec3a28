import Domain
import Drafting
import Intake
import Kernel
import Policy
import Protocol
import Rehearsal
import Routing
import SQLite
import Testing

/// Intake, Routing and Drafting of one agency, reading each other.
struct House {
    let intake: Rehearsal
    let routing: Rehearsal
    let drafting: Rehearsal

    init() throws {
        intake = try Rehearsal(Intake.intake)
        routing = try Rehearsal(Routing.routing(signer: try Rehearsal.signer()))
        drafting = try Rehearsal(Drafting.drafting)
        let catalogue = ApplyCatalogue(organisation: try OfficeSketch.organisation(), sops: [Self.serah, Self.konsep])
        try routing.give(catalogue, by: .operator(name: "uji"))
        try settle()
    }

    func settle() throws { try Rehearsal.settle([intake, routing, drafting]) }

    /// A SOP of one step: the `kabid-a` hands over to the `staf-a2`.
    private static let serah = sop("serah", [Act(word: .sampaikan, actor: "bidang", to: ["staf"])])
    /// A SOP of two steps of the `kabid-a`: a draft, and the look at it.
    private static let konsep = sop("konsep", [Act.Word.susun, .periksa].map { Act(word: $0, actor: "bidang", naskah: "renja") })

    /// A SOP with a step for each act.
    private static func sop(_ id: Key<SOP>, _ acts: [Act]) -> SOP {
        let steps = acts.enumerated().map { index, act in
            Step(
                number: index + 1, activity: "Kegiatan", actor: act.actor, acts: [act], returnsTo: nil, requirements: [], duration: nil, outputs: [],
                remarks: nil, links: [], notes: [])
        }
        return SOP(
            id: id, title: "Penyusunan", header: OfficeSketch.sop.header, start: .internalBasis(documents: ["uji"]),
            naskah: [Naskah(id: "renja", kind: "surat", title: "Renja", register: nil, classification: "000.7.2", attachmentOf: nil)],
            actors: ["bidang", "staf"], steps: steps, notes: [])
    }

    // MARK: - What is done

    func register(_ keamanan: Keamanan, isPersonal: Bool = false) throws -> Identifier {
        var entry = try OfficeSketch.letter("\(intake.newIdentifier())", keamanan)
        entry.isPersonal = isPersonal
        try intake.give(entry, by: HandTable.Role.clerk.principal())
        try settle()
        return try #require(try intake.events(LetterRegistered.self).last).body.letter
    }

    /// Begins a case on a letter; its first task is the `kabid-a`'s.
    func start(on letter: Identifier, sop: Key<SOP> = "serah") throws -> Identifier {
        try intake.give(StartCaseFromLetter(letter: letter, sop: sop), by: HandTable.Role.clerk.principal())
        try settle()
        return try #require(try routing.events(CaseStarted.self).last).body.caseID
    }

    /// Begins a case by hand.
    func start(keamanan: Keamanan? = nil) throws -> Identifier {
        let order = StartCase(agency: OfficeSketch.agency, sop: "serah", title: "Uji", keamanan: keamanan)
        try routing.give(order, by: OfficeSketch.official("staf-a2"))
        try settle()
        return try #require(try routing.events(CaseStarted.self).last).body.caseID
    }

    func link(_ letter: Identifier, to caseID: Identifier) throws {
        try intake.give(LinkLetter(letter: letter, caseID: caseID), by: HandTable.Role.clerk.principal())
        try settle()
    }

    func amend(_ letter: Identifier, _ keamanan: Keamanan) throws {
        var change = AmendLetter(letter: letter, reason: "Salah golongan")
        change.keamanan = keamanan
        try intake.give(change, by: HandTable.Role.clerk.principal())
        try settle()
    }

    /// The `kabid-a` hands over; what the `staf-a2` is to acknowledge.
    @discardableResult
    func handOver(in caseID: Identifier) throws -> Identifier {
        try routing.give(HandOver(task: try lastTask(of: caseID)), by: OfficeSketch.official("kabid-a"))
        try settle()
        return try lastTask(of: caseID)
    }

    private func lastTask(of caseID: Identifier) throws -> Identifier {
        try #require(try routing.events(TaskOpened.self).last { $0.body.caseID == caseID }).body.task
    }

    /// The first version of the draft of a case.
    func compose(in caseID: Identifier) throws {
        let task = try lastTask(of: caseID)
        let file = FileReference(hash: String(repeating: "c", count: 64), size: 3, mediaType: "text/plain")
        drafting.files.sizes[file.hash] = file.size
        drafting.files.contents[file.hash] = Array("Isi".utf8)
        let order = ComposeVersion(task: task, file: file, name: "renja.txt", parent: 0, note: "Catatan")
        try drafting.give(order, by: OfficeSketch.official("kabid-a"))
        try settle()
    }

    // MARK: - What is seen

    func shows(_ letter: Identifier, to principal: Principal) throws -> Bool {
        let code = try intake.rejection { _ = try intake.ask(ShowLetter(letter: letter), by: principal) }
        let book = try intake.ask(AgendaBook(register: "surat-masuk", year: 2026, prefix: "Rencana"), by: principal)
        #expect(book.rows.contains { $0.letter == letter } == (code == nil), "the book finds by its words what may be read, and nothing else")
        return code == nil
    }

    func sees(_ letter: Identifier, _ role: HandTable.Role) throws -> Bool { try shows(letter, to: role.principal()) }

    /// How much of a case that role is shown; its story is there where the case is.
    func sight(of caseID: Identifier, _ role: HandTable.Role) throws -> Sight {
        let story = try routing.rejection { _ = try routing.ask(Timeline(caseID: caseID), by: role.principal()) }
        do {
            let shown = try routing.ask(ShowCase(caseID: caseID), by: role.principal())
            #expect(story == nil)
            return shown.row.title == maskedText ? .masked : .full
        } catch let rejection as Rejection where rejection.code == "notFound" {
            #expect(story == "notFound")
            return .unknown
        }
    }

    func seesCase(_ caseID: Identifier, _ role: HandTable.Role) throws -> Bool { try sight(of: caseID, role) == .full }

    func seesDraft(_ caseID: Identifier, _ role: HandTable.Role) throws -> Bool {
        try drafting.rejection { _ = try drafting.ask(ListVersions(caseID: caseID), by: role.principal()) } == nil
    }

    /// The case as its head sees it.
    func row(_ caseID: Identifier) throws -> CaseRow { try routing.ask(ShowCase(caseID: caseID), by: HandTable.Role.head.principal()).row }

    /// Under which title a list shows the case; nil where it does not.
    func listed(_ caseID: Identifier, _ role: HandTable.Role) throws -> String? {
        try routing.ask(ListCases(agency: OfficeSketch.agency), by: role.principal()).cases.first { $0.caseID == caseID }?.title
    }

    /// The positions with which a letter lies.
    func places(_ letter: Identifier, _ role: HandTable.Role) throws -> [Key<Position>] {
        try routing.ask(Whereabouts(letters: [letter]), by: role.principal()).rows.compactMap(\.position)
    }

    /// The tables of all three are what their journals say.
    func checkReplay() throws {
        for room in [intake, routing, drafting] {
            #expect(try room.engine.parkedEvents().isEmpty, "\(room.engine.service.name)")
            let copy = try Database.inMemory()
            _ = try Replay.rebuild(room.engine.service, from: room.engine.reading, into: copy)
            #expect(try Replay.differences(room.engine.service, room.engine.reading, copy.reading) == [])
        }
    }
}
