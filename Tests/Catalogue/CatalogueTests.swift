import Catalogue
import Domain
import FoundationEssentials
import Testing

@Suite struct CatalogueTests {
    /// The catalogue that is delivered.
    private static let root: String = {
        let parts = #filePath.split(separator: "/").dropLast(3)
        return "/" + parts.joined(separator: "/") + "/deploy/catalog"
    }()

    private static let agencies = ["diskoperindag-tanjabbar", "dpmptsp-tanjabbar", "disnaker-tanjabbar", "dinkopukm-sulteng"]

    /// Steps per SOP as published.
    private static let published: [String: [String: Int]] = [
        "diskoperindag-tanjabbar": ["pengumpulan-data-kinerja": 10, "iku": 10, "renstra": 12, "anggaran": 12, "lakip": 12],
        "dpmptsp-tanjabbar": ["iku": 9, "renja": 11, "lakip": 10, "pengumpulan-data-kinerja": 10, "lkjip": 10, "renstra": 11],
        "dinkopukm-sulteng": [
            "pengumpulan-data-kinerja": 24, "perjanjian-kinerja": 30, "lkjip": 22, "indikator-kinerja-individu": 24,
            "rencana-aksi-kinerja": 24, "pengukuran-kinerja": 36, "laporan-kinerja-individu": 24,
        ],
        "disnaker-tanjabbar": ["pengumpulan-data-kinerja": 8, "renja": 13, "renstra": 13, "iku": 9, "lkj": 9, "evaluasi-kinerja": 13],
    ]

    @Test("Every agency delivered has no mistake, and all its SOPs with as many steps as published", arguments: agencies)
    func agency(_ id: String) throws {
        let (catalogue, findings) = try CatalogueLoader.load(path: "\(Self.root)/\(id)")
        #expect(findings.map(\.description) == [])
        let steps = try #require(catalogue).sops.map { ($0.id.text, $0.steps.count) }
        #expect(Dictionary(uniqueKeysWithValues: steps) == Self.published[id])
    }

    @Test("Together they are 24 SOPs with 366 steps")
    func totals() throws {
        let sops = try Self.agencies.flatMap { try CatalogueLoader.load(path: "\(Self.root)/\($0)").catalogue?.sops ?? [] }
        #expect(sops.count == 24)
        #expect(sops.map(\.steps.count).reduce(0, +) == 366)
    }

    @Test("A catalogue comes back from its coded form as it went")
    func coding() throws {
        let catalogue = try #require(try CatalogueLoader.load(path: "\(Self.root)/dinkopukm-sulteng").catalogue)
        #expect(try JSONDecoder().decode(AgencyCatalogue.self, from: JSONEncoder().encode(catalogue)) == catalogue)
    }

    @Test("The calendars delivered have no mistake", arguments: [(2026, CalendarData.Status.official, 25), (2027, .expected, 18)])
    func calendars(_ year: Int, _ status: CalendarData.Status, _ days: Int) throws {
        let (calendar, findings) = try CatalogueLoader.calendar(path: "\(Self.root)/kalender/\(year).yaml")
        #expect(findings.map(\.description) == [])
        #expect(calendar?.year == year)
        #expect(calendar?.status == status)
        #expect(calendar?.holidays.count == days)
        #expect(calendar?.ramadan != nil)
    }

    @Test("What a step says holds for its acts, unless one says otherwise")
    func defaults() throws {
        let catalogue = try #require(CatalogueLoader.load(folder: "dinas-contoh", files: TinyAgency().files).catalogue)
        let sop = try #require(catalogue.sop("iku"))
        let third = try #require(sop.step(3))
        #expect(third.acts.map(\.actor) == ["tim", "tim", "tim", "sekretaris", "tim"])
        #expect(third.acts.map(\.naskah) == ["bahan", "pengantar", "iku", "pengantar", "iku"])
        #expect(third.acts.map(\.isOptional) == [false, true, false, false, false])
        #expect(third.acts[0].quorum == 1)
        #expect(third.acts[4].participants == ["bidang", "bappeda"])
        #expect(third.acts[4].invitation == "pengantar")
        #expect(third.duration == .asNeeded)
        let fourth = try #require(sop.step(4))
        #expect(fourth.acts.map(\.parafKind) == [nil, .coordination, nil])
        #expect(fourth.acts.map(\.isTiered) == [false, false, true])
        #expect(fourth.returnsTo == 3)
        #expect(fourth.duration == nil)
        #expect(try #require(sop.step(2)).acts.map(\.to) == [[], ["bidang"]])
        let fifth = try #require(sop.step(5))
        #expect(fifth.acts.map(\.to) == [[], ["bappeda"], [], []])
        #expect(fifth.acts.map(\.tembusan) == [nil, ["kepala", "tim"], nil, nil])
        #expect(fifth.acts.map(\.fromOutside) == [false, false, true, false])
        #expect(fifth.links == ["SOP Caraka"])
        #expect(sop.step(1)?.acts.first?.appoints == "tim")
        #expect(sop.header.revised == .missing(.empty))
        #expect(sop.header.effective == .missing(.absent))
        #expect(sop.header.ratified == .missing(.illegible))
        #expect(sop.header.legalBasis == .written(["Peraturan Satu", "Peraturan Dua"]))
        #expect(sop.start == .incomingLetter(from: ["Bupati"]))
        #expect(sop.notes == ["Satu", "Dua"])
        #expect(catalogue.organisation.role("tim")?.kind == .team(lead: "sekdis", members: ["kabid", "staf"]))
        #expect(catalogue.organisation.register("dokumen")?.openingNumber == 8)
    }

    @Test("The summary names every step's acts, time and return, with null where the source is silent")
    func summary() throws {
        let catalogue = try #require(CatalogueLoader.load(folder: "dinas-contoh", files: TinyAgency().files).catalogue)
        let json = try sopSummaryJSON([catalogue])
        #expect(
            json.hasPrefix(
                #"[{"agency":"dinas-contoh","sop":"iku","steps":[{"actor":"kepala","acts":["disposisi"],"duration":"PT10M","no":1,"returnsTo":null}"#)
        )
        #expect(json.contains(#"{"actor":"kepala","acts":["periksa","paraf","tanda-tangan"],"duration":null,"no":4,"returnsTo":3}"#))
        #expect(json.contains(#""duration":"ASNEEDED","no":3"#))
        #expect(json.hasSuffix(#""title":"Penyusunan IKU"}]"#))
    }
}
