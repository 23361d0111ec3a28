import CZeroMQ

/// The threads that carry the messages of every socket of this process; make one and hand it to whoever makes sockets.
///
/// Each socket keeps its context alive, so it ends after the last socket is closed, and ending it never waits.
public final class Context: Sendable {
    // Safe to share: libzmq documents a context, unlike a socket, as usable from any thread without a lock, and the pointer itself never changes.
    nonisolated(unsafe) let pointer: UnsafeMutableRawPointer

    /// Starts a context with so many threads for input and output; one is enough up to about a gigabyte a second.
    ///
    /// Throws when the process has no descriptors or memory left.
    public init(threads: Int = 1) throws(ZeroMQError) {
        guard let pointer = zmq_ctx_new() else { throw .last("make", "context") }
        guard zmq_ctx_set(pointer, ZMQ_IO_THREADS, Int32(clamping: threads)) == 0 else {
            let error = ZeroMQError.last("set", "threads of the context")
            zmq_ctx_term(pointer)
            throw error
        }
        self.pointer = pointer
    }

    deinit {
        // A signal may interrupt the wait for the threads; called again it goes on where it stopped.
        while zmq_ctx_term(pointer) != 0, zmq_errno() == EINTR {}
    }
}
