import CZeroMQ

/// Why libzmq refused a call, with what was being done and to which endpoint.
public struct ZeroMQError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What was being done: `bind`, `connect`, `send` and so on.
    public let operation: String
    /// The endpoint or option it was done to; never a key and never a message.
    public let subject: String
    /// The error number: one of `errno`, or of libzmq's own above 156384712.
    public let code: Int32

    /// The library's words for the error number.
    public var message: String { String(cString: zmq_strerror(code)) }

    /// One line for a log.
    public var description: String { "ZeroMQ: \(operation) \(subject): \(message) (\(code))" }

    /// Takes the error number that libzmq left on this thread.
    static func last(_ operation: String, _ subject: String) -> ZeroMQError {
        ZeroMQError(operation: operation, subject: subject, code: zmq_errno())
    }
}
