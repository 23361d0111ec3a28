import Domain
import Glibc
import Linux

/// Lines for the operator, on standard error: when, which service, what. Never a word of a letter.
struct Log: Sendable {
    let service: ServiceName

    func line(_ text: String) {
        let line = Array("\(Moment(milliseconds: wallClockMilliseconds()).rfc3339) alur-\(service.rawValue): \(text)\n".utf8)
        // One write, so that lines of threads do not mix; a log that cannot be written stops nobody.
        _ = write(STDERR_FILENO, line, line.count)
    }
}
