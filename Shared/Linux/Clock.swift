import Glibc

/// Nanoseconds since some moment before the system started; it never runs back or jumps, so it measures how long a thing takes.
public func monotonicNanoseconds() -> Int64 {
    nanoseconds(CLOCK_MONOTONIC)
}

/// Milliseconds since 1970-01-01T00:00:00Z, as the system's clock believes; somebody may set it back.
public func wallClockMilliseconds() -> Int64 {
    nanoseconds(CLOCK_REALTIME) / 1_000_000
}

private func nanoseconds(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    // Can't fail: both clocks exist on every Linux and the address is good.
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}
