import Catalogue
import Domain
import Kernel
import Protocol
import Rehearsal
import Testing

@testable import Routing

@Suite("Catalogue and calendar")
struct CatalogueTests {
    /// The agencies of the catalogue that comes with the system.
    static let agencies = ["dinkopukm-sulteng", "diskoperindag-tanjabbar", "disnaker-tanjabbar", "dpmptsp-tanjabbar"]
    private static let catalogue = #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined() + "/deploy/catalog"

    static func load(_ agency: String) throws -> AgencyCatalogue {
        try #require(try CatalogueLoader.load(path: "\(catalogue)/\(agency)").catalogue)
    }

    static func calendar(_ year: Int) throws -> CalendarData {
        try #require(try CatalogueLoader.calendar(path: "\(catalogue)/kalender/\(year).yaml").calendar)
    }

    @Test("Every agency's catalogue can be applied, and each act, step and naskah is read back from its row", arguments: agencies)
    func readBack(agency: String) throws {
        let catalogue = try Self.load(agency)
        let rehearsal = try Office.open(catalogue.organisation)
        try rehearsal.give(ApplyCatalogue(organisation: catalogue.organisation, sops: catalogue.sops), by: Office.operators)
        let tables = OrganisationTables(rehearsal.engine.reading)
        let id = catalogue.organisation.agency.id
        #expect(try tables.currentVersion(id) == 2)
        for sop in catalogue.sops {
            let key = try #require(try tables.currentSOP(sop.id, id))
            let header = try #require(try tables.header(of: key))
            #expect(header.title == sop.title && header.start == sop.start && header.steps == sop.steps.count)
            #expect(try tables.naskah(of: key) == sop.naskah)
            for step in sop.steps {
                let row = try #require(try tables.step(step.number, of: key))
                #expect(row.activity == step.activity && row.actor == step.actor)
                #expect(row.returnsTo == step.returnsTo && row.duration == step.duration)
                #expect(try tables.acts(ofStep: step.number, of: key) == step.acts)
            }
            #expect(try tables.sop(key) == sop)
        }
        for role in catalogue.organisation.roles { #expect(try tables.role(role.id, id, version: 2) == role) }
        for position in catalogue.organisation.positions { #expect(try tables.position(position.id, id) == position) }
        for kind in Set(catalogue.organisation.registers.flatMap(\.kinds)) {
            #expect(try tables.register(numbering: kind, id, version: 2) == catalogue.organisation.register(numbering: kind)?.id)
        }
    }

    @Test("A catalogue that is in force already changes nothing; another one is a new version, and the old one stays for running cases")
    func versions() throws {
        let rehearsal = try Office.open()
        try rehearsal.give(ApplyCatalogue(organisation: try Office.organisation(), sops: []), by: Office.operators)
        #expect(try rehearsal.events(CatalogueApplied.self).map(\.body.version) == [1])
        let smaller = try Office.organisation(positions: Office.positions.filter { $0.id != "staf-sub" })
        try rehearsal.give(ApplyCatalogue(organisation: smaller, sops: []), by: Office.operators)
        let events = try rehearsal.events(CatalogueApplied.self)
        #expect(events.map(\.body.version) == [1, 2])
        #expect(events.last?.content?.organisation == smaller)
        let tables = OrganisationTables(rehearsal.engine.reading)
        #expect(try tables.position("staf-sub", Office.agency)?.name == "Staf Subbagian")
        #expect(try tables.currentPosition("staf-sub", Office.agency) == nil)
        #expect(try tables.organisation(Office.agency, version: 1)?.position("staf-sub") != nil)
        #expect(try tables.organisation(Office.agency)?.position("staf-sub") == nil)
    }

    @Test("Nobody acts as a position that a new catalogue dropped, nor sees as its head; its open work goes up, from the old top to the new one")
    func dropped() throws {
        let rehearsal = try Office.open()
        let today = try Office.day("2026-01-05")
        for (position, number) in [(Key<Position>("kadis"), 11), ("kabid-b", 12)] {
            try rehearsal.give(
                AssignHolder(agency: Office.agency, position: position, name: "Rina", nip: Office.nip(number), from: today), by: Office.operators)
        }
        let old = Office.official("kadis", 11)
        func forward(to position: Key<Position>) throws -> (letter: Identifier, sheet: Identifier) {
            let letter = rehearsal.newIdentifier()
            try rehearsal.hear(
                LetterForwarded(letter: letter, agency: Office.agency, to: position, keamanan: .rahasia, urgensi: .segera), from: .intake,
                about: letter, content: ForwardWords(subject: "Undangan rapat", sender: "Bappeda"))
            return (letter, try #require(try rehearsal.events(SheetOpened.self).last?.body.sheet))
        }
        func code(_ query: some QueryBody, by principal: Principal?) throws -> String? {
            try rehearsal.rejection { _ = try rehearsal.ask(query, by: principal) }
        }
        let (kept, disposed, waiting) = (try forward(to: "sekdis"), try forward(to: "kadis"), try forward(to: "kadis"))
        try rehearsal.give(GiveDisposisi(sheet: disposed.sheet, to: ["kabid-b"], instructions: ["tindak-lanjuti"]), by: old)
        let slip = try #require(try rehearsal.events(DisposisiGiven.self).last?.body.slips.first?.disposisi)
        let grant = IssueGrant(agency: Office.agency, position: "kadis", person: Office.nip(11))
        #expect(try code(grant, by: nil) == nil && code(DisposisiTree(letter: kept.letter), by: old) == nil)

        let whole = try Office.organisation()
        let top: (Position) -> Position = { position in
            Position(
                id: position.id == "kadis" ? "kepala-dinas" : position.id, name: position.name, unit: position.unit, rank: position.rank,
                superior: position.superior == "kadis" ? "kepala-dinas" : position.superior)
        }
        let newer = Organisation(
            agency: whole.agency, units: whole.units, positions: whole.positions.filter { $0.id != "kabid-b" }.map(top),
            holders: whole.holders.filter { !["kadis", "kabid-b"].contains($0.position) }
                + [Holder(position: "kepala-dinas", name: "Budi", nip: Office.nip(1), from: today, until: nil)],
            mandates: [], roles: whole.roles.filter { !["bidang", "tim"].contains($0.id) }, registers: [], classifications: [])
        try rehearsal.give(ApplyCatalogue(organisation: newer, sops: []), by: Office.operators)
        for _ in 0..<4 { try rehearsal.pass(milliseconds: 0) }

        #expect(try code(grant, by: nil) == "notFound" && code(DisposisiTree(letter: kept.letter), by: old) == "notFound")
        let lies = try rehearsal.ask(DisposisiInbox(), by: Office.official("kepala-dinas", 1)).waiting
        #expect(lies.filter { $0.disposisi == slip }.map(\.vacant) == ["kabid-b"])
        #expect(lies.filter { $0.disposisi == waiting.sheet }.map(\.vacant) == ["kadis"])
    }

    @Test("What commands said about holders and mandates outweighs a catalogue that is applied again")
    func commandsOutweighTheFile() throws {
        let rehearsal = try Office.open()
        let (today, yesterday) = (try Office.day("2026-01-05"), try Office.day("2026-01-04"))
        try rehearsal.give(
            AssignHolder(agency: Office.agency, position: "kasubag", name: "Rina", nip: Office.nip(7), from: today), by: Office.operators)
        try rehearsal.give(EndHolder(agency: Office.agency, position: "sekdis", nip: Office.nip(2), until: yesterday), by: Office.operators)
        try rehearsal.give(
            GiveMandate(agency: Office.agency, kind: .plt, position: "sekdis", delegate: "kabid-a", decree: "SK-1", from: today), by: Office.operators
        )
        // The new file still has the secretary, no longer the second bidang's head, and a new one for the staf-sub.
        var holders = try Office.holders().filter { $0.position != "kabid-b" }
        holders.append(Holder(position: "staf-sub", name: "Dodi", nip: Office.nip(9), from: today, until: nil))
        try rehearsal.give(ApplyCatalogue(organisation: try Office.organisation(holders: holders), sops: []), by: Office.operators)
        let tables = OrganisationTables(rehearsal.engine.reading)
        func names(_ position: Key<Position>) throws -> [String] { try tables.holders(of: position, Office.agency, on: today).map(\.name) }
        #expect(try names("kasubag") == ["Rina"])
        #expect(try names("sekdis") == [])
        #expect(try names("kabid-b") == [])
        #expect(try names("staf-sub") == ["Dodi"])
        #expect(try tables.activeMandates(for: "sekdis", Office.agency, on: today).map(\.delegate) == ["kabid-a"])
    }

    @Test("A catalogue that does not hold together is refused with the field of its mistake")
    func wrongCatalogue() throws {
        let rehearsal = try Office.open()
        func field(_ positions: [Position]) throws -> String? {
            do {
                try rehearsal.give(ApplyCatalogue(organisation: try Office.organisation(positions: positions), sops: []), by: Office.operators)
                return nil
            } catch let rejection as Rejection { return rejection.field }
        }
        let lonely = Position(id: "lain", name: "Lain", unit: "dinas", rank: 5, superior: "tidak-ada")
        let upsideDown = Position(id: "lain", name: "Lain", unit: "dinas", rank: 1, superior: "kadis")
        let spaced = Position(id: "lain lagi", name: "Lain", unit: "dinas", rank: 5, superior: nil)
        #expect(try field(Office.positions + [lonely]) == "organisation.positions.8")
        #expect(try field(Office.positions + [upsideDown]) == "organisation.positions.8")
        #expect(try field(Office.positions + [spaced]) == "organisation.positions")
        #expect(try field(Office.positions + [Office.positions[0]]) == "organisation.positions")
        #expect(try field(Office.positions.filter { $0.id != "kabid-b" })?.hasPrefix("organisation.") == true)
        let right = ApplyCatalogue(organisation: try Office.organisation(), sops: [])
        #expect(try rehearsal.rejection { try rehearsal.give(right, by: Office.kadis) } == "forbidden")
    }

    @Test("A SOP that does not hold together is refused with the field of its mistake, whatever client sends it")
    func wrongSOP() throws {
        let right = try Self.load("disnaker-tanjabbar")
        let sop = try #require(right.sops.first { $0.id == "renja" })
        let text = String(decoding: try JSONText().encode(sop), as: UTF8.self)
        func field(_ old: String, _ new: String) throws -> String? {
            let changed = text.replacing(old, with: new, maxReplacements: 1)
            try #require(changed != text)
            let wrong = try JSONText().decode(SOP.self, from: Array(changed.utf8))
            let rehearsal = try Office.open()
            do {
                try rehearsal.give(ApplyCatalogue(organisation: right.organisation, sops: [wrong]), by: Office.operators)
                return nil
            } catch let rejection as Rejection { return rejection.field }
        }
        #expect(try field(#""returnsTo":4"#, #""returnsTo":5"#) == "sops.0.steps.4", "its own number is not an earlier one")
        #expect(try field(#""number":3"#, #""number":4"#) == "sops.0.steps.2")
        #expect(try field(#""naskah":"rancangan-awal""#, #""naskah":"tidak-ada""#)?.hasPrefix("sops.0.steps.") == true)
        #expect(try field(#""word":"gandakan""#, #""tembusan":["bappeda"],"word":"gandakan""#)?.hasPrefix("sops.0.steps.") == true, "nothing is sent")
        #expect(try field(#""word":"kirim""#, #""tembusan":["tidak-ada"],"word":"kirim""#)?.hasPrefix("sops.0.steps.") == true)
        let both = try field(#""word":"kirim""#, #""tembusan":["bappeda"],"word":"kirim""#)
        #expect(both?.hasPrefix("sops.0.steps.") == true, "an addressee gets no tembusan besides")
        #expect(try field(#""word":"kirim""#, #""tembusan":["sekretaris"],"word":"kirim""#) == nil)
        #expect(try field(#""naskah":"rancangan-awal","#, "")?.hasPrefix("sops.0.steps.") == true, "an act on a document names it")
    }

    @Test(
        "Due times out of a few rows are those of the whole calendar, across holidays, Ramadan and the turn of the year",
        arguments: TimeZoneID.allCases)
    func dueTimes(zone: TimeZoneID) throws {
        let rehearsal = try Office.open()
        let years = [try Self.calendar(2026), try Self.calendar(2027)]
        for year in years { try rehearsal.give(ApplyCalendar(calendar: year), by: Office.operators) }
        let tables = OrganisationTables(rehearsal.engine.reading)
        let whole = WorkingCalendar(years)
        let durations: [WorkDuration] = [
            .minutes(10), .minutes(480), .minutes(9999), .hours(2), .hours(160), .days(1), .days(14), .days(60), .weeks(2), .months(1), .months(6),
            .asNeeded,
        ]
        for day in stride(from: Int64(0), to: 365, by: 9) {
            let start = Moment(milliseconds: 1_767_225_600_000 + day * 86_400_000 + day * 1_234_567)
            for duration in durations { #expect(try tables.due(from: start, duration, in: zone) == whole.due(from: start, duration, in: zone)) }
            let end = start.advanced(byMilliseconds: 40 * 86_400_000)
            #expect(try tables.workingMinutes(from: start, to: end, in: zone) == whole.workingMinutes(from: start, to: end, in: zone))
        }
    }

    @Test("A year's calendar replaces what was known of that year; the same one changes nothing")
    func calendars() throws {
        let rehearsal = try Office.open()
        let year = try Self.calendar(2026)
        try rehearsal.give(ApplyCatalogue(organisation: try Office.organisation(), sops: [], calendar: [year]), by: Office.operators)
        try rehearsal.give(ApplyCalendar(calendar: year), by: Office.operators)
        #expect(try rehearsal.events(CalendarApplied.self).count == 1)
        let empty = CalendarData(year: 2026, status: .official, source: "uji", holidays: [], ramadan: nil)
        try rehearsal.give(ApplyCalendar(calendar: empty), by: Office.operators)
        let day = try Office.day("2026-01-01")
        #expect(try OrganisationTables(rehearsal.engine.reading).calendar(from: day, through: day).isWorkingDay(day))
        let wrong = CalendarData(year: 2025, status: .official, source: "uji", holidays: year.holidays, ramadan: nil)
        #expect(try rehearsal.rejection { try rehearsal.give(ApplyCalendar(calendar: wrong), by: Office.operators) } == "invalid")
    }

    @Test("Anyone may read agencies, organisation and SOPs, in the version in force or an older one")
    func questions() throws {
        let catalogue = try Self.load("disnaker-tanjabbar")
        let id = catalogue.organisation.agency.id
        let rehearsal = try Office.open()
        try rehearsal.give(ApplyCatalogue(organisation: catalogue.organisation, sops: catalogue.sops), by: Office.operators)
        #expect(try rehearsal.ask(ListAgencies(), by: nil).agencies.map(\.agency.id) == [Office.agency, id])
        let shown = try rehearsal.ask(ShowOrganisation(agency: id), by: nil)
        #expect(shown.version == 1 && shown.vacant == ["kabid-hi"] && shown.organisation.roles == catalogue.organisation.roles)
        let list = try rehearsal.ask(ListSOPs(agency: id), by: nil)
        #expect(list.sops.map(\.steps) == catalogue.sops.map(\.steps.count))
        let sop = try #require(catalogue.sops.first)
        #expect(try rehearsal.ask(ShowSOP(agency: id, sop: sop.id), by: nil).sop == sop)
        try rehearsal.give(ApplyCatalogue(organisation: catalogue.organisation, sops: []), by: Office.operators)
        #expect(try rehearsal.rejection { _ = try rehearsal.ask(ShowSOP(agency: id, sop: sop.id), by: nil) } == "notFound")
        #expect(try rehearsal.ask(ShowSOP(agency: id, sop: sop.id, version: 1), by: nil).sop == sop)
        #expect(try rehearsal.rejection { _ = try rehearsal.ask(ShowOrganisation(agency: "lain"), by: nil) } == "notFound")
    }
}
