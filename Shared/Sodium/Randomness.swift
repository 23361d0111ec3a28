import CSodium

/// As many unpredictable bytes as asked for, from the system; on any thread.
public func randomBytes(_ count: Int) -> [UInt8] {
    _ = readiness
    var bytes = [UInt8](repeating: 0, count: count)
    randombytes_buf(&bytes, count)
    return bytes
}

/// libsodium made ready, once; before that its source of random bytes is not safe to use from several threads.
private let readiness: Void = {
    precondition(sodium_init() >= 0, "libsodium found no source of random bytes")
}()
