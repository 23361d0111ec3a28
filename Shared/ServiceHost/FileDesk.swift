import Blobs
import Domain
import Kernel
import Linux
import Protocol
import SQLite
import ZeroMQ

/// The second endpoint of a service, on a thread of its own: files, and questions that may take long, over a connection that only reads.
///
/// Nothing that happens here can hold up a commit.
struct FileDesk {
    let service: Service
    let endpoint: String
    let databasePath: String
    let grantKey: [UInt8]
    let blobs: BlobStore
    let context: Context
    let log: Log

    /// Answers until `stop` is signalled; `ready` is put something into once peers may connect, or the reason why they cannot.
    func run(stopping stop: StopFlag, ready: Mailbox<String?>) {
        do {
            let router = try Socket(.router, in: context)
            try router.bind(endpoint)
            let database = try Database.reader(path: databasePath)
            ready.put(nil)
            let blobs = blobs
            var questions = QuestionDesk(service, grantKey: grantKey) { try Self.read($0, in: blobs) }
            let json = JSONText()
            var poller = Poller()
            let incoming = poller.add(router)
            while !stop.isSet {
                try poller.wait(timeoutMilliseconds: 200)
                guard poller.isReadable(incoming) else { continue }
                while let message = try router.receive() {
                    guard let peer = message.frames.first else { continue }
                    let frames = answer(Array(message.frames.dropFirst()), message.isTruncated, database.reading, &questions, json)
                    // An answer that cannot be sent is asked for again.
                    _ = try router.send([peer] + frames)
                }
            }
        } catch {
            ready.put("\(error)")
            log.line("the file desk stops: \(error)")
        }
    }

    private func answer(
        _ frames: [[UInt8]], _ isTruncated: Bool, _ reading: Reading, _ questions: inout QuestionDesk, _ json: JSONText
    ) -> [[UInt8]] {
        let nobody = Identifier(milliseconds: 0, random: (0, 0))
        var position = StreamPosition(stream: service.name, epoch: 1, position: 0)
        var id = nobody
        do {
            if frames.count > 1, let named = Identifier(bytes: frames[1]) { id = named }
            if isTruncated { throw Rejection.malformedFrame("it has more or longer frames than a request may") }
            let request = try Request(frames: frames)
            position = try journalPosition(reading)
            switch request.verb {
            case PutFile.verb:
                let answer = try put(try json.decode(PutFile.self, from: request.body), request.aside ?? [])
                return Reply(id: id, status: .ok, position: position, body: try json.encode(answer)).frames
            case GetFile.verb:
                let (size, piece) = try get(try json.decode(GetFile.self, from: request.body))
                return Reply(id: id, status: .ok, position: position, body: try json.encode(GetFile.Answer(size: size)), payload: [piece]).frames
            default:
                guard service.isCold(request.verb) else { throw Rejection.unknownVerb(request.verb) }
                let now = Moment(milliseconds: wallClockMilliseconds())
                return questions.answer(request, key: nil, reading: reading, position: position, now: now).frames
            }
        } catch let rejection as Rejection {
            return Reply(id: id, status: .rejected, position: position, body: (try? json.encode(rejection)) ?? Array("{}".utf8)).frames
        } catch {
            log.line("the file desk could not answer: \(error)")
            let rejection = Rejection("unavailable", "The file could not be handled now; try again, and tell the operator if it stays so.")
            return Reply(id: id, status: .unavailable, position: position, body: (try? json.encode(rejection)) ?? Array("{}".utf8)).frames
        }
    }

    private func journalPosition(_ reading: Reading) throws -> StreamPosition {
        let row = try reading.first("SELECT (SELECT max(number) FROM epoch), (SELECT max(position) FROM journal)") { ($0.int(0), $0.integer(1)) }
        return StreamPosition(stream: service.name, epoch: row?.0 ?? 1, position: row?.1 ?? 0)
    }

    private func put(_ piece: PutFile, _ bytes: [UInt8]) throws -> PutFile.Answer {
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
            // What is here already need not be sent again.
            if try blobs.size(of: hash) == piece.size { return PutFile.Answer(next: piece.size, file: try reference(hash, piece.size)) }
            if piece.offset == 0 { _ = try blobs.begin(upload) }
            let next = try blobs.append(bytes, to: upload, offset: piece.offset)
            guard next == piece.size else { return PutFile.Answer(next: next, file: nil) }
            try blobs.finish(upload, hash: hash, sizeBytes: piece.size)
            return PutFile.Answer(next: next, file: try reference(hash, piece.size))
        } catch let error as BlobError {
            throw try rejection(error)
        }
    }

    private func get(_ wanted: GetFile) throws -> (Int, [UInt8]) {
        guard let hash = BlobHash(wanted.hash) else { throw Rejection.invalid("hash", "It is not a SHA-256 in hexadecimal.") }
        guard let size = try blobs.size(of: hash) else { throw Rejection.notFound("file", field: "hash") }
        guard wanted.offset >= 0, wanted.offset <= size else { throw Rejection.invalid("offset", "The file has \(size) bytes.") }
        return (size, try blobs.read(hash, offset: wanted.offset, limit: Limits.chunkBytes))
    }

    private static func read(_ file: FileReference, in blobs: BlobStore) throws -> [UInt8] {
        guard let hash = BlobHash(file.hash), try blobs.size(of: hash) != nil else { throw Rejection.notFound("file", field: nil) }
        return try blobs.read(hash, offset: 0, limit: Limits.fileBytes)
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
