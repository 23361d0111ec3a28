import Blobs
import Protocol

/// What `file.put` and `file.get` do, over the files alone: no socket, no thread, and nothing remembered between two pieces but what is on the disk.
public struct FileTransfer: Sendable {
    private let blobs: BlobStore
    private let refusal: @Sendable (Int) -> Rejection?

    /// The transfer into and out of that store; `refusal` says why a file of so many bytes may not be begun now, if it may not.
    public init(blobs: BlobStore, refusal: @escaping @Sendable (Int) -> Rejection? = { _ in nil }) {
        self.blobs = blobs
        self.refusal = refusal
    }

    /// Takes a piece of a file; the last one makes the file.
    ///
    /// Throws a `Rejection` for what the sender can mend (WIRE.md, Files), and `BlobError.system` where the disk fails: of a full one another try may be made, of any other no more.
    public func put(_ piece: PutFile, _ bytes: [UInt8]) throws -> PutFile.Answer {
        guard let upload = UploadName(piece.upload.description), let hash = BlobHash(piece.hash) else {
            throw Rejection.invalid("hash", "It is not a SHA-256 in hexadecimal.")
        }
        guard piece.size > 0, piece.size <= Limits.fileBytes else { throw Rejection.invalid("size", "A file has 1 to \(Limits.fileBytes) bytes.") }
        guard bytes.count <= Limits.chunkBytes else { throw Rejection.invalid("offset", "A piece has at most \(Limits.chunkBytes) bytes.") }
        // Otherwise the upload could never become whole.
        guard (0...piece.size).contains(piece.offset), bytes.count <= piece.size - piece.offset else {
            throw Rejection.invalid("offset", "The piece goes past the file's \(piece.size) bytes.")
        }
        do {
            // What is here already need not be sent again; what is on its way takes the place of a copy that is damaged.
            let isUnderWay = piece.offset == 0 ? false : try blobs.isBegun(upload)
            if !isUnderWay {
                let isHere = try blobs.settle(hash, sizeBytes: piece.size)
                if isHere { return PutFile.Answer(next: piece.size, file: try reference(hash, piece.size)) }
            }
            // Before the first byte is taken; a file that was begun may become whole.
            if piece.offset == 0, let refusal = refusal(piece.size) { throw refusal }
            if piece.offset == 0 { _ = try blobs.begin(upload) }
            let next = try append(bytes, to: upload, offset: piece.offset)
            // What came under this name before belongs to a longer file.
            guard next <= piece.size else {
                try blobs.abandon(upload)
                throw BlobError.wrongContent(upload)
            }
            guard next == piece.size else { return PutFile.Answer(next: next, file: nil) }
            try blobs.finish(upload, hash: hash, sizeBytes: piece.size)
            return PutFile.Answer(next: next, file: try reference(hash, piece.size))
        } catch let error as BlobError {
            throw try rejection(error)
        }
    }

    /// The size of a file, and the piece of it that begins there.
    ///
    /// Throws as `put` does.
    public func get(_ wanted: GetFile) throws -> (Int, [UInt8]) {
        guard let hash = BlobHash(wanted.hash) else { throw Rejection.invalid("hash", "It is not a SHA-256 in hexadecimal.") }
        guard let size = try blobs.size(of: hash) else { throw Rejection.notFound("file", field: "hash") }
        guard wanted.offset >= 0, wanted.offset <= size else { throw Rejection.invalid("offset", "The file has \(size) bytes.") }
        return (size, try blobs.read(hash, offset: wanted.offset, limit: Limits.chunkBytes))
    }

    /// Adds a piece. A first one that is not what is here begins the upload anew: a power cut has left a part of it, and a caller who goes back to the beginning
    /// must get on.
    private func append(_ bytes: [UInt8], to upload: UploadName, offset: Int) throws -> Int {
        do {
            return try blobs.append(bytes, to: upload, offset: offset)
        } catch BlobError.wrongOffset where offset == 0 {
            try blobs.abandon(upload)
            _ = try blobs.begin(upload)
            return try blobs.append(bytes, to: upload, offset: 0)
        }
    }

    private func reference(_ hash: BlobHash, _ size: Int) throws -> FileReference {
        let media = MediaType(firstBytes: try blobs.read(hash, offset: 0, limit: 4096))
        return FileReference(hash: hash.description, size: size, mediaType: media?.rawValue ?? "application/octet-stream")
    }

    /// What a mistake of the sender is called on the wire; anything else is thrown on.
    private func rejection(_ error: BlobError) throws -> Rejection {
        switch error {
        case .unknownUpload: Rejection("unknownUpload", "This upload was never begun or was swept away; begin it anew.", field: "upload")
        case .wrongOffset(_, let next): Rejection("wrongOffset", "Go on from byte \(next).", field: "offset")
        case .tooLarge(_, let most): Rejection.invalid("size", "A file has at most \(most) bytes.")
        case .incomplete(_, let next): Rejection("wrongOffset", "Bytes are missing; go on from byte \(next).", field: "offset")
        case .wrongContent: Rejection("wrongContent", "What was sent has another hash or size; send the file anew.", field: "hash")
        case .notFound: Rejection.notFound("file", field: "hash")
        case .system: throw error
        }
    }
}
