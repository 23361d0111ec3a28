import Glibc

/// What the system knows of a file without opening it.
public struct FileStatus: Equatable, Sendable {
    /// Its length.
    public let sizeBytes: Int
    /// When its content last changed, in milliseconds since 1970.
    public let modifiedMilliseconds: Int64
    /// Whether it is a directory.
    public let isDirectory: Bool
    /// Who may read, write and enter it, such as `0o640`.
    public let permissions: UInt32

    /// Whether nobody but its owner (and root) may do anything with it.
    public var isPrivate: Bool { permissions & 0o077 == 0 }
}

/// What is at a path, links followed; nil when nothing is.
public func fileStatus(_ path: String) throws(SystemError) -> FileStatus? {
    var status = stat()
    do throws(SystemError) {
        _ = try call("look at", path) { stat(path, &status) }
    } catch {
        guard error.isNotFound else { throw error }
        return nil
    }
    return FileStatus(
        sizeBytes: Int(status.st_size), modifiedMilliseconds: Int64(status.st_mtim.tv_sec) * 1_000 + Int64(status.st_mtim.tv_nsec) / 1_000_000,
        isDirectory: status.st_mode & S_IFMT == S_IFDIR, permissions: UInt32(status.st_mode) & 0o7777)
}

/// The names in a directory, in the order of their bytes, without `.` and `..`.
public func directoryNames(_ path: String) throws(SystemError) -> [String] {
    guard let directory = opendir(path) else { throw .last("list", path) }
    defer { closedir(directory) }
    var names: [String] = []
    while true {
        errno = 0
        guard let entry = readdir(directory) else {
            if errno != 0 { throw .last("list", path) }
            return names.filter { $0 != "." && $0 != ".." }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        }
        names.append(
            withUnsafePointer(to: &entry.pointee.d_name) { String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self)) })
    }
}

/// Makes a directory and those above it that are missing, all with this mode, and returns when they are on the disk.
///
/// One that exists stays as it is. Throws when something else bears the name.
public func makeDirectory(_ path: String, mode: UInt32 = 0o750) throws(SystemError) {
    if let status = try fileStatus(path) {
        guard status.isDirectory else { throw SystemError(operation: "make directory", subject: path, code: ENOTDIR) }
        return
    }
    let parent = parentDirectory(of: path)
    try makeDirectory(parent, mode: mode)
    do throws(SystemError) {
        _ = try call("make directory", path) { mkdir(path, mode) }
    } catch {
        // Otherwise another thread or process was quicker.
        guard error.code == EEXIST else { throw error }
    }
    try synchronizeDirectory(parent)
}

/// Returns when the names in a directory are on the disk: what was made, renamed or removed there survives a power cut.
public func synchronizeDirectory(_ path: String) throws(SystemError) {
    let directory = try Descriptor.open(path, O_RDONLY | O_DIRECTORY)
    guard fsync(directory.number) == 0 else { throw .last("synchronize", path) }
}

/// Gives a file another name, in place of the file that had it; at any moment one of the two is there, whole.
public func renameFile(_ path: String, to newPath: String) throws(SystemError) {
    _ = try call("rename", path) { rename(path, newPath) }
}

/// Gives a file a second name, which must be free: both are the same file until one of them is removed or replaced.
public func linkFile(_ path: String, to newPath: String) throws(SystemError) {
    _ = try call("link", path) { link(path, newPath) }
}

/// Removes a file; false when there was none.
@discardableResult
public func removeFile(_ path: String) throws(SystemError) -> Bool {
    do throws(SystemError) {
        _ = try call("remove", path) { unlink(path) }
        return true
    } catch {
        guard error.isNotFound else { throw error }
        return false
    }
}

/// Reads a whole file of at most so many bytes.
///
/// Throws EFBIG when it is longer.
public func readFile(_ path: String, sizeBytesMaximum: Int) throws(SystemError) -> [UInt8] {
    let descriptor = try Descriptor.open(path, O_RDONLY)
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    // Read to the end rather than to a size asked before: files in /proc say they are empty.
    while true {
        let count = try call("read", path) { read(descriptor.number, &chunk, chunk.count) }
        if count == 0 { return bytes }
        guard bytes.count + count <= sizeBytesMaximum else { throw SystemError(operation: "read", subject: path, code: EFBIG) }
        bytes += chunk[..<count]
    }
}

/// Writes a small file so that a crash leaves either the old content or the new one, never a mixture; it is on the disk when this returns.
///
/// Uses the path with `.new` behind it on the way; one writer at a time.
public func writeFileAtomically(_ path: String, _ bytes: [UInt8], mode: UInt32 = 0o640) throws(SystemError) {
    let temporaryPath = path + ".new"
    try removeFile(temporaryPath)
    let file = try OpenFile(temporaryPath, .create)
    try file.write(bytes, at: 0)
    try file.setMode(mode)
    try file.synchronize()
    try renameFile(temporaryPath, to: path)
    try synchronizeDirectory(parentDirectory(of: path))
}

/// Bytes that this user may still write on the file system of a path.
public func availableBytes(at path: String) throws(SystemError) -> Int {
    var status = statvfs()
    _ = try call("ask free space of", path) { statvfs(path, &status) }
    return Int(clamping: status.f_bavail.multipliedReportingOverflow(by: status.f_frsize).partialValue)
}

/// The directory that holds the name: `/a` for `/a/b`, `.` for `b`.
public func parentDirectory(of path: String) -> String {
    var bytes = path.utf8[...]
    while bytes.count > 1, bytes.last == UInt8(ascii: "/") { bytes = bytes.dropLast() }
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == bytes.startIndex ? "/" : String(bytes[..<slash]) ?? "."
}

/// The path from the root to what a path names, links and dots resolved; it must exist.
public func realPath(_ path: String) throws(SystemError) -> String {
    guard let resolved = realpath(path, nil) else { throw .last("resolve", path) }
    defer { free(resolved) }
    return String(cString: resolved)
}
