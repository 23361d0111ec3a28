import Domain
import Drafting
import Intake
import Kernel
import Linux
import Policy
import Protocol
import Rehearsal
import Testing

/// Chance that is the same again from one seed (SplitMix64).
struct Chance {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    mutating func one<Element>(of elements: [Element]) -> Element { elements[below(elements.count)] }
}

/// How many sequences a round plays, and from which seed: `POLICY_SEQUENCES` and `POLICY_SEED`.
enum Round {
    static let sequences = Int(environment("POLICY_SEQUENCES") ?? "") ?? 400
    static let seed = UInt64(environment("POLICY_SEED") ?? "") ?? 20_260_105
    static let steps = 12

    private static func environment(_ name: String) -> String? { environmentVariables()[name] }
}

/// What ought to be seen, kept by plain lists of who was given what; it knows nothing of the policy's code.
struct Oracle {
    var keamanan: Keamanan
    var given: Set<String> = []
    var isWorkedOn = false

    /// Whether a position of the agency sees a case.
    func seesCase(_ position: String) -> Bool {
        let unit = OfficeSketch.positions.first { $0.id.text == position }?.unit
        let units = OfficeSketch.positions.filter { given.contains($0.id.text) }.map(\.unit)
        if position == "kadis" || given.contains(position) { return true }
        switch keamanan {
        case .biasa: return true
        case .terbatas: return units.contains { $0 == unit }
        case .rahasia, .sangatRahasia: return false
        }
    }

    /// Whether a position of the agency sees a record of a case: whoever sees the case, and who keeps the archive. The kasubag stands in for the archivist.
    func seesRecord(_ position: String) -> Bool { ["arsiparis", "kasubag"].contains(position) || seesCase(position) }

    /// Whether a position of the agency finds a case in lists whose words it may not see; `hasLetter` where a letter belongs to it.
    func findsCase(_ position: String, hasLetter: Bool) -> Bool {
        guard ["agendaris", "arsiparis", "kasubag"].contains(position) else { return false }
        return keamanan < .sangatRahasia || hasLetter && position != "arsiparis"
    }

    /// Whether a position of the agency sees a letter. The kasubag stands in for the clerk.
    func seesLetter(_ position: String) -> Bool {
        if ["kadis", "agendaris", "kasubag"].contains(position) || given.contains(position) { return true }
        return keamanan == .biasa && isWorkedOn
    }
}

@Suite struct RoundTests {
    private static let positions = OfficeSketch.seats.map(\.id)

    @Test("By chance: tasks come, go on to others, are taken and taken back, and whoever tries to act or look gets what the oracle says")
    func cases() throws {
        var chance = Chance(seed: Round.seed)
        print("policy rounds of cases: seed \(Round.seed), \(Round.sequences) sequences of \(Round.steps) steps")
        var scene = try Scene(drafting)
        var tried = 0
        for number in 0..<Round.sequences {
            // A new store now and then: what stands in it must not slow the rounds down.
            if number % 500 == 499 { scene = try Scene(drafting) }
            var oracle = Oracle(keamanan: chance.one(of: Keamanan.allCases))
            var holder = chance.one(of: Self.positions)
            let task = try scene.hear(.susun, oracle.keamanan) { $0.position = holder }
            oracle.given.insert(holder.text)
            var (taker, isOpen): (String?, Bool) = (nil, true)
            for step in 0..<Round.steps {
                let where_ = "seed \(Round.seed), sequence \(number), step \(step)"
                switch chance.below(8) {
                case 0 where isOpen:
                    holder = chance.one(of: Self.positions)
                    taker = nil
                    oracle.given.insert(holder.text)
                    let passed = TaskAssigned(task: task.task, caseID: task.caseID, position: holder, person: nil)
                    try scene.room.hear(passed, from: .routing, about: task.caseID)
                case 1 where isOpen:
                    taker = chance.below(2) == 0 ? OfficeSketch.nip(holder) : nil
                    let taken = TaskAssigned(task: task.task, caseID: task.caseID, position: holder, person: taker)
                    try scene.room.hear(taken, from: .routing, about: task.caseID)
                case 2 where step > Round.steps / 2 && isOpen:
                    isOpen = false
                    try scene.room.hear(TaskWithdrawn(task: task.task, caseID: task.caseID), from: .routing, about: task.caseID)
                case 3, 4, 5:
                    let (position, mandate) = (chance.one(of: Self.positions), chance.one(of: Mandate.Kind?.every))
                    let agency: Key<Agency> = chance.below(6) == 0 ? "lain" : OfficeSketch.agency
                    let person = OfficeSketch.nip(position, mandate)
                    var expected = "fileMissing"
                    if agency != OfficeSketch.agency {
                        expected = "notFound"
                    } else if position != holder {
                        expected = oracle.seesCase(position.text) ? "wrongPosition" : "notFound"
                    } else if let taker, taker != person {
                        expected = "takenByAnother"
                    } else if !isOpen {
                        expected = "taskEnded"
                    } else if mandate == .an || mandate == .ub {
                        expected = "mandateTooNarrow"
                    }
                    let file = FileReference(hash: String(repeating: "0", count: 64), size: 1, mediaType: "text/plain")
                    let order = ComposeVersion(task: task.task, file: file, name: "a.txt", parent: 0)
                    let code = try scene.room.rejection {
                        try scene.room.give(order, by: OfficeSketch.official(position, mandate: mandate, of: agency))
                    }
                    #expect(code == expected, "\(where_): \(position) \(mandate.map(\.rawValue) ?? "-") \(oracle.keamanan)")
                    tried += 1
                default:
                    let position = chance.one(of: Self.positions)
                    let isOther = chance.below(6) == 0
                    let asker = OfficeSketch.official(
                        position, mandate: chance.one(of: Mandate.Kind?.every), of: isOther ? "lain" : OfficeSketch.agency)
                    let code = try scene.room.rejection { _ = try scene.room.ask(ListVersions(caseID: task.caseID), by: asker) }
                    #expect(code == (!isOther && oracle.seesCase(position.text) ? nil : "notFound"), "\(where_): \(position) \(oracle.keamanan)")
                    tried += 1
                }
            }
        }
        #expect(tried > Round.sequences * Round.steps / 2)
    }

    @Test("By chance: letters are raised, disposed, taken back and worked on, and whoever looks sees what the oracle says")
    func letters() throws {
        var chance = Chance(seed: Round.seed &+ 1)
        print("policy rounds of letters: seed \(Round.seed), \(Round.sequences) sequences of \(Round.steps) steps")
        var scene = try Scene(intake)
        let clerk = OfficeSketch.official("agendaris")
        for number in 0..<Round.sequences {
            if number % 500 == 499 { scene = try Scene(intake) }
            let room = scene.room
            var oracle = Oracle(keamanan: chance.one(of: Keamanan.allCases))
            try room.give(try OfficeSketch.letter("\(number)", oracle.keamanan), by: clerk)
            let letter = try #require(try room.last(LetterRegistered.self)).letter
            var disposed: [Identifier: String] = [:]
            var raised: Set<String> = []
            for step in 0..<Round.steps {
                let where_ = "seed \(Round.seed), sequence \(number), step \(step)"
                switch chance.below(8) {
                case 0:
                    let to = chance.one(of: Self.positions)
                    if try room.rejection({ try room.give(ForwardLetter(letter: letter, to: to), by: clerk) }) == nil { raised.insert(to.text) }
                case 1:
                    let (to, id) = (chance.one(of: Self.positions), room.newIdentifier())
                    disposed[id] = to.text
                    try room.hear(Scene.disposed(letter, to: to, as: id, room), from: .routing, about: letter)
                case 2:
                    guard let id = disposed.keys.min(by: { "\($0)" < "\($1)" }) else { continue }
                    disposed[id] = nil
                    try room.hear(DisposisiCancelled(disposisi: id, letter: letter), from: .routing, about: letter)
                case 3 where step > Round.steps / 2:
                    oracle.isWorkedOn = true
                    _ = try room.rejection { try room.give(StartCaseFromLetter(letter: letter, sop: "uji"), by: clerk) }
                default:
                    oracle.given = raised.union(disposed.values)
                    let position = chance.one(of: Self.positions)
                    let isOther = chance.below(6) == 0
                    let asker = OfficeSketch.official(
                        position, mandate: chance.one(of: Mandate.Kind?.every), of: isOther ? "lain" : OfficeSketch.agency)
                    let sees = !isOther && oracle.seesLetter(position.text)
                    let code = try room.rejection { _ = try room.ask(ShowLetter(letter: letter), by: asker) }
                    #expect(code == (sees ? nil : "notFound"), "\(where_): \(position) \(oracle.keamanan)")
                    let page = try room.ask(AgendaBook(register: "surat-masuk", year: 2026, limit: 1), by: asker)
                    #expect(page.rows.first { $0.letter == letter }?.words != nil || !sees || isOther, "\(where_): \(position) in the book")
                    #expect(sees || page.rows.first { $0.letter == letter }?.words == nil, "\(where_): \(position) in the book")
                }
            }
        }
    }
}
