import Domain
import FoundationEssentials
import Testing

@Suite struct CodingTests {
    private func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private func roundTrip<Value: Codable & Equatable>(_ value: Value) throws -> Bool {
        try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value)) == value
    }

    @Test("A principal is one flat object, and each kind has its own key")
    func principals() throws {
        let cause = try #require(Identifier("018f4e7a-1c2d-7abc-8def-0123456789ab"))
        let person = Principal.official(
            Principal.Official(
                agency: "disnaker", person: "197001011995031001", position: "kadis",
                mandate: Principal.Authority(kind: .plh, decree: "800/12")))
        #expect(
            try json(person) == #"{"agency":"disnaker","decree":"800\/12","mandate":"plh","nip":"197001011995031001","position":"kadis"}"#)
        #expect(
            try json(Principal.service(name: .routing, cause: cause))
                == #"{"cause":"018f4e7a-1c2d-7abc-8def-0123456789ab","service":"routing"}"#)
        #expect(try json(Principal.operator(name: "rina")) == #"{"operator":"rina"}"#)
        let own = Principal.official(Principal.Official(agency: "disnaker", person: "1", position: "kadis"))
        for principal in [person, own, .service(name: .archival, cause: cause), .operator(name: "rina")] {
            #expect(try roundTrip(principal))
        }
    }

    @Test("A mandate without its decree is not read")
    func mandateWithoutDecree() {
        let text = #"{"agency":"a","nip":"1","position":"kadis","mandate":"plh"}"#
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Principal.self, from: Array(text.utf8).asData) }
    }

    @Test("Role kinds, header fields, durations, dates and templates come back as they went")
    func values() throws {
        let kinds: [RoleKind] = [
            .position("kadis"), .each(["a", "b"]), .team(lead: "a", members: ["b"]), .outside(recordedBy: "agendaris"),
        ]
        for kind in kinds { #expect(try roundTrip(kind)) }
        #expect(try json(kinds) == #"[{"position":"kadis"},{"each":["a","b"]},{"lead":"a","members":["b"]},{"recordedBy":"agendaris"}]"#)
        let fields: [HeaderField] = [.written(["kosong"]), .written(["a", "b"]), .missing(.empty), .missing(.illegible), .missing(.absent)]
        #expect(try roundTrip(fields))
        #expect(try roundTrip([WorkDuration.days(2), .asNeeded, .minutes(9600)]))
        #expect(try roundTrip([try #require(CivilDate("2026-01-05"))]))
        #expect(try roundTrip([try NumberTemplate("{urut:3}/{tahun}")]))
    }
}

extension [UInt8] {
    fileprivate var asData: Data { Data(self) }
}
