import Domain
import Protocol
import Rehearsal
import Testing

@Suite("Who composed the letters of the outgoing book")
struct ComposerTests {
    let play: Play

    init() throws { play = try Play() }

    private func ask(_ cases: [Identifier]? = nil, after: Int64? = nil, by reader: Principal) throws -> Composers.Answer {
        try play.rehearsal.ask(Composers(cases: cases ?? [play.caseID], after: after), by: reader)
    }

    @Test("Each document of a case has as its composer who made the first version, whoever mended it later")
    func first() throws {
        let member = DocumentName(naskah: "renja", member: "kabid-a")
        let saved = try play.open(.susun, document: Play.draft)
        try play.save(saved, "a1", parent: 0)
        try play.compose(saved, "a2", parent: 1)
        try play.compose(try play.open(.susun, for: "kadis", kind: .revision, document: Play.draft), "a3", parent: 2, by: "kadis")
        try play.compose(try play.open(.susun, for: "kabid-a", document: member), "b1", parent: 0, by: "kabid-a")
        let answer = try ask([play.caseID, play.caseID], by: Play.official("agendaris"))
        #expect(answer.rows.map(\.document) == [Play.draft, member] && answer.rows.map(\.composer) == ["staf", "kabid-a"])
        #expect(answer.rows.allSatisfy { $0.caseID == play.caseID } && answer.next == nil)
    }

    @Test("Who worked on a secret case is told to those to whom it has come; of another agency's and of an unknown one nobody is told")
    func access() throws {
        try play.compose(try play.open(.susun, document: Play.draft), "a1", parent: 0)
        let unknown = play.rehearsal.newIdentifier()
        #expect(try ask([unknown, play.caseID], by: Play.official("kabid-a")).rows.count == 1)
        #expect(try ask(by: Play.official("staf", of: "bappeda")).rows.isEmpty)
        #expect(try play.refusal(Composers(cases: [play.caseID]), by: .operator(name: "uji")) == "forbidden")
        _ = try play.open(.periksa) { $0.keamanan = .rahasia }
        #expect(try ask(by: Play.official("kabid-a")).rows.isEmpty)
        #expect(try ask(by: Play.official("staf")).rows.map(\.composer) == ["staf"])
    }

    @Test("Not more cases are asked for than a page of the book has lines")
    func tooMany() throws {
        func refusal(_ count: Int) throws -> String? {
            try play.refusal(Composers(cases: Array(repeating: play.caseID, count: count)), by: Play.official("staf"))
        }
        #expect(try refusal(Limits.pageRows) == nil)
        #expect(try refusal(Limits.pageRows + 1) == "invalid")
    }

    @Test("What does not fit a page is on the next")
    func pages() throws {
        let members = (0...Limits.pageRows).map { DocumentName(naskah: "renja", member: Key("unit-\($0)")) }
        for member in members { try play.save(try play.open(.susun, document: member), "a1", parent: 0) }
        let first = try ask(by: Play.official("staf"))
        #expect(first.rows.map(\.document) == Array(members.dropLast()))
        let next = try #require(first.next)
        let rest = try ask(after: next, by: Play.official("staf"))
        #expect(rest.rows.map(\.document) == Array(members.suffix(1)) && rest.next == nil)
    }
}
