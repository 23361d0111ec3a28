import Linux

/// Why a file could not be taken, found or read.
public enum BlobError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The upload was never begun, was given up, or was swept away; begin it anew.
    case unknownUpload(UploadName)
    /// The bytes neither go on where the upload stands nor repeat what it has; send from this place on.
    case wrongOffset(UploadName, continueAt: Int)
    /// The upload would grow beyond the limit; what was sent before is kept.
    case tooLarge(UploadName, bytesMaximum: Int)
    /// The upload was to be finished and is not all here; send from this place on.
    case incomplete(UploadName, continueAt: Int)
    /// The upload is here and is not what it should be; it is removed.
    case wrongContent(UploadName)
    /// There is no file of this name.
    case notFound(BlobHash)
    /// The system refused; a full disk is `isDiskFull`, anything else a reason to stop the process.
    case system(SystemError)

    /// One line for a log.
    public var description: String {
        switch self {
        case .unknownUpload(let name): "upload \(name): not begun"
        case .wrongOffset(let name, let offset): "upload \(name): goes on at byte \(offset)"
        case .tooLarge(let name, let maximum): "upload \(name): larger than \(maximum) bytes"
        case .incomplete(let name, let offset): "upload \(name): incomplete, goes on at byte \(offset)"
        case .wrongContent(let name): "upload \(name): content differs from its announced hash or size"
        case .notFound(let hash): "blob \(hash): not found"
        case .system(let error): error.description
        }
    }
}
