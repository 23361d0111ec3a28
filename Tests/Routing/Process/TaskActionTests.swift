import Domain
import Protocol
import Testing

@Suite("What may be done with a task")
struct TaskActionTests {
    private func task(
        _ word: Act.Word, kind: TaskKind = .regular, isOptional: Bool = false, fromOutside: Bool = false
    ) -> TaskOpened {
        let id = Identifier(milliseconds: 1, random: (1, 1))
        return TaskOpened(
            task: id, caseID: id, agency: "uji", step: 1, kind: kind, word: word, position: "staf", isOptional: isOptional, fromOutside: fromOutside)
    }

    @Test("Every act has a verb of the service that owns it; decisions have a yes and a no", arguments: Act.Word.allCases)
    func everyWord(word: Act.Word) {
        let actions = task(word).actions
        #expect(!actions.isEmpty && actions.allSatisfy { $0.service == word.owner })
        #expect(actions.first?.endsTask == true)
        let isDecision = [.periksa, .paraf, .tandaTangan].contains(word)
        #expect(actions.compactMap(\.approve) == (isDecision ? [true, false] : []))
        #expect(task(word, isOptional: true).actions.last == TaskAction(verb: SkipTask.verb, service: word.owner))
    }

    @Test("A delivery is delivered to Drafting, an acknowledgement given to Routing, and a letter from outside comes by itself")
    func otherKinds() {
        #expect(task(.minta, kind: .delivery).actions == [TaskAction(verb: DeliverMaterial.verb, service: .drafting)])
        #expect(task(.terima, kind: .acknowledgement).actions == [TaskAction(verb: Acknowledge.verb, service: .routing)])
        #expect(task(.terima, fromOutside: true).actions.isEmpty)
    }
}
