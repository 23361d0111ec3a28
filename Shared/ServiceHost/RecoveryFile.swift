import Deployment
import Kernel
import Linux
import Protocol

/// The note beside a journal that was put back from a backup.
enum RecoveryFile {
    /// The note; nil where the journal was not restored, or is whole again.
    static func read(in folder: String) throws -> RecoveryNote? {
        let path = "\(folder)/\(RecoveryNote.fileName)"
        guard try fileStatus(path) != nil else { return nil }
        do {
            return try JSONText().decode(RecoveryNote.self, from: try readFile(path, sizeBytesMaximum: 1 << 16))
        } catch let rejection as Rejection {
            throw Deployment.Problem("\(path) cannot be understood (\(rejection.message)); run the restore again")
        }
    }

    /// Removes the note: the journal is whole, and on the disk.
    static func remove(in folder: String) throws {
        try removeFile("\(folder)/\(RecoveryNote.fileName)")
        try synchronizeDirectory(folder)
    }
}
