import Domain
import Kernel
import Protocol
import Rehearsal
import SQLite
import Testing

@testable import Archival

@Suite("Archival: filing")
struct FilingTests {
    let archive: Archive
    init() throws { archive = try Archive() }

    private func sealed() throws -> Int { try archive.room.events(ArchiveSealed.self).count }

    @Test("Arsip is done when the file has been fetched from Drafting and is here, not before")
    func sealing() throws {
        let berkas = try archive.berkas()
        let task = try archive.open(.arsip, for: "arsiparis", number: "045/1")
        try archive.room.give(FileDocument(task: task, berkas: berkas), by: archive.archivist)
        #expect(try sealed() == 0)
        #expect(try archive.code(FileDocument(task: task, berkas: berkas), by: archive.archivist) == "filingRunning")
        let waiting = try archive.room.ask(CaseRecords(caseID: archive.caseID), by: archive.archivist)
        #expect(waiting.rows.isEmpty && waiting.filings.map(\.task) == [task] && waiting.filings.first?.failure == nil)

        archive.room.files.sizes[Archive.version().hash] = 4_711
        #expect(try archive.answerFetch(Archive.arrived)?.hash == Archive.version().hash)
        let event = try #require(try archive.room.events(ArchiveSealed.self).last)
        #expect(event.body.done == Completion(task: task, caseID: archive.caseID, outcome: .done, document: Archive.version()))
        #expect(event.body.hash == Archive.version().hash && event.body.size == 4_711 && event.body.classification == "000.7.2")
        #expect(try archive.code(FileDocument(task: task, berkas: berkas), by: archive.archivist) == "taskEnded")
        #expect(try archive.answerFetch(Archive.arrived) == nil)
        let shown = try archive.room.ask(ShowRecord(record: event.body.record), by: archive.archivist)
        #expect(shown.row.item == 1 && shown.row.number == "045/1" && shown.row.words?.title == "Dokumen Renja")
        #expect(shown.row.document == Archive.version())
        #expect(shown.berkas.items == 1 && shown.berkas.first == archive.room.now.milliseconds)
        #expect(try archive.room.engine.reading.integer("SELECT count(*) FROM filing") == 0)
    }

    @Test("A fetch that fails leaves the task open, and the archivist sees why")
    func failing() throws {
        let berkas = try archive.berkas()
        let task = try archive.open(.arsip, for: "arsiparis")
        func failure() throws -> String? { try archive.room.ask(CaseRecords(caseID: archive.caseID), by: archive.archivist).filings.first?.failure }
        try archive.room.give(FileDocument(task: task, berkas: berkas), by: archive.archivist)
        try archive.answerFetch(.refused("wrongContent"))
        #expect(try failure() == "wrongContent")
        try archive.room.give(FileDocument(task: task, berkas: berkas), by: archive.archivist)
        #expect(try failure() == nil)
        // The courier says it is here, but the store does not hold it.
        try archive.answerFetch(Archive.arrived)
        #expect(try failure() == "fileMissing" && sealed() == 0)
        try archive.room.give(FileDocument(task: task, berkas: berkas), by: archive.archivist)
        archive.room.files.sizes[Archive.version().hash] = 5
        try archive.answerFetch(Archive.arrived)
        #expect(try sealed() == 1)
        #expect(try archive.room.events(FetchFailed.self).map(\.body.code) == ["wrongContent", "fileMissing"])
    }

    @Test("A file that comes after its task was withdrawn makes no record")
    func withdrawn() throws {
        let berkas = try archive.berkas()
        let task = try archive.open(.arsip, for: "arsiparis")
        try archive.room.give(FileDocument(task: task, berkas: berkas), by: archive.archivist)
        try archive.room.hear(TaskWithdrawn(task: task, caseID: archive.caseID), from: .routing, about: archive.caseID)
        archive.room.files.sizes[Archive.version().hash] = 5
        try archive.answerFetch(Archive.arrived)
        #expect(try sealed() == 0)
        #expect(try archive.room.engine.pendingEffects(most: 1).isEmpty)
        #expect(try archive.room.ask(CaseRecords(caseID: archive.caseID), by: archive.archivist).filings.isEmpty)
    }

    @Test("A file that nobody waits for is not wanted: for another record, after a failure, after its task was withdrawn")
    func notWanted() throws {
        let task = try archive.open(.arsip, for: "arsiparis")
        try archive.room.give(FileDocument(task: task, berkas: try archive.berkas()), by: archive.archivist)
        archive.room.files.sizes[Archive.version().hash] = 5
        let record = try #require(try archive.room.engine.reading.first("SELECT record FROM filing") { Identifier($0.text(0)) } ?? nil)
        func refusal(_ record: Identifier) throws -> String? {
            do {
                _ = try recordFetch(RecordFetch(task: task, record: record, failure: nil), archive.room.decision(because: task))
                return nil
            } catch let refused as Rejection {
                return "\(refused.code) \(refused.field ?? "")"
            }
        }
        #expect(try refusal(record) == nil)
        #expect(try refusal(task) == "notWanted record")
        try archive.answerFetch(.refused("wrongContent"))
        #expect(try refusal(record) == "notWanted record")
        try archive.room.hear(TaskWithdrawn(task: task, caseID: archive.caseID), from: .routing, about: archive.caseID)
        #expect(try refusal(record) == "notWanted record")
    }

    @Test("What came of a fetch is said by the service alone")
    func fetchFromTheWire() throws {
        let fetch = RecordFetch(task: archive.caseID, record: archive.caseID, failure: nil)
        #expect(try archive.code(fetch, by: archive.archivist) == "forbidden")
        #expect(try archive.code(fetch, by: .operator(name: "uji")) == "forbidden")
    }

    @Test("A document goes into one berkas: an open one of the agency, or one opened for it")
    func target() throws {
        let task = try archive.open(.arsip, for: "arsiparis")
        let berkas = try archive.berkas()
        let opening = OpenBerkas(classification: "000.1.5", title: "Rapat 2026", location: .init(ruang: "Depo 1", boks: "7"))
        func refusal(_ command: FileDocument) throws -> String? { try archive.refusal(command, by: archive.archivist) }
        #expect(try refusal(FileDocument(task: task)) == "invalid berkas")
        #expect(try refusal(FileDocument(task: task, berkas: berkas, opening: opening)) == "invalid berkas")
        #expect(try refusal(FileDocument(task: task, berkas: task)) == "notFound berkas")
        let unknown = OpenBerkas(classification: "999", title: "x")
        #expect(try refusal(FileDocument(task: task, opening: unknown)) == "invalid opening.classification")
        try archive.file(in: berkas, version: 2)
        try archive.room.give(CloseBerkas(berkas: berkas), by: archive.archivist)
        #expect(try refusal(FileDocument(task: task, berkas: berkas)) == "berkasClosed berkas")
        archive.room.files.sizes[Archive.version().hash] = 5
        try archive.room.give(FileDocument(task: task, opening: opening), by: archive.archivist)
        try archive.answerFetch(Archive.arrived)
        let record = try #require(try archive.room.events(ArchiveSealed.self).last).body.record
        let shown = try archive.room.ask(ShowRecord(record: record), by: archive.archivist)
        #expect(shown.berkas.words == BerkasWords(title: "Rapat 2026", location: .init(ruang: "Depo 1", boks: "7")))
        #expect(shown.row.classification == "000.1.5")
    }

    @Test("What was not composed in Drafting is sealed at once: as a scan that is here, or as paper")
    func paper() throws {
        let berkas = try archive.berkas()
        let unwritten = DocumentVersion(name: DocumentName(naskah: "hasil"), version: 0, hash: "")
        let scanned = try archive.open(.arsip, for: "arsiparis", document: nil)
        let paper = try archive.open(.arsip, for: "arsiparis", document: unwritten)
        let composed = try archive.open(.arsip, for: "arsiparis")
        let unheld = FileReference(hash: String(repeating: "cd", count: 32), size: 1, mediaType: "image/png")
        func refusal(_ command: FileDocument) throws -> String? { try archive.refusal(command, by: archive.archivist) }
        #expect(try refusal(FileDocument(task: scanned, berkas: berkas, file: unheld)) == "fileMissing file")
        #expect(try refusal(FileDocument(task: composed, berkas: berkas, file: archive.proof)) == "invalid file")
        try archive.room.give(FileDocument(task: scanned, berkas: berkas, file: archive.proof), by: archive.archivist)
        try archive.room.give(FileDocument(task: paper, berkas: berkas, isOriginal: false, note: "Map hijau"), by: archive.archivist)
        #expect(try archive.room.engine.pendingEffects(most: 1).isEmpty)
        let rows = try archive.room.ask(BerkasContents(berkas: berkas), by: archive.archivist).rows
        #expect(rows.map(\.hash) == [archive.proof.hash, nil] && rows.map(\.size) == [1_000, 0] && rows.map(\.isOriginal) == [true, false])
        #expect(rows.last?.words?.note == "Map hijau" && rows.map(\.item) == [1, 2])
    }

    @Test("The parties of a record are those its document was sent to, and whom the archivist adds")
    func parties() throws {
        let sending = try archive.open(.kirim, to: [Receiver(role: "bappeda", position: nil, name: "Bappeda")])
        let deliveries = [DispatchDocument.Delivery(receiver: 0, outcome: .sampai, receivedBy: "Budi")]
        try archive.room.give(DispatchDocument(task: sending, deliveries: deliveries), by: archive.staff)
        let record = try archive.file(in: try archive.berkas(), parties: "Inspektorat")
        let shown = try archive.room.ask(ShowRecord(record: record), by: archive.archivist)
        #expect(shown.row.words?.parties == "Bappeda; Inspektorat")
    }

    @Test("Who only got a tembusan is marked so among the parties of a record, and found by the search")
    func partiesWithTembusan() throws {
        let (bappeda, bupati) = (Receiver(role: "bappeda", position: nil, name: "Bappeda"), Receiver(role: "bupati", position: nil, name: "Bupati"))
        for (to, tembusan) in [(bappeda, bupati), (bupati, bappeda)] {
            let sending = try archive.open(.kirim, to: [to], tembusan: [tembusan])
            let deliveries = (0...2).map { DispatchDocument.Delivery(receiver: $0, outcome: .sampai, receivedBy: "Budi") }
            try archive.room.give(DispatchDocument(task: sending, deliveries: deliveries, tembusan: ["Inspektorat"]), by: archive.staff)
        }
        let record = try archive.file(in: try archive.berkas())
        let shown = try archive.room.ask(ShowRecord(record: record), by: archive.archivist)
        #expect(shown.row.words?.parties == "Bappeda; Bupati; Inspektorat (tembusan)")
        #expect(try archive.search("tembusan inspektorat") == [record])
    }

    @Test("Each record has the receivers of its own document, or of the letter it went out with, and none of the case's other ones")
    func partiesByDocument() throws {
        let names = ["undangan", "pengantar", "evaluasi"].map { DocumentName(naskah: Key($0)) }
        for (name, receiver) in zip(names, ["Bappeda", "Bupati"]) {
            let to = Receiver(role: Key(receiver.lowercased()), position: nil, name: receiver)
            let sending = try archive.open(.kirim, document: Archive.version(of: name), to: [to])
            let deliveries = [DispatchDocument.Delivery(receiver: 0, outcome: .sampai, receivedBy: "Budi")]
            try archive.room.give(DispatchDocument(task: sending, deliveries: deliveries), by: archive.staff)
        }
        let berkas = try archive.berkas()
        func parties(_ name: DocumentName, attachmentOf: Key<Naskah>? = nil) throws -> String? {
            let record = try archive.file(in: berkas, name: name, attachmentOf: attachmentOf)
            return try archive.room.ask(ShowRecord(record: record), by: archive.archivist).row.words?.parties
        }
        #expect(try parties(names[0]) == "Bappeda")
        #expect(try parties(names[1]) == "Bupati")
        #expect(try parties(names[2], attachmentOf: "pengantar") == "Bupati")
        #expect(try parties(DocumentName(naskah: "data")) == nil)
    }

    @Test("Where a unit's own document was sent, only that unit's record has its receivers; what all were sent has all")
    func partiesByMember() throws {
        let berkas = try archive.berkas()
        for (member, receiver) in [(Key<Position>("kabid-a"), "Bappeda"), ("kabid-b", "Bupati")] {
            let name = DocumentName(naskah: "renja", member: member)
            let to = Receiver(role: Key(receiver.lowercased()), position: nil, name: receiver)
            let sending = try archive.open(.kirim, document: Archive.version(of: name), to: [to])
            let deliveries = [DispatchDocument.Delivery(receiver: 0, outcome: .sampai, receivedBy: "Budi")]
            try archive.room.give(DispatchDocument(task: sending, deliveries: deliveries), by: archive.staff)
        }
        let record = try archive.file(in: berkas, name: DocumentName(naskah: "renja", member: "kabid-b"))
        #expect(try archive.room.ask(ShowRecord(record: record), by: archive.archivist).row.words?.parties == "Bupati")
    }

    @Test("The headers of filing hold no word of the document")
    func headersWithoutWords() throws {
        let sending = try archive.open(.kirim)
        let deliveries = (0...1).map { DispatchDocument.Delivery(receiver: $0, outcome: .sampai, receivedBy: "Budi") }
        try archive.room.give(DispatchDocument(task: sending, deliveries: deliveries, tembusan: ["Setda"]), by: archive.staff)
        try archive.file(in: try archive.berkas(), parties: "Inspektorat")
        try archive.room.engine.reading.each("SELECT event FROM journal", []) { row in
            let header = String(decoding: row.blob(0), as: UTF8.self)
            for word in ["Penyusunan", "Setda", "Dokumen Renja", "Inspektorat", "Renja 2027"] { #expect(!header.contains(word)) }
            return true
        }
    }

    @Test("Of a berkas in which there is nothing but what is kept from them, on its way or filed, nobody learns even the title")
    func secretBerkas() throws {
        let berkas = try archive.berkas()
        func titles(_ principal: Principal) throws -> [String?] { try archive.room.ask(ListBerkas(), by: principal).rows.map { $0.words?.title } }
        func code() throws -> String? { try archive.room.rejection { _ = try archive.room.ask(BerkasContents(berkas: berkas), by: archive.staff) } }
        #expect(try titles(archive.staff) == ["Renja 2027"] && code() == nil)
        let document = Archive.version(2)
        archive.room.files.sizes[document.hash] = 77
        let task = try archive.open(.arsip, for: "arsiparis", document: document)
        try archive.room.give(FileDocument(task: task, berkas: berkas, keamanan: .rahasia), by: archive.archivist)
        for isSealed in [false, true] {
            if isSealed { try archive.answerFetch(.fetched(FileReference(hash: document.hash, size: 77, mediaType: "text/plain"), text: nil)) }
            #expect(try titles(archive.staff).isEmpty && code() == "notFound", "\(isSealed)")
            #expect(try titles(archive.archivist) == ["Renja 2027"] && titles(archive.head) == ["Renja 2027"], "\(isSealed)")
        }
        try archive.file(in: berkas, version: 3)
        #expect(try titles(archive.staff) == ["Renja 2027"] && code() == nil)
        #expect(try archive.room.ask(ListBerkas(), by: archive.staff).rows.map(\.items) == [1])
    }

    @Test("A case that is kept closer takes its records with it: those in the archive, those on their way, and those whose task came before")
    func keptCloser() throws {
        let berkas = try archive.berkas()
        let filed = try archive.file(in: berkas)
        func order(_ version: Int) throws -> FileDocument {
            let document = Archive.version(version)
            archive.room.files.sizes[document.hash] = 77
            return FileDocument(task: try archive.open(.arsip, for: "arsiparis", document: document), berkas: berkas)
        }
        try archive.room.give(try order(2), by: archive.archivist)
        let later = try order(3)
        #expect(try archive.search("renja", by: archive.staff) == [filed])
        let raised = CaseKeamananRaised(caseID: archive.caseID, agency: "dinas", letter: nil, keamanan: .rahasia, positions: ["arsiparis"])
        for _ in 0..<2 { try archive.room.hear(raised, from: .routing, about: archive.caseID) }
        for (version, isOrdered) in [(2, true), (3, false)] {
            if !isOrdered { try archive.room.give(later, by: archive.archivist) }
            let file = FileReference(hash: Archive.version(version).hash, size: 77, mediaType: "text/plain")
            try archive.answerFetch(.fetched(file, text: nil))
        }
        let rows = try archive.room.ask(SearchArchive(text: "renja"), by: archive.archivist).rows
        #expect(rows.count == 3 && rows.allSatisfy { $0.keamanan == .rahasia })
        #expect(try archive.search("renja", by: archive.staff).isEmpty)
        #expect(try archive.room.rejection { _ = try archive.room.ask(ShowRecord(record: filed), by: archive.staff) } == "notFound")
        func count(_ principal: Principal) throws -> Int? { try archive.room.ask(ListBerkas(), by: principal).rows.first?.items }
        #expect(try count(archive.staff) == nil && count(archive.archivist) == 3)
        #expect(try archive.room.events(ReachNoted.self).count == 1)
        let copy = try Database.inMemory()
        _ = try Replay.rebuild(archival, from: archive.room.engine.reading, into: copy)
        #expect(try Replay.differences(archival, archive.room.engine.reading, copy.reading) == [])
    }
}
