import Glibc
import Linux

/// A directory that is there for one test and removed with all that is in it.
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
