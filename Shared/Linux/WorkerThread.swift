import Glibc

/// A thread of the system, for a loop that owns its resources from its first line to its last.
public struct WorkerThread: ~Copyable, Sendable {
    private let thread: pthread_t

    private final class Start: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Starts a thread that runs `body` once. Signals that are blocked here are blocked there.
    public init(_ body: @escaping @Sendable () -> Void) throws(SystemError) {
        let start = Unmanaged.passRetained(Start(body))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { argument in
                if let argument { Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().body() }
                return nil
            }, start.toOpaque())
        guard code == 0 else {
            start.release()
            throw SystemError(operation: "start", subject: "thread", code: code)
        }
        self.thread = thread
    }

    /// Waits until the thread's body has returned.
    public consuming func join() { pthread_join(thread, nil) }
}
