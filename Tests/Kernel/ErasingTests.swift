import Domain
import Linux
import Protocol
import Rehearsal
import SQLite
import Scratch
import Testing

@testable import Kernel

/// What a destruction by law leaves to do outside of its transaction, stopped dead anywhere.
@Suite("Kernel: erasing that is cut short") struct ErasingTests {
    private let marker = "kembangsepatu"
    private let files = ["ab", "cd", "ef"].map { String(repeating: $0, count: 32) }

    /// What the disk holds of a database whose process is killed now, as a database of its own.
    private func copy(_ path: String, to copy: String) throws {
        for suffix in ["", "-wal"] where try fileStatus(path + suffix) != nil {
            try writeFileAtomically(copy + suffix, try readFile(path + suffix, sizeBytesMaximum: 64 << 20))
        }
    }

    private func expectNoWords(in path: String) throws {
        for suffix in ["", "-wal"] where try fileStatus(path + suffix) != nil {
            #expect(try !holds(marker, in: readFile(path + suffix, sizeBytesMaximum: 64 << 20)), "\(path)\(suffix)")
        }
    }

    /// Starts from what a kill has left, and erases to the end; the files that went then.
    private func goOn(from path: String) throws -> [String] {
        let room = try Rehearsal(papers, on: try Database.open(path: path))
        var removed: [String] = []
        if room.engine.mustErase {
            try room.engine.removeDoomedFiles { removed.append($0) }
            #expect(try room.engine.erase())
        }
        #expect(!room.engine.mustErase)
        try expectNoWords(in: path)
        #expect(try room.engine.reading.damages() == [])
        #expect(try JournalChain.walk(room.engine.reading, of: .archival) == room.engine.tip)
        let again = try Database.inMemory()
        _ = try Replay.rebuild(papers, from: room.engine.reading, into: again)
        #expect(try Replay.differences(papers, room.engine.reading, again.reading) == [])
        try room.engine.database.tables.run("INSERT INTO leaf_text(leaf_text, rank) VALUES('integrity-check', 1)")
        return removed
    }

    @Test("Killed after any step, between two files, too, it is taken up again at the next start and leaves no word and no file")
    func killedAnywhere() throws {
        let folder = try TemporaryDirectory()
        let path = "\(folder.path)/journal.db"
        let room = try Rehearsal(papers, on: try Database.open(path: path))
        for number in 1...60 {
            let file = number <= files.count ? files[number - 1] : nil
            let words = String(repeating: "\(number.isMultiple(of: 2) || file != nil ? marker : "biasa") \(number) ", count: number)
            try room.give(PutPaper(paper: name(number), words: words, file: file), by: official)
        }
        try room.engine.checkpoint()
        var points: [(path: String, removed: [String])] = []
        var removed: [String] = []
        func stopHere() throws {
            let point = "\(folder.path)/\(points.count).db"
            try copy(path, to: point)
            points.append((point, removed))
        }
        try room.give(BurnPapers(papers: (1...60).filter { $0.isMultiple(of: 2) || $0 <= 3 }.map { name($0) }), by: official)
        try stopHere()
        try room.engine.removeDoomedFiles { file in
            removed.append(file)
            try stopHere()
        }
        try stopHere()
        #expect(try room.engine.erase(after: stopHere))
        #expect(points.count == 1 + files.count + 1 + 4)
        for point in points { #expect(try Set(point.removed + goOn(from: point.path)) == Set(files)) }
    }

    @Test("A step that fails leaves all that is still to be done, here and after a start")
    func failingSteps() throws {
        struct Failed: Error {}
        for failing in 0...3 {
            let folder = try TemporaryDirectory()
            let path = "\(folder.path)/journal.db"
            let room = try Rehearsal(papers, on: try Database.open(path: path))
            try room.give(PutPaper(paper: name(1), words: marker, file: files[0]), by: official)
            try room.give(BurnPapers(papers: [name(1)]), by: official)
            #expect(throws: Failed.self) { try room.engine.removeDoomedFiles { _ in throw Failed() } }
            var steps = 0
            #expect(throws: Failed.self) {
                _ = try room.engine.erase {
                    steps += 1
                    if steps == failing + 1 { throw Failed() }
                }
            }
            #expect(room.engine.mustErase)
            try copy(path, to: "\(folder.path)/copy.db")
            #expect(try goOn(from: "\(folder.path)/copy.db") == [files[0]])
            try room.engine.removeDoomedFiles { _ in }
            #expect(try room.engine.erase())
            try expectNoWords(in: path)
        }
    }

    @Test("A follower that was away during the act holds the words until it reads of it, as a look at its copy says, and then erases")
    func followerAway() throws {
        let (writer, reader) = (try Rehearsal(papers), try Rehearsal(copies))
        try writer.give(PutPaper(paper: name(1), words: marker), by: official)
        try reader.follow(writer)
        try writer.give(BurnPapers(papers: [name(1)]), by: official)
        #expect(try writer.engine.erase())
        let destroyed = try Unerased.subjects(writer.engine.reading)
        #expect(try holds(marker, in: reader.engine.image()) && Unerased.holdsWords(of: destroyed, reader.engine.reading))
        try reader.follow(writer)
        #expect(try Unerased.isPending(reader.engine.reading))
        #expect(try reader.engine.erase())
        #expect(try !holds(marker, in: reader.engine.image()) && !Unerased.holdsWords(of: destroyed, reader.engine.reading))
    }
}
