import Domain
import Drafting
import Intake
import Kernel
import Protocol
import Rehearsal
import Routing
import Testing

/// A letter, the cases it belongs to and its sheet stay as secret as the letter, wherever they are kept: services that read each other, as they do live.
@Suite struct LetterAndCaseTests {
    let house: House
    init() throws { house = try House() }

    /// What a client sends that names a letter although the verb takes none.
    private struct StartNaming: CommandBody {
        static let verb = StartCase.verb
        var agency = OfficeSketch.agency
        var sop: Key<SOP> = "serah"
        var title = "Uji"
        var letter: Identifier
        var keamanan: Keamanan = .terbatas
    }

    // MARK: - Whom a letter comes to

    @Test("Nobody opens a letter by beginning a case that names it", arguments: Keamanan.allCases)
    func namingALetter(_ keamanan: Keamanan) throws {
        let letter = try house.register(keamanan)
        _ = try house.routing.rejection { try house.routing.give(StartNaming(letter: letter), by: HandTable.Role.reached.principal()) }
        try house.settle()
        #expect(try house.sees(letter, .reached) == false)
        #expect(try house.routing.events(CaseStarted.self).allSatisfy { $0.body.letter == nil })
        let places = try house.routing.ask(Whereabouts(letters: [letter]), by: HandTable.Role.clerk.principal()).rows
        #expect(places.isEmpty, "a letter on which nothing was begun lies nowhere")
    }

    @Test("A letter that began a case comes to whoever gets a task of it, and to nobody else", arguments: Keamanan.allCases.filter { $0 > .biasa })
    func begun(_ keamanan: Keamanan) throws {
        let letter = try house.register(keamanan)
        let caseID = try house.start(on: letter)
        #expect(try house.sees(letter, .reached) && !house.sees(letter, .unit) && !house.sees(letter, .other))
        try house.handOver(in: caseID)
        #expect(try house.shows(letter, to: OfficeSketch.official("staf-a2")) && !house.sees(letter, .unit))
        try house.routing.give(TransferTasks(agency: OfficeSketch.agency, from: "staf-a2", to: "staf-b"), by: .operator(name: "uji"))
        try house.settle()
        #expect(try house.sees(letter, .other) && !house.sees(letter, .unit))
    }

    @Test(
        "A letter that is linked to a running case comes to whoever works on it, and the case is as secret as the letter",
        arguments: Keamanan.allCases)
    func linked(_ keamanan: Keamanan) throws {
        let caseID = try house.start()
        #expect(try house.seesCase(caseID, .other))
        let letter = try house.register(keamanan)
        try house.link(letter, to: caseID)
        #expect(try house.sees(letter, .reached))
        #expect(try house.row(caseID).keamanan == keamanan)
        for role in HandTable.Role.officials {
            #expect(try house.sight(of: caseID, role) == HandTable.sees("booked", keamanan, role), "\(role)")
        }
        try house.handOver(in: caseID)
        #expect(try house.shows(letter, to: OfficeSketch.official("staf-a2")))
        #expect(try house.sees(letter, .unit) == (keamanan == .biasa) && house.sees(letter, .other) == (keamanan == .biasa))
    }

    @Test("A letter that is open takes nothing from the secrecy of the case it is linked to")
    func linkedToSecret() throws {
        let secret = try house.register(.rahasia)
        let caseID = try house.start(on: secret)
        let letter = try house.register(.biasa)
        try house.link(letter, to: caseID)
        #expect(try house.row(caseID).keamanan == .rahasia && !house.sees(secret, .other))
        // The letter is worked on openly, and with whom a secret case lies is not told for it.
        #expect(try house.sees(letter, .other) && house.places(letter, .other).isEmpty)
        #expect(try house.places(letter, .reached) == ["kabid-a"] && house.places(letter, .clerk) == ["kabid-a"])
        for role in [HandTable.Role.clerk, .reached, .other] {
            let cases = try house.intake.ask(ShowLetter(letter: letter), by: role.principal()).cases
            #expect(cases == (role == .other ? [] : [caseID]), "\(role)")
        }
    }

    @Test("The case of a personal letter is kept as the letter is: its title says what the letter is about")
    func personal() throws {
        let letter = try house.register(.biasa, isPersonal: true)
        let caseID = try house.start(on: letter)
        #expect(try !house.seesCase(caseID, .other) && !house.seesCase(caseID, .unit) && house.seesCase(caseID, .reached))
        #expect(try house.sees(letter, .reached) && !house.sees(letter, .unit))
        let running = try house.start()
        let second = try house.register(.biasa, isPersonal: true)
        try house.link(second, to: running)
        #expect(try !house.seesCase(running, .other) && house.sees(second, .reached))
    }

    // MARK: - A keamanan that is corrected

    @Test("A letter whose keamanan is raised narrows its cases and their drafts, begun by it or linked, wherever they are kept")
    func raised() throws {
        let letter = try house.register(.biasa)
        let begun = try house.start(on: letter, sop: "konsep")
        let other = try house.start()
        try house.link(letter, to: other)
        try house.compose(in: begun)
        #expect(try house.sees(letter, .other) && house.seesCase(begun, .other) && house.seesDraft(begun, .other))
        try house.amend(letter, .rahasia)
        for caseID in [begun, other] {
            #expect(try house.row(caseID).keamanan == .rahasia && !house.seesCase(caseID, .other) && house.seesCase(caseID, .reached))
            #expect(try house.listed(caseID, .other) == nil && house.listed(caseID, .archivist) == "(rahasia)")
        }
        #expect(try !house.sees(letter, .other) && house.sees(letter, .reached) && house.sees(letter, .clerk))
        #expect(try !house.seesDraft(begun, .other) && !house.seesDraft(begun, .unit) && house.seesDraft(begun, .reached))
        try house.checkReplay()
    }

    @Test("A case that is over is raised as well: what was written in it stays to be read")
    func raisedAfterwards() throws {
        let letter = try house.register(.biasa)
        let caseID = try house.start(on: letter)
        let task = try house.handOver(in: caseID)
        try house.routing.give(Acknowledge(task: task), by: OfficeSketch.official("staf-a2"))
        try house.settle()
        #expect(try house.row(caseID).status == .closed)
        try house.amend(letter, .sangatRahasia)
        #expect(try house.row(caseID).keamanan == .sangatRahasia && !house.seesCase(caseID, .other) && house.row(caseID).status == .closed)
    }

    @Test("The sheets of a letter follow it: who works on one that has become rahasia is told to nobody else")
    func raisedSheets() throws {
        let letter = try house.register(.biasa)
        try house.intake.give(ForwardLetter(letter: letter, to: "sekdis"), by: HandTable.Role.clerk.principal())
        try house.settle()
        #expect(try house.places(letter, .other) == ["sekdis"])
        try house.amend(letter, .rahasia)
        #expect(try house.places(letter, .other).isEmpty && house.places(letter, .archivist).isEmpty)
        #expect(try house.places(letter, .clerk) == ["sekdis"] && house.places(letter, .head) == ["sekdis"])
        let tree = try house.routing.ask(DisposisiTree(letter: letter), by: OfficeSketch.official("sekdis"))
        #expect(tree.sheets.map(\.keamanan) == [.rahasia])
        try house.checkReplay()
    }

    @Test("A letter whose keamanan is lowered opens the letter alone: what was written under the higher one stays with its readers")
    func lowered() throws {
        let letter = try house.register(.rahasia)
        let caseID = try house.start(on: letter)
        try house.amend(letter, .biasa)
        #expect(try house.sees(letter, .other))
        #expect(try house.row(caseID).keamanan == .rahasia && !house.seesCase(caseID, .other))
    }

    // MARK: - Who keeps the book

    @Test("Clerk and head are told where every letter lies, whatever its keamanan", arguments: Keamanan.allCases)
    func whereabouts(_ keamanan: Keamanan) throws {
        let letter = try house.register(keamanan)
        let caseID = try house.start(on: letter)
        for role in [HandTable.Role.clerk, .head, .reached] { #expect(try house.places(letter, role) == ["kabid-a"], "\(role)") }
        #expect(try house.places(letter, .other).isEmpty == (keamanan >= .rahasia))
        let title = try house.listed(caseID, .clerk)
        #expect(title == (keamanan == .biasa ? "Rencana rahasia" : "(rahasia)"))
        #expect(try house.places(letter, .stranger).isEmpty)
    }

    @Test("A case of no letter that is sangat rahasia is nothing of the clerk's")
    func withoutLetter() throws {
        let caseID = try house.start(keamanan: .sangatRahasia)
        for role in [HandTable.Role.clerk, .archivist] { #expect(try house.listed(caseID, role) == nil && house.sight(of: caseID, role) == .unknown) }
    }

    @Test(
        "Who knows of a case without seeing it is shown its SOP, its step and with whom it lies since when, and no word", arguments: Keamanan.allCases
    )
    func headers(_ keamanan: Keamanan) throws {
        let letter = try house.register(keamanan)
        let caseID = try house.start(on: letter, sop: "konsep")
        try house.compose(in: caseID)
        let room = house.routing
        for role in [HandTable.Role.clerk, .archivist] where role == .clerk || keamanan < .sangatRahasia {
            let isMasked = keamanan > .biasa
            let shown = try room.ask(ShowCase(caseID: caseID), by: role.principal())
            #expect(shown.row.title == (isMasked ? "(rahasia)" : "Rencana rahasia") && shown.row.sop == "konsep" && shown.row.step == 2)
            #expect(shown.steps.map(\.number) == [1, 2] && shown.tasks.map(\.position) == ["kabid-a"] && shown.tasks[0].opened > 0)
            #expect(shown.documents.isEmpty == isMasked && (shown.tasks[0].words == nil) == isMasked)
            #expect((shown.tasks[0].task.document == nil) == isMasked && shown.tasks[0].actions.isEmpty == isMasked)
            let entries = try room.ask(Timeline(caseID: caseID), by: role.principal()).entries
            #expect(entries.map(\.type) == ["case.started", "task.opened", "task.closed", "task.opened"])
            #expect(entries.contains { $0.note != nil || $0.document != nil } != isMasked && entries.last?.who == "kabid-a")
        }
        if keamanan == .sangatRahasia { #expect(try house.sight(of: caseID, .archivist) == .unknown) }
        if keamanan > .biasa { #expect(try house.sight(of: caseID, .other) == .unknown) }
    }
}
