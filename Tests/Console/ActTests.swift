import Client
import Domain
import Protocol
import Testing

@testable import Console

@Suite struct ActTests {
    private let id = Identifier(milliseconds: 1, random: (2, 3))

    private func answer(
        _ word: Act.Word, kind: TaskKind = .regular, isOptional: Bool = false, to: [Receiver] = [], fromOutside: Bool = false,
        state: TaskState = .open
    ) -> ShowTask.Answer {
        let task = TaskOpened(
            task: id, caseID: id, agency: "dinas", step: 1, kind: kind, word: word, position: "kadis", isOptional: isOptional, to: to,
            fromOutside: fromOutside)
        let row = TaskRow(
            task: task, words: nil, position: "kadis", positionName: "Kepala Dinas", person: nil, sop: "iku", steps: 3, activity: nil,
            requirements: [], outputs: [], remarks: nil, links: [], duration: nil, opened: 0, isOverdue: false, urgensi: .biasa, keamanan: .biasa)
        return ShowTask.Answer(row: row, state: state, outcome: nil, actor: nil, ended: nil)
    }

    private func arguments(_ words: String...) throws -> Arguments {
        let verb = try #require(VerbTable.find(["act"]))
        return try Arguments([id.description] + words, operands: verb.operands, options: verb.options)
    }

    private func refusal(_ answer: ShowTask.Answer, _ arguments: Arguments) -> String? {
        do {
            _ = try ActVerb.choose(answer, arguments)
            return nil
        } catch let error as WrongCall {
            return error.message
        } catch {
            return "\(error)"
        }
    }

    @Test("Every act of every kind has a command that this tool can give, and every option of a hint is one of the verb")
    func everyAct() throws {
        for word in Act.Word.allCases {
            for kind in TaskKind.allCases {
                for action in answer(word, kind: kind, isOptional: true).row.actions {
                    #expect(ActWork.all.contains { $0.verb == action.verb }, "\(word) \(kind) \(action.verb)")
                }
            }
        }
        let verb = try #require(VerbTable.find(["act"]))
        let names = Set(verb.ownOptions.map(\.name))
        for work in ActWork.all { #expect(names.isSuperset(of: work.options), "\(work.word) \(work.options)") }
        #expect(Set(ActWork.all.flatMap(\.options)) == names, "no option is without an act")
    }

    @Test("A decision needs exactly one of yes and no, and a no needs its reason")
    func decision() throws {
        let check = answer(.periksa)
        #expect(try ActVerb.choose(check, arguments("--yes")).approve == true)
        let no = try ActVerb.choose(check, arguments("--no", "--reason", "salah"))
        #expect(no.approve == false)
        #expect(no.verb == Check.verb)
        #expect(refusal(check, try arguments())?.hasPrefix("this periksa is a decision; say (--yes") == true)
        #expect(refusal(check, try arguments("--yes", "--no"))?.hasPrefix("this periksa is a decision") == true)
        #expect(refusal(check, try arguments("--no")) == "--no needs --reason TEXT")
    }

    @Test("An option that does not fit the act is refused, with those that do")
    func strangeOption() throws {
        #expect(refusal(answer(.gandakan), try arguments("--yes")) == "--yes does not fit this gandakan; it takes --count COUNT [--note TEXT]")
        #expect(refusal(answer(.susun), try arguments("--skip"))?.hasPrefix("--skip does not fit this susun") == true)
        #expect(try ActVerb.choose(answer(.gandakan), arguments("--count", "3", "--as", "kadis", "--json")).verb == MakeCopies.verb)
    }

    @Test("What leaves the task open, and what passes it over, is chosen by an option of its own")
    func otherActions() throws {
        #expect(try ActVerb.choose(answer(.susun), arguments("--save", "--file", "a")).verb == SaveVersion.verb)
        #expect(try ActVerb.choose(answer(.susun), arguments("--file", "a")).verb == ComposeVersion.verb)
        #expect(try ActVerb.choose(answer(.kumpul), arguments("--chase", "kabid")).verb == ChaseMaterial.verb)
        #expect(try ActVerb.choose(answer(.susun, isOptional: true), arguments("--skip")).verb == SkipTask.verb)
        #expect(try ActVerb.choose(answer(.minta, kind: .delivery), arguments("--file", "a")).verb == DeliverMaterial.verb)
        #expect(try ActVerb.choose(answer(.sampaikan, kind: .acknowledgement), arguments()).verb == Acknowledge.verb)
    }

    @Test("A task that has ended is refused by the rules, and one that waits for a letter tells how to link it")
    func nothingToDo() throws {
        #expect(throws: Caller.Failure.self) { try ActVerb.choose(answer(.susun, state: .ended), arguments()) }
        #expect(
            refusal(answer(.terima, fromOutside: true), try arguments())
                == "this terima waits for a letter from outside: register it and say `alurctl letter link LETTER --case \(id)`")
    }

    @Test("Each receiver has its own outcome; what is said for all counts for those that are not named")
    func outcomes() throws {
        let given = try arguments("--received-by", "Siti", "--received", "2=Budi", "--failed", "3=pindah = jauh", "--at", "2026-01-05")
        let deliveries = try ActWork.Outcomes(given, receivers: ["A", "B", "C"]).deliveries(proof: nil)
        let date = CivilDate("2026-01-05")
        #expect(
            deliveries == [
                .init(receiver: 0, outcome: .sampai, receivedBy: "Siti", at: date),
                .init(receiver: 1, outcome: .sampai, receivedBy: "Budi", at: date),
                .init(receiver: 2, outcome: .gagal, at: date, reason: "pindah = jauh"),
            ])
        #expect(try ActWork.Outcomes(arguments("--received-by", "Siti"), receivers: ["the receiver"]).deliveries(proof: nil).count == 1)
    }

    @Test("A tembusan that is added is one more receiver, which needs its word like the others")
    func addedTembusan() throws {
        let given = try arguments("--received-by", "Siti", "--tembusan", "Inspektorat", "--tembusan", "Bupati", "--failed", "3=pindah")
        #expect(given.texts("tembusan") == ["Inspektorat", "Bupati"])
        let task = answer(.kirim).row.task
        let receivers = ActWork.receivers(of: task, adding: given.texts("tembusan"))
        #expect(receivers == ["the receiver", "Inspektorat (tembusan)", "Bupati (tembusan)"])
        #expect(try ActWork.Outcomes(given, receivers: receivers).deliveries(proof: nil).map(\.outcome) == [.sampai, .sampai, .gagal])
        #expect(try ActVerb.choose(answer(.kirim), given).verb == DispatchDocument.verb)
    }

    @Test("A receiver without a word, with two, or that is not there is refused")
    func wrongOutcomes() throws {
        func refusal(_ words: String...) throws -> String? {
            let verb = try #require(VerbTable.find(["act"]))
            let arguments = try Arguments([id.description] + words, operands: verb.operands, options: verb.options)
            do throws(WrongCall) {
                _ = try ActWork.Outcomes(arguments, receivers: ["A", "B"])
                return nil
            } catch {
                return error.message
            }
        }
        #expect(try refusal("--received", "1=Siti") == "receiver 2, B: say --received 2=NAME, --failed 2=REASON or --proof FILE")
        #expect(try refusal("--received", "1=Siti", "--failed", "1=x", "--received", "2=y") == "receiver 1 both received it and did not")
        #expect(try refusal("--received", "3=Siti") == "--received: 3=Siti does not begin with the number of a receiver and =; there are 2")
        #expect(try refusal("--received", "Siti") == "--received: Siti does not begin with the number of a receiver and =; there are 2")
        #expect(try refusal("--proof", "x.pdf") == nil)
    }
}
