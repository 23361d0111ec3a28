import CLinux
import Glibc

/// The request to stop (SIGTERM, SIGINT), as something to wait for beside sockets instead of an interruption.
public struct SignalSource: ~Copyable {
    private let source: Descriptor

    /// Blocks the signals and collects them from now on.
    ///
    /// Make it on the first thread, before any other thread starts: threads inherit what is blocked, and one that doesn't block a signal dies of it.
    public init(_ signals: [Int32] = [SIGTERM, SIGINT]) throws(SystemError) {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in signals { sigaddset(&set, signal) }
        let code = pthread_sigmask(SIG_BLOCK, &set, nil)
        guard code == 0 else { throw SystemError(operation: "block", subject: "signals", code: code) }
        source = Descriptor(try call("make", "signalfd") { signalfd(-1, &set, Int32(SFD_CLOEXEC | SFD_NONBLOCK)) })
    }

    /// Readable while a signal waits.
    public var descriptor: Int32 { source.number }

    /// Takes the next signal; nil when none waits.
    public borrowing func next() -> Int32? {
        var information = signalfd_siginfo()
        let size = MemoryLayout<signalfd_siginfo>.size
        guard read(source.number, &information, size) == size else { return nil }
        return Int32(information.ssi_signo)
    }
}
