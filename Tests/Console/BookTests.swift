import Console
import Domain
import Protocol
import Scratch
import Testing

@Suite struct BookTests {
    /// 2026-11-21T14:30:00Z: half an hour before midnight where clocks show WIT, and nowhere else.
    private static let since: Int64 = 1_795_271_400_000
    private static let hour: Int64 = 3_600_000

    @Test(
        "The agenda book says with whom each letter lies now, and for how many days of the office's calendar",
        arguments: [(0, 0), (1, 1), (24, 1), (25, 2), (72, 3)])
    func positionNow(_ hours: Int64, _ days: Int) throws {
        let directory = try TemporaryDirectory()
        let (lying, closed) = (Identifier(milliseconds: 1, random: (0, 1)), Identifier(milliseconds: 1, random: (0, 2)))
        let since = Self.since
        let stubs = try StubServices(in: "\(directory.path)/home") { _, request in
            switch request.verb {
            case AgendaBook.verb:
                let day = CivilDate(Moment(milliseconds: since), in: .wit)
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
            case ListAgencies.verb:
                let agency = Agency(id: "dinas", name: "Dinas", shortName: "D", region: "Uji", zone: .wit)
                return try .ok(ListAgencies.Answer(agencies: [ListAgencies.Row(agency: agency, version: 1)]))
            default: return try .rejected("unknownVerb")
            }
        }
        let words = ["letter", "book", "surat-masuk", "--year", "2026", "--agency", "dinas", "--as", "agendaris", "--home", stubs.home]
        let lines = Recording(words, at: since + hours * Self.hour).answer.split(separator: "\n")
        #expect(lines.first { $0.hasSuffix(lying.description) }?.split(separator: " ").suffix(3).prefix(2) == ["sekdis", "\(days)"])
        #expect(lines.first { $0.hasSuffix(closed.description) }?.contains("sekdis") == false)
        #expect(Recording(words + ["--json"]).answer.contains(#""position":"sekdis""#))
    }
}
