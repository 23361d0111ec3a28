/// A mistake in a catalogue's file: where it is, what is wrong and what to do about it.
public struct Finding: Hashable, Sendable {
    /// The file's name within the catalogue, such as `disnaker-tanjabbar/sop/iku.yaml`.
    public let file: String
    /// Counted from 1.
    public let line: Int
    /// One sentence that names the value.
    public let reason: String

    /// Notes a mistake.
    public init(file: String, line: Int, reason: String) {
        self.file = file
        self.line = line
        self.reason = reason
    }
}

extension Finding: CustomStringConvertible {
    /// `file:line: reason`, as compilers and editors write it.
    public var description: String { "\(file):\(line): \(reason)" }
}

/// The findings of one file while it is read; a class, because every reader of a part adds to the same list.
final class Report {
    let file: String
    private(set) var findings: [Finding] = []

    init(file: String) { self.file = file }

    func add(_ line: Int, _ reason: String) { findings.append(Finding(file: file, line: line, reason: reason)) }
}
