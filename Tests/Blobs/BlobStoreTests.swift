import Blobs
import Linux
import Nettle
import Scratch
import Testing

@Suite struct BlobStoreTests {
    private let directory: TemporaryDirectory
    private let store: BlobStore
    private let upload: UploadName
    private let content = (0..<1_000).map { UInt8(truncatingIfNeeded: $0) }
    private let hash: BlobHash

    init() throws {
        directory = try TemporaryDirectory()
        store = try BlobStore(root: "\(directory.path)/blobs", uploadBytesMaximum: 1_000)
        upload = try #require(UploadName("018f4e7a-1c2d-7abc-9def-0123456789ab"))
        hash = try #require(BlobHash(bytes: SHA256.hash(content)))
    }

    /// Stores the content and returns its path.
    private func storeContent() throws -> String {
        _ = try store.begin(upload)
        _ = try store.append(content, to: upload, offset: 0)
        try store.finish(upload, hash: hash, sizeBytes: content.count)
        return "\(store.root)/\(hash.description.prefix(2))/\(hash)"
    }

    @Test("What was sent in pieces is read back by its hash")
    func roundTrip() throws {
        #expect(try store.begin(upload) == 0)
        #expect(try store.append(Array(content[..<600]), to: upload, offset: 0) == 600)
        #expect(try store.size(of: hash) == nil)
        #expect(try store.append(Array(content[600...]), to: upload, offset: 600) == 1_000)
        try store.finish(upload, hash: hash, sizeBytes: 1_000)

        #expect(try store.size(of: hash) == 1_000)
        #expect(try store.read(hash, offset: 0, limit: 10_000) == content)
        #expect(try store.read(hash, offset: 990, limit: 5) == Array(content[990..<995]))
        #expect(try store.read(hash, offset: 990, limit: 50) == Array(content[990...]))
        #expect(try store.read(hash, offset: 1_000, limit: 1) == [])
        #expect(try store.read(hash, offset: 5_000, limit: 1) == [])
        #expect(try store.read(hash, offset: -1, limit: 1) == [])
        #expect(try store.verify(hash))
        #expect(try store.list() == [hash])
        #expect(try directoryNames("\(store.root)/uploads") == [])
    }

    @Test("An empty file is a file")
    func empty() throws {
        let nothing = try #require(BlobHash(bytes: SHA256.hash([])))
        _ = try store.begin(upload)
        try store.finish(upload, hash: nothing, sizeBytes: 0)
        #expect(try store.size(of: nothing) == 0)
        #expect(try store.verify(nothing))
    }

    @Test("An upload goes on where it stopped, even in another process, and lost answers may be asked for again")
    func resume() throws {
        _ = try store.begin(upload)
        _ = try store.append([1, 2, 3], to: upload, offset: 0)

        let reopened = try BlobStore(root: store.root)
        #expect(try reopened.begin(upload) == 3)
        #expect(try reopened.append([1, 2, 3], to: upload, offset: 0) == 3)
        #expect(try reopened.append([2], to: upload, offset: 1) == 3)
        #expect(try reopened.append([4], to: upload, offset: 3) == 4)
        let whole = try #require(BlobHash(bytes: SHA256.hash([1, 2, 3, 4])))
        try reopened.finish(upload, hash: whole, sizeBytes: 4)
        try reopened.finish(upload, hash: whole, sizeBytes: 4)
        #expect(try reopened.verify(whole))
    }

    @Test(
        "A gap, an overlap and other bytes than before are refused with the place to go on from",
        arguments: [(4, [1]), (2, [3, 4]), (0, [1, 2, 3, 4]), (0, [9]), (-1, [1]), (Int.min, [1]), (Int.max, [1])] as [(Int, [UInt8])])
    func wrongOffset(offset: Int, bytes: [UInt8]) throws {
        _ = try store.begin(upload)
        _ = try store.append([1, 2, 3], to: upload, offset: 0)
        #expect(throws: BlobError.wrongOffset(upload, continueAt: 3)) { try store.append(bytes, to: upload, offset: offset) }
        #expect(try store.begin(upload) == 3)
    }

    @Test("An upload never grows over the limit")
    func tooLarge() throws {
        _ = try store.begin(upload)
        _ = try store.append(Array(content[1...]), to: upload, offset: 0)
        #expect(throws: BlobError.tooLarge(upload, bytesMaximum: 1_000)) { try store.append([1, 2], to: upload, offset: 999) }
        #expect(try store.append([1], to: upload, offset: 999) == 1_000)
    }

    @Test("An upload that was never begun can't be added to or finished")
    func unknown() throws {
        #expect(throws: BlobError.unknownUpload(upload)) { try store.append([1], to: upload, offset: 0) }
        #expect(throws: BlobError.unknownUpload(upload)) { try store.finish(upload, hash: hash, sizeBytes: 1_000) }
    }

    @Test("An upload that isn't all here is kept when it is finished too early")
    func incomplete() throws {
        _ = try store.begin(upload)
        _ = try store.append(Array(content[..<10]), to: upload, offset: 0)
        #expect(throws: BlobError.incomplete(upload, continueAt: 10)) { try store.finish(upload, hash: hash, sizeBytes: 1_000) }
        #expect(try store.append(Array(content[10...]), to: upload, offset: 10) == 1_000)
        try store.finish(upload, hash: hash, sizeBytes: 1_000)
    }

    @Test("Content that isn't what was announced is removed and never gets a name", arguments: [999, 1_000])
    func wrongContent(sizeBytes: Int) throws {
        var other = content
        if sizeBytes == content.count { other[500] ^= 1 }
        _ = try store.begin(upload)
        _ = try store.append(other, to: upload, offset: 0)
        #expect(throws: BlobError.wrongContent(upload)) { try store.finish(upload, hash: hash, sizeBytes: sizeBytes) }
        #expect(try store.list() == [])
        #expect(throws: BlobError.unknownUpload(upload)) { try store.append([1], to: upload, offset: 0) }
    }

    @Test("One flipped bit is found, and sending the file again mends it")
    func damage() throws {
        let path = try storeContent()
        try removeFile(path)
        let damaged = try OpenFile(path, .create)
        try damaged.write(content, at: 0)
        try damaged.write([content[700] ^ 0x10], at: 700)
        #expect(try !store.verify(hash))

        _ = try storeContent()
        #expect(try store.verify(hash))
    }

    @Test("A file that is removed is gone, once")
    func remove() throws {
        _ = try storeContent()
        #expect(try store.remove(hash))
        #expect(try !store.remove(hash))
        #expect(try store.size(of: hash) == nil)
        #expect(throws: BlobError.notFound(hash)) { try store.read(hash, offset: 0, limit: 1) }
        #expect(throws: BlobError.notFound(hash)) { try store.verify(hash) }
    }

    @Test("A sweep removes uploads that nothing came for any more, and nothing else")
    func sweep() throws {
        _ = try storeContent()
        let old = try #require(UploadName("old"))
        _ = try store.begin(old)
        let status = try #require(try fileStatus("\(store.root)/uploads/old"))
        #expect(try store.sweep(unchangedSinceMilliseconds: status.modifiedMilliseconds) == 0)
        #expect(try store.sweep(unchangedSinceMilliseconds: status.modifiedMilliseconds + 1) == 1)
        #expect(throws: BlobError.unknownUpload(old)) { try store.append([1], to: old, offset: 0) }
        #expect(try store.verify(hash))
    }

    @Test("The list is in order and passes over what is no file of the store")
    func list() throws {
        var expected: [BlobHash] = []
        for number in UInt8(0)..<20 {
            let hash = try #require(BlobHash(bytes: SHA256.hash([number])))
            _ = try store.begin(upload)
            _ = try store.append([number], to: upload, offset: 0)
            try store.finish(upload, hash: hash, sizeBytes: 1)
            expected.append(hash)
        }
        try writeFileAtomically("\(store.root)/\(expected[0].description.prefix(2))/stray", [1])
        #expect(try store.list() == expected.sorted())
        let first = try #require(expected.first)
        let firstByte = try #require(UInt8(first.description.prefix(2), radix: 16))
        #expect(try store.list(firstByte: firstByte).contains(first))
    }

    @Test("A stored file can be read by its group and written by nobody")
    func mode() throws {
        let path = try storeContent()
        let output = "\(directory.path)/mode"
        let list = try ChildProcess(arguments: ["/usr/bin/stat", "-c", "%a", path], environment: [:], outputPath: output)
        #expect(try list.wait(timeoutMilliseconds: 5_000) == .exited(0))
        #expect(try readFile(output, sizeBytesMaximum: 100) == Array("440\n".utf8))
    }

    @Test(
        "A name that could lead out of its folder is no name", arguments: ["", "..", "a/b", "a.b", "a\u{0}", "é", String(repeating: "a", count: 65)])
    func uploadNames(text: String) {
        #expect(UploadName(text) == nil)
        #expect(BlobHash(text) == nil)
    }

    @Test("A hash has one spelling")
    func hashes() throws {
        #expect(BlobHash(hash.description) == hash)
        #expect(BlobHash(hash.description.uppercased()) == nil)
        #expect(BlobHash(String(hash.description.dropLast())) == nil)
        #expect(BlobHash(bytes: [1, 2]) == nil)
    }
}
