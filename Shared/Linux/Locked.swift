import Glibc

/// A value that several threads share, and the lock that lets them at it one at a time.
///
/// Why not `Synchronization.Mutex`: the part of it that waits lies in a library that the thread sanitizer cannot see into, so that whatever two threads
/// wanted at the same moment is reported as a race. A lock of pthread is seen.
public struct Locked<Value: Sendable>: ~Copyable, @unchecked Sendable {
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private let value: UnsafeMutablePointer<Value>

    public init(_ value: Value) {
        lock = .allocate(capacity: 1)
        lock.initialize(to: pthread_mutex_t())
        pthread_mutex_init(lock, nil)
        self.value = .allocate(capacity: 1)
        self.value.initialize(to: value)
    }

    /// Looks at the value or changes it while no other thread can; a body that asks for the same lock again waits for ever.
    public borrowing func withLock<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return try body(&value.pointee)
    }

    deinit {
        pthread_mutex_destroy(lock)
        lock.deallocate()
        value.deinitialize(count: 1)
        value.deallocate()
    }
}
