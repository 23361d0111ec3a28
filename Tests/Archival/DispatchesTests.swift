import Archival
import Domain
import Kernel
import Policy
import Protocol
import Rehearsal
import Testing

@Suite("Archival: to whom the letters of the outgoing book went")
struct DispatchesTests {
    let archive: Archive
    init() throws { archive = try Archive() }

    private let sender = Principal.official(.init(agency: "dinas", person: "1980", position: "kasubag"))

    /// Sends a document to Bappeda, which does not take it, and to the Bupati, with those tembusan.
    private func send(
        _ document: DocumentVersion? = Archive.version(), number: String? = "045/12", of caseID: Identifier? = nil, tembusan: [String] = [],
        attachmentOf: Key<Naskah>? = nil
    ) throws {
        let receivers = ["Bappeda", "Bupati"].map { Receiver(role: "luar", position: nil, name: $0) }
        let task = try archive.open(
            .kirim, for: "kasubag", of: caseID, document: document, number: number, to: receivers, attachmentOf: attachmentOf)
        let day = try #require(CivilDate("2026-01-04"))
        var deliveries = [
            DispatchDocument.Delivery(receiver: 0, outcome: .gagal, reason: "Tutup"),
            DispatchDocument.Delivery(receiver: 1, outcome: .sampai, receivedBy: "Budi", at: day),
        ]
        deliveries += tembusan.indices.map { DispatchDocument.Delivery(receiver: $0 + 2, outcome: .sampai, receivedBy: "Budi", at: day) }
        try archive.room.give(DispatchDocument(task: task, deliveries: deliveries, tembusan: tembusan), by: sender)
    }

    private func ask(_ cases: [Identifier]? = nil, after: Int64? = nil, by reader: Principal) throws -> Dispatches.Answer {
        try archive.room.ask(Dispatches(cases: cases ?? [archive.caseID], after: after), by: reader)
    }

    @Test("Whoever sees a line of the book is told to whom its document went, when and with what end, though others sent it")
    func told() throws {
        let name = DocumentName(naskah: "perjanjian", member: "staf")
        try send(Archive.version(of: name), tembusan: ["Inspektorat"], attachmentOf: "pengantar")
        try send(of: archive.room.newIdentifier())
        #expect(try archive.room.ask(ExpeditionBook(), by: archive.staff).rows.isEmpty)
        let answer = try ask(by: archive.staff)
        #expect(answer.next == nil && answer.rows.map(\.receiver) == ["Bappeda", "Bupati", "Inspektorat"])
        #expect(answer.rows.map(\.outcome) == [.gagal, .sampai, .sampai] && answer.rows.map(\.isTembusan) == [false, false, true])
        #expect(answer.rows.map(\.at.description) == ["2026-01-05", "2026-01-04", "2026-01-04"])
        #expect(answer.rows.allSatisfy { $0.caseID == archive.caseID && $0.number == "045/12" })
        #expect(answer.rows.allSatisfy { $0.document == name && $0.attachmentOf == "pengantar" })
        #expect(try ask([archive.caseID, archive.caseID], by: archive.staff).rows == answer.rows)
    }

    @Test("Of a secret letter only those to whom it has come, and the head, are told who got it and what it was; the others that it went out")
    func masked() throws {
        try send()
        let raised = CaseKeamananRaised(caseID: archive.caseID, agency: "dinas", letter: nil, keamanan: .rahasia, positions: ["kasubag"])
        try archive.room.hear(raised, from: .routing, about: archive.caseID)
        for reader in [archive.staff, archive.clerk, archive.archivist] {
            let rows = try ask(by: reader).rows
            #expect(rows.map(\.receiver) == [maskedText, maskedText] && rows.map(\.number) == ["045/12", "045/12"])
            #expect(rows.allSatisfy { $0.document == nil && $0.attachmentOf == nil } && rows.map(\.outcome) == [.gagal, .sampai])
        }
        for reader in [archive.head, sender] { #expect(try ask(by: reader).rows.map(\.receiver) == ["Bappeda", "Bupati"]) }
    }

    @Test("Nobody is told of another agency's letters, and an operator of none")
    func strangers() throws {
        try send()
        #expect(try ask(by: archive.other).rows.isEmpty)
        #expect(try archive.room.rejection { _ = try ask(by: .operator(name: "uji")) } == "forbidden")
    }

    @Test("Not more cases are asked for than a page of the book has lines")
    func tooMany() throws {
        func refusal(_ count: Int) throws -> String? {
            try archive.room.rejection { _ = try ask(Array(repeating: archive.caseID, count: count), by: archive.staff) }
        }
        #expect(try refusal(Limits.pageRows) == nil)
        #expect(try refusal(Limits.pageRows + 1) == "invalid")
    }

    @Test("What does not fit a page is on the next: neither more rows than one has, nor longer names than an answer holds", arguments: [1, 1_000])
    func pages(_ length: Int) throws {
        let names = (0..<100).map { String(repeating: "é", count: length) + "\($0)" }
        for _ in 0..<3 { try send(tembusan: names) }
        var rows: [Dispatches.Row] = []
        var (next, count): (Int64?, Int) = (nil, 0)
        repeat {
            let page = try ask(after: next, by: archive.staff)
            #expect(page.rows.count <= Limits.pageRows)
            #expect(try JSONText().encode(page).count < Limits.frameBytes / 2)
            (rows, next, count) = (rows + page.rows, page.next, count + 1)
        } while next != nil
        let expected = Array(repeating: ["Bappeda", "Bupati"] + names, count: 3).joined()
        #expect(rows.compactMap(\.receiver) == Array(expected) && count == (length == 1 ? 2 : 3))
    }
}
