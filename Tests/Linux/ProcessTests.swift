import Glibc
import Linux
import Scratch
import Testing

@Suite struct ProcessTests {
    private let directory: TemporaryDirectory
    private var output: String { "\(directory.path)/output" }

    init() throws { directory = try TemporaryDirectory() }

    private func shell(_ script: String, environment: [String: String] = [:]) throws -> ChildProcess {
        try ChildProcess(arguments: ["/bin/sh", "-c", script], environment: environment, outputPath: output, directory: directory.path)
    }

    private func outputText() throws -> String { String(decoding: try readFile(output, sizeBytesMaximum: 10_000), as: UTF8.self) }

    @Test("A child has the environment and directory it was given, and both its outputs are appended to a file")
    func child() throws {
        try writeFileAtomically(output, Array("before\n".utf8))
        let child = try shell("echo $NAME; pwd; echo error >&2; exit 3", environment: ["NAME": "value"])
        #expect(try child.wait(timeoutMilliseconds: 10_000) == .exited(3))
        #expect(try child.poll() == .exited(3))
        #expect(try outputText() == "before\nvalue\n\(directory.path)\nerror\n")
    }

    @Test("A child inherits no descriptor and no blocked signal")
    func inheritance() throws {
        let file = try OpenFile("\(directory.path)/open", .create)
        _ = try SignalSource([SIGUSR2])
        let child = try shell("ls /proc/self/fd | wc -l; grep SigBlk /proc/self/status")
        #expect(try child.wait(timeoutMilliseconds: 10_000) == .exited(0))
        // The three of every program and the one with which ls reads the directory.
        #expect(try outputText() == "4\nSigBlk:\t0000000000000000\n")
        #expect(try file.sizeBytes == 0)
    }

    @Test("A running child has no end; a signal ends it, and signals to the dead go nowhere")
    func signal() throws {
        let child = try shell("exec sleep 100")
        #expect(try child.poll() == nil)
        #expect(try child.wait(timeoutMilliseconds: 0) == nil)
        #expect(try child.signal(SIGTERM))
        #expect(try child.wait(timeoutMilliseconds: 10_000) == .signalled(SIGTERM))
        #expect(try !child.signal(SIGTERM))
    }

    @Test("A program that isn't there is an error that names it")
    func missing() throws {
        let error = #expect(throws: SystemError.self) { _ = try ChildProcess(arguments: ["/no/such/program"], environment: [:]) }
        #expect(error == SystemError(operation: "start", subject: "/no/such/program", code: ENOENT))
    }

    @Test("A child without a file of its own writes where this process writes its errors")
    func sharedOutput() throws {
        var errors = stat()
        #expect(fstat(STDERR_FILENO, &errors) == 0)
        // Compared by the child, because nobody sees what a test writes as an error.
        let script = "for n in 1 2; do [ \"$(stat -L -c %d:%i /proc/$$/fd/$n)\" = \"$0\" ] || exit 1; done"
        let same = "\(errors.st_dev):\(errors.st_ino)"
        let child = try ChildProcess(arguments: ["/bin/sh", "-c", script, same], environment: ["PATH": "/usr/bin:/bin"], outputPath: nil)
        #expect(try child.wait(timeoutMilliseconds: 10_000) == .exited(0))
    }

    @Test("A program knows its own path")
    func path() throws {
        let path = try executablePath()
        #expect(path.hasPrefix("/"))
        #expect(try fileStatus(path)?.isDirectory == false)
    }

    @Test("Memory is measured, and its peak is no less than what was in use")
    func memory() throws {
        let before = try residentBytes()
        #expect(before > 1 << 20)
        let block = [UInt8](repeating: 1, count: 64 << 20)
        #expect(try peakResidentBytes() >= 64 << 20)
        #expect(block.last == 1)
    }

    @Test("The limit of descriptors is raised to what the administrator allows")
    func descriptors() throws {
        let limit = try raiseDescriptorLimit()
        var now = rlimit()
        #expect(getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &now) == 0)
        #expect(now.rlim_cur == now.rlim_max)
        #expect(limit == Int(clamping: now.rlim_max))
    }

    @Test("The environment is read")
    func environment() {
        #expect(environmentVariables()["PATH"]?.isEmpty == false)
    }

    @Test("Clocks go forward")
    func clocks() {
        let first = monotonicNanoseconds()
        #expect(monotonicNanoseconds() >= first)
        // 2024, and not yet 2100.
        #expect((1_704_067_200_000..<4_102_444_800_000).contains(wallClockMilliseconds()))
    }
}
