import Domain

/// Puts a piece of a file into a service; the piece is the request's last frame. Asked of the second endpoint.
///
/// A piece may be sent again. The last piece makes the file: its bytes are checked against hash and size, and it is on the disk when the answer comes.
/// Refused with `invalid`, `unknownUpload`, `wrongOffset` and `wrongContent`.
public struct PutFile: Codable, Sendable {
    public static let verb = "file.put"
    /// The upload's own id, chosen by the caller.
    public var upload: Identifier
    /// Where in the file the piece begins; pieces come in order.
    public var offset: Int
    /// SHA-256 of the whole file, in hexadecimal.
    public var hash: String
    /// Bytes of the whole file, at most `Limits.fileBytes`.
    public var size: Int

    /// A piece of a file.
    public init(upload: Identifier, offset: Int, hash: String, size: Int) {
        self.upload = upload
        self.offset = offset
        self.hash = hash
        self.size = size
    }

    /// How far the upload has come.
    public struct Answer: Codable, Sendable {
        /// Where the next piece begins; equal to the size once the file is whole.
        public var next: Int
        /// The file, once it is whole.
        public var file: FileReference?

        /// How far the upload has come.
        public init(next: Int, file: FileReference?) {
            self.next = next
            self.file = file
        }
    }
}

/// Gets a piece of a file from a service; it is the answer's last frame. Asked of the second endpoint. Whoever knows the hash may have the bytes.
///
/// Refused with `invalid` and `notFound`.
public struct GetFile: Codable, Sendable {
    public static let verb = "file.get"
    /// SHA-256 of the file, in hexadecimal.
    public var hash: String
    /// Where in the file the piece begins.
    public var offset: Int

    /// A piece of a file.
    public init(hash: String, offset: Int) {
        self.hash = hash
        self.offset = offset
    }

    /// What the piece is of.
    public struct Answer: Codable, Sendable {
        /// Bytes of the whole file.
        public var size: Int

        /// What the piece is of.
        public init(size: Int) { self.size = size }
    }
}
