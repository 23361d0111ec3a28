import Client
import Domain
import Glibc
import Linux
import Protocol
import Testing

@Suite(.serialized) struct RebuildTests {
    @Test("A rebuild that is killed before any of its renames leaves the journal in its place", arguments: 1...2)
    func killedRebuildLeavesTheJournal(_ rename: Int) throws {
        try #require(try fileStatus("/usr/bin/strace") != nil, "`make packages-test` installs strace")
        let installation = try Installation()
        defer { try? installation.remove() }
        try installation.start(.routing)
        let caller = try Caller(installation.deployment)
        try caller.give(ApplyCatalogue.sample(1), to: .routing, as: .operator(name: "uji"))
        let before = try caller.ask(ShowStatus(), of: .routing, as: nil).position
        #expect(try installation.stop(.routing, SIGTERM) == .exited(0))
        let rebuild = try ChildProcess(
            arguments: [
                "/usr/bin/strace", "-f", "-o", "/dev/null", "-e", "trace=rename,renameat,renameat2", "-e",
                "inject=rename,renameat,renameat2:signal=KILL:when=\(rename)", "\(try Installation.binaries())/alur-routing", "rebuild",
                "--home", installation.home,
            ], environment: environmentVariables(), outputPath: "\(installation.home)/log/rebuild.log")
        _ = try rebuild.wait(timeoutMilliseconds: 20_000)
        try installation.start(.routing)
        #expect(try Caller(installation.deployment).ask(ShowStatus(), of: .routing, as: nil).position == before)
    }
}
