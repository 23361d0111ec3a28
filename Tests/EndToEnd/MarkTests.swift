import Client
import Domain
import Glibc
import Kernel
import Linux
import Protocol
import Testing

@Suite(.serialized) struct MarkTests {
    @Test("A service whose log was cut refuses to start below its mark, leaves the log as it is, and names the command to run")
    func cutLogIsRefused() throws {
        let installation = try Installation()
        defer { try? installation.remove() }
        try installation.start(.routing)
        let caller = try Caller(installation.deployment)
        for number in 1...2 { try caller.give(ApplyCatalogue.sample(number), to: .routing, as: .operator(name: "uji")) }
        let folder = installation.deployment.folder(of: .routing)
        let end = try caller.ask(ShowStatus(), of: .routing, as: nil).position.position
        // The mark follows the commit within a tenth of a second; each question gives it time.
        var mark: HighWaterMark?
        for _ in 0..<100_000 where mark?.position != end {
            _ = try caller.ask(ShowStatus(), of: .routing, as: nil)
            mark = HighWaterMark.newest(in: try readFile("\(folder)/journal.mark", sizeBytesMaximum: 1 << 16))
        }
        #expect(mark?.position == end)
        _ = try installation.stop(.routing, SIGKILL)
        let log = "\(folder)/journal.db-wal"
        let size = try #require(try fileStatus(log)?.sizeBytes)
        // The last commit's frame is gone: SQLite would begin after the one before it, without a word.
        try OpenFile(log, .write).truncate(toBytes: size - 2_048)
        let again = try ChildProcess(
            arguments: ["\(try Installation.binaries())/alur-routing", "serve", "--home", installation.home],
            environment: environmentVariables(), outputPath: "\(installation.home)/log/again.log")
        #expect(try again.wait(timeoutMilliseconds: 10_000) == .exited(69))
        let words = String(decoding: try readFile("\(installation.home)/log/again.log", sizeBytesMaximum: 1 << 16), as: UTF8.self)
        #expect(words.contains("alurctl restore BACKUP routing"))
        #expect(try fileStatus(log)?.sizeBytes == size - 2_048)
    }
}
