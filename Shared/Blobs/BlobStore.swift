import Linux
import Nettle
import Sodium

/// Files named by their content, in a directory of their own.
///
/// `<root>/ab/ab12…` holds a file that is whole and will never change, `<root>/uploads/<name>` one that is still arriving. All that is known is on the disk,
/// so the value may be used from any thread, one at a time for each upload. A file is on the disk, under its name, before `finish` returns: store the row that
/// mentions it afterwards. A crash in between leaves a file that nobody mentions, never a mention without a file.
public struct BlobStore: Sendable {
    /// The directory.
    public let root: String
    /// The largest file.
    public let uploadBytesMaximum: Int

    private static let chunkBytes = 1 << 18

    /// Opens a store, and makes its directory if there is none.
    public init(root: String, uploadBytesMaximum: Int = 32 << 20) throws(BlobError) {
        self.root = root
        self.uploadBytesMaximum = uploadBytesMaximum
        try system { () throws(SystemError) in try makeDirectory("\(root)/uploads") }
    }

    // MARK: Uploads

    /// Whether something of an upload is here.
    public func isBegun(_ upload: UploadName) throws(BlobError) -> Bool { try exists(upload) }

    /// Begins an upload, or takes up one again, and returns the offset to send from: 0, or what is here already.
    public func begin(_ upload: UploadName) throws(BlobError) -> Int {
        do throws(SystemError) {
            _ = try OpenFile(path(upload), .create)
            return 0
        } catch {
            guard error.isAlreadyThere else { throw .system(error) }
            return try size(of: open(upload))
        }
    }

    /// Adds bytes to an upload and returns the offset to go on from.
    ///
    /// A repeat of bytes that are here already changes nothing, so a lost answer may be asked for again. Throws `wrongOffset` for a gap, an overlap or other
    /// bytes than before, `tooLarge` over the limit. On a full disk the upload stays as it was.
    public func append(_ bytes: [UInt8], to upload: UploadName, offset: Int) throws(BlobError) -> Int {
        let file = try open(upload)
        let size = try size(of: file)
        guard offset == size else {
            // Compared, not believed: another file under the same upload's name would otherwise be found out only at its end.
            let isRepeat = offset >= 0 && offset < size && bytes.count <= size - offset
            #if ALUR_FUZZ_BUGS
                let here = bytes
            #else
                let here = isRepeat ? try read(file, offset, bytes.count) : []
            #endif
            guard isRepeat, here == bytes else { throw .wrongOffset(upload, continueAt: size) }
            return size
        }
        guard bytes.count <= uploadBytesMaximum - size else { throw .tooLarge(upload, bytesMaximum: uploadBytesMaximum) }
        do throws(SystemError) {
            try file.write(bytes, at: size)
        } catch {
            try system { () throws(SystemError) in try file.truncate(toBytes: size) }
            throw .system(error)
        }
        return size + bytes.count
    }

    /// Turns an upload into a file of the store, on the disk under its name when this returns.
    ///
    /// A repeat after success succeeds. Throws `incomplete` when bytes are missing, and `wrongContent`, removing the upload, when hash or size differ.
    public func finish(_ upload: UploadName, hash: BlobHash, sizeBytes: Int) throws(BlobError) {
        guard try exists(upload) else {
            // Finished before a crash, or before the answer was lost.
            guard try settle(hash, sizeBytes: sizeBytes) else { throw .unknownUpload(upload) }
            return
        }
        let file = try open(upload)
        let size = try size(of: file)
        guard size >= sizeBytes else { throw .incomplete(upload, continueAt: size) }
        // Read again rather than hashed on arrival: what was sent before a restart counts, and what is named is what the disk has.
        guard size == sizeBytes, try contentHash(file) == hash else {
            try abandon(upload)
            throw .wrongContent(upload)
        }
        try system { () throws(SystemError) in
            try file.setMode(0o440)
            do throws(SystemError) {
                try file.synchronize()
            } catch {
                // Asked again, the system may say yes to bytes that it has dropped, so there must be nothing to ask about.
                _ = try removeFile(path(upload))
                throw error
            }
            let folder = "\(root)/\(hash.folder)"
            try makeDirectory(folder)
            // Once more for a folder that was here already: a crash may have come between its making and this.
            try synchronizeDirectory(root)
            // In place of the same content, should it be here already; a damaged copy is mended that way.
            try renameFile(path(upload), to: path(hash))
            try synchronizeDirectory(folder)
        }
    }

    /// Whether a file of this name and length is here, is what its name says, and stays: its name may have come a moment before a crash, and is on the disk
    /// when this returns. One that the disk has changed, or cannot read, is not: what is sent takes its place.
    public func settle(_ hash: BlobHash, sizeBytes: Int) throws(BlobError) -> Bool {
        guard try size(of: hash) == sizeBytes, (try? verify(hash)) == true else { return false }
        try system { () throws(SystemError) in
            try synchronizeDirectory(root)
            try synchronizeDirectory("\(root)/\(hash.folder)")
        }
        return true
    }

    /// Gives up an upload and removes what has arrived; one that isn't there is no error.
    public func abandon(_ upload: UploadName) throws(BlobError) {
        _ = try system { () throws(SystemError) in try removeFile(path(upload)) }
    }

    /// Removes the uploads that nothing was added to since a moment, in milliseconds since 1970, and returns how many.
    @discardableResult
    public func sweep(unchangedSinceMilliseconds moment: Int64) throws(BlobError) -> Int {
        try system { () throws(SystemError) in
            var removed = 0
            for name in try directoryNames("\(root)/uploads") {
                let path = "\(root)/uploads/\(name)"
                guard let status = try fileStatus(path), status.modifiedMilliseconds < moment else { continue }
                if try removeFile(path) { removed += 1 }
            }
            return removed
        }
    }

    // MARK: Files

    /// Up to `limit` bytes of a file from an offset on; fewer at its end, none after it.
    public func read(_ hash: BlobHash, offset: Int, limit: Int) throws(BlobError) -> [UInt8] {
        let file = try open(hash)
        guard offset >= 0, limit > 0 else { return [] }
        return try read(file, offset, min(limit, max(0, try size(of: file) - offset)))
    }

    /// The length of a file in bytes; nil when there is none of this name.
    public func size(of hash: BlobHash) throws(BlobError) -> Int? {
        try system { () throws(SystemError) in try fileStatus(path(hash))?.sizeBytes }
    }

    /// When a file came, in milliseconds since 1970; nil when there is none of this name.
    public func modifiedMilliseconds(of hash: BlobHash) throws(BlobError) -> Int64? {
        try system { () throws(SystemError) in try fileStatus(path(hash))?.modifiedMilliseconds }
    }

    /// Reads a file to its end and tells whether it is still what its name says.
    public func verify(_ hash: BlobHash) throws(BlobError) -> Bool {
        try contentHash(open(hash)) == hash
    }

    /// Removes a file, for good when this returns; false when there was none.
    @discardableResult
    public func remove(_ hash: BlobHash) throws(BlobError) -> Bool {
        try system { () throws(SystemError) in
            guard try removeFile(path(hash)) else { return false }
            try synchronizeDirectory("\(root)/\(hash.folder)")
            return true
        }
    }

    /// The names of all files whose hash begins with this byte, in order; a scrub goes through the bytes 0 to 255 and so never holds them all.
    public func list(firstByte: UInt8) throws(BlobError) -> [BlobHash] {
        let folder = hexadecimal([firstByte])
        return try system { () throws(SystemError) in
            guard try fileStatus("\(root)/\(folder)") != nil else { return [] }
            return try directoryNames("\(root)/\(folder)").compactMap { BlobHash($0) }.filter { $0.folder == folder }
        }
    }

    /// The names of all files, in order.
    public func list() throws(BlobError) -> [BlobHash] {
        var hashes: [BlobHash] = []
        for firstByte in UInt8.min...UInt8.max { hashes += try list(firstByte: firstByte) }
        return hashes
    }

    // MARK: Paths and files

    private func path(_ upload: UploadName) -> String { "\(root)/uploads/\(upload)" }

    private func path(_ hash: BlobHash) -> String { "\(root)/\(hash.folder)/\(hash)" }

    private func exists(_ upload: UploadName) throws(BlobError) -> Bool {
        try system { () throws(SystemError) in try fileStatus(path(upload)) != nil }
    }

    private func open(_ upload: UploadName) throws(BlobError) -> OpenFile {
        do throws(SystemError) {
            return try OpenFile(path(upload), .write)
        } catch {
            throw error.isNotFound ? .unknownUpload(upload) : .system(error)
        }
    }

    private func open(_ hash: BlobHash) throws(BlobError) -> OpenFile {
        do throws(SystemError) {
            return try OpenFile(path(hash), .read)
        } catch {
            throw error.isNotFound ? .notFound(hash) : .system(error)
        }
    }

    private func size(of file: borrowing OpenFile) throws(BlobError) -> Int {
        do throws(SystemError) { return try file.sizeBytes } catch { throw .system(error) }
    }

    private func read(_ file: borrowing OpenFile, _ offset: Int, _ count: Int) throws(BlobError) -> [UInt8] {
        do throws(SystemError) { return try file.read(at: offset, count: count) } catch { throw .system(error) }
    }

    private func contentHash(_ file: borrowing OpenFile) throws(BlobError) -> BlobHash? {
        var digest = SHA256()
        var offset = 0
        while true {
            let chunk = try read(file, offset, Self.chunkBytes)
            if chunk.isEmpty { return BlobHash(bytes: digest.finish()) }
            digest.update(chunk)
            offset += chunk.count
        }
    }
}

/// Runs calls of the system, whose errors become errors of the store.
private func system<Result>(_ body: () throws(SystemError) -> Result) throws(BlobError) -> Result {
    do throws(SystemError) { return try body() } catch { throw .system(error) }
}
