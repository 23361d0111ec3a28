import Domain
import Drafting
import Kernel
import Protocol
import Rehearsal
import SQLite
import Tasks
import Testing

@Suite("Drafting's tables and its journal")
struct ReplayTests {
    /// A play in which each event of Drafting happens.
    private func everything() throws -> Play {
        let play = try Play()
        let task = try play.open(.susun, document: Play.draft)
        try play.save(task, "a1", parent: 0)
        try play.compose(task, "a2", parent: 1, note: "Selesai")
        let tasks = try play.ask(["kabid-a", "kabid-b"])
        let collection = try play.collection(tasks, quorum: 1)
        try play.rehearsal.give(ChaseMaterial(task: collection, position: "kabid-b"), by: Play.official("kasubbag"))
        try play.deliver(tasks[0], by: "kabid-a")
        try play.rehearsal.give(CollectMaterial(task: collection), by: Play.official("kasubbag"))
        try play.deliver(tasks[1], by: "kabid-b")
        try play.rehearsal.give(WriteStudy(task: try play.open(.telaah), note: "Baik", files: [play.named("t")]), by: Play.official("staf"))
        let meeting = HoldMeeting(
            task: try play.open(.rapat) { $0.participants = ["kadis"] }, attended: ["kadis"], guests: ["Tamu"], minutes: "Sepakat",
            photos: [play.named("f")], invitation: Play.draft)
        try play.rehearsal.give(meeting, by: Play.official("staf"))
        try play.rehearsal.give(SkipTask(task: try play.open(.susun) { ($0.isOptional, $0.keamanan) = (true, .rahasia) }), by: Play.official("staf"))
        try play.withdraw(try play.open(.kumpul))
        return play
    }

    @Test("The tables are made again from the journal alone")
    func rebuilding() throws {
        let play = try everything()
        let copy = try Database.inMemory()
        #expect(try Replay.rebuild(drafting, from: play.rehearsal.engine.reading, into: copy) == play.rehearsal.engine.position.position)
        for table in drafting.tables where !OfficeRules.tables.contains(table) {
            #expect(try copy.reading.exists("SELECT 1 FROM \(table)"), "nothing was put into \(table)")
        }
        #expect(try Replay.differences(drafting, play.rehearsal.engine.reading, copy.reading) == [])
    }

    @Test("Words destroyed by law leave holes in the tables and nothing else")
    func destroyed() throws {
        let play = try everything()
        let copy = try Database.inMemory()
        _ = try Replay.rebuild(drafting, from: play.rehearsal.engine.reading, into: copy)
        try copy.tables.run("UPDATE journal SET content = NULL")
        let holed = try Database.inMemory()
        _ = try Replay.rebuild(drafting, from: copy.reading, into: holed)

        for table in ["version", "request", "material", "study", "meeting", "attachment"] {
            let count = "SELECT count(*) FROM \(table)"
            #expect(try holed.reading.integer(count) == copy.reading.integer(count))
        }
        let words = try holed.reading.integer(
            """
            SELECT (SELECT count(name) + count(note) FROM version) + (SELECT count(what) FROM request) + (SELECT count(note) FROM material)
                + (SELECT count(note) FROM study) + (SELECT count(minutes) + count(guests) FROM meeting) + (SELECT count(name) FROM attachment)
            """)
        #expect(words == 0)
    }

    @Test("By an act of destruction no word of a letter is left in any byte, and the tables are those that a replay makes")
    func destruction() throws {
        let remains = try everything().rehearsal.destroyAll(by: .routing)
        #expect(remains.count >= 6)
        #expect(remains.words == [] && remains.differences == [])
    }
}
