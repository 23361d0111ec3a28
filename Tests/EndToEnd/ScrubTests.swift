import Client
import Domain
import Glibc
import Linux
import Protocol
import SQLite
import Testing

@Suite(.serialized) struct ScrubTests {
    private func scrub(_ installation: Installation) throws -> (ChildProcess.End?, String) {
        let output = "\(installation.home)/log/scrub.log"
        try removeFile(output)
        let tool = try ChildProcess(
            arguments: ["\(try Installation.binaries())/alurctl", "scrub", "routing", "--home", installation.home],
            environment: environmentVariables(), outputPath: output)
        let end = try tool.wait(timeoutMilliseconds: 120_000)
        return (end, String(decoding: try readFile(output, sizeBytesMaximum: 1 << 20), as: UTF8.self))
    }

    @Test("One file that the disk cannot read ends neither the scrub nor a backup nor the service, whoever opens it; the status names it")
    func unreadableFile() throws {
        let installation = try Installation()
        defer { try? installation.remove() }
        try installation.start(.routing)
        let caller = try Caller(installation.deployment)
        let file = try caller.put(Array("surat".utf8), to: .routing)
        let path = "\(installation.deployment.folder(of: .routing))/files/\(file.hash.prefix(2))/\(file.hash)"
        // A folder opens like a file, and fails when it is read.
        try removeFile(path)
        try makeDirectory(path)
        caller.patienceMilliseconds = 500
        #expect(throws: Caller.Failure.self) { try caller.get(file.hash, from: .routing) }
        caller.patienceMilliseconds = 15_000
        #expect(try caller.ask(ShowStatus(), of: .routing, as: nil).problems.map { $0.contains(file.hash) } == [true])
        let damaged = try scrub(installation)
        #expect(damaged.0 == .exited(1), "\(damaged.1)")
        #expect(damaged.1.contains("\(file.hash) of routing cannot be read"))
        #expect(try installation.stop(.routing, SIGTERM) == .exited(0))
    }

    @Test("A scrub beside the work finds nothing in a sound store, and names a file and a table that the disk has changed")
    func scrubFindsDamage() throws {
        let installation = try Installation()
        defer { try? installation.remove() }
        try installation.start(.routing)
        let caller = try Caller(installation.deployment)
        try caller.give(ApplyCatalogue.sample(1), to: .routing, as: .operator(name: "uji"))
        let file = try caller.put(Array("surat".utf8), to: .routing)
        let sound = try scrub(installation)
        #expect(sound.0 == .exited(0), "\(sound.1)")
        let report = try #require(try caller.ask(ShowStatus(), of: .routing, as: nil).scrub)
        #expect(report.files == 1 && report.events > 0 && report.findings.isEmpty)

        let folder = installation.deployment.folder(of: .routing)
        let path = "\(folder)/files/\(file.hash.prefix(2))/\(file.hash)"
        try removeFile(path)
        try writeFileAtomically(path, Array("surar".utf8))
        #expect(try installation.stop(.routing, SIGTERM) == .exited(0))
        do {
            let database = try Database.open(path: "\(folder)/journal.db")
            try database.begin()
            try database.tables.execute("UPDATE agency SET name = 'x'")
            try database.commit()
        }
        try installation.start(.routing)
        let damaged = try scrub(installation)
        #expect(damaged.0 == .exited(1), "\(damaged.1)")
        #expect(damaged.1.contains(file.hash))
        #expect(damaged.1.contains("alurctl rebuild routing"))
        let status = try Caller(installation.deployment).ask(ShowStatus(), of: .routing, as: nil)
        #expect(status.problems.count == 2)
        #expect(try directoryNames("\(folder)/scrub").isEmpty)
    }
}
