import Glibc
import Linux

/// A directory that is there for one test and removed with all that is in it. Its path is short, because sockets are made in it.
public final class TemporaryDirectory {
    /// Where it is.
    public let path: String

    /// Makes it, for this user alone; `inMemory` on a file system without a disk, where there is one.
    public init(inMemory: Bool = false) throws {
        let parent = try inMemory && fileStatus("/dev/shm") != nil ? "/dev/shm" : "/tmp"
        path = "\(parent)/alur-test-\(UInt64.random(in: 0...UInt64.max))"
        try makeDirectory(path, mode: 0o700)
    }

    deinit {
        do {
            try remove(path)
        } catch {
            print("left behind: \(error)")
        }
    }

    /// Writes a file, and the folders it is in.
    public func write(_ name: String, _ text: String, mode: UInt32 = 0o640) throws {
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
