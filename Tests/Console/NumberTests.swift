import Domain
import Protocol
import Scratch
import Testing

@testable import Console

@Suite struct NumberTests {
    private static let speaker = ["--agency", "dinas", "--as", "agendaris"]

    private static func row(_ line: Int) throws -> OutgoingBook.Row {
        OutgoingBook.Row(
            line: line, sequence: line, number: "\(line)", date: try #require(CivilDate("2026-12-31")), state: .given, block: nil, caseID: nil,
            document: nil, subject: nil, reason: nil)
    }

    @Test("Who names no year reads the service's current one, the next page that of the first")
    func book() throws {
        let directory = try TemporaryDirectory()
        let stubs = try StubServices(in: "\(directory.path)/home") { _, request in
            let question = try JSONText().decode(OutgoingBook.self, from: request.body)
            let first = (question.after ?? 0) + 1
            let rows = try (first..<first + (question.after == nil ? Limits.pageRows : 1)).map { try Self.row($0) }
            return try .ok(OutgoingBook.Answer(year: 2026, rows: rows))
        }
        #expect(Recording(["number", "book", "surat-keluar", "--home", stubs.home] + Self.speaker).code == .ok)
        let questions = try stubs.requests.map { try JSONText().decode(OutgoingBook.self, from: $0.request.body) }
        #expect(questions.map(\.year) == [nil, 2026])
        #expect(questions.map(\.after) == [nil, Limits.pageRows])
    }

    @Test("A number is struck out in the year that the service calls the current one, unless the call names another")
    func void() throws {
        let directory = try TemporaryDirectory()
        let stubs = try StubServices(in: "\(directory.path)/home") { _, request in
            request.verb == LastNumber.verb ? try .ok(LastNumber.Answer(year: 2027, last: nil, next: 1)) : .accepted
        }
        let words = ["number", "void", "surat-keluar", "--sequence", "3", "--reason", "salah", "--home", stubs.home] + Self.speaker
        #expect(Recording(words).answer == "number 3 of 2027 was struck out\n")
        #expect(Recording(words + ["--year", "2026"]).answer == "number 3 of 2026 was struck out\n")
        let commands = stubs.requests.filter { $0.request.verb == VoidNumber.verb }
        #expect(try commands.map { try JSONText().decode(VoidNumber.self, from: $0.request.body).year } == [2027, 2026])
        let again = Recording(words + ["--id", "018f4e7a-1c2d-7abc-9def-0123456789ab"])
        #expect(again.code == .wrongCall)
        #expect(stubs.requests.count == 3, "a repeat without its year is not sent: it could mean another number by now")
    }
}
