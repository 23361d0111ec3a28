import Backup
import Domain
import Kernel
import Linux
import Protocol
import Rehearsal
import SQLite
import Testing

@Suite struct BackupTests {
    @Test("A backup of a service at work ends at a moment of its journal, holds its files, and verifies")
    func backupOfAServiceAtWork() throws {
        let desk = try Desk()
        let manifest = try desk.backup().make(of: desk.deployment, begun: desk.now)
        #expect(manifest.parts.map(\.position.description) == ["intake:1:3"])
        #expect(manifest.parts.map(\.files) == [2])
        #expect(Set(manifest.files.map(\.path)).isSuperset(of: ["alur.yaml", "intake/journal.db"]))
        #expect(manifest.files.count == 4)
        // The writer was not held up, and what comes later is not in the backup.
        try desk.write(2)
        #expect(try desk.backup().verify() == manifest)
        try writeFileAtomically("\(desk.deployment.home)/peers.yaml", Array("peers:\n".utf8), mode: 0o600)
        let later = try desk.backup("baru").make(of: desk.deployment, begun: desk.now)
        #expect(later.parts.map(\.position.position) == [5])
        #expect(later.files.map(\.path).contains("peers.yaml"))
        #expect(throws: BackupProblem.self) { try desk.backup().make(of: desk.deployment, begun: desk.now) }
        // It needs nothing beside it.
        #expect(try directoryNames("\(desk.backup().path)/intake") == ["files", "journal.db"])
    }

    @Test("A bit that flips anywhere in a backup, a file that is missing and a folder that was never finished are found, and named")
    func damageIsFound() throws {
        let desk = try Desk()
        let backup = desk.backup()
        let manifest = try backup.make(of: desk.deployment, begun: desk.now)
        for file in manifest.files {
            for place in stride(from: 0, to: file.size, by: max(1, file.size / 7)) {
                try desk.flip("\(backup.path)/\(file.path)", at: place)
                let problem = #expect(throws: BackupProblem.self) { try backup.verify() }
                #expect(problem?.description.contains(file.path) == true)
                try desk.flip("\(backup.path)/\(file.path)", at: place)
            }
        }
        // What holds all the others is held itself: every byte of it.
        let list = "\(backup.path)/manifest.json"
        for place in 0..<(try #require(try fileStatus(list)?.sizeBytes)) {
            try desk.flip(list, at: place)
            #expect(throws: BackupProblem.self, "byte \(place)") { try backup.verify() }
            try desk.flip(list, at: place)
        }
        #expect(try backup.verify() == manifest)
        try renameFile("\(backup.path)/alur.yaml", to: "\(backup.path)/alur")
        #expect(throws: BackupProblem.self) { try backup.verify() }
        try renameFile("\(backup.path)/alur", to: "\(backup.path)/alur.yaml")
        try removeFile("\(backup.path)/manifest.json")
        #expect(throws: BackupProblem.self) { try backup.verify() }
    }

    @Test("A journal that does not hold together is not backed up as if it did, even where every page of its database is sound")
    func brokenChainIsNoBackup() throws {
        let desk = try Desk()
        do {
            let database = try Database.open(path: desk.journal)
            try database.begin()
            try database.tables.run(
                "UPDATE journal SET event = CAST(replace(CAST(event AS TEXT), '\"count\":2', '\"count\":7') AS BLOB) WHERE position = 2")
            try database.commit()
        }
        let problem = #expect(throws: BackupProblem.self) { try desk.backup().make(of: desk.deployment, begun: desk.now) }
        #expect(problem?.description.contains("does not hold together at 2") == true)
    }

    @Test("A letter's file that the disk has changed, or cannot read, is named and left out; all others are in the backup", arguments: [true, false])
    func damagedFileIsNamed(_ canBeRead: Bool) throws {
        let desk = try Desk()
        if canBeRead {
            try desk.flip(desk.files[0], at: 0)
        } else {
            // A folder opens like a file, and fails when it is read.
            try removeFile(desk.files[0])
            try makeDirectory(desk.files[0])
        }
        let manifest = try desk.backup().make(of: desk.deployment, begun: desk.now)
        #expect(manifest.damaged.count == 1)
        #expect(manifest.parts.map(\.files) == [1])
        #expect(try desk.backup().verify() == manifest)
    }
}

@Suite struct UnerasedTests {
    @Test("A backup says of each service that it holds what was destroyed by law: because it was away, because it has not erased yet, or not at all")
    func unerased() throws {
        let desk = try Desk()
        let folder = desk.deployment.folder(of: .archival)
        try makeDirectory(folder)
        let other = try Rehearsal(furnace, on: try Database.open(path: "\(folder)/journal.db"))
        let subject = desk.room.newIdentifier()
        try desk.room.give(WriteLine(text: "kembangsepatu", subject: subject), by: .operator(name: "uji"))
        func backup(_ name: String) throws -> [ServiceName] {
            let manifest = try desk.backup(name).make(of: desk.deployment, begun: desk.now)
            #expect(try desk.backup(name).verify() == manifest)
            return manifest.unerased
        }
        #expect(try backup("a") == [])
        try other.give(BurnLines(subjects: [subject]), by: .operator(name: "uji"))
        #expect(try backup("b") == [.archival, .intake])
        #expect(try other.engine.erase())
        #expect(try backup("c") == [.intake], "it knows nothing of it")
        try desk.room.give(BurnLines(subjects: [subject]), by: .operator(name: "uji"))
        #expect(try backup("d") == [.intake], "its unused pages have it")
        #expect(try desk.room.engine.erase())
        #expect(try backup("e") == [])
    }
}

@Suite struct RestoringTests {
    private func note(_ desk: Desk) throws -> RecoveryNote {
        try JSONText().decode(RecoveryNote.self, from: try readFile("\(desk.folder)/\(RecoveryNote.fileName)", sizeBytesMaximum: 4_096))
    }

    @Test("A restore puts journal and files back, moves aside what was there, and notes how far the journal had been by its mark")
    func restoring() throws {
        let desk = try Desk()
        try desk.backup().make(of: desk.deployment, begun: desk.now)
        try desk.write(4)
        try writeFileAtomically("\(desk.folder)/\(HighWaterMark.fileName)", HighWaterMark(desk.room.engine.tip).slot)
        try desk.flip(desk.files[1], at: 3)
        try removeFile(desk.files[0])
        let part = try desk.backup().restore(.intake, in: desk.deployment, now: desk.now)
        #expect(part.position.position == 3)
        #expect(try note(desk).restored.position == 3)
        #expect(try note(desk).reached?.position == 7)
        let database = try Database.reader(path: desk.journal)
        #expect(try JournalChain.walk(database.reading, of: .intake).position == 3)
        #expect(try fileStatus("\(desk.journal)-wal")?.sizeBytes ?? 0 == 0)
        #expect(try desk.files.map { String(decoding: try readFile($0, sizeBytesMaximum: 99), as: UTF8.self) } == ["surat", "lampiran"])
        let aside = try Database.reader(path: "\(desk.folder)/before-restore-\(desk.now.milliseconds)/journal.db")
        #expect(try JournalChain.walk(aside.reading, of: .intake).position == 7)
    }

    @Test("A second restore remembers how far the journal had been before the first, whatever the mark says by then")
    func restoringTwice() throws {
        let desk = try Desk()
        try desk.backup().make(of: desk.deployment, begun: desk.now)
        try desk.write(1)
        let mark = "\(desk.folder)/\(HighWaterMark.fileName)"
        try writeFileAtomically(mark, HighWaterMark(desk.room.engine.tip).slot)
        try desk.backup().restore(.intake, in: desk.deployment, now: desk.now)
        try writeFileAtomically(mark, HighWaterMark(try Rehearsal(ledger).engine.tip).slot)
        try desk.backup().restore(.intake, in: desk.deployment, now: desk.now.advanced(byMilliseconds: 1))
        #expect(try note(desk).reached?.position == 4)
        try removeFile("\(desk.folder)/\(RecoveryNote.fileName)")
        try removeFile(mark)
        try desk.backup().restore(.intake, in: desk.deployment, now: desk.now.advanced(byMilliseconds: 2))
        #expect(try note(desk).reached == nil)
    }

    @Test("Nothing is restored over a running service, from a damaged backup, or of a service that the backup does not have")
    func refusals() throws {
        let desk = try Desk()
        let backup = desk.backup()
        try backup.make(of: desk.deployment, begun: desk.now)
        let before = try directoryNames(desk.folder)
        do {
            let lock = try DirectoryLock(desk.folder)
            let problem = #expect(throws: BackupProblem.self) { try backup.restore(.intake, in: desk.deployment, now: desk.now) }
            #expect(problem?.description.hasPrefix("alur-intake is running; stop it first") == true)
            withExtendedLifetime(lock) {}
        }
        #expect(throws: BackupProblem.self) { try backup.restore(.routing, in: desk.deployment, now: desk.now) }
        try desk.flip("\(backup.path)/intake/journal.db", at: 200)
        #expect(throws: BackupProblem.self) { try backup.restore(.intake, in: desk.deployment, now: desk.now) }
        #expect(try directoryNames(desk.folder) == before)
    }
}
