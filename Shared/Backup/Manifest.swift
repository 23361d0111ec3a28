import Domain
import Linux
import Nettle
import Protocol
import Sodium

/// What a backup holds: where each service's journal ended, and every file with its hash. It is written last, so a folder without one is no backup.
public struct Manifest: Codable, Sendable, Equatable {
    /// A service in a backup.
    public struct Part: Codable, Sendable, Equatable {
        /// Where its journal ends.
        public var position: StreamPosition
        /// The chain's hash there, in hexadecimal.
        public var hash: String
        /// How many files of letters there are with it.
        public var files: Int
    }

    /// A file of a backup.
    public struct File: Codable, Sendable, Equatable {
        /// Its path inside the backup.
        public var path: String
        /// Its length in bytes.
        public var size: Int
        /// Its SHA-256 in hexadecimal.
        public var hash: String
    }

    /// The form of this manifest: 3.
    public var version = Self.newestVersion
    /// When the backup was begun, in milliseconds since 1970.
    public var begunMilliseconds: Int64
    /// The services, in alphabetical order.
    public var parts: [Part] = []
    /// The files, in the order in which they were taken.
    public var files: [File] = []
    /// Files of letters that were damaged on the disk and are not in the backup, by their paths in it.
    public var damaged: [String] = []
    /// Services whose copy still holds words or files that were destroyed by law: of this backup nothing may be kept once there is a later one.
    public var unerased: [ServiceName] = []
    /// SHA-256 in hexadecimal of this manifest as it is without this: what holds all else in the backup is held itself.
    public private(set) var seal: String?

    static let name = "manifest.json"
    private static let newestVersion = 3

    /// The same with its seal, as it is written.
    func sealed() throws -> Manifest {
        var copy = self
        copy.seal = nil
        copy.seal = hexadecimal(SHA256.hash(try JSONText().encode(copy)))
        return copy
    }

    /// The service's part; nil where the backup has none.
    public func part(of service: ServiceName) -> Part? { parts.first { $0.position.stream == service } }

    static func read(in folder: String) throws -> Manifest {
        let path = "\(folder)/\(name)"
        let bytes: [UInt8]
        do {
            bytes = try readFile(path, sizeBytesMaximum: 1 << 30)
        } catch {
            throw BackupProblem("\(path) cannot be read (\(error.message)): \(folder) is no finished backup; name another folder")
        }
        do {
            let manifest = try JSONText().decode(Manifest.self, from: bytes)
            guard manifest.version == newestVersion else { throw BackupProblem("\(path) is of another version; use the alurctl that made it") }
            // In other bytes it would be another file, whatever they say.
            guard try manifest.sealed() == manifest, try JSONText().encode(manifest) == bytes else {
                throw BackupProblem("\(path) is not as it was written; use another backup")
            }
            return manifest
        } catch let rejection as Rejection {
            throw BackupProblem("\(path) cannot be understood (\(rejection.message)); use another backup")
        }
    }
}

/// Why a backup cannot be made, believed or restored, and what to do.
public struct BackupProblem: Error, Equatable, CustomStringConvertible {
    /// Where, what, and what to do.
    public let description: String

    init(_ description: String) { self.description = description }
}

/// Reads a file to its end: its length and its SHA-256 in hexadecimal.
func digest(of path: String) throws -> (size: Int, hash: String) {
    let file = try OpenFile(path, .read)
    var digest = SHA256()
    var offset = 0
    while true {
        let chunk = try file.read(at: offset, count: 1 << 18)
        if chunk.isEmpty { return (offset, hexadecimal(digest.finish())) }
        digest.update(chunk)
        offset += chunk.count
    }
}

/// Gives a file that never changes a second place: by a second name where that is one file system, else by a copy that is on the disk when this returns.
func keep(_ path: String, at newPath: String) throws {
    do throws(SystemError) {
        try linkFile(path, to: newPath)
    } catch {
        guard !error.isNotFound, !error.isAlreadyThere, !error.isDiskFull else { throw error }
        try copy(path, to: newPath)
    }
}

/// Copies a file, on the disk when this returns.
func copy(_ path: String, to newPath: String) throws {
    let source = try OpenFile(path, .read)
    let target = try OpenFile(newPath, .create)
    var offset = 0
    while true {
        let chunk = try source.read(at: offset, count: 1 << 18)
        if chunk.isEmpty { break }
        try target.write(chunk, at: offset)
        offset += chunk.count
    }
    try target.synchronize()
}
