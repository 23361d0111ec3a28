import Domain
import Kernel
import Protocol
import Tasks

/// How much an act may bring with it.
enum InputLimits {
    /// Characters of a file's or a person's name.
    static let nameCharacters = 255
    /// Files of one act.
    static let files = 64
    /// Persons named in one act.
    static let persons = 500
}

extension Decision {
    /// Checks that this service holds a file as the caller describes it. `path` leads to the object that has the fields `file` and `name`.
    ///
    /// Throws `fileMissing`, `fileSizeWrong` or `invalid`.
    func check(_ file: FileReference, name: String, path: String = "") throws {
        guard let size = fileSize(file.hash) else {
            throw Rejection("fileMissing", "The file has not been put here; upload it, then do this again.", field: "\(path)file.hash")
        }
        guard size == file.size else {
            let sentence = "The file that is here has \(size) bytes, not \(file.size); upload it again, then do this again."
            throw Rejection("fileSizeWrong", sentence, field: "\(path)file.size")
        }
        // It goes into the event's header, which holds no words.
        guard isMediaType(file.mediaType) else {
            throw Rejection.invalid("\(path)file.mediaType", "This is no media type; give the file's, such as application/pdf.")
        }
        let isPlain = name.unicodeScalars.allSatisfy { $0 != "/" && $0 != "\\" && $0.value >= 0x20 && $0.value != 0x7F }
        guard isPlain, isFilled(name), isWithin(name, InputLimits.nameCharacters) else {
            throw Rejection.invalid("\(path)name", "A file name has 1 to \(InputLimits.nameCharacters) characters, and no folders in it.")
        }
    }

    /// Checks files that come with an act.
    func check(_ files: [NamedFile], field: String) throws {
        guard files.count <= InputLimits.files else {
            throw Rejection.invalid(field, "An act takes at most \(InputLimits.files) files here; put several into one.")
        }
        for (index, file) in files.enumerated() { try check(file.file, name: file.name, path: "\(field).\(index).") }
    }
}

extension OpenTask {
    /// The task as it ends by an act that was done; `document` where the act made a new version of it.
    func done(_ document: DocumentVersion? = nil) -> Completion {
        Completion(task: task.task, caseID: task.caseID, outcome: .done, document: document ?? task.document)
    }
}

/// Checks a text that may be left out. Throws `invalid`.
func checkNote(_ text: String?, field: String = "note") throws {
    guard let text else { return }
    guard isWithin(text, Limits.textCharacters) else {
        throw Rejection.invalid(field, "This is longer than \(Limits.textCharacters) characters; put it into a file.")
    }
}

/// Checks a text that must be there. Throws `invalid`.
func checkText(_ text: String, field: String, _ sentence: String) throws {
    guard isFilled(text) else { throw Rejection.invalid(field, sentence) }
    try checkNote(text, field: field)
}

/// Whether a text says anything.
func isFilled(_ text: String) -> Bool { !text.allSatisfy(\.isWhitespace) }

/// Whether a text has at most so many characters.
func isWithin(_ text: String, _ characters: Int) -> Bool {
    // The bytes are known at once; the characters are counted only where the bytes do not settle it.
    text.utf8.count <= characters || text.unicodeScalars.count <= characters
}

private func isMediaType(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    return parts.count == 2 && text.utf8.count <= 127
        && parts.allSatisfy { part in
            !part.isEmpty
                && part.allSatisfy { byte in
                    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                        || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
                }
        }
}
