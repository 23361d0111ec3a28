import Client
import Domain
import Glibc
import Kernel
import Linux
import Protocol
import Testing

/// A small file system of a test's own, in memory; making one needs root.
private struct SmallDisk: ~Copyable {
    let path: String

    static var isPossible: Bool { get throws { try geteuid() == 0 && mounts("/tmp/alur-mount-\(getpid())") } }

    private static func run(_ arguments: [String]) throws -> Bool {
        try ChildProcess(arguments: arguments, environment: [:]).wait(timeoutMilliseconds: 10_000) == .exited(0)
    }

    /// Whether this machine lets the test mount anything at all.
    private static func mounts(_ path: String) throws -> Bool {
        try makeDirectory(path)
        defer { rmdir(path) }
        guard try run(["/bin/mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", path]) else { return false }
        return try run(["/bin/umount", path])
    }

    init(_ path: String, mebibytes: Int) throws {
        self.path = path
        guard try Self.run(["/bin/mount", "-t", "tmpfs", "-o", "size=\(mebibytes)m,mode=700", "tmpfs", path]) else {
            throw Installation.Mishap(description: "no file system can be mounted at \(path)")
        }
    }

    deinit { _ = try? Self.run(["/bin/umount", "-l", path]) }
}

@Suite(.serialized) struct FullDiskTests {
    @Test(
        "Below its reserve a service takes no command and no file, says so, goes on reading, and takes them again when there is room",
        .enabled(if: try SmallDisk.isPossible, "mounting a small file system needs root"))
    func fullDiskRefusesAndHeals() throws {
        let installation = try Installation()
        defer { try? installation.remove() }
        let folder = installation.deployment.folder(of: .routing)
        try makeDirectory(folder, mode: 0o700)
        let disk = try SmallDisk(folder, mebibytes: 48)
        let settings = "\(installation.home)/alur.yaml"
        let text = String(decoding: try readFile(settings, sizeBytesMaximum: 1 << 16), as: UTF8.self)
        let lines = text.split(separator: "\n").map { $0.hasPrefix("reserve:") ? "reserve: 16" : String($0) }
        try writeFileAtomically(settings, Array(lines.joined(separator: "\n").utf8))
        try installation.start(.routing)
        let caller = try Caller(installation.deployment)
        let speaker = Caller.Speaker.operator(name: "uji")
        try caller.give(ApplyCatalogue.sample(1), to: .routing, as: speaker)
        let before = try caller.ask(ShowStatus(), of: .routing, as: nil)
        #expect(before.problems.isEmpty)

        let ballast = "\(disk.path)/ballast"
        try writeFileAtomically(ballast, [UInt8](repeating: 1, count: 36 << 20))
        let id = caller.newIdentifier()
        #expect(Self.code { try caller.give(try ApplyCatalogue.sample(2), to: .routing, as: speaker, id: id) } == "diskLow")
        #expect(Self.code { _ = try caller.put(Array("surat".utf8), to: .routing) } == "diskLow")
        let low = try caller.ask(ShowStatus(), of: .routing, as: nil)
        #expect(low.position == before.position)
        #expect(low.problems.first?.contains("alur.yaml: reserve") == true)

        try removeFile(ballast)
        try caller.give(try ApplyCatalogue.sample(2), to: .routing, as: speaker, id: id)
        #expect(try caller.put(Array("surat".utf8), to: .routing).size == 5)
        #expect(try caller.ask(ShowStatus(), of: .routing, as: nil).problems.isEmpty)
        #expect(try installation.stop(.routing, SIGTERM) == .exited(0))
    }

    private static func code(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch Caller.Failure.rejected(let rejection) {
            return rejection.code
        } catch {
            return "\(error)"
        }
    }
}
