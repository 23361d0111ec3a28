import Console
import Domain
import Linux
import Protocol
import Scratch
import Testing

@Suite struct BookTests {
    @Test("The agenda book says with whom each letter lies now, and for how many days")
    func positionNow() throws {
        let directory = try TemporaryDirectory()
        let (lying, closed) = (Identifier(milliseconds: 1, random: (0, 1)), Identifier(milliseconds: 1, random: (0, 2)))
        let since = wallClockMilliseconds() - 3 * 86_400_000 - 60_000
        let stubs = try StubServices(in: "\(directory.path)/home") { _, request in
            switch request.verb {
            case AgendaBook.verb:
                let day = CivilDate(Moment(milliseconds: since), in: .wib)
                let rows = [lying, closed].enumerated().map { index, letter in
                    AgendaBook.Row(
                        letter: letter, register: "surat-masuk", year: 2026, sequence: index + 1, received: day, registered: since, keamanan: .biasa,
                        urgensi: .biasa, classification: nil, channel: .caraka, isOriginal: true, isPersonal: false, fileCount: 0, isVoid: false,
                        voidReason: nil, forwardedTo: nil, isMasked: false, words: nil)
                }
                return try .ok(AgendaBook.Answer(rows: rows, hasMore: false))
            case Whereabouts.verb:
                return try .ok(
                    Whereabouts.Answer(rows: [
                        Whereabouts.Row(letter: lying, place: .task, position: "sekdis", name: "Sekretaris", since: since),
                        Whereabouts.Row(letter: closed, place: .closed, position: nil, name: nil, since: since),
                    ]))
            default: return try .rejected("unknownVerb")
            }
        }
        let words = ["letter", "book", "surat-masuk", "--year", "2026", "--agency", "dinas", "--as", "agendaris", "--home", stubs.home]
        let lines = Recording(words).answer.split(separator: "\n")
        #expect(lines.first { $0.hasSuffix(lying.description) }?.split(separator: " ").suffix(3).prefix(2) == ["sekdis", "3"])
        #expect(lines.first { $0.hasSuffix(closed.description) }?.contains("sekdis") == false)
        #expect(Recording(words + ["--json"]).answer.contains(#""position":"sekdis""#))
    }
}
