import Domain
import Rehearsal
import Testing

@testable import Kernel

@Suite("Kernel: names of what a command makes") struct DerivedIdentifierTests {
    @Test("The same command makes the same names, at its own millisecond; another index, purpose or service makes others")
    func derivation() throws {
        let command = try #require(Identifier("019b8bc6-7e3d-7000-8000-000000000001"))
        // Worked out from the description by another implementation.
        #expect(command.derived(.event, 0, by: .intake).description == "019b8bc6-7e3d-7e1c-a085-7afd58f44ae7")
        var seen: Set<Identifier> = []
        for service in ServiceName.allCases {
            for purpose in [NamePurpose.event, .thing, .reaction, .parking, .effect, .due] {
                for index in 0..<50 {
                    let made = command.derived(purpose, index, by: service)
                    #expect(seen.insert(made).inserted)
                    #expect(made.milliseconds == command.milliseconds)
                    #expect(Identifier(made.description) == made)
                }
            }
        }
    }
}
