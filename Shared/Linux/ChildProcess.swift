import CLinux
import Glibc

/// A program that this process started and must see to its end.
///
/// Letting go of it neither stops nor waits for it: signal and wait first, or a dead child stays in the process table.
public final class ChildProcess {
    /// How a program ended.
    public enum End: Equatable, Sendable {
        /// It returned this code; 0 is success.
        case exited(Int32)
        /// This signal killed it.
        case signalled(Int32)
    }

    /// Its number in the process table.
    public let processIdentifier: Int32
    /// Its path, for messages.
    public let program: String
    private let descriptorOfEnd: Descriptor
    private var end: End?

    /// Starts the program at `arguments[0]`, with nothing to read, no descriptor of this process and the default signals; both its outputs are appended to a file,
    /// or go where the errors of this process go, if the path is nil.
    ///
    /// Throws when the program or the file can't be opened.
    public init(
        arguments: [String], environment: [String: String], outputPath: String? = "/dev/null", directory: String? = nil
    ) throws(SystemError) {
        precondition(!arguments.isEmpty, "a program has a path")
        program = arguments[0]
        let output = try Self.output(outputPath)
        var child: pid_t = 0
        // Sorted, so that two starts are alike.
        let variables = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let code = withCStrings(arguments) { arguments in
            withCStrings(variables) { variables in linux_spawn(&child, arguments, variables, output.number, directory) }
        }
        guard code == 0 else { throw SystemError(operation: "start", subject: arguments[0], code: code) }
        processIdentifier = child
        do throws(SystemError) {
            descriptorOfEnd = Descriptor(try call("watch", arguments[0]) { linux_pidfd_open(child) })
        } catch {
            // Nobody would ever see to it.
            kill(child, SIGKILL)
            _ = try call("wait for", arguments[0]) { waitpid(child, nil, 0) }
            throw error
        }
    }

    private static func output(_ path: String?) throws(SystemError) -> Descriptor {
        if let path { return try .open(path, O_WRONLY | O_CREAT | O_APPEND, mode: 0o640) }
        return Descriptor(try call("duplicate", "standard error") { linux_duplicate(STDERR_FILENO) })
    }

    /// Becomes readable when the program ends; to wait for beside sockets.
    public var descriptor: Int32 { descriptorOfEnd.number }

    /// How the program ended; nil while it runs. Never waits.
    public func poll() throws(SystemError) -> End? {
        if let end { return end }
        var status: Int32 = 0
        guard try call("wait for", program, { waitpid(processIdentifier, &status, WNOHANG) }) != 0 else { return nil }
        // As in <bits/waitstatus.h>, whose macros Swift can't import: the low seven bits are the signal, the next byte the exit code.
        let signal = status & 0x7F
        end = signal == 0 ? .exited(status >> 8 & 0xFF) : .signalled(signal)
        return end
    }

    /// Waits at most so long for the program to end, for ever if the time is negative; nil when it still runs.
    public func wait(timeoutMilliseconds: Int) throws(SystemError) -> End? {
        let deadline = monotonicNanoseconds() + Int64(timeoutMilliseconds) * 1_000_000
        while true {
            if let end = try poll() { return end }
            let left = timeoutMilliseconds < 0 ? -1 : (deadline - monotonicNanoseconds() + 999_999) / 1_000_000
            if timeoutMilliseconds >= 0, left <= 0 { return nil }
            var item = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            _ = try call("wait for", program) { Glibc.poll(&item, 1, Int32(clamping: left)) }
        }
    }

    /// Sends a signal such as SIGTERM; false when the program has ended already.
    ///
    /// Nobody else can be hit: until `poll` has seen the end, the number is not given to another process.
    @discardableResult
    public func signal(_ signal: Int32) throws(SystemError) -> Bool {
        guard try poll() == nil else { return false }
        _ = try call("signal", program) { kill(processIdentifier, signal) }
        return true
    }
}

/// Lends the texts as an array of C strings that a null pointer ends.
private func withCStrings<Result>(_ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result) -> Result {
    var pointers = texts.map { strdup($0) }
    pointers.append(nil)
    defer { for pointer in pointers { free(pointer) } }
    return body(pointers)
}
