import Console
import Glibc
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

    /// Calls the tool with these words.
    init(_ words: [String], environment: [String: String] = [:], canWrite: Bool = true) {
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
        code = OperatorTool(environment: environment, terminal: terminal).run(words)
        answer = kept.answer
        remarks = kept.remarks
    }
}

/// A directory that is there for one test and removed with all that is in it. Its path is short, because sockets are made in it.
final class TemporaryDirectory {
    let path = "/tmp/alur-test-\(UInt64.random(in: 0...UInt64.max))"

    init() throws { try makeDirectory(path, mode: 0o700) }

    deinit {
        do {
            try remove(path)
        } catch {
            print("left behind: \(error)")
        }
    }

    /// Writes a file, and the folders it is in.
    func write(_ name: String, _ text: String, mode: UInt32 = 0o640) throws {
        let file = "\(path)/\(name)"
        if let slash = file.lastIndex(of: "/") { try makeDirectory(String(file[..<slash])) }
        try writeFileAtomically(file, Array(text.utf8), mode: mode)
    }

    private func remove(_ path: String) throws {
        for name in try directoryNames(path) {
            let inner = "\(path)/\(name)"
            var status = stat()
            guard lstat(inner, &status) == 0 else { continue }
            if status.st_mode & S_IFMT == S_IFDIR { try remove(inner) } else { try removeFile(inner) }
        }
        rmdir(path)
    }
}
