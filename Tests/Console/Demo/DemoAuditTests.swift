import Domain
import Linux
import Protocol
import Scratch
import Testing

@testable import Console

/// The checks at the end of the demo, over an office of which one thing is spoilt.
@Suite struct DemoAuditTests {
    /// What is wrong with an office, and the sentence by which it is found.
    struct Damage: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let finding: String
        let spoil: @Sendable (inout StubOffice) -> Void

        init(_ name: String, _ finding: String, _ spoil: @escaping @Sendable (inout StubOffice) -> Void) {
            (testDescription, self.finding, self.spoil) = (name, finding, spoil)
        }
    }

    private static let books = [
        Damage("a number of an agenda book is missing", "dinas: the book masuk has 4 where 3 belongs") { $0.agenda = [1, 2, 4] },
        Damage("an agenda book begins late", "dinas: the book masuk has 2 where 1 belongs") { $0.agenda = [2, 3] },
        Damage("a number far down an outgoing book is missing", "dinas: the book keluar has 241 where 240 belongs") {
            $0.numbers = Array(1...239) + Array(241...450)
        },
        Damage("a number was given twice", "dinas: the book keluar has 2 where 3 belongs") { $0.numbers = [1, 2, 2] },
    ]

    private static let cases = [
        Damage("a case is open", "dinas uji: the case is running at step 2; no task is open") { $0.status = .running },
        Damage("a step was not done", "dinas uji: step 2 was not done") { $0.steps[1] = .current },
        Damage("nobody did any act of a step", "dinas uji: step 2 was not done") { $0.entries.removeAll { $0.step == 2 && $0.outcome == .done } },
        Damage("no step ever went back", "dinas uji: step 2 may send the case back to step 1, and never did") {
            $0.entries.removeAll { $0.type == StepReturned.type }
        },
        Damage("another step went back over it", "dinas uji: step 2 may send the case back to step 1, and never did") { office in
            for index in office.entries.indices where office.entries[index].type == StepReturned.type { office.entries[index].from = 3 }
        },
        Damage("a decision was never refused", "dinas uji: nobody said no to the periksa of surat in step 2, act 1") {
            $0.entries.removeAll { $0.outcome == .returned }
        },
        Damage("an optional act was never done", "dinas uji: act 1 of step 1, telaah, may be passed over, and was never done") {
            $0.entries.removeAll { $0.word == .telaah && $0.outcome == .done }
        },
        Damage("an optional act was never passed over", "dinas uji: act 1 of step 1, telaah, may be passed over, and never was") {
            $0.entries.removeAll { $0.outcome == .skipped }
        },
    ]

    private static let archive = [
        Damage("a document is not archived", "dinas uji surat: version 2 is not archived") { $0.isArchived = false },
        Damage("a record is missing", "dinas uji surat: the archive has no record of version 2") { $0.record = nil },
        Damage("a record has another size", "dinas uji surat: the record says 1 bytes, the file has 23") { $0.record?.size = 1 },
        Damage(
            "a file is not the one of its hash",
            "dinas uji surat: the archived file cannot be had: archival failed at file.get: the file is not the one of that hash"
        ) { $0.file[0] ^= 1 },
        Damage("a filing has not ended", "dinas uji: the filing of task \(Identifier(milliseconds: 1, random: (7, 7))) has not ended") {
            let id = Identifier(milliseconds: 1, random: (7, 7))
            $0.filings = [CaseRecords.Filing(task: id, record: id, failure: nil)]
        },
    ]

    private static let services = [
        Damage("an event was changed", "drafting: the chain's hash at 2 is not the journal's") {
            $0.journals[.drafting]?.entries[0].event = StubJournal(.drafting, events: 2).entries[1].event
        },
        Damage("an event is of another service", "routing: the journal is broken at 2: the event is of another service") {
            $0.journals[.routing]?.entries[1] = StubJournal(.intake, events: 2).entries[1]
        },
        Damage("a journal has lost its end", "intake: the journal ends at 2, before 3") { $0.journals[.intake]?.end = 3 },
        Damage("a service cannot read on", "archival: routing has parted") { $0.journals[.archival]?.problems = ["routing has parted"] },
        Damage("events are parked", "approvals: 2 events are parked; `alurctl status` tells more") { $0.journals[.approvals]?.parked = 2 },
        Damage("a service has grown too large", "routing: 50.1 MiB of memory were in use; 50.0 MiB are allowed") {
            $0.journals[.routing]?.peakResidentBytes = 50 << 20 + 100_000
        },
    ]

    @Test("The demo that finds everything whole ends with exit code 0, and says what each service took of memory")
    func whole() throws {
        let end = try play(StubOffice())
        #expect(end.totals.findings == [])
        #expect(end.code == .ok)
        #expect(end.totals.cases == 1 && end.totals.casesPlayed == 1)
        #expect(end.totals.peakResidentBytes == Dictionary(uniqueKeysWithValues: ServiceName.allCases.map { ($0.rawValue, 20 << 20) }))
    }

    @Test("The demo that finds one thing wrong names it, and ends with exit code 1", arguments: books + cases + archive + services)
    func damage(_ damage: Damage) throws {
        var office = StubOffice()
        damage.spoil(&office)
        let end = try play(office)
        #expect(end.totals.findings == [damage.finding])
        #expect(end.code == .negative)
        #expect(end.remarks == "alurctl demo: \(damage.finding)\n")
    }

    // MARK: - Playing

    private struct Totals: Decodable {
        var cases: Int
        var casesPlayed: Int
        var peakResidentBytes: [String: Int]
        var findings: [String]
    }

    /// What the demo's thread hands back.
    private final class Kept: Sendable {
        let recording = Locked<(code: ExitCode, answer: String, remarks: String)?>(nil)
    }

    private struct End {
        var code: ExitCode
        var totals: Totals
        var remarks: String
    }

    /// Plays the demo as its verb does, over services that run already and tell of this office.
    private func play(_ office: StubOffice) throws -> End {
        let directory = try TemporaryDirectory()
        let stubs = try StubServices(in: "\(directory.path)/home") { try office.answer($0, $1) }
        try directory.write("home/CONTOH", "")
        // Whoever holds this runs the services.
        let lock = try DirectoryLock("\(stubs.home)/run")
        let words = [
            "demo", "--json", "--home", stubs.home, "--catalog", checkout + "/Tests/EndToEnd/FifthAgency", "--files", checkout + "/deploy/demo",
        ]
        let kept = Kept()
        // The demo blocks signals on the thread it runs on; the threads of other tests shall go on without that.
        let thread = try WorkerThread {
            let recording = Recording(words)
            kept.recording.withLock { $0 = (recording.code, recording.answer, recording.remarks) }
        }
        thread.join()
        _ = consume lock
        let end = try #require(kept.recording.withLock { $0 })
        let line = try #require(end.answer.split(separator: "\n").last, "\(end.remarks)")
        return End(code: end.code, totals: try JSONText().decode(Totals.self, from: Array(line.utf8)), remarks: end.remarks)
    }
}
