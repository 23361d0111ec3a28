import Blobs
import Domain
import Nettle
import Protocol
import Scratch
import ServiceHost
import Sodium
import Testing

/// What a caller sends of a file, piece by piece.
@Suite struct FileTransferTests {
    @Test("An upload of which a power cut has left a part of its first piece, or other bytes, begins anew with that piece", arguments: [3, 9])
    func firstPieceBeginsAnew(_ left: Int) throws {
        let directory = try TemporaryDirectory()
        let blobs = try BlobStore(root: directory.path)
        let id = Identifier(milliseconds: 1, random: (0, 1))
        let upload = try #require(UploadName(id.description))
        let content = Array("surat yang utuh".utf8)
        _ = try blobs.begin(upload)
        _ = try blobs.append([UInt8](repeating: 0, count: left), to: upload, offset: 0)
        let put = PutFile(upload: id, offset: 0, hash: hexadecimal(SHA256.hash(content)), size: content.count)
        let first = try FileTransfer(blobs: blobs).put(put, Array(content.prefix(9)))
        #expect(first.next == 9 && first.file == nil)
        var rest = put
        rest.offset = 9
        #expect(try FileTransfer(blobs: blobs).put(rest, Array(content.dropFirst(9))).file?.size == content.count)
    }
}
