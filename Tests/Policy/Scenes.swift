import Approvals
import Archival
import Domain
import Drafting
import Intake
import Kernel
import Policy
import Protocol
import Rehearsal
import Testing

extension Scene {
    static func drafting() throws -> Scene {
        var scene = try Scene(Drafting.drafting)
        let nothing = FileReference(hash: String(repeating: "0", count: 64), size: 1, mediaType: "text/plain")
        try scene.add(.susun) { ComposeVersion(task: $0, file: nothing, name: "a.txt", parent: 0) }
        try scene.add(.susun) { SaveVersion(task: $0, file: nothing, name: "a.txt", parent: 0) }
        try scene.add(.minta) { AskMaterial(task: $0, what: "") }
        try scene.add(.minta, kind: .delivery) { DeliverMaterial(task: $0, files: []) }
        let owed = scene.room.newIdentifier()
        try scene.add(.kumpul, change: { $0.awaits = [owed] }) { CollectMaterial(task: $0) }
        try scene.add(.kumpul, change: { $0.awaits = [owed] }) { ChaseMaterial(task: $0, position: "staf-b") }
        try scene.add(.telaah) { WriteStudy(task: $0, note: "") }
        try scene.add(.rapat) { HoldMeeting(task: $0, attended: [], minutes: "") }
        try scene.add(.telaah) { SkipTask(task: $0, note: nil) }
        for keamanan in Keamanan.allCases {
            let task = try scene.hear(.susun, keamanan) { $0.document = DocumentVersion(name: version.name, version: 0, hash: "") }
            for number in 1...2 {
                let content = Array("Isi \(number) \(keamanan.rawValue)\n".utf8)
                let file = FileReference(
                    hash: String(repeating: String(number), count: 63) + String(keamanan.code.utf8.count), size: content.count,
                    mediaType: "text/plain")
                scene.room.files.sizes[file.hash] = file.size
                scene.room.files.contents[file.hash] = content
                try scene.room.give(
                    SaveVersion(task: task.task, file: file, name: "renja.txt", parent: number - 1), by: OfficeSketch.official("kabid-a"))
            }
            scene.addNamed(ListVersions(caseID: task.caseID), "case", keamanan)
            scene.addNamed(ShowVersion(caseID: task.caseID, document: version.name, version: 1), "case", keamanan)
            scene.addNamed(CompareVersions(caseID: task.caseID, document: version.name, old: 1, new: 2), "case", keamanan)
            scene.addNamed(Materials(caseID: task.caseID), "case", keamanan)
            scene.addNamed(Meetings(caseID: task.caseID), "case", keamanan)
            scene.addNamed(Studies(caseID: task.caseID), "case", keamanan)
            scene.addListed(
                Composers(cases: [task.caseID]), "case", keamanan,
                expected: { HandTable.sees("case", keamanan, $0) == .full ? .full : .unknown }
            ) { $0.rows.first.map(\.composer.text) }
        }
        return scene
    }

    static func approvals() throws -> Scene {
        var scene = try Scene(Approvals.approvals)
        let other = String(repeating: "b", count: 64)
        try scene.add(.periksa) { Check(task: $0, hash: other, approve: true) }
        try scene.add(.paraf) { Initial(task: $0, hash: other, approve: true) }
        try scene.add(.tandaTangan) { Sign(task: $0, hash: other, approve: true) }
        let ahead = try #require(CivilDate("2100-01-01"))
        try scene.add(.nomor) { GiveNumber(task: $0, date: ahead) }
        try scene.add(.paraf) { SkipTask(task: $0, note: nil) }
        for (index, keamanan) in Keamanan.allCases.enumerated() {
            let task = try scene.hear(.nomor, keamanan)
            try scene.room.give(GiveNumber(task: task.task), by: OfficeSketch.official("kabid-a"))
            let check = try scene.hear(.periksa, keamanan, caseID: task.caseID)
            try scene.room.give(Check(task: check.task, hash: version.hash, approve: true), by: OfficeSketch.official("kabid-a"))
            scene.addNamed(ListApprovals(caseID: task.caseID), "case", keamanan)
            let book = OutgoingBook(agency: OfficeSketch.agency, register: "surat-keluar")
            let line = index + 1
            scene.addListed(book, "line", keamanan, expected: bookExpected(keamanan)) { answer in
                answer.rows.first { $0.line == line }.map(\.subject)
            }
            if keamanan == Keamanan.allCases.last {
                scene.addListed(LastNumber(agency: OfficeSketch.agency, register: "surat-keluar"), "line", keamanan, expected: bookExpected(keamanan))
                { $0.last.map(\.subject) }
            }
        }
        return scene
    }

    /// Another agency's book is not there for an official, and so its line is not.
    private static func bookExpected(_ keamanan: Keamanan) -> (HandTable.Role) -> Sight {
        { HandTable.sees("line", keamanan, $0) }
    }

    static func archival() throws -> Scene {
        var scene = try Scene(Archival.archival)
        try scene.add(.gandakan) { MakeCopies(task: $0, count: 0) }
        try scene.add(.kirim) { DispatchDocument(task: $0, deliveries: []) }
        try scene.add(.himpunLuar) { RecordGathering(task: $0, note: "") }
        try scene.add(.arsip) { FileDocument(task: $0) }
        try scene.add(.kirim) { SkipTask(task: $0, note: nil) }
        for keamanan in Keamanan.allCases {
            let task = try scene.hear(.arsip, keamanan) { $0.document = nil }
            let opening = OpenBerkas(classification: "000.7.2", title: "Berkas \(keamanan.rawValue)")
            try scene.room.give(FileDocument(task: task.task, opening: opening, note: "Catatan"), by: OfficeSketch.official("kabid-a"))
            let sealed = try #require(try scene.room.events(ArchiveSealed.self).last).body
            scene.addNamed(ShowRecord(record: sealed.record), "record", keamanan)
            scene.addListed(SearchArchive(text: "rencana"), "record", keamanan) { answer in
                answer.rows.first { $0.record == sealed.record }.map { $0.words?.subject }
            }
            scene.addListed(CaseRecords(caseID: task.caseID), "record", keamanan) { answer in answer.rows.first.map { $0.words?.subject } }
            scene.addListed(BerkasContents(berkas: sealed.berkas), "record", keamanan) { answer in answer.rows.first.map { $0.words?.subject } }
            scene.addListed(BerkasContents(berkas: sealed.berkas), "record", keamanan) { answer in answer.berkas.words?.title }
            scene.addListed(ListBerkas(), "record", keamanan) { answer in
                answer.rows.first { $0.berkas == sealed.berkas }.map { $0.words?.title }
            }
            let sending = try scene.hear(.kirim, keamanan, caseID: task.caseID)
            let delivery = DispatchDocument.Delivery(receiver: 0, outcome: .sampai, receivedBy: "Penerima")
            try scene.room.give(DispatchDocument(task: sending.task, deliveries: [delivery]), by: OfficeSketch.official("kabid-a"))
            // The book of dispatches is whole for who keeps books; others find only what they sent themselves.
            scene.addListed(
                ExpeditionBook(), "line", keamanan, expected: { $0 == .unit || $0 == .other ? .unknown : HandTable.sees("line", keamanan, $0) }
            ) {
                answer in answer.rows.first { $0.task == sending.task }.map(\.subject)
            }
            scene.addListed(Dispatches(cases: [task.caseID]), "line", keamanan) { answer in answer.rows.first.map { $0.document?.text } }
        }
        return scene
    }

    static func intake() throws -> Scene {
        var scene = try Scene(Intake.intake)
        let clerk = OfficeSketch.official("agendaris")
        for keamanan in Keamanan.allCases {
            for thing in ["letter", "worked", "personal"] {
                var entry = try OfficeSketch.letter("\(thing)/\(keamanan.rawValue)", keamanan)
                if thing == "personal" { entry.isPersonal = true }
                try scene.room.give(entry, by: clerk)
                let letter = try #require(try scene.room.events(LetterRegistered.self).last).body.letter
                if thing != "letter" { try scene.room.give(StartCaseFromLetter(letter: letter, sop: "uji"), by: clerk) }
                try scene.room.hear(disposed(letter, to: "kabid-a", as: scene.room.newIdentifier(), scene.room), from: .routing, about: letter)
                scene.addNamed(ShowLetter(letter: letter), thing, keamanan)
                scene.addNamed(Receipt(letter: letter), thing, keamanan)
                // The stranger looks into the book of the other agency.
                scene.addListed(AgendaBook(register: "surat-masuk", year: 2026), thing, keamanan) { answer in
                    answer.rows.first { $0.letter == letter }.map { $0.words?.subject }
                }
                // What is masked is not found by its words either.
                let sees: (HandTable.Role) -> Sight = { HandTable.sees(thing, keamanan, $0) == .full ? .full : .unknown }
                scene.addListed(AgendaBook(register: "surat-masuk", year: 2026, prefix: "Rencana"), thing, keamanan, expected: sees) { answer in
                    answer.rows.first { $0.letter == letter }.map { $0.words?.subject }
                }
            }
        }
        return scene
    }

    /// Routing tells of a disposisi.
    static func disposed(_ letter: Identifier, to position: Key<Position>, as id: Identifier, _ room: Rehearsal) -> DisposisiGiven {
        DisposisiGiven(
            sheet: room.newIdentifier(), letter: letter, agency: OfficeSketch.agency, parent: room.newIdentifier(), giver: "kadis",
            person: OfficeSketch.nip("kadis"), slips: [.init(disposisi: id, position: position, vacant: nil)],
            instructions: ["tindak-lanjuti"], closesOnReading: false, due: nil)
    }
}
