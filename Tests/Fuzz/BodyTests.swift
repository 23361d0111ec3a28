import Fuzzing
import Testing

@Suite struct BodyTests {
    @Test("Every verb of every service is fuzzed")
    func verbs() throws {
        let (commands, runtime, questions) = try FuzzTarget.verbs()
        #expect(Set(Bodies.commands.map { $0.verb }) == Set(commands))
        #expect(Set(Bodies.runtime.map { $0.verb }) == Set(runtime))
        #expect(Set(Bodies.questions.map { $0.verb }) == Set(questions))
    }

    @Test("Commands that are made up reach the rules: of each service some are carried out", arguments: 0..<5)
    func reach(_ room: Int) throws {
        var accepted: Set<String> = []
        for seed in try FuzzTarget.commands.seeds() where Int(seed[0]) == room { accepted.formUnion(try FuzzTarget.acceptedVerbs(seed)) }
        #expect(accepted.count >= 2, "\(accepted.sorted())")
    }
}
