import Deployment
import Domain
import Linux
import Protocol
import Scratch
import Testing

@testable import Console

@Suite struct SupervisionTests {
    private let directory: TemporaryDirectory
    private let deployment: Deployment

    init() throws {
        directory = try TemporaryDirectory()
        try Deployment.make(home: "\(directory.path)/home")
        deployment = try Deployment(home: "\(directory.path)/home")
    }

    private func settings(_ script: String) throws -> Supervisor.Settings {
        for service in ServiceName.allCases { try directory.write("bin/alur-\(service.rawValue)", "#!/bin/sh\n\(script)\n", mode: 0o755) }
        var settings = Supervisor.Settings(programs: "\(directory.path)/bin", environment: environmentVariables())
        settings.startMilliseconds = 10_000
        return settings
    }

    @Test("Pauses grow to their longest, and are short again after a long life")
    func pauses() {
        var pause = RestartPause()
        let pauses = (0..<9).map { _ in pause.next(livedMilliseconds: 0) }
        #expect(pauses == [250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
        #expect(pause.next(livedMilliseconds: 60_000) == 250)
        #expect(pause.next(livedMilliseconds: 59_999) == 500)
    }

    @Test("An installation has one supervisor at a time")
    func lock() throws {
        let settings = try settings("exit 0")
        var first: Supervisor? = try Supervisor(deployment, settings) { _ in }
        let error = #expect(throws: Deployment.Problem.self) { try Supervisor(deployment, settings) { _ in } }
        #expect(error?.description == "\(deployment.home): its services run already, under another `alurctl up`; stop that one first")
        first = nil
        #expect(first == nil)
        _ = try Supervisor(deployment, settings) { _ in }
    }

    @Test("A service that refuses its installation ends the start with the last line of its log")
    func refusal() throws {
        let supervisor = try Supervisor(deployment, try settings("echo the key is missing >&2; exit 78")) { _ in }
        let signals = try SignalSource([])
        let error = #expect(throws: Supervisor.Failure.self) { _ = try supervisor.start(until: signals) }
        #expect(error?.description.hasSuffix(" ended with code 78: the key is missing") == true)
        _ = try supervisor.stop(until: signals)
    }

    @Test("A service that ends otherwise is started again, and its end is told with the pause")
    func restart() throws {
        final class Told {
            var ends: [ServiceName: [Int64]] = [:]
        }
        let told = Told()
        let supervisor = try Supervisor(deployment, try settings("exit 70")) { notice in
            if case .ended(let service, .exited(70), let pause) = notice { told.ends[service, default: []].append(pause) }
        }
        let signals = try SignalSource([])
        for service in ServiceName.allCases { #expect(supervisor.processIdentifier(of: service) == nil) }
        // One turn at a time, so that the test ends with what it waits for.
        try supervisor.launchAll()
        while (told.ends[.intake]?.count ?? 0) < 2 { _ = try supervisor.turn(waitingMilliseconds: 10_000, until: signals) }
        #expect(told.ends[.intake]?.prefix(2) == [250, 500])
        _ = try supervisor.stop(until: signals)
    }

    @Test("A service that must be restored first is named with its reason and tried again, and the start goes on without it")
    func refusedService() throws {
        final class Told {
            var reasons: [ServiceName: String] = [:]
        }
        let told = Told()
        let supervisor = try Supervisor(deployment, try settings("echo restore it >&2; exit 69")) { notice in
            if case .refused(let service, let why, _) = notice { told.reasons[service] = why }
        }
        let signals = try SignalSource([])
        #expect(try supervisor.start(until: signals))
        #expect(told.reasons == Dictionary(uniqueKeysWithValues: ServiceName.allCases.map { ($0, "restore it") }))
        #expect(!supervisor.isReady)
        _ = try supervisor.stop(until: signals)
    }

    @Test("What does not stop in its time is killed and named")
    func killing() throws {
        // What a shell ignores is ignored by the program it becomes; a file tells that it does.
        let marks = "\(directory.path)/marks"
        try makeDirectory(marks)
        var settings = try settings("trap '' TERM; : > \(marks)/$$; exec sleep 1000")
        settings.stopMilliseconds = 0
        let supervisor = try Supervisor(deployment, settings) { _ in }
        let signals = try SignalSource([])
        try supervisor.launchAll()
        while try directoryNames(marks).count < ServiceName.allCases.count { _ = try supervisor.turn(waitingMilliseconds: 5, until: signals) }
        #expect(try supervisor.stop(until: signals) == ServiceName.allCases)
        for service in ServiceName.allCases { #expect(supervisor.processIdentifier(of: service) == nil) }
    }

    @Test("A missing executable is named")
    func missing() throws {
        let settings = Supervisor.Settings(programs: "/no/such/folder", environment: [:])
        let supervisor = try Supervisor(deployment, settings) { _ in }
        let error = #expect(throws: Supervisor.Failure.self) { _ = try supervisor.start(until: try SignalSource([])) }
        #expect(error?.description == "/no/such/folder/alur-intake is missing; it belongs beside alurctl")
    }

    @Test("An installation is well only when every service answers, without problems, parked events or faults")
    func wellness() {
        typealias Answer = ShowStatus.Answer
        func answer(
            _ service: ServiceName, problems: [String] = [], parked: Int = 0, faults: Int = 0, following: [StreamPosition] = []
        ) -> Answer {
            Answer(
                position: StreamPosition(stream: service, epoch: 1, position: 10), following: following, problems: problems, parked: parked,
                faults: faults, held: 0, residentBytes: 0, peakResidentBytes: 0)
        }
        var answers = Dictionary(uniqueKeysWithValues: ServiceName.allCases.map { ($0, answer($0)) })
        #expect(StatusVerb.isWell(answers))
        answers[.intake] = answer(.intake, parked: 1)
        #expect(!StatusVerb.isWell(answers))
        answers[.intake] = answer(.intake, faults: 1)
        #expect(!StatusVerb.isWell(answers))
        answers[.intake] = answer(.intake, problems: ["parted"])
        #expect(!StatusVerb.isWell(answers))
        answers[.intake] = nil
        #expect(!StatusVerb.isWell(answers))
        let following = [
            StreamPosition(stream: .routing, epoch: 1, position: 7), StreamPosition(stream: .drafting, epoch: 2, position: 7),
            StreamPosition(stream: .approvals, epoch: 1, position: 11), StreamPosition(stream: .intake, epoch: 1, position: 1),
        ]
        let lags = StatusVerb.lags(answer(.archival, following: following), answers)
        #expect(lags.map(\.stream) == [.routing, .drafting, .approvals, .intake])
        #expect(lags.map(\.events) == [3, nil, 0, nil])
    }
}
