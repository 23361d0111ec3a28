import Client
import Domain
import Protocol

/// Why the demo could not be played to its end: where it stood, and the sentence that a service or a check said.
struct DemoFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }

    /// The person at the terminal asked the demo to stop.
    static let interrupted = DemoFailure("stopped before its end; the next run plays new cases")

    /// A rejection that no official expected.
    init(_ failure: Caller.Failure, at row: TaskRow, in play: String) {
        let document = row.task.document.map { ", \($0.name.text) version \($0.version)" } ?? ""
        let task = "\(row.task.kind.rawValue) \(row.task.word.rawValue) for \(row.position)\(document), task \(row.task.task)"
        description = "\(play), step \(row.task.step), \(task): \(failure)"
    }
}
