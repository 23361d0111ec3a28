import Domain
import Kernel
import Protocol
import Tasks

/// Refuses a word that is to stand in or as a letter's number when it is empty, long, or not on one line.
func checkNumberWord(_ text: String, _ field: String) throws(Rejection) {
    let isOneLine = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
    guard isOneLine, !text.allSatisfy(\.isWhitespace), text.count <= 100 else {
        throw .invalid(field, "Give it on one line, in at most 100 characters.")
    }
}

/// Refuses a list of positions that is empty, long, or names one twice.
func checkPositions(_ positions: [Key<Position>], _ field: String) throws(Rejection) {
    guard !positions.isEmpty, positions.count <= Limits.pageRows else { throw .invalid(field, "Name 1 to \(Limits.pageRows) positions.") }
    guard Set(positions).count == positions.count else { throw .invalid(field, "Name each position once.") }
}

/// Refuses a file that this service does not hold as the reference says: `fileMissing`, `fileSizeWrong`, `invalid`.
func checkFile(_ file: FileReference, _ field: String, _ decision: Decision) throws(Rejection) {
    guard (3...100).contains(file.mediaType.utf8.count), file.mediaType.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
        throw .invalid("\(field).mediaType", "Give the file's media type, such as application/pdf.")
    }
    try EntryChecks.held(file, field, decision)
}
