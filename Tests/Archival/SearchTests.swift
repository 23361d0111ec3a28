import Archival
import Domain
import Kernel
import Protocol
import Rehearsal
import Testing

@Suite("Archival: search")
struct SearchTests {
    let archive: Archive
    let berkas: Identifier
    init() throws {
        archive = try Archive()
        berkas = try archive.berkas()
    }

    @Test("A record is found by the words of its file's text, too")
    func textIsSearched() throws {
        let archive = try Archive()
        let berkas = try archive.berkas()
        let found = try archive.file(in: berkas, text: "Indeks kepuasan pencari kerja triwulan pertama")
        try archive.file(in: berkas, version: 2, text: nil)
        #expect(try archive.search("kepuasan triwulan") == [found])
    }

    @Test("All words are looked for, each as the beginning of one, in subject, title, number and parties, whatever case and accents")
    func words() throws {
        let renja = try archive.file(
            in: berkas, subject: "Penyusunan Rencana Kerja", title: "Dokumen", number: "045/12/DISDIK/2026", parties: "Bappéda")
        let lakip = try archive.file(in: berkas, subject: "Penyusunan LAKIP", title: "Laporan", number: "12/045", version: 2)
        #expect(try archive.search("penyusun") == [lakip, renja])
        #expect(try archive.search("PENYUSUNAN kerja") == [renja])
        #expect(try archive.search("dokum") == [renja])
        #expect(try archive.search("bappeda") == [renja])
        #expect(try archive.search("045/12") == [renja])
        #expect(try archive.search("12 045") == [lakip, renja])
        #expect(try archive.search("kerja lakip").isEmpty)
    }

    @Test("Nothing that is typed reaches the index as its own language")
    func signs() throws {
        let record = try archive.file(in: berkas, subject: "Rapat AND NOT notulen", title: nil)
        for text in ["", "\"", "*", "-", "()", "^ :", "\u{0}", "\u{301}"] {
            #expect(try archive.room.rejection { _ = try archive.search(text) } == "invalid", "\(text.debugDescription)")
        }
        for text in ["rapat\"", "\"rapat", "rapat*", "rapat)", "^rapat", "+rapat", "{rapat}", "\"rapat\" \"not\""] {
            #expect(try archive.search(text) == [record], "\(text)")
        }
        for text in ["rap\u{0}at", "subject:rapat", "NEAR(rapat", "\" OR \"", "rapat NOT x"] {
            #expect(try archive.search(text).isEmpty, "\(text)")
        }
        #expect(try archive.search("AND NOT") == [record])
        #expect(try archive.room.rejection { _ = try archive.search(String(repeating: "a ", count: 17)) } == "invalid")
        #expect(try archive.room.rejection { _ = try archive.search(String(repeating: "a", count: 3_000)) } == "invalid")
    }

    @Test("The newest come first, page by page")
    func pages() throws {
        let records = try (1...5).map { try archive.file(in: berkas, version: $0) }
        let first = try archive.room.ask(SearchArchive(text: "renja", limit: 2), by: archive.archivist)
        #expect(first.rows.map(\.record) == [records[4], records[3]])
        let second = try archive.room.ask(SearchArchive(text: "renja", before: first.next, limit: 3), by: archive.archivist)
        #expect(second.rows.map(\.record) == [records[2], records[1], records[0]] && second.next == nil)
    }

    @Test("A search may be narrowed to a classification and to the year of the agency's own clock")
    func narrowed() throws {
        let old = try archive.file(in: berkas)
        // 2026-12-31T17:30Z: in the west it is 2027 already.
        archive.room.now = Moment(milliseconds: 1_798_738_200_000)
        let new = try archive.file(in: try archive.berkas("000.1.5"), version: 2)
        func found(_ query: SearchArchive) throws -> [Identifier] { try archive.room.ask(query, by: archive.archivist).rows.map(\.record) }
        #expect(try found(SearchArchive(text: "renja", classification: "000.7.2")) == [old])
        #expect(try found(SearchArchive(text: "renja", year: 2027)) == [new])
        #expect(try found(SearchArchive(text: "renja", year: 2026)) == [old])
    }

    @Test("Secret records are there for the archivist and the head only; for others they are not even counted")
    func secrets() throws {
        let open = try archive.file(in: berkas, keamanan: .biasa)
        let secret = try archive.file(in: berkas, keamanan: .rahasia, version: 2)
        let waiting = try archive.open(.arsip, for: "arsiparis", document: Archive.version(3))
        try archive.room.give(FileDocument(task: waiting, berkas: berkas, keamanan: .sangatRahasia), by: archive.archivist)
        for reader in [archive.archivist, archive.head] {
            #expect(try archive.search("renja", by: reader) == [secret, open])
            #expect(try archive.room.ask(CaseRecords(caseID: archive.caseID), by: reader).filings.count == 1)
        }
        #expect(try archive.search("renja", by: archive.staff) == [open])
        #expect(try archive.room.rejection { _ = try archive.room.ask(ShowRecord(record: secret), by: archive.staff) } == "notFound")
        let ofCase = try archive.room.ask(CaseRecords(caseID: archive.caseID), by: archive.staff)
        #expect(ofCase.rows.map(\.record) == [open] && ofCase.filings.isEmpty)
        let contents = try archive.room.ask(BerkasContents(berkas: berkas), by: archive.staff)
        #expect(contents.rows.map(\.record) == [open] && contents.berkas.items == 1)
    }

    @Test("The archive of another agency is not found, and nobody asks without a position")
    func strangers() throws {
        let record = try archive.file(in: berkas)
        #expect(try archive.search("renja", by: archive.other).isEmpty)
        #expect(try archive.room.ask(CaseRecords(caseID: archive.caseID), by: archive.other).rows.isEmpty)
        #expect(try archive.room.rejection { _ = try archive.room.ask(ShowRecord(record: record), by: archive.other) } == "notFound")
        #expect(try archive.room.rejection { _ = try archive.search("renja", by: .operator(name: "uji")) } == "forbidden")
    }
}
