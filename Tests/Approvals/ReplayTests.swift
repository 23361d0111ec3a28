import Approvals
import Domain
import Kernel
import Protocol
import Rehearsal
import SQLite
import Sodium
import Testing

@Suite("Approvals' tables and its journal")
struct ReplayTests {
    /// An office in which each event of Approvals happens.
    private func everything() throws -> Office {
        let office = try Office()
        let play = office.play
        let key = try #require(SigningKey(seed: [UInt8](repeating: 1, count: 32)))
        let head = Principal.Official(agency: Office.agency, person: "197001011995031001", position: "kadis")
        try play.give(RegisterKey(nip: head.person, publicKey: hexadecimal(key.publicKey)), by: Office.head)
        let check = try office.open(.periksa, for: "sekdis", version: 1)
        try play.give(Check(task: check.task, hash: Office.hash(1), approve: false, reason: "Kurang"), by: Office.secretary)
        let paraf = try office.open(.paraf, for: "sekdis", version: 2)
        let acting = Office.official("sekdis", "198303142009032406", mandate: Principal.Authority(kind: .plh, decree: "800/12"))
        try play.give(Initial(task: paraf.task, hash: Office.hash(2), approve: true, reason: "Baik"), by: acting)
        let signature = try office.open(.tandaTangan, for: "kadis", version: 2)
        let text = SignedStatement.text(task: signature.task, caseID: office.caseID, document: Office.version(2), by: head)
        try play.give(
            Sign(
                task: signature.task, hash: Office.hash(2), approve: true, method: .kunci, signature: hexadecimal(key.sign(Array(text.utf8)))),
            by: Office.head)
        let outside = try office.open(.tandaTangan, for: "agendaris", version: 2) { $0.outside = "bupati" }
        try play.give(Sign(task: outside.task, hash: Office.hash(2), approve: true, method: .basah, scan: office.scan()), by: Office.clerk)
        try play.give(RevokeKey(nip: head.person, reason: "Hilang"), by: Office.operatorPrincipal)
        try play.give(ReserveNumbers(register: "surat-keluar", date: try office.day("2026-01-05"), count: 3), by: Office.clerk)
        try office.number(block: try #require(try play.events(NumbersReserved.self).first?.body.block))
        try office.number()
        try office.number(external: "100/SETDA")
        for sequence in [2, 4] {
            try play.give(VoidNumber(register: "surat-keluar", year: 2026, sequence: sequence, reason: "Batal"), by: Office.clerk)
        }
        try play.give(SkipTask(task: try office.open(.paraf, for: "kadis") { ($0.isOptional, $0.keamanan) = (true, .rahasia) }.task), by: Office.head)
        try office.applyCatalogue(version: 2, opening: 1, format: "{urut}")
        return office
    }

    @Test("The tables are made again from the journal alone")
    func rebuilding() throws {
        let office = try everything()
        let copy = try Database.inMemory()
        #expect(try Replay.rebuild(approvals, from: office.play.engine.reading, into: copy) == office.play.engine.position.position)
        for table in approvals.tables { #expect(try copy.reading.exists("SELECT 1 FROM \(table)"), "nothing was put into \(table)") }
        #expect(try Replay.differences(approvals, office.play.engine.reading, copy.reading) == [])
    }

    @Test("Words destroyed by law leave holes in the tables and nothing else")
    func destroyed() throws {
        let office = try everything()
        let copy = try Database.inMemory()
        _ = try Replay.rebuild(approvals, from: office.play.engine.reading, into: copy)
        try copy.tables.run("UPDATE journal SET content = NULL")
        let holed = try Database.inMemory()
        _ = try Replay.rebuild(approvals, from: copy.reading, into: holed)
        for table in approvals.tables {
            #expect(try holed.reading.integer("SELECT count(*) FROM \(table)") == copy.reading.integer("SELECT count(*) FROM \(table)"))
        }
        let words = "SELECT (SELECT count(reason) FROM approval) + (SELECT count(reason) FROM number)"
        #expect(try copy.reading.integer(words) == 4)
        #expect(try holed.reading.integer(words) == 0)
        let numbers = "SELECT group_concat(coalesce(text, '-') || state) FROM (SELECT * FROM number ORDER BY line)"
        #expect(try holed.reading.first(numbers) { $0.text(0) } == copy.reading.first(numbers) { $0.text(0) })
    }

    @Test("By an act of destruction no word of a letter is left in any byte, and the tables are those that a replay makes")
    func destruction() throws {
        let remains = try everything().play.destroyAll(by: .routing)
        #expect(remains.count >= 3)
        #expect(remains.words == [] && remains.differences == [])
    }
}
