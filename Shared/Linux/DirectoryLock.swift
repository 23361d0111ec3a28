import Glibc

/// The sole right of this process to a directory, for as long as its owner keeps it.
///
/// It is a lock on the directory itself (`flock`): no file is left behind, and the kernel releases it when the process dies, however it dies.
public struct DirectoryLock: ~Copyable, Sendable {
    /// The directory.
    public let path: String
    private let descriptor: Descriptor

    /// Takes the lock at once or not at all.
    ///
    /// Throws with `isHeldByAnother` when another process, or another part of this one, has it.
    public init(_ path: String) throws(SystemError) {
        let directory = try Descriptor.open(path, O_RDONLY | O_DIRECTORY)
        _ = try call("lock directory", path) { flock(directory.number, LOCK_EX | LOCK_NB) }
        descriptor = directory
        self.path = path
    }

    // Not by closing alone: a child that is being started on another thread has the descriptor too, until its program begins.
    deinit { _ = flock(descriptor.number, LOCK_UN) }
}

extension SystemError {
    /// Whether a lock was refused because somebody else holds it.
    public var isHeldByAnother: Bool { code == EWOULDBLOCK }
}
