import Domain
import Testing

@Suite struct OrganisationTests {
    private let organisation: Organisation

    init() throws {
        func day(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }
        organisation = Organisation(
            agency: Agency(id: "dinas", name: "Dinas", shortName: "DINAS", region: "Kabupaten", zone: .wib),
            units: [Unit(id: "dinas", name: "Dinas", kind: .dinas, parent: nil)],
            positions: [
                Position(id: "kadis", name: "Kepala", unit: "dinas", rank: 1, superior: nil),
                Position(id: "sekdis", name: "Sekretaris", unit: "dinas", rank: 2, superior: "kadis"),
                Position(id: "kabid", name: "Kabid", unit: "dinas", rank: 2, superior: "kadis"),
            ],
            holders: [
                Holder(position: "kadis", name: "Lama", nip: "1", from: try day("2020-01-01"), until: try day("2025-12-31")),
                Holder(position: "kadis", name: "Baru", nip: "2", from: try day("2026-01-01"), until: nil),
                Holder(position: "sekdis", name: "Lama", nip: "3", from: try day("2020-01-01"), until: nil),
            ],
            mandates: [
                Mandate(
                    kind: .plh, position: "kadis", delegate: "sekdis", decree: "800/1", from: try day("2026-01-05"),
                    until: try day("2026-01-09"))
            ],
            roles: [
                Role(id: "kepala", name: "Kepala", kind: .position("kadis")),
                Role(id: "tim", name: "Tim", kind: .team(lead: "sekdis", members: ["kabid"])),
                Role(id: "bidang", name: "Bidang", kind: .each(["kabid"])),
            ],
            registers: [
                Register(id: "masuk", name: "Masuk", direction: .incoming, kinds: ["surat"], format: nil, openingNumber: 1),
                Register(
                    id: "keluar", name: "Keluar", direction: .outgoing, kinds: ["surat"], format: try NumberTemplate("{urut}"), openingNumber: 1),
            ],
            classifications: [])
    }

    @Test("A holder sits from the first day to the last, both included")
    func holders() throws {
        func names(_ text: String) throws -> [String] {
            organisation.holders(of: "kadis", on: try #require(CivilDate(text))).map(\.name)
        }
        #expect(try names("2019-12-31") == [])
        #expect(try names("2025-12-31") == ["Lama"])
        #expect(try names("2026-01-01") == ["Baru"])
        #expect(organisation.positions(heldBy: "1", on: try #require(CivilDate("2026-01-01"))) == [])
    }

    @Test("A mandate holds from its first day to its last, for its delegate alone", arguments: [(4, false), (5, true), (9, true), (10, false)])
    func mandates(_ day: Int, _ isInForce: Bool) throws {
        let date = try #require(CivilDate(year: 2026, month: 1, day: day))
        #expect((organisation.mandate(for: "kadis", delegate: "sekdis", on: date) != nil) == isInForce)
        #expect(organisation.mandate(for: "kadis", delegate: "kabid", on: date) == nil)
        #expect(organisation.mandate(for: "sekdis", delegate: "kadis", on: date) == nil)
        #expect(organisation.mandates(for: "kadis", on: date).isEmpty != isInForce)
    }

    @Test("Only a larger figure is below; an equal is not")
    func rank() {
        #expect(organisation.isBelow("sekdis", "kadis"))
        #expect(!organisation.isBelow("kadis", "sekdis"))
        #expect(!organisation.isBelow("kabid", "sekdis"))
        #expect(!organisation.isBelow("kabid", "unknown"))
    }

    @Test("A team acts through its lead, and all of it hears")
    func roles() {
        #expect(organisation.role("tim")?.actors == ["sekdis"])
        #expect(organisation.role("tim")?.members == ["sekdis", "kabid"])
        #expect(organisation.role("bidang")?.actors == ["kabid"])
        #expect(organisation.register(numbering: "surat")?.id == "keluar")
        #expect(organisation.register(numbering: "undangan") == nil)
    }
}
