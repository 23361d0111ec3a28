import Linux
import Testing

@Suite("A value behind a lock")
struct LockedTests {
    @Test("What two threads add to one value at the same time is all there")
    func nothingIsLost() throws {
        final class Shared: Sendable {
            let numbers = Locked<[Int]>([])
        }
        let shared = Shared()
        let threads = try (0..<2).map { thread in
            Joined(
                try WorkerThread {
                    for number in 0..<20_000 { shared.numbers.withLock { $0.append(2 * number + thread) } }
                })
        }
        for thread in threads { thread.join() }
        #expect(shared.numbers.withLock { $0.sorted() } == Array(0..<40_000))
    }

    @Test("A body that throws leaves the lock open")
    func throwing() {
        struct Refused: Error {}
        let value = Locked(1)
        #expect(throws: Refused.self) { try value.withLock { _ in throw Refused() } }
        #expect(value.withLock { $0 } == 1)
    }

    /// A thread in an array: `WorkerThread` itself is not copyable.
    private final class Joined {
        private var thread: WorkerThread?
        init(_ thread: consuming WorkerThread) { self.thread = consume thread }
        func join() { thread.take()?.join() }
    }
}
