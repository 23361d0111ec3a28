import Archival
import Domain
import Kernel
import Protocol
import Rehearsal
import SQLite
import Testing

@Suite("Archival: destruction by law") struct DestructionTests {
    private let archive: Archive
    private let day: Int64 = 24 * 3_600_000

    init() throws { archive = try Archive() }

    /// A closed berkas with one record, of a case of its own.
    private func berkas(_ classification: String = "000.1.5", of named: Identifier? = nil, version: Int = 1) throws -> Identifier {
        let berkas = try archive.berkas(classification)
        let caseID = named ?? archive.room.newIdentifier()
        try file(in: berkas, of: caseID, version: version)
        if named == nil { try archive.room.hear(CaseClosed(caseID: caseID), from: .routing, about: caseID) }
        try archive.room.give(CloseBerkas(berkas: berkas), by: archive.archivist)
        return berkas
    }

    private func file(in berkas: Identifier, of caseID: Identifier, version: Int = 1) throws {
        let document = Archive.version(version)
        let words = TaskWords(subject: "Kembangsepatu \(version)", activity: "Arsip", document: "Notulen")
        let task = try archive.open(.arsip, for: "arsiparis", of: caseID, document: document, words: words)
        archive.room.files.sizes[document.hash] = 77
        try archive.room.give(FileDocument(task: task, berkas: berkas), by: archive.archivist)
        try archive.answerFetch(.fetched(FileReference(hash: document.hash, size: 77, mediaType: "text/plain"), text: "Isi kembangsepatu"))
    }

    /// The retention of a meeting's records: one year active, one inactive, from the end of the year.
    private func letRetentionPass() { archive.room.now = archive.room.now.advanced(byMilliseconds: 3 * 366 * day) }

    private func propose(_ berkas: Identifier...) throws -> Identifier {
        try archive.room.give(ProposeDestruction(berkas: berkas), by: archive.archivist)
        return try #require(try archive.room.events(DestructionProposed.self).last).body.destruction
    }

    private func approve(_ destruction: Identifier) throws {
        try archive.room.give(ApproveDestruction(destruction: destruction), by: archive.head)
    }

    private func order(_ destruction: Identifier) -> CarryOutDestruction {
        CarryOutDestruction(destruction: destruction, beritaAcara: "BA/7/2029", document: archive.proof)
    }

    @Test("Usul, a yes of the head, berita acara: then words and search are empty, files doomed, codes and the list's titles stay")
    func carriedOut() throws {
        let (gone, kept) = (try berkas(), try berkas("000.7.2", version: 2))
        letRetentionPass()
        let destruction = try propose(gone)
        try approve(destruction)
        #expect(try archive.search("kembangsepatu").count == 2)
        try archive.room.give(order(destruction), by: archive.archivist)
        let event = try #require(try archive.room.events(RecordsDestroyed.self).first)
        #expect(event.body.berkas == [gone] && event.body.cases == 1 && event.body.beritaAcara == "BA/7/2029" && event.body.document == archive.proof)
        let contents = try #require(try archive.room.events(ContentDestroyed.self).first)
        #expect(contents.body.act == destruction && contents.body.subjects.count == 1)
        #expect(try archive.search("kembangsepatu").count == 1)
        let shown = try archive.room.ask(BerkasContents(berkas: gone), by: archive.archivist)
        #expect(shown.rows.map(\.words) == [nil] && shown.rows.map(\.hash) == [Archive.version().hash])
        #expect(shown.berkas.destroyed == event.body.date && shown.berkas.words?.title == "Renja 2027")
        #expect(try archive.room.ask(BerkasContents(berkas: kept), by: archive.archivist).rows.first?.words?.subject == "Kembangsepatu 2")
        var removed: [String] = []
        try archive.room.engine.removeDoomedFiles { removed.append($0) }
        let isDone = try archive.room.engine.erase()
        #expect(isDone && removed == [Archive.version().hash])
        #expect(try archive.room.ask(ListDestructions(), by: archive.head).rows.map(\.state) == [.destroyed])
        let copy = try Database.inMemory()
        _ = try Replay.rebuild(archival, from: archive.room.engine.reading, into: copy)
        for table in ["destruction", "destruction_berkas", "destroyed", "ended_case"] { #expect(try copy.reading.exists("SELECT 1 FROM \(table)")) }
        #expect(try Replay.differences(archival, archive.room.engine.reading, copy.reading) == [])
        #expect(try archive.refusal(ProposeDestruction(berkas: [gone]), by: archive.archivist) == "alreadyDestroyed berkas.0")
    }

    @Test("Only closed berkas may be proposed whose fate is musnah and whose last day is over")
    func lawful() throws {
        let open = try archive.berkas("000.1.5")
        try file(in: open, of: archive.caseID)
        let (permanent, due) = (try berkas("000.7.2"), try berkas())
        #expect(try archive.refusal(ProposeDestruction(berkas: [due]), by: archive.archivist) == "retentionRunning berkas.0")
        // The last day is the last of 2028, in the zone of the office.
        archive.room.now = try #require(CivilDate("2029-01-01")).start(in: .wib).advanced(byMilliseconds: -1)
        #expect(try archive.refusal(ProposeDestruction(berkas: [due]), by: archive.archivist) == "retentionRunning berkas.0")
        archive.room.now = archive.room.now.advanced(byMilliseconds: 1)
        #expect(try archive.refusal(ProposeDestruction(berkas: [due, open]), by: archive.archivist) == "berkasOpen berkas.1")
        #expect(try archive.refusal(ProposeDestruction(berkas: [permanent]), by: archive.archivist) == "notForDestruction berkas.0")
        #expect(try archive.refusal(ProposeDestruction(berkas: [due, due]), by: archive.archivist) == "invalid berkas.1")
        #expect(try archive.refusal(ProposeDestruction(berkas: []), by: archive.archivist) == "invalid berkas")
        #expect(try archive.refusal(ProposeDestruction(berkas: [due]), by: archive.other) == "notFound berkas")
        _ = try propose(due)
        #expect(try archive.refusal(ProposeDestruction(berkas: [due]), by: archive.archivist) == "alreadyProposed berkas.0")
    }

    @Test("A case with records in a berkas that stays is kept as a whole and named; the others go, and it goes with its last berkas")
    func mixedCases() throws {
        let (mixed, alone) = (archive.room.newIdentifier(), archive.room.newIdentifier())
        let meetings = try archive.berkas("000.1.5")
        for (number, one) in [(1, mixed), (2, alone)] { try file(in: meetings, of: one, version: number) }
        let later = try archive.berkas("000.1.5", number: "lagi")
        try file(in: later, of: mixed, version: 3)
        try archive.room.hear(CaseClosed(caseID: alone), from: .routing, about: alone)
        for one in [meetings, later] { try archive.room.give(CloseBerkas(berkas: one), by: archive.archivist) }
        letRetentionPass()
        func destroy(_ berkas: Identifier) throws -> RecordsDestroyed {
            let destruction = try propose(berkas)
            try approve(destruction)
            try archive.room.give(order(destruction), by: archive.archivist)
            return try #require(try archive.room.events(RecordsDestroyed.self).last).body
        }
        let first = try destroy(meetings)
        #expect(first.cases == 1 && first.kept == [mixed])
        #expect(try archive.room.events(DestructionProposed.self).map(\.body.kept) == [1])
        #expect(try archive.search("kembangsepatu").count == 2, "both records of the case that is kept")
        try archive.room.hear(CaseClosed(caseID: mixed), from: .routing, about: mixed)
        let last = try destroy(later)
        #expect(last.cases == 1 && last.kept == [])
        #expect(try archive.search("kembangsepatu") == [])
    }

    @Test("A JRA that has become stricter since the berkas was closed keeps its records; one that has become milder frees none")
    func stricter() throws {
        let due = try berkas()
        try archive.hear("dinas", zone: .wib, version: 2, meetings: (0, .destroyed))
        archive.room.now = try #require(CivilDate("2028-12-31")).start(in: .wib)
        #expect(try archive.refusal(ProposeDestruction(berkas: [due]), by: archive.archivist) == "retentionRunning berkas.0")
        letRetentionPass()
        let destruction = try propose(due)
        try approve(destruction)
        for (version, rule, code) in [(3, (9, .destroyed), "retentionRunning"), (4, (1, .permanent), "notForDestruction")]
            as [(Int, (Int, Classification.Fate), String)]
        {
            try archive.hear("dinas", zone: .wib, version: version, meetings: (years: rule.0, fate: rule.1))
            #expect(try archive.refusal(order(destruction), by: archive.archivist) == "\(code) berkas.0")
        }
        try archive.hear("dinas", zone: .wib, version: 5, meetings: (0, .destroyed))
        try archive.room.give(order(destruction), by: archive.archivist)
    }

    @Test("The berita acara is not older than the head's yes")
    func dates() throws {
        let due = try berkas()
        letRetentionPass()
        let destruction = try propose(due)
        archive.room.now = archive.room.now.advanced(byMilliseconds: 5 * day)
        try approve(destruction)
        var command = order(destruction)
        let agreed = CivilDate(archive.room.now, in: .wib)
        command.date = CivilDate(archive.room.now.advanced(byMilliseconds: -day), in: .wib)
        #expect(try archive.refusal(command, by: archive.archivist) == "invalid date")
        command.date = agreed
        try archive.room.give(command, by: archive.archivist)
    }

    @Test("A case goes as a whole: with a record in a berkas that stays, or a task that waits, nothing of it is proposed")
    func wholeCases() throws {
        let shared = archive.room.newIdentifier()
        let (one, two) = (try berkas(of: shared), try berkas(of: shared, version: 2))
        letRetentionPass()
        #expect(try archive.refusal(ProposeDestruction(berkas: [one]), by: archive.archivist) == "keptElsewhere berkas")
        let waiting = try archive.open(.gandakan, of: shared)
        #expect(try archive.refusal(ProposeDestruction(berkas: [one, two]), by: archive.archivist) == "caseOpen berkas")
        try archive.room.give(MakeCopies(task: waiting, count: 1), by: archive.staff)
        #expect(try archive.refusal(ProposeDestruction(berkas: [one, two]), by: archive.archivist) == "caseOpen berkas", "elsewhere it goes on")
        try archive.room.hear(CaseCancelled(caseID: shared, hasRecords: true), from: .routing, about: shared)
        let destruction = try propose(one, two)
        try approve(destruction)
        // What came in between is looked at once more.
        let late = try archive.berkas("000.7.2")
        try file(in: late, of: shared, version: 3)
        #expect(try archive.refusal(order(destruction), by: archive.archivist) == "keptElsewhere berkas")
    }

    @Test("The archivist proposes and carries out, the head agrees, and no person does both")
    func rights() throws {
        let due = try berkas()
        letRetentionPass()
        for who in [archive.staff, archive.head, archive.clerk] {
            #expect(try archive.code(ProposeDestruction(berkas: [due]), by: who) == "forbidden")
        }
        let destruction = try propose(due)
        #expect(try archive.code(order(destruction), by: archive.archivist) == "wrongState")
        #expect(try archive.code(ApproveDestruction(destruction: destruction), by: archive.archivist) == "forbidden")
        #expect(try archive.code(ApproveDestruction(destruction: destruction), by: archive.other) == "forbidden")
        let bothOffices = Principal.official(.init(agency: "dinas", person: "1993", position: "kadis"))
        #expect(try archive.code(ApproveDestruction(destruction: destruction), by: bothOffices) == "samePerson")
        try approve(destruction)
        #expect(try archive.code(ApproveDestruction(destruction: destruction), by: archive.head) == "wrongState")
        #expect(try archive.code(order(destruction), by: archive.head) == "forbidden")
        let headAsArchivist = Principal.official(.init(agency: "dinas", person: "1970", position: "arsiparis"))
        #expect(try archive.code(order(destruction), by: headAsArchivist) == "samePerson")
        #expect(try archive.code(ListDestructions(), by: archive.staff) == "forbidden")
        #expect(try archive.room.ask(ListDestructions(), by: archive.other).rows == [])
        var command = order(destruction)
        command.document.hash = String(repeating: "ee", count: 32)
        #expect(try archive.refusal(command, by: archive.archivist) == "fileMissing document")
        command = order(destruction)
        command.date = CivilDate("2026-01-01")
        #expect(try archive.refusal(command, by: archive.archivist) == "invalid date")
        command.date = CivilDate("2126-01-01")
        #expect(try archive.refusal(command, by: archive.archivist) == "invalid date")
    }

    @Test("A proposal that was declined, with a reason, is no longer in the way of another")
    func declined() throws {
        let due = try berkas()
        letRetentionPass()
        let first = try propose(due)
        #expect(try archive.refusal(DeclineDestruction(destruction: first, reason: " "), by: archive.head) == "reasonMissing reason")
        try approve(first)
        try archive.room.give(DeclineDestruction(destruction: first, reason: "Masih diperiksa"), by: archive.head)
        #expect(try archive.code(order(first), by: archive.archivist) == "wrongState")
        let second = try propose(due)
        try archive.room.give(DeclineDestruction(destruction: second, reason: "Ditunda"), by: archive.archivist)
        let rows = try archive.room.ask(ListDestructions(limit: 1), by: archive.head)
        #expect(rows.rows.map(\.destruction) == [second] && rows.next != nil)
    }
}

extension Archive {
    /// The code that a question is refused with; nil when it is answered.
    fileprivate func code(_ question: some QueryBody, by principal: Principal) throws -> String? {
        try room.rejection { _ = try room.ask(question, by: principal) }
    }
}
