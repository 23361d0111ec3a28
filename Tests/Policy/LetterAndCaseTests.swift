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
}
