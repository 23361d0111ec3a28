/// How long to wait before a service that ended is started again: longer each time, and short again once it has run for a while.
struct RestartPause {
    static let firstMilliseconds: Int64 = 250
    static let longestMilliseconds: Int64 = 30_000
    /// A service that has run so long is taken to be well again.
    static let wellAfterMilliseconds: Int64 = 60_000
    private var nextMilliseconds = firstMilliseconds

    /// The pause after an end; `livedMilliseconds` is how long the process lived.
    mutating func next(livedMilliseconds: Int64) -> Int64 {
        if livedMilliseconds >= Self.wellAfterMilliseconds { nextMilliseconds = Self.firstMilliseconds }
        defer { nextMilliseconds = min(Self.longestMilliseconds, nextMilliseconds * 2) }
        return nextMilliseconds
    }
}
