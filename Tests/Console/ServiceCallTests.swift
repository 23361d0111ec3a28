import Domain
import Kernel
import Protocol
import Scratch
import Testing

@testable import Console

@Suite struct ServiceCallTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func stubs(_ rule: @escaping StubServices.Rule) throws -> StubServices { try StubServices(in: "\(directory.path)/home", rule: rule) }

    private let letter = "018f4e7a-1c2d-7abc-9def-0123456789ab"

    private func void(_ stubs: StubServices, _ words: String...) -> Recording {
        Recording(["letter", "void", letter, "--reason", "salah", "--agency", "dinas", "--as", "agendaris", "--home", stubs.home] + words)
    }

    @Test("A command that the rules refuse has exit code 3, the service's sentence and its code")
    func rejected() throws {
        let stubs = try stubs { _, _ in try .rejected("caseRunning") }
        let call = void(stubs)
        #expect(call.code == .rejected)
        #expect(call.remarks == "alurctl letter void: The rules say no. [caseRunning, field]\n")
        let json = void(stubs, "--json")
        #expect(json.code == .rejected)
        #expect(json.remarks == #"{"code":"caseRunning","exit":3,"field":"field","message":"The rules say no."}"# + "\n")
        #expect(json.answer.isEmpty)
    }

    @Test("A person is told what may be done about a refusal, a program only the refusal")
    func advice() throws {
        let stubs = try stubs { _, _ in
            StubServices.Answer(status: .rejected, body: try JSONText().encode(Rejection.notFound("letter", field: "letter")))
        }
        #expect(
            void(stubs).remarks == """
                alurctl letter void: There is no such letter; check the id. [notFound, letter]
                `alurctl letter book BOOK` shows the letters' ids

                """)
        #expect(!void(stubs, "--json").remarks.contains("letter book"))
    }

    @Test("A command without an answer has exit code 4 and names the id by which it can be given again")
    func away() throws {
        let stubs = try stubs { _, _ in StubServices.Answer(status: .unavailable) }
        let call = void(stubs)
        #expect(call.code == .away)
        let id = try #require(stubs.requests.first).request.id
        #expect(call.remarks == "alurctl letter void: intake does not answer; it may have been done or not: call again with --id \(id)\n")
        let json = void(stubs, "--json", "--id", id.description)
        #expect(json.code == .away)
        #expect(json.remarks.contains(#""command":"\#(id)""#))
        #expect(Set(stubs.requests.map(\.request.id)) == [id])
    }

    @Test("A question without an answer has exit code 4 and names no id")
    func unansweredQuestion() throws {
        let stubs = try stubs { _, _ in StubServices.Answer(status: .unavailable) }
        let call = Recording("org", "list", "--home", stubs.home)
        #expect(call.code == .away)
        #expect(call.remarks == "alurctl org list: routing does not answer org.list; see `alurctl status`; `alurctl up` starts the services\n")
    }

    @Test("A service that is wrong has exit code 70")
    func fault() throws {
        #expect(void(try stubs { _, _ in StubServices.Answer(status: .fault) }).code == .fault)
    }

    @Test("An answer that cannot be read is the service's fault")
    func unreadable() throws {
        let stubs = try stubs { _, _ in StubServices.Answer() }
        #expect(Recording("org", "list", "--home", stubs.home).code == .fault)
    }

    @Test("A case begins with the keamanan and urgensi asked for, and the letter that is named is linked to it then, in Intake")
    func caseWithLetter() throws {
        let stubs = try stubs { service, request in try StubOffice().answer(service, request) }
        let words = ["case", "start", "uji", "--title", "Uji", "--agency", "dinas", "--as", "agendaris", "--home", stubs.home]
        let call = Recording(words + ["--keamanan", "rahasia", "--urgensi", "segera", "--letter", letter])
        #expect(call.code == .ok)
        let begun = Identifier(milliseconds: 1, random: (0, 1))
        #expect(call.answer.hasPrefix("case \(begun) by") && call.answer.hasSuffix("has begun\nletter \(letter) belongs to case \(begun)\n"))
        #expect(stubs.requests.map(\.service) == [.routing, .intake])
        let started = try JSONText().decode(StartCase.self, from: try #require(stubs.requests.first).request.body)
        #expect(started.keamanan == .rahasia && started.urgensi == .segera)
        let linked = try JSONText().decode(LinkLetter.self, from: try #require(stubs.requests.last).request.body)
        #expect(linked.letter.description == letter && linked.caseID == begun)
        #expect(Recording(words).code == .ok && stubs.requests.count == 3)
    }

    @Test("An accepted command is told in a sentence, or as its events and their place")
    func accepted() throws {
        let stubs = try stubs { _, _ in .accepted }
        let call = void(stubs)
        #expect(call.code == .ok)
        #expect(call.answer == "letter \(letter) was struck out\n")
        #expect(void(stubs, "--json").answer == #"{"events":[],"position":"intake:1:7"}"# + "\n")
        let command = try JSONText().decode(VoidLetter.self, from: try #require(stubs.requests.first).request.body)
        #expect(command.letter.description == letter)
        #expect(command.reason == "salah")
    }

    @Test("What one call has done is there for the next, though another process makes it")
    func places() throws {
        let stubs = try stubs { service, _ in service == .intake ? .accepted : try .ok(ListAgencies.Answer(agencies: [])) }
        #expect(void(stubs).code == .ok)
        #expect(Recording("org", "list", "--home", stubs.home).code == .ok)
        let question = try #require(stubs.requests.last { $0.service == .routing })
        #expect(question.request.after.map(\.description) == ["intake:1:7"])
    }

    @Test("Whoever speaks for an official says for which, in words or in the environment")
    func speaker() throws {
        let stubs = try stubs { _, _ in .accepted }
        let words = ["letter", "void", letter, "--reason", "x", "--home", stubs.home]
        let nobody = Recording(words)
        #expect(nobody.code == .wrongCall)
        #expect(nobody.remarks.hasPrefix("alurctl letter void: --agency AGENCY is missing: whose office; or set ALUR_AGENCY\n"))
        let noPosition = Recording(words + ["--agency", "dinas"]).remarks
        #expect(noPosition.hasPrefix("alurctl letter void: --as POSITION is missing: as which position; or set ALUR_AS\n"))
        #expect(Recording(words, environment: ["ALUR_AGENCY": "dinas", "ALUR_AS": "agendaris"]).code == .ok)
        #expect(stubs.requests.count == 1)
    }

    @Test("Status is good while every service answers well, and bad when one has a problem")
    func status() throws {
        let stubs = try stubs { service, _ in
            let problems = service == .drafting ? ["routing has parted"] : []
            return try .ok(
                ShowStatus.Answer(
                    position: StreamPosition(stream: service, epoch: 1, position: 3),
                    following: service == .archival ? [StreamPosition(stream: .routing, epoch: 1, position: 1)] : [], problems: problems, parked: 0,
                    faults: 0, held: 0, residentBytes: 1_048_576, peakResidentBytes: 2_097_152))
        }
        let call = Recording("status", "--home", stubs.home)
        #expect(call.code == .negative)
        #expect(
            call.answer == """
                service    state    position  parked  faults  held  memory                  behind
                intake     answers  1:3       0       0       0     1.0 MiB (most 2.0 MiB)
                routing    answers  1:3       0       0       0     1.0 MiB (most 2.0 MiB)
                drafting   answers  1:3       0       0       0     1.0 MiB (most 2.0 MiB)
                approvals  answers  1:3       0       0       0     1.0 MiB (most 2.0 MiB)
                archival   answers  1:3       0       0       0     1.0 MiB (most 2.0 MiB)  routing 2
                drafting: routing has parted

                """)
        let lines = Recording("status", "--json", "--home", stubs.home).answer.split(separator: "\n")
        #expect(lines.count == 5)
        #expect(lines.last?.hasPrefix(#"{"behind":{"routing":2},"isAway":false,"service":"archival","status":{"#) == true)
    }

    @Test("A whole journal is printed from the place asked for, each event with its hash")
    func journal() throws {
        let journal = StubJournal(.intake, events: 3)
        let stubs = try stubs { _, request in try journal.answer(request) }
        let call = Recording("journal", "tail", "intake", "--from", "3", "--home", stubs.home)
        #expect(call.code == .ok)
        #expect(call.answer == "      3  1970-01-01T00:00:01.000Z  test.event  operator/test\n")
        #expect(call.remarks == "intake:1:3: the chain is whole\n")
        let json = Recording("journal", "tail", "intake", "--json", "--home", stubs.home)
        #expect(json.answer.split(separator: "\n").count == 3)
        #expect(json.answer.hasPrefix(#"{"event":{"specversion":"1.0","#))
        #expect(json.answer.hasSuffix("\"hash\":\"\(journal.hash)\",\"position\":3}\n"))
    }

    @Test("A journal with a changed event has exit code 1, wherever printing begins")
    func changedJournal() throws {
        var journal = StubJournal(.intake, events: 3)
        journal.entries[0].event = journal.entries[1].event
        let stubs = try stubs { [journal] _, request in try journal.answer(request) }
        let call = Recording("journal", "tail", "intake", "--from", "3", "--home", stubs.home)
        #expect(call.code == .negative)
        #expect(call.answer.contains("the chain's hash is not the journal's"))
    }

    @Test("Parked events are a bad answer, none are a good one")
    func parked() throws {
        let empty = try stubs { _, _ in StubServices.Answer(body: Array(#"{"parked":[]}"#.utf8)) }
        #expect(Recording("parked", "list", "intake", "--home", empty.home).code == .ok)
        let row = #"{"stream":"routing","position":4,"subject":"s","code":"fault","message":"m"}"#
        let full = try StubServices(in: "\(directory.path)/full") { _, _ in StubServices.Answer(body: Array(#"{"parked":[\#(row)]}"#.utf8)) }
        let call = Recording("parked", "list", "intake", "--home", full.home)
        #expect(call.code == .negative)
        #expect(call.answer == "stream   position  case  code   why\nrouting  4         s     fault  m\n")
    }
}
