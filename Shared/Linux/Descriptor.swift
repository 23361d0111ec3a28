import CLinux
import Glibc

/// A file descriptor that is closed when its owner lets go of it.
struct Descriptor: ~Copyable, Sendable {
    let number: Int32

    /// Takes over an open descriptor.
    init(_ number: Int32) { self.number = number }

    // Nothing was written through it that an fsync has not confirmed, so a failing close loses nothing.
    deinit { close(number) }

    /// Opens a path; never inherited by a child process.
    static func open(_ path: String, _ flags: Int32, mode: UInt32 = 0) throws(SystemError) -> Descriptor {
        Descriptor(try call("open", path) { linux_open(path, flags, mode) })
    }
}
