import Domain
import Protocol
import Scratch
import Testing

@testable import Console

@Suite struct LocalTimeTests {
    /// 2026-12-31T15:30:20Z.
    private static let started: Int64 = 1_798_731_020_000
    private static let caseID = Identifier(milliseconds: 1, random: (0, 1))

    @Test(
        "A moment is written as the office's clocks show it, its zone behind",
        arguments: [
            (TimeZoneID.wib, "2026-12-31 22:30 WIB"), (.wita, "2026-12-31 23:30 WITA"), (.wit, "2027-01-01 00:30 WIT"), (nil, "2026-12-31 15:30Z"),
        ])
    func zones(zone: TimeZoneID?, text: String) {
        #expect(LocalTime(zone: zone).minute(Self.started) == text)
        #expect(LocalTime(zone: zone).minute(nil as Int64?) == "")
    }

    private func stubs(in folder: String) throws -> StubServices {
        try StubServices(in: folder) { _, request in
            switch request.verb {
            case ListAgencies.verb:
                let agencies = [("badan", TimeZoneID.wib), ("dinas", .wit)].map { id, zone in
                    ListAgencies.Row(agency: Agency(id: Key(id), name: id, shortName: id, region: "Uji", zone: zone), version: 1)
                }
                return try .ok(ListAgencies.Answer(agencies: agencies))
            case ListCases.verb:
                let row = CaseRow(
                    caseID: Self.caseID, agency: "dinas", sop: "iku", version: 1, title: "IKU", letter: nil, period: nil, status: .running, step: 1,
                    steps: 9, started: Self.started, ended: nil, due: nil, isCancelRequested: false, urgensi: .biasa, keamanan: .biasa)
                return try .ok(ListCases.Answer(cases: [row], hasMore: false))
            case ListKeys.verb:
                return try .ok(ListKeys.Answer(keys: [.init(publicKey: "ab", keyHash: "cd", registered: Self.started, revoked: nil)]))
            default: return try .rejected("unknownVerb")
            }
        }
    }

    @Test("An official reads times of the own agency's zone, which is asked for once; a program reads milliseconds")
    func official() throws {
        let directory = try TemporaryDirectory()
        let stubs = try stubs(in: "\(directory.path)/home")
        let words = ["case", "list", "--agency", "dinas", "--as", "agendaris", "--home", stubs.home]
        let line = try #require(Recording(words).answer.split(separator: "\n").last)
        #expect(line == "\(Self.caseID)  iku  running  1/9   2027-01-01 00:30 WIT                IKU")
        #expect(stubs.requests.map(\.request.verb) == [ListCases.verb, ListAgencies.verb])
        #expect(Recording(words + ["--json"]).answer.contains(#""started":\#(Self.started),"#))
        #expect(stubs.requests.map(\.request.verb) == [ListCases.verb, ListAgencies.verb, ListCases.verb])
    }

    @Test("An operator, who is of no agency, reads UTC")
    func operatorOfNoAgency() throws {
        let directory = try TemporaryDirectory()
        let stubs = try stubs(in: "\(directory.path)/home")
        #expect(Recording("key", "list", "1990", "--home", stubs.home).answer.hasSuffix("ab          2026-12-31 15:30Z\n"))
        #expect(Recording("key", "list", "1990", "--as", "a", "--agency", "badan", "--home", stubs.home).answer.hasSuffix("22:30 WIB\n"))
    }
}
