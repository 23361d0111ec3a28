import Glibc

/// Why the system refused a call, with what was being done and to what.
public struct SystemError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What was being done: `open`, `rename`, `lock` and so on.
    public let operation: String
    /// The path or other thing it was done to; never the content of a file.
    public let subject: String
    /// The error number (`errno`).
    public let code: Int32

    /// An error of one's own making, with an error number that fits.
    public init(operation: String, subject: String, code: Int32) {
        self.operation = operation
        self.subject = subject
        self.code = code
    }

    /// The system's words for the error number.
    public var message: String {
        var text = [CChar](repeating: 0, count: 128)
        // strerror shares one buffer between threads.
        guard strerror_r(code, &text, text.count) == 0 else { return "error \(code)" }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// One line for a log.
    public var description: String { "\(operation) \(subject): \(message) (\(code))" }

    /// Whether the thing is simply not there.
    public var isNotFound: Bool { code == ENOENT }

    /// Whether the thing is there although it was to be made.
    public var isAlreadyThere: Bool { code == EEXIST }

    /// Whether the disk, or the share of it this user has, is full.
    public var isDiskFull: Bool { code == ENOSPC || code == EDQUOT }

    /// Takes the error number that the last call left on this thread.
    static func last(_ operation: String, _ subject: String) -> SystemError {
        SystemError(operation: operation, subject: subject, code: errno)
    }
}

/// Calls until no signal interrupts, and returns what isn't negative.
func call<Number: SignedInteger>(_ operation: String, _ subject: String, _ body: () -> Number) throws(SystemError) -> Number {
    while true {
        let result = body()
        if result >= 0 { return result }
        if errno != EINTR { throw .last(operation, subject) }
    }
}
