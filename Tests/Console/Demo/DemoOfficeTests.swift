import Domain
import Linux
import Scratch
import Testing

@testable import Console

@Suite struct DemoOfficeTests {
    private let office: DemoOffice

    init() throws {
        let folder = try CatalogueFolder(checkout + "/deploy/catalog/dpmptsp-tanjabbar")
        let today = try #require(CivilDate(year: 2026, month: 3, day: 2))
        office = try DemoOffice(try #require(folder.agencies.first).organisation, today: today, sops: [])
    }

    @Test("Who keeps the books and who sits at the head is read from the roles and positions")
    func keepers() {
        #expect(office.clerk == "agendaris")
        #expect(office.archivist == "arsiparis")
        #expect(office.head == "kadis")
    }

    @Test("A vacant position has nobody, a shared one has both, and nobody is asked for what waits at an empty desk")
    func persons() {
        #expect(office.vacant == ["kabid-pengaduan"])
        #expect(office.persons(at: "kabid-pengaduan").isEmpty)
        #expect(office.persons(at: "staf-perencanaan").count == 2)
        #expect(!office.actingPositions.contains("kabid-pengaduan"))
        #expect(office.actingPositions.count == office.organisation.positions.count - 1)
        #expect(office.actingPositions.last == "kadis")
    }

    @Test("A Plt comes from directly below, and then acts for the position under the decree")
    func acting() throws {
        var office = office
        let delegate = try #require(office.delegate(for: "kabid-pengaduan"))
        #expect(office.organisation.position(delegate)?.superior == "kabid-pengaduan")
        let authority = Principal.Authority(kind: .plt, decree: "821/1")
        office.acting = DemoOffice.Acting(position: "kabid-pengaduan", person: "198610102011012413", authority: authority)
        #expect(office.persons(at: "kabid-pengaduan") == ["198610102011012413"])
        #expect(office.authority(at: "kabid-pengaduan") == authority)
        #expect(office.authority(at: "kadis") == nil)
        #expect(office.actingPositions.contains("kabid-pengaduan"))
    }

    @Test(
        "A case that runs by the calendar takes the first period that has none, in the next year if need be",
        arguments: [
            (1, .quarter, [], "2026-T1"), (3, .quarter, [], "2026-T1"), (4, .quarter, [], "2026-T2"), (12, .quarter, [], "2026-T4"),
            (11, .quarter, ["2026-T4"], "2027-T1"), (11, .month, [], "2026-11"), (11, .month, ["2026-11", "2026-12"], "2027-01"),
            (6, .halfYear, [], "2026-S1"), (7, .halfYear, [], "2026-S2"), (12, .year, ["2026", "2027"], "2028"),
        ] as [(Int, SOPStart.Period, Set<String>, String)])
    func periods(_ month: Int, _ period: SOPStart.Period, _ taken: Set<String>, _ free: String) throws {
        let day = try #require(CivilDate(year: 2026, month: month, day: 21))
        #expect(period.firstFree(from: day, taken: taken) == free)
    }

    @Test("The demo's home is marked, keeps each person's pen, and an office's installation is never taken for it")
    func home() throws {
        let directory = try TemporaryDirectory()
        let home = try DemoHome("\(directory.path)/contoh")
        #expect(try fileStatus("\(directory.path)/contoh/CONTOH") != nil)
        let pen = try home.pen(of: "196911231994031207")
        #expect(try DemoHome("\(directory.path)/contoh").pen(of: "196911231994031207").publicKey == pen.publicKey)
        #expect(try home.pen(of: "197204081998032315").publicKey != pen.publicKey)
        _ = try InstallationVerbs.make("\(directory.path)/kantor")
        let refusal = #expect(throws: WrongCall.self) { try DemoHome("\(directory.path)/kantor") }
        #expect(refusal?.message.hasPrefix("\(directory.path)/kantor is an installation, but not the demo's") == true)
    }

    @Test("A play that did not show what it was to show is found out")
    func variety() throws {
        var tally = CasePlay.Tally()
        #expect(DemoAudit.notShown(in: tally).count == 10)
        tally.refusals = 1
        tally.renewals = 2
        #expect(DemoAudit.notShown(in: tally).count == 8)
        tally.add(tally)
        #expect(tally.refusals == 2 && tally.renewals == 4)
    }
}
