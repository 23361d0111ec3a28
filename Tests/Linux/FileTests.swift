import Glibc
import Linux
import Scratch
import Testing

@Suite struct FileTests {
    private let directory: TemporaryDirectory
    private var path: String { "\(directory.path)/file" }

    init() throws { directory = try TemporaryDirectory() }

    @Test("A small file is replaced whole, and nothing else is left")
    func atomicWrite() throws {
        try writeFileAtomically(path, Array("old".utf8))
        // What a crash in the middle left.
        try writeFileAtomically("\(directory.path)/other", [1])
        try renameFile("\(directory.path)/other", to: "\(path).new")
        try writeFileAtomically(path, Array("newer".utf8))
        #expect(try readFile(path, sizeBytesMaximum: 5) == Array("newer".utf8))
        #expect(try directoryNames(directory.path) == ["file"])
    }

    @Test("A file over the limit is not read")
    func readLimit() throws {
        try writeFileAtomically(path, [1, 2, 3])
        let error = #expect(throws: SystemError.self) { try readFile(path, sizeBytesMaximum: 2) }
        #expect(error == SystemError(operation: "read", subject: path, code: EFBIG))
    }

    @Test("An open file is written and read at any place")
    func openFile() throws {
        let file = try OpenFile(path, .create)
        try file.write([1, 2, 3, 4], at: 2)
        #expect(try file.read(at: 0, count: 100) == [0, 0, 1, 2, 3, 4])
        #expect(try file.read(at: 3, count: 2) == [2, 3])
        #expect(try file.read(at: 6, count: 2) == [])
        try file.truncate(toBytes: 3)
        try file.synchronize()
        #expect(try file.sizeBytes == 3)
        #expect(try fileStatus(path)?.sizeBytes == 3)
    }

    @Test("A file is made only where there is none, opened only where there is one, and never through a link")
    func access() throws {
        let missing = #expect(throws: SystemError.self) { _ = try OpenFile(path, .write) }
        #expect(missing?.isNotFound == true)
        _ = try OpenFile(path, .create)
        let existing = #expect(throws: SystemError.self) { _ = try OpenFile(path, .create) }
        #expect(existing?.isAlreadyThere == true)
        let link = "\(directory.path)/link"
        #expect(symlink(path, link) == 0)
        #expect(throws: SystemError(operation: "open", subject: link, code: ELOOP)) { _ = try OpenFile(link, .read) }
    }

    @Test("A directory is made with those above it, and once")
    func makeDirectories() throws {
        let deep = "\(directory.path)/a/b/c/"
        try makeDirectory(deep)
        try makeDirectory(deep)
        #expect(try fileStatus(deep)?.isDirectory == true)
        try writeFileAtomically(path, [])
        #expect(throws: SystemError(operation: "make directory", subject: path, code: ENOTDIR)) { try makeDirectory(path) }
    }

    @Test("Names are listed in order, and what isn't there is no error to remove")
    func names() throws {
        for name in ["b", "a", "c"] { try writeFileAtomically("\(directory.path)/\(name)", []) }
        #expect(try removeFile("\(directory.path)/b"))
        #expect(try !removeFile("\(directory.path)/b"))
        #expect(try directoryNames(directory.path) == ["a", "c"])
        #expect(try fileStatus("\(directory.path)/b") == nil)
        #expect(try availableBytes(at: directory.path) > 0)
    }

    @Test("A path is resolved to where it leads from the root")
    func resolution() throws {
        try makeDirectory("\(directory.path)/a/b")
        #expect(try realPath("\(directory.path)/a/./b/..") == realPath(directory.path) + "/a")
        #expect(throws: SystemError.self) { try realPath("\(directory.path)/none") }
    }

    @Test("An error says what was done to what, and why it failed")
    func errors() throws {
        let error = #expect(throws: SystemError.self) { try synchronizeDirectory("/nowhere") }
        #expect(error?.description == "open /nowhere: No such file or directory (2)")
    }

    @Test("A directory has one holder at a time, and is free as soon as he lets go")
    func lock() throws {
        try holdAndTryAgain()
        _ = try DirectoryLock(directory.path)
    }

    @Test("A directory is free also while a child that is being started still has the descriptor of its last holder")
    func lockAndChild() throws {
        let inherited: Int32
        do {
            let lock = try DirectoryLock(directory.path)
            inherited = try #require(descriptor(of: lock.path).map { dup($0) })
        }
        defer { close(inherited) }
        _ = try DirectoryLock(directory.path)
    }

    /// The descriptor of this process that stands for a directory.
    private func descriptor(of path: String) throws -> Int32? {
        try directoryNames("/proc/self/fd").compactMap { Int32($0) }.first { number in
            var target = [CChar](repeating: 0, count: 4096)
            let length = readlink("/proc/self/fd/\(number)", &target, target.count - 1)
            return length > 0 && String(decoding: target[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self) == path
        }
    }

    private func holdAndTryAgain() throws {
        let lock = try DirectoryLock(directory.path)
        let error = #expect(throws: SystemError.self) { _ = try DirectoryLock(directory.path) }
        #expect(error?.isHeldByAnother == true)
        #expect(error?.subject == directory.path)
        #expect(lock.path == directory.path)
    }
}
