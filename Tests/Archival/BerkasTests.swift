import Archival
import Domain
import Kernel
import Protocol
import Rehearsal
import SQLite
import Tasks
import Testing

@Suite("Archival: berkas and retention")
struct BerkasTests {
    let archive: Archive
    init() throws { archive = try Archive() }

    @Test("A berkas takes the next free number of its classification where none is given")
    func numbers() throws {
        _ = try archive.berkas(number: "2")
        _ = try archive.berkas()
        _ = try archive.berkas("000.1.5")
        _ = try archive.berkas()
        let rows = try archive.room.ask(ListBerkas(), by: archive.archivist).rows
        #expect(rows.map { "\($0.classification)/\($0.number)" } == ["000.1.5/1", "000.7.2/2", "000.7.2/3", "000.7.2/4"])
        let again = OpenBerkas(classification: "000.7.2", number: "2", title: "Lagi")
        #expect(try archive.refusal(again, by: archive.archivist) == "numberTaken number")
        #expect(try archive.refusal(OpenBerkas(classification: "9", title: "x"), by: archive.archivist) == "invalid classification")
        #expect(try archive.refusal(OpenBerkas(classification: "000.7.2", title: " "), by: archive.archivist) == "invalid title")
    }

    @Test("Only the archivist, or the superior while there is none, opens and closes berkas of the own agency")
    func onlyTheArchivist() throws {
        let berkas = try archive.berkas()
        try archive.file(in: berkas)
        let superior = Principal.official(.init(agency: "dinas", person: "1982", position: "kasubag"))
        #expect(try archive.code(OpenBerkas(classification: "000.7.2", title: "x"), by: archive.staff) == "forbidden")
        #expect(try archive.code(CloseBerkas(berkas: berkas), by: archive.staff) == "forbidden")
        #expect(try archive.code(CloseBerkas(berkas: berkas), by: archive.other) == "notFound")
        let mandate = Principal.Authority(kind: .an, decree: "800/1")
        let deputy = Principal.official(.init(agency: "dinas", person: "1983", position: "arsiparis", mandate: mandate))
        #expect(try archive.code(CloseBerkas(berkas: berkas), by: deputy) == "mandateTooNarrow")
        #expect(try archive.code(CloseBerkas(berkas: berkas), by: superior) == nil)
    }

    @Test("Retention runs from the closing: the active and inactive years of the JRA end with a year")
    func retention() throws {
        let berkas = try archive.berkas()
        #expect(try archive.code(CloseBerkas(berkas: berkas), by: archive.archivist) == "berkasEmpty")
        try archive.file(in: berkas)
        // 2026-12-31T17:30Z: in the west it is 2027 already.
        archive.room.now = Moment(milliseconds: 1_798_738_200_000)
        try archive.room.give(CloseBerkas(berkas: berkas), by: archive.archivist)
        let closing = try #require(try archive.room.ask(ListBerkas(isOpen: false), by: archive.archivist).rows.first?.closing)
        #expect(closing.closed.description == "2027-01-01" && closing.fate == .permanent)
        #expect(closing.activeUntil.description == "2029-12-31" && closing.inactiveUntil.description == "2032-12-31")
        #expect(try archive.code(CloseBerkas(berkas: berkas), by: archive.archivist) == "berkasClosed")
        #expect(try archive.room.ask(ListBerkas(isOpen: true), by: archive.archivist).rows.isEmpty)
    }

    @Test("A berkas is not closed while a document is on its way into it")
    func pending() throws {
        let berkas = try archive.berkas()
        try archive.file(in: berkas)
        let task = try archive.open(.arsip, for: "arsiparis", document: Archive.version(2))
        try archive.room.give(FileDocument(task: task, berkas: berkas), by: archive.archivist)
        #expect(try archive.code(CloseBerkas(berkas: berkas), by: archive.archivist) == "filingPending")
        try archive.answerFetch(.refused("notFound"))
        #expect(try archive.code(CloseBerkas(berkas: berkas), by: archive.archivist) == nil)
    }

    @Test("Daftar Berkas and Daftar Isi Berkas are read page by page")
    func pages() throws {
        let first = try archive.berkas()
        let second = try archive.berkas()
        let page = try archive.room.ask(ListBerkas(classification: "000.7.2", limit: 1), by: archive.archivist)
        #expect(page.rows.map(\.berkas) == [first] && page.hasMore)
        let rest = try archive.room.ask(ListBerkas(after: first), by: archive.archivist)
        #expect(rest.rows.map(\.berkas) == [second] && !rest.hasMore)
        let records = try (1...3).map { try archive.file(in: first, version: $0) }
        let contents = try archive.room.ask(BerkasContents(berkas: first, after: 1, limit: 1), by: archive.archivist)
        #expect(contents.rows.map(\.record) == [records[1]] && contents.hasMore && contents.berkas.items == 3)
        #expect(try archive.room.rejection { _ = try archive.room.ask(BerkasContents(berkas: first), by: archive.other) } == "notFound")
        #expect(try archive.room.ask(ListBerkas(), by: archive.other).rows.isEmpty)
    }

    /// One of everything that changes the tables.
    private func play() throws {
        let berkas = try archive.berkas()
        let sending = try archive.open(.kirim, to: [Receiver(role: "bappeda", position: nil, name: "Bappeda")])
        let deliveries = [DispatchDocument.Delivery(receiver: 0, outcome: .sampai, receivedBy: "Budi", proof: archive.proof)]
        try archive.room.give(DispatchDocument(task: sending, deliveries: deliveries), by: archive.staff)
        try sendTembusan()
        try archive.room.give(MakeCopies(task: try archive.open(.gandakan), count: 3), by: archive.staff)
        try archive.room.give(RecordGathering(task: try archive.open(.himpunLuar), note: "Surat"), by: archive.staff)
        try archive.file(in: berkas, number: "045/1")
        try archive.file(in: berkas, keamanan: .rahasia, version: 2)
        try archive.room.give(CloseBerkas(berkas: berkas), by: archive.archivist)
        let secret = TaskOpened(
            task: archive.room.newIdentifier(), caseID: archive.room.newIdentifier(), agency: "dinas", step: 1, kind: .regular, word: .gandakan,
            position: "staf", keamanan: .rahasia)
        try archive.room.hear(secret, from: .routing, about: secret.caseID)
        let failing = try archive.open(.arsip, for: "arsiparis", document: Archive.version(3))
        let opening = OpenBerkas(classification: "000.1.5", title: "Rapat", location: .init(ruang: "Depo"))
        try archive.room.give(FileDocument(task: failing, opening: opening), by: archive.archivist)
        try archive.answerFetch(.refused("notFound"))
    }

    /// Sends a letter with a tembusan of the SOP's and one that was added.
    private func sendTembusan() throws {
        let bupati = Receiver(role: "bupati", position: nil, name: "Bupati")
        let sending = try archive.open(.kirim, tembusan: [bupati])
        let deliveries = (0...2).map { DispatchDocument.Delivery(receiver: $0, outcome: .sampai, receivedBy: "Budi") }
        try archive.room.give(DispatchDocument(task: sending, deliveries: deliveries, tembusan: ["Inspektorat"]), by: archive.staff)
    }

    @Test("The tables and the index of words are made again from the journal alone")
    func rebuilding() throws {
        try play()
        try archive.room.hear(CaseClosed(caseID: archive.caseID), from: .routing, about: archive.caseID)
        let copy = try Database.inMemory()
        _ = try Replay.rebuild(archival, from: archive.room.engine.reading, into: copy)
        // Destruction has a play of its own.
        for table in archival.tables where !OfficeRules.tables.contains(table) && !table.hasPrefix("destruction") {
            #expect(try copy.reading.exists("SELECT 1 FROM \(table)"), "nothing was put into \(table)")
        }
        #expect(try Replay.differences(archival, archive.room.engine.reading, copy.reading) == [])
        // Compares the index with the table it is of; throws where they differ.
        try copy.tables.run("INSERT INTO record_text(record_text, rank) VALUES('integrity-check', 1)")
        #expect(try copy.reading.integer("SELECT count(*) FROM record_text WHERE record_text MATCH 'renja'") == 2)
    }

    @Test("A record whose words were destroyed by law keeps its place, codes and hash, and is no longer found")
    func destroyed() throws {
        try play()
        let old = try Database.inMemory()
        _ = try Replay.rebuild(archival, from: archive.room.engine.reading, into: old)
        try old.tables.run("UPDATE journal SET content = NULL")
        let copy = try Database.inMemory()
        _ = try Replay.rebuild(archival, from: old.reading, into: copy)
        #expect(try copy.reading.integer("SELECT count(*) FROM record WHERE subject IS NULL AND title IS NULL AND hash IS NOT NULL") == 2)
        #expect(try copy.reading.integer("SELECT count(*) FROM record_text WHERE record_text MATCH 'renja'") == 0)
        #expect(try copy.reading.integer("SELECT count(*) FROM berkas WHERE title IS NULL AND items = 2 AND closed IS NOT NULL") == 1)
        #expect(try copy.reading.integer("SELECT count(*) FROM delivery WHERE words IS NULL AND subject IS NULL AND proof IS NOT NULL") == 1)
        #expect(try copy.reading.integer("SELECT count(*) FROM delivery WHERE tembusan AND receiver = 'Bupati'") == 1)
        #expect(try copy.reading.integer("SELECT count(*) FROM delivery WHERE tembusan AND receiver IS NULL") == 1, "a name that was added")
        try copy.tables.run("INSERT INTO record_text(record_text, rank) VALUES('integrity-check', 1)")
    }

    @Test("By an act of destruction no word of a letter is left in any byte, and the tables are those that a replay makes")
    func destruction() throws {
        try play()
        let remains = try archive.room.destroyAll(by: .routing) { $0.type.hasPrefix("berkas.") }
        #expect(remains.count >= 5)
        #expect(remains.words == [] && remains.differences == [])
        let untitled = try archive.room.engine.reading.exists("SELECT 1 FROM berkas WHERE title IS NULL")
        #expect(!untitled, "the list of what was destroyed keeps its titles")
    }
}
