import Client
import Deployment
import Domain
import Glibc
import Kernel
import Linux
import Protocol
import Testing

@Suite(.serialized) struct RestoreTests {
    private static let clerk = Caller.Speaker.official(agency: "disnaker-tanjabbar", position: "agendaris", person: nil)

    private func letter(_ number: Int) throws -> RegisterLetter {
        RegisterLetter(
            register: "surat-masuk", sender: "Bappeda", number: "045/\(number)/BAPPEDA", letterDate: try #require(CivilDate("2026-01-02")),
            subject: "Permintaan data", channel: .caraka)
    }

    private func registered(_ accepted: Caller.Accepted) throws -> LetterRegistered {
        let event = try #require(accepted.events.first)
        let parsed = try #require(EventHeader.parse(event))
        return try JSONText().decode(LetterRegistered.self, from: parsed.1)
    }

    private func sequence(_ accepted: Caller.Accepted) throws -> Int {
        try registered(accepted).sequence
    }

    /// Lets a service that waits for it go on without what nobody has; the book on paper has seven numbers more than the backup.
    private func acceptLoss(of service: ServiceName, _ backup: String, _ entry: LetterRegistered, _ installation: Installation) throws {
        let words = ["restore", backup, service.rawValue, "--accept-loss", "--reason", "kebakaran"]
        let caller = try Caller(installation.deployment)
        for _ in 0..<200_000 {
            let problems = try caller.ask(ShowStatus(), of: service, as: nil).problems
            if problems.contains(where: { $0.contains("--accept-loss") }) { break }
        }
        // The services that give numbers say which books are to be named.
        let asked = try alurctl(words, installation)
        guard service == .intake || service == .approvals else { return #expect(asked.0 == .exited(0), "\(asked.1)") }
        #expect(asked.1.contains("highestMissing"), "\(asked.1)")
        let books = asked.1.split { " ,.\n\"".contains($0) }.filter { $0.hasPrefix("\(entry.agency)/") }
        let highest = books.flatMap { ["--highest", "\($0)=\($0 == "\(entry.agency)/\(entry.register)/\(entry.year)" ? entry.sequence + 7 : 0)"] }
        let accepted = try alurctl(words + highest, installation)
        #expect(accepted.0 == .exited(0), "\(accepted.1)")
    }

    /// Runs the operator's tool; what it said.
    private func alurctl(_ words: [String], _ installation: Installation) throws -> (ChildProcess.End?, String) {
        let output = "\(installation.home)/log/alurctl.log"
        try removeFile(output)
        let tool = try ChildProcess(
            arguments: ["\(try Installation.binaries())/alurctl"] + words + ["--home", installation.home],
            environment: environmentVariables(), outputPath: output)
        let end = try tool.wait(timeoutMilliseconds: 60_000)
        return (end, String(decoding: try readFile(output, sizeBytesMaximum: 1 << 20), as: UTF8.self))
    }

    /// Asks until the service has no problem; each question gives it time.
    private func waitUntilWell(_ service: ServiceName, _ caller: Caller) throws -> ShowStatus.Answer {
        var status = try caller.ask(ShowStatus(), of: service, as: nil)
        for _ in 0..<200_000 where !status.problems.isEmpty { status = try caller.ask(ShowStatus(), of: service, as: nil) }
        return status
    }

    @Test(
        "A service restored from an old backup gets from its readers what came after it, gives no number twice, and the others go on",
        arguments: [false, true])
    func restoredServiceGetsItsEventsBack(isNetworked: Bool) throws {
        let installation = try Installation(isNetworked: isNetworked)
        defer { try? installation.remove() }
        try installation.start()
        let caller = try Caller(installation.deployment)
        try caller.give(ApplyCatalogue.sample(1), to: .routing, as: .operator(name: "uji"))
        var numbers = [try sequence(try caller.give(letter(1), to: .intake, as: Self.clerk))]
        let backup = "\(installation.home)/cadangan"
        for words in [["backup", backup], ["backup", "verify", backup]] {
            let made = try alurctl(words + ["--json"], installation)
            #expect(made.0 == .exited(0), "\(made.1)")
            #expect(made.1.split(separator: "\n").allSatisfy { $0.hasPrefix("{") }, "\(made.1)")
        }
        for number in 2...6 { numbers.append(try sequence(try caller.give(letter(number), to: .intake, as: Self.clerk))) }
        let id = caller.newIdentifier()
        let last = try caller.give(letter(7), to: .intake, as: Self.clerk, id: id)
        numbers.append(try sequence(last))
        // With the place of the last letter named, Routing answers only once it has read so far.
        _ = try caller.ask(ShowStatus(), of: .routing, as: nil)
        _ = try installation.stop(.intake, SIGKILL)
        let folder = installation.deployment.folder(of: .intake)
        let restored = try alurctl(["restore", backup, "intake"], installation)
        #expect(restored.0 == .exited(0), "\(restored.1)")
        try installation.start(.intake)

        let fresh = try Caller(installation.deployment)
        let status = try waitUntilWell(.intake, fresh)
        #expect(status.problems.isEmpty)
        #expect(status.position == last.position)
        #expect(try fresh.give(letter(7), to: .intake, as: Self.clerk, id: id).events == last.events)
        numbers.append(try sequence(try fresh.give(letter(8), to: .intake, as: Self.clerk)))
        let first = try #require(numbers.first)
        #expect(numbers == Array(first..<first + 8))
        #expect(try waitUntilWell(.routing, fresh).following.contains { $0.stream == .intake && $0.position == last.position.position + 1 })
        #expect(try fileStatus("\(folder)/\(RecoveryNote.fileName)") == nil)
    }

    @Test("A service whose readers have lost it too gives no number until the loss is accepted, and then none twice")
    func nobodyHasIt() throws {
        let installation = try Installation()
        defer { try? installation.remove() }
        try installation.start()
        let caller = try Caller(installation.deployment)
        try caller.give(ApplyCatalogue.sample(1), to: .routing, as: .operator(name: "uji"))
        let first = try caller.give(letter(1), to: .intake, as: Self.clerk)
        let entry = try registered(first)
        let backup = "\(installation.home)/cadangan"
        #expect(try alurctl(["backup", backup], installation).0 == .exited(0))
        let last = try caller.give(letter(2), to: .intake, as: Self.clerk).position
        _ = try caller.ask(ShowStatus(), of: .routing, as: nil)
        for service in ServiceName.allCases { _ = try installation.stop(service, SIGTERM) }
        // The machine is lost but for Intake's mark, which knows that there was more.
        for service in [ServiceName.routing, .drafting, .approvals, .archival] {
            let folder = installation.deployment.folder(of: service)
            for name in try directoryNames(folder) where name.hasPrefix("journal.") { try removeFile("\(folder)/\(name)") }
        }
        for service in ServiceName.allCases { #expect(try alurctl(["restore", backup, service.rawValue], installation).0 == .exited(0)) }
        try installation.start()
        let fresh = try Caller(installation.deployment)
        var problem = ""
        for _ in 0..<200_000 where !problem.contains("--accept-loss") {
            problem = try fresh.ask(ShowStatus(), of: .intake, as: nil).problems.first ?? ""
        }
        #expect(problem.contains("had reached 1:\(last.position)"), "\(problem)")
        fresh.patienceMilliseconds = 1_500
        #expect(throws: Caller.Failure.self) { try fresh.give(letter(3), to: .intake, as: Self.clerk) }

        for service in ServiceName.allCases { try acceptLoss(of: service, backup, entry, installation) }
        for service in ServiceName.allCases {
            let accepted = try alurctl(["cursor", "accept", service.rawValue, "--json"], installation)
            #expect(accepted.0 == .exited(0), "\(accepted.1)")
        }
        let after = try Caller(installation.deployment)
        for service in ServiceName.allCases { #expect(try waitUntilWell(service, after).problems == []) }
        let next = try after.give(letter(3), to: .intake, as: Self.clerk)
        #expect(try sequence(next) == entry.sequence + 8)
        #expect(next.position.epoch == 2)
        let routing = try after.ask(ShowStatus(), of: .routing, as: nil)
        #expect(routing.following.contains(next.position))
    }
}
