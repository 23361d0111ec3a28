import Console
import Linux

/// A call of the tool with what it wrote kept.
struct Recording {
    let code: ExitCode
    /// What went to standard output.
    let answer: String
    /// What went to standard error.
    let remarks: String

    private final class Kept {
        var answer = ""
        var remarks = ""
    }

    /// Calls the tool in an empty environment, or in this one.
    init(_ words: String..., environment: [String: String] = [:], canWrite: Bool = true) {
        self.init(words, environment: environment, canWrite: canWrite)
    }

    /// Calls the tool with these words, at a moment of the test's choice.
    init(_ words: [String], environment: [String: String] = [:], canWrite: Bool = true, at moment: Int64? = nil) {
        let kept = Kept()
        let terminal = Terminal(
            answers: {
                kept.answer += String(decoding: $0, as: UTF8.self)
                return canWrite
            },
            remarks: {
                kept.remarks += String(decoding: $0, as: UTF8.self)
                return true
            })
        code = OperatorTool(environment: environment, terminal: terminal, clock: { moment ?? wallClockMilliseconds() }).run(words)
        answer = kept.answer
        remarks = kept.remarks
    }
}
