import Domain
import Protocol
import Rehearsal
import Testing

@Suite("Numbers and their books")
struct NumberTests {
    @Test("A number is written as the book's format says, in the year of the local date")
    func rendered() throws {
        let office = try Office()
        let given = try office.number()
        #expect(given.done.number == "000.7.2/001/UJI/2026" && given.sequence == 1 && given.year == 2026)
        #expect(try given.done.outcome == .done && given.date == office.day("2026-01-05"))
    }

    @Test("A book that writes unit, classification or keamanan is told what it does not know")
    func placeholders() throws {
        let office = try Office(format: "{keamanan}-{klasifikasi}/{urut}/{unit}")
        let task = try office.open(.nomor, for: "agendaris") { $0.classification = nil }
        func give(_ unit: String?, _ classification: String?, _ keamanan: Keamanan? = nil) -> GiveNumber {
            GiveNumber(task: task.task, keamanan: keamanan, unit: unit, classification: classification)
        }
        #expect(try office.refusal(give("OR", nil), by: Office.clerk) == "classificationMissing")
        #expect(try office.refusal(give(nil, "000.8"), by: Office.clerk) == "unitMissing")
        #expect(try office.refusal(give("O\nR", "000.8"), by: Office.clerk) == "invalid")
        try office.play.give(give("OR", "000.8.3.3", .rahasia), by: Office.clerk)
        #expect(try office.play.events(NumberGiven.self).first?.body.done.number == "R-000.8.3.3/1/OR")
    }

    @Test("The keamanan in a number is the case's, where the clerk gives none of the document's own")
    func keamanan() throws {
        let office = try Office(format: "{keamanan}-{urut}/DU")
        func number(_ keamanan: Keamanan?, typed: Keamanan? = nil) throws -> String? {
            let task = try office.open(.nomor, for: "agendaris", caseID: office.play.newIdentifier()) { $0.keamanan = keamanan }
            try office.play.give(GiveNumber(task: task.task, keamanan: typed), by: Office.clerk)
            return try office.play.events(NumberGiven.self).last?.body.done.number
        }
        #expect(try number(nil) == "B-1/DU")
        #expect(try number(.rahasia) == "R-2/DU")
        #expect(try number(.sangatRahasia) == "SR-3/DU")
        #expect(try number(.terbatas, typed: .biasa) == "B-4/DU")
    }

    @Test("A book without a format only counts")
    func counting() throws {
        let office = try Office()
        let task = try office.open(.nomor, for: "agendaris") { $0.register = "hitung" }
        try office.play.give(GiveNumber(task: task.task), by: Office.clerk)
        #expect(try office.play.events(NumberGiven.self).first?.body.done.number == "1")
    }

    @Test("A document without a book, or with one the agency does not have, gets no number")
    func registers() throws {
        let office = try Office()
        let without = try office.open(.nomor, for: "agendaris") { $0.register = nil }
        let unknown = try office.open(.nomor, for: "agendaris") { $0.register = "surat-masuk" }
        #expect(try office.refusal(GiveNumber(task: without.task), by: Office.clerk) == "registerMissing")
        #expect(try office.refusal(GiveNumber(task: unknown.task), by: Office.clerk) == "registerUnknown")
        #expect(try office.refusal(GiveNumber(task: unknown.task), by: Office.head) == "wrongPosition")
    }

    @Test("The opening number counts in the year in which the book came here; later years begin with 1")
    func openingNumber() throws {
        let office = try Office(opening: 412)
        #expect(try office.number().sequence == 412)
        #expect(try office.number().sequence == 413)
        try office.setClock("2027-01-04")
        #expect(try office.number().sequence == 1)
        let idle = try Office(opening: 412)
        try idle.setClock("2027-01-04")
        #expect(try idle.number().sequence == 1)
    }

    @Test("A later catalogue changes how numbers are written, and the sequence goes on")
    func laterCatalogue() throws {
        let office = try Office()
        try office.number()
        try office.applyCatalogue(version: 2, opening: 50, format: "{urut}/BARU")
        #expect(try office.number().done.number == "2/BARU")
    }

    @Test("The year turns at local midnight: in WIT two hours before Jakarta", arguments: [(TimeZoneID.wit, 15), (.wita, 16), (.wib, 17)])
    func localMidnight(zone: TimeZoneID, hour: Int) throws {
        let office = try Office(zone: zone)
        let midnight = try office.day("2026-12-31").start(in: .wib).advanced(byMilliseconds: Int64(7 + hour) * 3_600_000)
        office.play.now = midnight.advanced(byMilliseconds: -1)
        let old = try office.number()
        office.play.now = midnight
        let new = try office.number()
        #expect(try old.year == 2026 && old.sequence == 1 && old.date == office.day("2026-12-31"))
        #expect(try new.year == 2027 && new.sequence == 1 && new.date == office.day("2027-01-01"))
        #expect(new.done.number == "000.7.2/001/UJI/2027")
    }

    @Test("Who names no year is shown the book of the local one", arguments: [(TimeZoneID.wit, 15), (.wita, 16), (.wib, 17)])
    func currentYear(zone: TimeZoneID, hour: Int) throws {
        let office = try Office(zone: zone)
        let midnight = try office.day("2026-12-31").start(in: .wib).advanced(byMilliseconds: Int64(7 + hour) * 3_600_000)
        for (now, year) in [(midnight.advanced(byMilliseconds: -1), 2026), (midnight, 2027)] {
            office.play.now = now
            try office.number()
            let book = try office.play.ask(OutgoingBook(register: "surat-keluar"), by: Office.head)
            #expect(book.year == year && book.rows.map(\.number) == ["000.7.2/001/UJI/\(year)"])
            let last = try office.play.ask(LastNumber(register: "surat-keluar"), by: Office.head)
            #expect(last.year == year && last.last?.number == "000.7.2/001/UJI/\(year)" && last.next == 2)
        }
    }

    @Test("Numbers have no gaps over voids, blocks and refusals, and no number comes twice")
    func gapless() throws {
        let office = try Office()
        try office.number()
        try office.play.give(ReserveNumbers(register: "surat-keluar", date: try office.day("2026-01-05"), count: 3), by: Office.clerk)
        try office.number()
        try office.play.give(VoidNumber(register: "surat-keluar", year: 2026, sequence: 5, reason: "Salah ketik"), by: Office.clerk)
        let refused = try office.open(.nomor, for: "agendaris")
        #expect(try office.refusal(GiveNumber(task: refused.task, date: try office.day("2026-01-04")), by: Office.clerk) == "backDated")
        try office.number(external: "LUAR/1")
        try office.number()
        try office.play.give(VoidNumber(register: "surat-keluar", year: 2026, sequence: 3, reason: "Tidak dipakai"), by: Office.clerk)
        #expect(
            try office.book(2026) == ["1 given", "2 reserved", "3 voided", "4 reserved", "5 voided", "LUAR/1 given", "6 given"])
        let last = try office.play.ask(LastNumber(register: "surat-keluar", year: 2026), by: Office.head)
        #expect(last.last?.number == "000.7.2/006/UJI/2026" && last.next == 7)
    }

    @Test("A voided number stays with its reason and is never given again")
    func voided() throws {
        let office = try Office()
        let given = try office.number()
        let void = VoidNumber(register: "surat-keluar", year: 2026, sequence: 1, reason: "Surat batal")
        try office.play.give(void, by: Office.clerk)
        #expect(try office.refusal(void, by: Office.clerk) == "alreadyVoid")
        #expect(try office.number().sequence == 2)
        let row = try #require(try office.play.ask(OutgoingBook(register: "surat-keluar", year: 2026, limit: 1), by: Office.head).rows.first)
        #expect(row.state == .voided && row.reason == "Surat batal" && row.number == given.done.number && row.subject == "Renja 2027")
        let event = try #require(try office.play.events(NumberVoided.self).first)
        #expect(event.header.subject == given.done.caseID && event.body.task == given.done.task)
    }

    @Test("Only the keepers of a book void and reserve: the agenda clerk and the clerk's superior")
    func keepers() throws {
        let office = try Office()
        let today = try office.day("2026-01-05")
        let reserve = ReserveNumbers(register: "surat-keluar", date: today, count: 1)
        #expect(try office.refusal(reserve, by: Office.head) == "notKeeper")
        #expect(try office.refusal(reserve, by: Office.clerk) == nil)
        let void = VoidNumber(register: "surat-keluar", year: 2026, sequence: 1, reason: "x")
        #expect(try office.refusal(void, by: Office.secretary) == "notKeeper")
        #expect(try office.refusal(VoidNumber(register: "surat-keluar", year: 2026, sequence: 1, reason: " "), by: Office.section) == "reasonMissing")
        #expect(try office.refusal(VoidNumber(register: "surat-keluar", year: 2026, sequence: 2, reason: "x"), by: Office.section) == "notFound")
        #expect(try office.refusal(VoidNumber(register: "surat-keluar", year: 2026, sequence: nil, reason: "x"), by: Office.section) == "invalid")
        #expect(try office.refusal(VoidNumber(register: "lain", year: 2026, sequence: 1, reason: "x"), by: Office.section) == "registerUnknown")
        #expect(try office.refusal(void, by: Office.section) == nil)
    }

    @Test("Back-dating happens only inside a block reserved for that date")
    func backDating() throws {
        let office = try Office()
        let monday = try office.day("2026-01-05")
        try office.play.give(ReserveNumbers(register: "surat-keluar", date: monday, count: 2), by: Office.clerk)
        let block = try #require(try office.play.events(NumbersReserved.self).first?.body.block)
        try office.setClock("2026-01-07")
        #expect(try office.play.rejection { try office.number(date: monday) } == "backDated")
        #expect(try office.play.rejection { try office.number(date: try office.day("2026-01-06"), block: block) } == "dateNotOfBlock")
        #expect(try office.number().sequence == 3)
        let first = try office.number(date: monday, block: block)
        #expect(first.sequence == 1 && first.date == monday && first.done.number == "000.7.2/001/UJI/2026" && first.block == block)
        #expect(try office.number(block: block).sequence == 2)
        #expect(try office.play.rejection { try office.number(block: block) } == "blockUsedUp")
        #expect(try office.play.rejection { try office.number(block: office.play.newIdentifier()) } == "blockUnknown")
        #expect(try office.book(2026) == ["1 given", "2 given", "3 given"])
    }

    @Test("A block passes over its voided numbers")
    func voidedInBlock() throws {
        let office = try Office()
        try office.play.give(ReserveNumbers(register: "surat-keluar", date: try office.day("2026-01-05"), count: 2), by: Office.clerk)
        let block = try #require(try office.play.events(NumbersReserved.self).first?.body.block)
        try office.play.give(VoidNumber(register: "surat-keluar", year: 2026, sequence: 1, reason: "Rusak"), by: Office.clerk)
        #expect(try office.number(block: block).sequence == 2)
    }

    @Test("A block is for today or a day soon to come, is used only from that day on, and belongs to that day's year")
    func blockDates() throws {
        let office = try Office()
        func reserve(_ date: String, _ count: Int = 1) throws -> String? {
            try office.refusal(ReserveNumbers(register: "surat-keluar", date: try office.day(date), count: count), by: Office.clerk)
        }
        #expect(try reserve("2026-01-04") == "backDated")
        #expect(try reserve("2026-02-06") == "dateAhead")
        #expect(try reserve("2026-01-05", 0) == "invalid")
        #expect(try reserve("2026-01-05", 101) == "invalid")
        try office.setClock("2026-12-30")
        #expect(try reserve("2027-01-02", 2) == nil)
        let block = try #require(try office.play.events(NumbersReserved.self).first?.body)
        #expect(block.year == 2027 && block.first == 1 && block.count == 2)
        #expect(try office.play.rejection { try office.number(block: block.block) } == "dateAhead")
        try office.setClock("2027-01-04")
        #expect(try office.number().sequence == 3)
        #expect(try office.number(block: block.block).done.number == "000.7.2/001/UJI/2027")
    }

    @Test("A letter is not dated ahead")
    func dateAhead() throws {
        let office = try Office()
        #expect(try office.play.rejection { try office.number(date: try office.day("2026-01-06")) } == "dateAhead")
        #expect(try office.play.rejection { try office.number(date: try office.day("2026-01-06"), external: "X/1") } == "dateAhead")
        #expect(try office.number(date: try office.day("2026-01-05")).sequence == 1)
    }

    @Test("A number from outside is entered with its own date and uses none of the book's")
    func external() throws {
        let office = try Office()
        let given = try office.number(date: try office.day("2026-01-02"), external: "100/SETDA/2026")
        #expect(try given.sequence == nil && given.done.number == "100/SETDA/2026" && given.date == office.day("2026-01-02"))
        #expect(try office.play.rejection { try office.number(external: "100/SETDA/2026") } == "numberUsed")
        #expect(try office.play.rejection { try office.number(external: " ") } == "invalid")
        #expect(try office.play.rejection { try office.number(external: "2", block: office.play.newIdentifier()) } == "invalid")
        let void = VoidNumber(register: "surat-keluar", year: 2026, sequence: nil, external: "100/SETDA/2026", reason: "Salah surat")
        try office.play.give(void, by: Office.clerk)
        #expect(try office.refusal(void, by: Office.clerk) == "alreadyVoid")
        try office.number(external: "100/SETDA/2026")
        #expect(try office.number().sequence == 1)
        #expect(try office.book(2026) == ["100/SETDA/2026 voided", "100/SETDA/2026 given", "1 given"])
        #expect(try office.refusal(void, by: Office.clerk) == nil)
    }

    @Test("A document keeps its number when its case returns; only a void frees it")
    func kept() throws {
        let office = try Office()
        func give(_ date: CivilDate? = nil, external: String? = nil) throws -> NumberGiven {
            let task = try office.open(.nomor, for: "agendaris", kind: .numbering)
            try office.play.give(GiveNumber(task: task.task, date: date, external: external), by: Office.clerk)
            return try #require(try office.play.events(NumberGiven.self).last?.body)
        }
        #expect(try give().sequence == 1)
        try office.setClock("2026-01-08")
        let again = try give()
        #expect(try again.isKept && again.sequence == 1 && again.done.number == "000.7.2/001/UJI/2026" && again.date == office.day("2026-01-05"))
        #expect(try office.play.rejection { _ = try give(external: "LUAR") } == "alreadyNumbered")
        #expect(try office.play.rejection { _ = try give(try office.day("2026-01-08")) } == "alreadyNumbered")
        #expect(try office.book(2026) == ["1 given"])
        try office.play.give(VoidNumber(register: "surat-keluar", year: 2026, sequence: 1, reason: "Ganti"), by: Office.clerk)
        #expect(try give().sequence == 2)
    }

    @Test("The same command again gives the same number, not another")
    func repeated() throws {
        let office = try Office()
        let task = try office.open(.nomor, for: "agendaris")
        let id = office.play.newIdentifier()
        let first = try office.play.give(GiveNumber(task: task.task), by: Office.clerk, id: id)
        #expect(try office.play.give(GiveNumber(task: task.task), by: Office.clerk, id: id) == first)
        #expect(try office.refusal(GiveNumber(task: task.task), by: Office.clerk) == "taskEnded")
        #expect(try office.book(2026) == ["1 given"])
    }

    @Test("Books are shown page by page to the own agency and to operators")
    func pages() throws {
        let office = try Office()
        for _ in 0..<5 { try office.number() }
        func page(_ after: Int?) throws -> [Int?] {
            try office.play.ask(OutgoingBook(register: "surat-keluar", year: 2026, after: after, limit: 2), by: Office.head).rows.map(\.sequence)
        }
        #expect(try page(nil) == [1, 2])
        #expect(try page(2) == [3, 4])
        #expect(try page(4) == [5])
        let foreign = OutgoingBook(agency: "lain", register: "surat-keluar", year: 2026)
        #expect(try office.play.rejection { _ = try office.play.ask(foreign, by: Office.head) } == "notFound")
        let unnamed = LastNumber(register: "surat-keluar", year: 2026)
        #expect(try office.play.rejection { _ = try office.play.ask(unnamed, by: Office.operatorPrincipal) } == "invalid")
        let named = LastNumber(agency: Office.agency, register: "surat-keluar", year: 2027)
        #expect(try office.play.ask(named, by: Office.operatorPrincipal).next == 1)
    }

    @Test("A line says with which letter its document goes out, to whoever may see the line")
    func attachments() throws {
        let office = try Office()
        for attachmentOf in [nil, "pengantar"] as [Key<Naskah>?] {
            let task = try office.open(.nomor, for: "agendaris", caseID: office.play.newIdentifier()) {
                ($0.attachmentOf, $0.keamanan) = (attachmentOf, attachmentOf == nil ? nil : .rahasia)
            }
            try office.play.give(GiveNumber(task: task.task), by: Office.clerk)
        }
        func lines(_ reader: Principal) throws -> [Key<Naskah>?] {
            try office.play.ask(OutgoingBook(register: "surat-keluar", year: 2026), by: reader).rows.map(\.attachmentOf)
        }
        #expect(try lines(Office.clerk) == [nil, "pengantar"])
        #expect(try lines(Office.section) == [nil, nil])
    }

    @Test("A catalogue in force is noted: outgoing books, keepers and positions, without its words nothing")
    func noted() throws {
        let office = try Office()
        try office.play.hear(CatalogueApplied(agency: Office.agency, version: 2, hash: ""), from: .routing, about: nil)
        let noted = try office.play.events(RegistersNoted.self).map(\.body)
        #expect(noted.count == 1 && noted.first?.keepers == ["agendaris", "kasubbag"])
        #expect(noted.first?.registers.map(\.id) == ["surat-keluar", "hitung"] && noted.first?.shortName == "UJI")
    }

    @Test("Whatever clerks do in whatever order, each year's sequence has no gap and no number twice", arguments: 1...5)
    func anyOrder(seed: UInt64) throws {
        let office = try Office(zone: .wit, opening: 7)
        var state = seed
        func roll(_ count: UInt64) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % count)
        }
        try office.setClock("2026-12-31")
        for turn in 0..<180 {
            // Refusals are part of the play: they must leave no trace in the book.
            _ = try office.play.rejection {
                switch roll(6) {
                case 0: office.play.now = office.play.now.advanced(byMilliseconds: 3_600_000)
                case 1:
                    let date = CivilDate(office.play.now, in: .wit).advanced(byDays: roll(4) - 1)
                    try office.play.give(ReserveNumbers(register: "surat-keluar", date: date, count: roll(4)), by: Office.clerk)
                case 2:
                    let void = VoidNumber(register: "surat-keluar", year: 2026 + roll(2), sequence: roll(24), reason: "x")
                    try office.play.give(void, by: Office.clerk)
                case 3: try office.number(block: try office.play.events(NumbersReserved.self).last?.body.block)
                case 4: try office.number(external: "LUAR/\(turn / 2)")
                default: try office.number()
                }
            }
        }
        for (year, first) in [(2026, 7), (2027, 1)] {
            let rows = try office.play.ask(OutgoingBook(register: "surat-keluar", year: year), by: Office.clerk).rows
            let sequence = rows.compactMap(\.sequence)
            try #require(sequence.count > 5)
            #expect(sequence == Array(first..<first + sequence.count))
            #expect(rows.map(\.line) == Array(1...rows.count))
            let given = rows.filter { $0.sequence != nil }.compactMap(\.number)
            #expect(Set(given).count == given.count)
        }
    }
}
