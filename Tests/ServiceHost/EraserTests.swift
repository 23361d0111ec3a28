import Blobs
import Domain
import Kernel
import Linux
import Nettle
import Protocol
import SQLite
import Scratch
import Sodium
import Testing

@testable import ServiceHost

/// What is left to do after words were destroyed by law, in a service's folder.
@Suite struct EraserTests {
    private let scratch: TemporaryDirectory
    private let blobs: BlobStore
    private let engine: Engine
    private var folder: String { scratch.path }

    init() throws {
        scratch = try TemporaryDirectory()
        blobs = try BlobStore(root: "\(scratch.path)/files")
        let service = Service(name: .intake, migrations: [], tables: [], commands: [], events: [])
        let settings = Engine.Settings(grantKey: [], salt: { [UInt8](repeating: 3, count: 16) })
        do {
            let database = try Database.open(path: "\(scratch.path)/journal.db")
            _ = try Engine(service, database: database, settings: settings)
        }
        do {
            let database = try Database.open(path: "\(scratch.path)/journal.db")
            try database.tables.run("INSERT INTO erasure VALUES(1)")
            try database.tables.run("INSERT INTO doomed_file VALUES(?)", .text(hexadecimal(SHA256.hash(Self.scan))))
        }
        let upload = try #require(UploadName("kiriman"))
        _ = try blobs.begin(upload)
        _ = try blobs.append(Self.scan, to: upload, offset: 0)
        try blobs.finish(upload, hash: try #require(BlobHash(bytes: SHA256.hash(Self.scan))), sizeBytes: Self.scan.count)
        engine = try Engine(service, database: try Database.open(path: "\(scratch.path)/journal.db"), settings: settings)
    }

    private static let scan = Array("pindaian".utf8)

    private func eraser(_ shortage: DiskShortage? = nil, clearing clearCopies: @escaping () throws -> Bool = { true }) -> Eraser {
        Eraser(in: folder, blobs, shortage: { _ in shortage }, clearing: clearCopies, Log(service: .intake))
    }

    @Test("A disk without room for a new database holds back neither the files nor the old copies, which make room")
    func shortDisk() throws {
        try writeFileAtomically("\(folder)/journal.db.before-rebuild", [1])
        var eraser = eraser(DiskShortage(of: .intake, freeBytes: 1, reserveBytes: 2))
        for ticks in [Int64(0), 2_000] { try eraser.step(engine, ticks: ticks) }
        #expect(eraser.problem != nil && engine.mustErase)
        #expect(try blobs.list() == [])
        #expect(try fileStatus("\(folder)/journal.db.before-rebuild") == nil)
    }

    @Test("Every old copy of the database goes, whatever was cut short and left it")
    func oldCopies() throws {
        let left = ["rebuilt", "rebuilt-wal", "rebuilt-shm", "restored", "before-rebuild"].map { "journal.db.\($0)" }
        let aside = ["journal.db", "journal.db-wal"].map { "before-restore-7/\($0)" }
        try makeDirectory("\(folder)/before-restore-7")
        for name in left + aside { try writeFileAtomically("\(folder)/\(name)", [1]) }
        var looks = [false, true]
        var eraser = eraser { looks.removeFirst() }
        for ticks in [Int64(0), 2_000] { try eraser.step(engine, ticks: ticks) }
        for name in left + aside { #expect(try fileStatus("\(folder)/\(name)") == nil, "\(name)") }
        #expect(engine.mustErase, "a look through the store still has its copy")
        try eraser.step(engine, ticks: 4_000)
        #expect(!engine.mustErase && looks.isEmpty && eraser.problem == nil)
    }

    /// The service's look through its store, with the clock of files set back by so many days.
    private func look(_ days: Int64) throws -> Scrubber.Strays? {
        let service = Service(name: .intake, migrations: [], tables: [], commands: [], events: [])
        let wakeUp = try WakeUp()
        let scrubber = try Scrubber(service, in: folder, blobs, shortage: { _ in nil }, Log(service: .intake), waking: wakeUp.signal)
        _ = try scrubber.scrub(stopping: StopFlag(), now: wallClockMilliseconds() + days * 86_400_000)
        return scrubber.takeStrays()
    }

    @Test("A file that no event mentions for a week is removed, and parts of uploads after a day; one that was mentioned since stays")
    func strays() throws {
        let name = try #require(BlobHash(bytes: SHA256.hash(Self.scan)))
        let part = try #require(UploadName("sebagian"))
        _ = try blobs.begin(part)
        #expect(try look(6) == nil)
        #expect(throws: BlobError.unknownUpload(part)) { try blobs.append([1], to: part, offset: 0) }
        let strays = try #require(try look(8))
        #expect(strays.files == [name])
        do {
            // Somebody has registered the letter since the look made its copy.
            let database = try Database.open(path: "\(folder)/journal.db")
            try database.tables.run(
                "INSERT INTO journal(position, hash, event) VALUES(1, x'', CAST(? AS BLOB))", .text("{\"hash\":\"\(name)\"}"))
        }
        try eraser().remove(strays, engine)
        #expect(try blobs.list() == [name])
        do {
            let database = try Database.open(path: "\(folder)/journal.db")
            try database.tables.run("DELETE FROM journal")
        }
        try eraser().remove(strays, engine)
        #expect(try blobs.list() == [])
    }

    @Test("A look that was cut short leaves no copy for long: the next one removes it before it asks for room, and so does who erases")
    func copiesOfALook() throws {
        let copy = "\(folder)/scrub/copy.db-wal"
        let service = Service(name: .intake, migrations: [], tables: [], commands: [], events: [])
        let wakeUp = try WakeUp()
        let short = DiskShortage(of: .intake, freeBytes: 1, reserveBytes: 2)
        let scrubber = try Scrubber(service, in: folder, blobs, shortage: { _ in short }, Log(service: .intake), waking: wakeUp.signal)
        try makeDirectory("\(folder)/scrub")
        try writeFileAtomically(copy, [1])
        _ = try scrubber.scrub(stopping: StopFlag())
        #expect(try fileStatus(copy) == nil)
        try writeFileAtomically(copy, [1])
        #expect(try scrubber.clear())
        #expect(try fileStatus(copy) == nil)
    }
}
