import Blobs
import Domain
import Nettle
import Protocol
import Scratch
import ServiceHost
import Sodium

extension FuzzTarget {
    /// Pieces of files: in order or not, again, past the end, of two files under one name, with sizes and hashes that are right or not.
    ///
    /// Whatever comes, an accepted piece is one that goes on from what was accepted before, and a file that is said to be whole is what its name says.
    public static let files = FuzzTarget(
        name: "files",
        seeds: {
            let whole: [UInt8] = [0, 0, 0, 0, 8, 0, 2, 0, 0]
            let inPieces: [UInt8] = [0, 0, 1, 0, 3, 0] + [0, 0, 1, 2, 8, 0]
            let wrong: [UInt8] = [0, 0, 1, 6, 9, 0, 1, 1, 2, 1, 4, 1, 2, 200, 0, 3, 1]
            return [whole, inPieces, wrong, inPieces + whole + wrong, Array(0...63)]
        },
        run: { input in
            let sending = try Sending(ByteSource(input))
            for _ in 0..<24 where !sending.source.isAtEnd { try sending.step() }
        })
}

/// One input against one empty store.
private final class Sending {
    let source: ByteSource
    private let directory: TemporaryDirectory
    private let blobs: BlobStore
    private let transfer: FileTransfer
    /// What was accepted of each upload.
    private var accepted: [Identifier: [UInt8]] = [:]
    private static let contents: [[UInt8]] = [
        Array("%PDF-1.7\n%%EOF".utf8), Array("surat".utf8), [0], [UInt8](repeating: 7, count: Limits.chunkBytes + 1), [],
    ]

    init(_ source: ByteSource) throws {
        self.source = source
        directory = try TemporaryDirectory(inMemory: true)
        blobs = try BlobStore(root: directory.path)
        transfer = FileTransfer(blobs: blobs)
    }

    func step() throws {
        do {
            if source.byte() % 4 == 2 { try get() } else { try put() }
        } catch let rejection as Rejection {
            try hold(!rejection.code.isEmpty, "a piece was refused without a code")
        }
    }

    private func get() throws {
        guard let content = source.pick(Self.contents) else { return }
        let offset = figure(content.count)
        let (size, piece) = try transfer.get(GetFile(hash: hexadecimal(SHA256.hash(content)), offset: offset))
        try hold(size == content.count, "a file has another size than what was put")
        try hold(piece == Array(content[offset...].prefix(Limits.chunkBytes)), "a file has other bytes than what was put")
    }

    private func put() throws {
        let upload = Identifier(milliseconds: 1, random: (0, UInt64(source.below(3))))
        guard let content = source.pick(Self.contents) else { return }
        let offset = figure(content.count)
        let bytes = piece(of: content, from: offset)
        let size = source.byte() < 200 ? content.count : figure(content.count)
        let hash = source.byte() < 240 ? hexadecimal(SHA256.hash(content)) : String(repeating: "a", count: source.below(70))
        let before = accepted[upload] ?? []
        let wasHere = try BlobHash(hash).map { try blobs.size(of: $0) == size } ?? false
        let answer: PutFile.Answer
        do {
            answer = try transfer.put(PutFile(upload: upload, offset: offset, hash: hash, size: size), bytes)
        } catch let rejection as Rejection {
            if ["wrongContent", "unknownUpload"].contains(rejection.code) { accepted[upload] = nil }
            throw rejection
        }
        try hold((0...size).contains(answer.next), "an upload of \(size) bytes is to go on from \(answer.next)")
        if let file = answer.file {
            try hold(file.hash == hash && file.size == size && answer.next == size, "a whole file is not the one that was named")
            guard let name = BlobHash(hash) else { throw Broken("a file has a name that is no hash") }
            try hold(try blobs.verify(name), "a file is not what its name says")
            // A file that was here already leaves the upload as it was.
            if !wasHere { accepted[upload] = nil }
            return
        }
        let goesOn = offset == before.count
        let isRepeat = offset < before.count && Array(before[offset...].prefix(bytes.count)) == bytes
        try hold(goesOn || isRepeat || offset == 0, "a piece was accepted that does not go on from what was accepted before")
        if !isRepeat { accepted[upload] = offset == 0 ? bytes : before + bytes }
        try hold(answer.next == accepted[upload]?.count, "an upload goes on from elsewhere than its end")
    }

    /// A place in a file, or beside it.
    private func figure(_ count: Int) -> Int {
        let byte = Int(source.byte())
        return switch byte {
        case 0..<200: byte
        case 200..<220: count + byte - 210
        case 220..<230: -byte
        default: [Int.max, .min, Limits.fileBytes, Limits.fileBytes + 1, Limits.chunkBytes][byte % 5]
        }
    }

    /// The right bytes there, or others; as many as the input says.
    private func piece(of content: [UInt8], from offset: Int) -> [UInt8] {
        let count = Int(source.byte())
        let right = content.indices.contains(offset) ? Array(content[offset...]) : []
        switch source.byte() {
        case 0..<160: return count == 255 ? right : Array(right.prefix(count))
        case 160..<250: return source.bytes(most: count)
        default: return [UInt8](repeating: 1, count: Limits.chunkBytes + count - 1)
        }
    }
}
