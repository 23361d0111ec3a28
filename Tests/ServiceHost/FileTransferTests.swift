import Blobs
import Domain
import Linux
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

    @Test("A file whose copy the disk has changed is taken anew when it is sent again, and its copy is mended; a sound one is not asked for again")
    func damagedCopyIsMended() throws {
        let directory = try TemporaryDirectory()
        let blobs = try BlobStore(root: directory.path)
        let content = Array("surat yang utuh".utf8)
        let hash = try #require(BlobHash(hexadecimal(SHA256.hash(content))))
        var number: UInt64 = 0
        func put(_ pieces: [ArraySlice<UInt8>]) throws -> [PutFile.Answer] {
            number += 1
            let id = Identifier(milliseconds: 1, random: (0, number))
            return try pieces.map { piece in
                let put = PutFile(upload: id, offset: piece.startIndex, hash: hash.description, size: content.count)
                return try FileTransfer(blobs: blobs).put(put, Array(piece))
            }
        }
        let (whole, parts) = ([content[...]], [content[..<9], content[9...]])
        #expect(try put(whole).map { $0.file?.size } == [content.count])
        #expect(try put(parts).map { $0.file?.size } == [content.count, content.count], "it is here already")
        for (pieces, next) in [(whole, [content.count]), (parts, [9, content.count])] {
            let path = "\(directory.path)/\(hash.description.prefix(2))/\(hash)"
            try writeFileAtomically(path, Array("surat yang utuk".utf8))
            #expect(try put(pieces).map(\.next) == next)
            #expect(try blobs.verify(hash))
        }
    }
}
