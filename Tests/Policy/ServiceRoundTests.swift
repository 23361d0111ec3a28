import Archival
import Domain
import Kernel
import Policy
import Protocol
import Rehearsal
import Routing
import Testing

/// By chance, as in `RoundTests`, on the services whose own tables say who has a case and what it has become: Routing and Archival.
@Suite struct ServiceRoundTests {
    private static let positions = OfficeSketch.seats.map(\.id)

    /// A case as Routing carries it, and what the oracle knows of it.
    private struct RoutedCase {
        var task: TaskOpened
        var oracle: Oracle
        var holder: Key<Position>
        var taker: String?
        var hasLetter = false

        /// What becomes of the order that its task asks for; nil when the policy lets it through.
        func code(_ official: Principal.Official) -> String? {
            if official.agency != OfficeSketch.agency { return "notFound" }
            if official.position != holder { return oracle.seesCase(official.position.text) ? "wrongPosition" : "notFound" }
            if let taker, taker != official.person { return "takenByAnother" }
            return official.mandate?.kind == .an || official.mandate?.kind == .ub ? "mandateTooNarrow" : nil
        }

        /// How much of it is shown.
        func sight(_ official: Principal.Official) -> Sight {
            let position = official.position.text
            if official.agency != OfficeSketch.agency { return .unknown }
            if oracle.seesCase(position) { return .full }
            return oracle.findsCase(position, hasLetter: hasLetter) ? .masked : .unknown
        }
    }

    private func anybody(_ chance: inout Chance) throws -> Principal.Official {
        let agency: Key<Agency> = chance.below(6) == 0 ? "lain" : OfficeSketch.agency
        let principal = OfficeSketch.official(chance.one(of: Self.positions), mandate: chance.one(of: Mandate.Kind?.every), of: agency)
        guard case .official(let official) = principal else { throw Scene.Mistake(description: "\(principal) is no official") }
        return official
    }

    @Test("By chance: tasks go on by mutasi, are taken and let go, letters raise their cases, and everybody does and sees what the oracle says")
    func routing() throws {
        var chance = Chance(seed: Round.seed &+ 2)
        print("policy rounds of Routing: seed \(Round.seed), \(Round.sequences) sequences of \(Round.steps) steps")
        var scene = try Scene(catalogueOf: ["dinas", "lain"])
        for number in 0..<Round.sequences {
            if number % 500 == 499 { scene = try Scene(catalogueOf: ["dinas", "lain"]) }
            let keamanan = chance.one(of: Keamanan.allCases)
            let order = StartCase(agency: OfficeSketch.agency, sop: "uji", title: Scene.subject, basis: "DPA", keamanan: keamanan)
            try scene.room.give(order, by: OfficeSketch.official("staf-a2"))
            let task = try #require(try scene.room.last(TaskOpened.self))
            var routed = RoutedCase(task: task, oracle: Oracle(keamanan: keamanan, given: ["kabid-a"]), holder: "kabid-a")
            for step in 0..<Round.steps {
                let place = "seed \(Round.seed), sequence \(number), step \(step)"
                switch chance.below(8) {
                case 0, 1, 2: try change(&routed, &chance, scene.room)
                case 3, 4: try act(routed, &chance, scene.room, place)
                default: try look(routed, &chance, scene.room, place)
                }
            }
            // What stays open would go along with the next mutasi.
            let holder = Principal.official(.init(agency: OfficeSketch.agency, person: OfficeSketch.nip(routed.holder), position: routed.holder))
            try scene.room.give(GiveOrder(task: task.task, instructions: ["tindak-lanjuti"]), by: holder)
        }
    }

    /// The task goes on, is taken or let go, or a letter is linked to the case, which is kept as close as that from then on.
    private func change(_ routed: inout RoutedCase, _ chance: inout Chance, _ room: Rehearsal) throws {
        switch chance.below(4) {
        case 0:
            let to = chance.one(of: Self.positions.filter { $0 != routed.holder })
            try room.give(TransferTasks(agency: OfficeSketch.agency, from: routed.holder, to: to), by: .operator(name: "uji"))
            routed.holder = to
            routed.taker = nil
            routed.oracle.given.insert(to.text)
        case 1:
            try room.give(TakeTask(task: routed.task.task), by: OfficeSketch.official(routed.holder))
            routed.taker = OfficeSketch.nip(routed.holder)
        case 2:
            try room.give(ReleaseTask(task: routed.task.task), by: OfficeSketch.official(routed.holder))
            routed.taker = nil
        default:
            let keamanan = chance.one(of: Keamanan.allCases)
            let linked = LetterLinked(letter: room.newIdentifier(), caseID: routed.task.caseID, agency: OfficeSketch.agency, keamanan: keamanan)
            try room.hear(linked, from: .intake, about: routed.task.caseID)
            routed.oracle.keamanan = max(routed.oracle.keamanan, keamanan)
            routed.hasLetter = true
        }
    }

    private func act(_ routed: RoutedCase, _ chance: inout Chance, _ room: Rehearsal, _ place: String) throws {
        let official = try anybody(&chance)
        let order = GiveOrder(task: routed.task.task, instructions: [], note: " ")
        let code = try Scene.refusal(of: GiveOrder.verb, try room.rejection { try room.give(order, by: .official(official)) })
        #expect(code == routed.code(official), "\(place): \(official) \(routed.oracle.keamanan)")
    }

    /// The case by its name, its story and its line in the list say the same.
    private func look(_ routed: RoutedCase, _ chance: inout Chance, _ room: Rehearsal, _ place: String) throws {
        let official = try anybody(&chance)
        let expected = routed.sight(official)
        var shown = Sight.unknown
        let code = try room.rejection {
            let row = try room.ask(ShowCase(caseID: routed.task.caseID), by: .official(official)).row
            shown = row.title == maskedText ? .masked : .full
        }
        #expect(shown == expected && (code == "notFound") == (expected == .unknown), "\(place): \(official) \(routed.oracle.keamanan)")
        let row = try room.ask(ListCases(agency: official.agency, limit: 1), by: .official(official)).cases.first { $0.caseID == routed.task.caseID }
        let listed: Sight = row.map { $0.title == maskedText ? .masked : .full } ?? .unknown
        #expect(listed == expected, "\(place): in the list, \(official) \(routed.oracle.keamanan)")
        let story = try room.rejection { _ = try room.ask(Timeline(caseID: routed.task.caseID), by: .official(official)) }
        #expect((story == "notFound") == (expected == .unknown), "\(place): its story, \(official) \(routed.oracle.keamanan)")
    }

    @Test("By chance: records of cases that go on and are kept closer, before and after filing, are found by whom the oracle says, berkas and all")
    func archival() throws {
        var chance = Chance(seed: Round.seed &+ 3)
        print("policy rounds of Archival: seed \(Round.seed), \(Round.sequences) sequences of \(Round.steps) steps")
        var scene = try Scene(Archival.archival)
        for number in 0..<Round.sequences {
            if number % 500 == 499 { scene = try Scene(Archival.archival) }
            let room = scene.room
            var oracle = Oracle(keamanan: chance.one(of: Keamanan.allCases), given: ["kabid-a"])
            let task = try scene.hear(.arsip, oracle.keamanan) { $0.document = nil }
            var filed: ArchiveSealed?
            for step in 0..<Round.steps {
                let place = "seed \(Round.seed), sequence \(number), step \(step)"
                switch chance.below(8) {
                case 0:
                    // Another step of the case lies with somebody else.
                    let position = chance.one(of: Self.positions)
                    try scene.hear(.gandakan, oracle.keamanan, caseID: task.caseID) { $0.position = position }
                    oracle.given.insert(position.text)
                case 1:
                    let keamanan = chance.one(of: Keamanan.allCases)
                    guard keamanan > oracle.keamanan else { continue }
                    oracle.keamanan = keamanan
                    let positions = oracle.given.sorted().map { Key<Position>($0) }
                    let raised = CaseKeamananRaised(
                        caseID: task.caseID, agency: OfficeSketch.agency, letter: nil, keamanan: keamanan, positions: positions)
                    try room.hear(raised, from: .routing, about: task.caseID)
                case 2, 3:
                    guard filed == nil else { continue }
                    let opening = OpenBerkas(classification: "000.7.2", title: "Berkas \(number)")
                    try room.give(FileDocument(task: task.task, opening: opening, note: "Catatan"), by: OfficeSketch.official("kabid-a"))
                    filed = try room.last(ArchiveSealed.self)
                default:
                    guard let filed else { continue }
                    let official = try anybody(&chance)
                    let sees = official.agency == OfficeSketch.agency && oracle.seesRecord(official.position.text)
                    func code(_ query: some QueryBody) throws -> String? { try room.rejection { _ = try room.ask(query, by: .official(official)) } }
                    let codes = [try code(ShowRecord(record: filed.record)), try code(BerkasContents(berkas: filed.berkas))]
                    #expect(codes == (sees ? [nil, nil] : ["notFound", "notFound"]), "\(place): \(official) \(oracle.keamanan)")
                    let rows = try room.ask(CaseRecords(caseID: task.caseID), by: .official(official)).rows
                    #expect(rows.map(\.record) == (sees ? [filed.record] : []), "\(place): of the case, \(official) \(oracle.keamanan)")
                }
            }
        }
    }
}
