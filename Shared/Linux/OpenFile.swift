import Glibc

/// A file that is open for reading, or for reading and writing, and is closed when its owner lets go of it.
///
/// Reading and writing name their place, so there is no position to keep.
public struct OpenFile: ~Copyable, Sendable {
    /// How a file is opened.
    public enum Access: Sendable {
        /// It must exist, and is only read.
        case read
        /// It must exist, and is read and written.
        case write
        /// It must not exist, and is made, readable and writable by this user only.
        case create
    }

    /// The path it was opened by.
    public let path: String
    private let descriptor: Descriptor

    /// Opens a file.
    ///
    /// Throws with `isNotFound` when it must exist and doesn't; a symbolic link as the last part of the path is refused.
    public init(_ path: String, _ access: Access) throws(SystemError) {
        let flags =
            switch access {
            case .read: O_RDONLY
            case .write: O_RDWR
            case .create: O_RDWR | O_CREAT | O_EXCL
            }
        descriptor = try .open(path, flags | O_NOFOLLOW, mode: 0o600)
        self.path = path
    }

    /// Its length in bytes.
    public var sizeBytes: Int {
        get throws(SystemError) {
            var status = stat()
            _ = try call("ask size of", path) { fstat(descriptor.number, &status) }
            return Int(status.st_size)
        }
    }

    /// Reads up to `count` bytes at a place: fewer at the end of the file, none after it.
    public borrowing func read(at offset: Int, count: Int) throws(SystemError) -> [UInt8] {
        var failure: SystemError?
        let bytes = [UInt8](unsafeUninitializedCapacity: max(0, count)) { buffer, filled in
            while filled < buffer.count {
                let got = pread(descriptor.number, buffer.baseAddress?.advanced(by: filled), buffer.count - filled, off_t(offset + filled))
                if got < 0, errno == EINTR { continue }
                if got < 0 { failure = .last("read", path) }
                if got <= 0 { return }
                filled += got
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Writes all the bytes at a place.
    ///
    /// Throws, and may have written a part of them, when the disk is full or broken.
    public borrowing func write(_ bytes: [UInt8], at offset: Int) throws(SystemError) {
        var written = 0
        while written < bytes.count {
            written += try call("write", path) {
                bytes.withUnsafeBytes { buffer in
                    let rest = UnsafeRawBufferPointer(rebasing: buffer[written...])
                    return pwrite(descriptor.number, rest.baseAddress, rest.count, off_t(offset + written))
                }
            }
        }
    }

    /// Makes it that long: drops what is behind, or adds zeros.
    public borrowing func truncate(toBytes size: Int) throws(SystemError) {
        _ = try call("truncate", path) { ftruncate(descriptor.number, off_t(size)) }
    }

    /// Sets who may read and write it, such as `0o440`.
    public borrowing func setMode(_ mode: UInt32) throws(SystemError) {
        _ = try call("set mode of", path) { fchmod(descriptor.number, mode) }
    }

    /// Returns when everything written is on the disk.
    ///
    /// After an error nobody knows what is: give up the file, or the process; never call again.
    public borrowing func synchronize() throws(SystemError) {
        // Not repeated when interrupted: a second fsync may report success for what the first one lost.
        guard fsync(descriptor.number) == 0 else { throw .last("synchronize", path) }
    }
}
