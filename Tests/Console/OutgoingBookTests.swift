import Domain
import Protocol
import Scratch
import Testing

@testable import Console

/// `number book` over services that tell of one case with a letter, its attachments and a secret, and of another one.
@Suite struct OutgoingBookTests {
    private static let (caseA, caseB) = (Identifier(milliseconds: 1, random: (0, 1)), Identifier(milliseconds: 1, random: (0, 2)))
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private static func day(_ day: Int) throws -> CivilDate { try #require(CivilDate(year: 2026, month: 12, day: day)) }

    private static func rows() throws -> [OutgoingBook.Row] {
        let date = try day(1)
        func row(
            _ line: Int, _ number: String?, _ caseID: Identifier?, _ document: String?, _ state: NumberState = .given,
            attachmentOf: Key<Naskah>? = nil, subject: String? = "Hal"
        ) -> OutgoingBook.Row {
            OutgoingBook.Row(
                line: line, sequence: line, number: number, date: date, state: state, block: nil, caseID: caseID, document: document,
                attachmentOf: attachmentOf, subject: subject, reason: state == .voided ? "salah" : nil)
        }
        return [
            row(1, "01", caseA, "surat", .voided), row(2, "02", caseA, "surat"), row(3, "03", caseA, "lampiran", attachmentOf: "surat"),
            row(4, "04", caseA, "lampiran", .voided, attachmentOf: "surat"), row(5, "05", caseB, nil, subject: "(rahasia)"),
            row(6, "06", caseA, "pengantar"), row(7, "07", caseA, "janji/kabid-a", attachmentOf: "nota"),
            row(8, nil, nil, nil, .reserved, subject: nil), row(9, "09", caseA, "undangan"),
        ]
    }

    private static func sent() throws -> [Dispatches.Row] {
        var place: Int64 = 0
        func row(
            _ caseID: Identifier, _ document: DocumentName?, _ number: String?, _ day: Int, _ receiver: String?, _ outcome: DeliveryOutcome = .sampai,
            isTembusan: Bool = false, attachmentOf: Key<Naskah>? = nil
        ) throws -> Dispatches.Row {
            place += 1
            return Dispatches.Row(
                place: place, caseID: caseID, document: document, attachmentOf: attachmentOf, number: number, at: try Self.day(day),
                receiver: receiver, isTembusan: isTembusan, outcome: outcome)
        }
        let surat = DocumentName(naskah: "surat")
        func nota(_ member: Key<Position>) -> DocumentName { DocumentName(naskah: "nota", member: member) }
        return [
            try row(caseA, surat, "01", 2, "Camat"),
            try row(caseA, surat, "02", 3, "Bappeda", .gagal), try row(caseA, surat, "02", 5, "Bupati"),
            try row(caseA, surat, "02", 4, "Inspektorat"), try row(caseA, surat, "02", 4, "Arsip", isTembusan: true),
            try row(caseA, surat, "02", 4, "Inspektorat"),
            try row(caseB, nil, "05", 6, "(rahasia)"),
            // A document without a number of its own, under that of the letter it is attached to.
            try row(caseA, DocumentName(naskah: "laporan"), nil, 7, "Gubernur", attachmentOf: "pengantar"),
            try row(caseA, nota("kabid-a"), "20", 8, "BKD"), try row(caseA, nota("kabid-b"), "21", 9, "BPK"),
        ]
    }

    private static func composed() -> [Composers.Row] {
        [
            Composers.Row(place: 1, caseID: caseB, document: DocumentName(naskah: "lampiran"), composer: "kadis"),
            Composers.Row(place: 2, caseID: caseA, document: DocumentName(naskah: "lampiran"), composer: "staf"),
            Composers.Row(place: 3, caseID: caseA, document: DocumentName(naskah: "surat"), composer: "kasubag"),
            Composers.Row(place: 4, caseID: caseA, document: DocumentName(naskah: "janji", member: "kabid-a"), composer: "kabid-a"),
        ]
    }

    /// Archival and Drafting tell it in pages of two rows.
    private static func answer(_ request: Request) throws -> StubServices.Answer {
        switch request.verb {
        case OutgoingBook.verb: return try .ok(OutgoingBook.Answer(year: 2026, rows: try rows()))
        case Dispatches.verb:
            let question = try JSONText().decode(Dispatches.self, from: request.body)
            let rest = try sent().filter { $0.place > question.after ?? 0 && question.cases.contains($0.caseID) }
            return try .ok(Dispatches.Answer(rows: Array(rest.prefix(2)), next: rest.count > 2 ? rest[1].place : nil))
        case Composers.verb:
            let question = try JSONText().decode(Composers.self, from: request.body)
            let rest = composed().filter { $0.place > question.after ?? 0 && question.cases.contains($0.caseID) }
            return try .ok(Composers.Answer(rows: Array(rest.prefix(2)), next: rest.count > 2 ? rest[1].place : nil))
        default: return try .rejected("unknownVerb")
        }
    }

    private func book(_ stubs: StubServices, _ words: String...) -> Recording {
        Recording(["number", "book", "surat-keluar", "--agency", "dinas", "--as", "agendaris", "--home", stubs.home] + words)
    }

    @Test("The book says when each letter went out, to whom, and who composed it; an attachment goes with its letter, unless it was struck out")
    func table() throws {
        let stubs = try StubServices(in: "\(directory.path)/home") { try Self.answer($1) }
        #expect(
            book(stubs).answer == """
                line  no  number  date        sent        to                           subject            composed by  document       state
                1     1   01      2026-12-01  2026-12-02  Camat                        struck out: salah  kasubag      surat          voided
                2     2   02      2026-12-01  2026-12-04  Bappeda (gagal), Bupati, +1  Hal                kasubag      surat          given
                3     3   03      2026-12-01  2026-12-02  Camat, Bappeda (gagal), +2   Hal                staf         lampiran       given
                4     4   04      2026-12-01                                           struck out: salah  staf         lampiran       voided
                5     5   05      2026-12-01  2026-12-06  (rahasia)                    (rahasia)                                      given
                6     6   06      2026-12-01  2026-12-07  Gubernur                     Hal                             pengantar      given
                7     7   07      2026-12-01  2026-12-08  BKD                          Hal                kabid-a      janji/kabid-a  given
                8     8           2026-12-01                                                                                          reserved
                9     9   09      2026-12-01                                           Hal                             undangan       given

                """)
    }

    @Test("For programs each line has all that was sent of it, tembusan too, and its composer")
    func json() throws {
        struct Line: Decodable {
            let line: Int
            let dispatches: [Dispatches.Row]
            let composer: Key<Position>?
        }
        let stubs = try StubServices(in: "\(directory.path)/home") { try Self.answer($1) }
        let lines = try book(stubs, "--json").answer.split(separator: "\n").map { try JSONText().decode(Line.self, from: Array($0.utf8)) }
        #expect(lines.map(\.line) == Array(1...9))
        #expect(
            lines.map { $0.dispatches.map(\.receiver) } == [
                ["Camat"], ["Bappeda", "Bupati", "Inspektorat", "Arsip", "Inspektorat"],
                ["Camat", "Bappeda", "Bupati", "Inspektorat", "Arsip", "Inspektorat"], [], ["(rahasia)"], ["Gubernur"], ["BKD"], [], [],
            ])
        #expect(lines.map(\.composer) == ["kasubag", "kasubag", "staf", "staf", nil, nil, "kabid-a", nil, nil])
    }

    @Test("Each case is asked about once, however many lines it has")
    func questions() throws {
        let stubs = try StubServices(in: "\(directory.path)/home") { try Self.answer($1) }
        #expect(book(stubs).code == .ok)
        let asked = try stubs.requests.filter { $0.request.verb == Dispatches.verb }
            .map { try JSONText().decode(Dispatches.self, from: $0.request.body) }
        #expect(asked.map(\.after) == [nil, 2, 4, 6, 8] && asked.allSatisfy { $0.cases == [Self.caseA, Self.caseB] })
    }

    @Test("A book of which half cannot be had is not shown as if nothing had been sent", arguments: [Dispatches.verb, Composers.verb])
    func away(_ verb: String) throws {
        let stubs = try StubServices(in: "\(directory.path)/home") { _, request in
            request.verb == verb ? StubServices.Answer(status: .unavailable) : try Self.answer(request)
        }
        let call = book(stubs)
        #expect(call.code == .away && call.answer.isEmpty)
        #expect(call.remarks.contains(verb == Dispatches.verb ? "archival does not answer" : "drafting does not answer"))
    }
}
