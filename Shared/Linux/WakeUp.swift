import CLinux
import Glibc

/// The end of an alarm that its one owner waits on, through `descriptor`, beside sockets.
public struct WakeUp: ~Copyable {
    /// The end that any thread may use to wake the owner.
    public let signal: WakeUpSignal

    /// Makes an alarm that is silent.
    public init() throws(SystemError) {
        signal = WakeUpSignal(Descriptor(try call("make", "eventfd") { eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK)) }))
    }

    /// Readable from the first signal until `clear`.
    public var descriptor: Int32 { signal.descriptor.number }

    /// Silences the alarm. Look for work after it, not before: a signal in between then wakes the owner again.
    public borrowing func clear() {
        var count: UInt64 = 0
        // All signals since the last time are one number; none at all is EAGAIN, which is as well.
        _ = read(descriptor, &count, MemoryLayout<UInt64>.size)
    }
}

/// The end of an alarm that wakes its owner, from any thread and at any time.
///
/// It may outlive the owner: then nobody hears it.
public final class WakeUpSignal: Sendable {
    fileprivate let descriptor: Descriptor

    fileprivate init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }

    /// Wakes the owner; several signals before it looks are one.
    public func send() {
        var one: UInt64 = 1
        // Fails only when 2^64 - 2 signals wait already, and the owner then wakes anyway.
        _ = write(descriptor.number, &one, MemoryLayout<UInt64>.size)
    }
}
