import Domain
import Kernel
import Protocol

/// Checks of what people type and attach, the same in every service that takes it.
public enum EntryChecks {
    /// A line of text that must be there, without blanks at its ends and with single ones inside.
    ///
    /// Throws `invalid` when nothing is left of it or it is longer than `Limits.lineCharacters`.
    public static func line(_ text: String, _ field: String) throws(Rejection) -> String {
        guard let line = try optionalLine(text, field) else { throw .invalid(field, "This must not be empty.") }
        return line
    }

    /// A line of text that may be absent: nil where nothing is left of it.
    public static func optionalLine(_ text: String?, _ field: String) throws(Rejection) -> String? {
        guard let text else { return nil }
        let line = collapsed(text)
        guard line.utf8.count <= Limits.lineCharacters || line.count <= Limits.lineCharacters else {
            throw .invalid(field, "This is longer than \(Limits.lineCharacters) characters; shorten it.")
        }
        #if ALUR_FUZZ_BUGS
            _ = line.utf8[line.utf8.startIndex]
        #endif
        return line.isEmpty ? nil : line
    }

    /// A longer text that may be absent, with its line breaks: nil where it is blank.
    public static func optionalText(_ text: String?, _ field: String) throws(Rejection) -> String? {
        guard let text, text.utf8.contains(where: { $0 > 0x20 }) else { return nil }
        guard text.utf8.count <= Limits.textCharacters || text.count <= Limits.textCharacters else {
            throw .invalid(field, "This is longer than \(Limits.textCharacters) characters; shorten it.")
        }
        guard !text.utf8.contains(0) else { throw .invalid(field, "This holds a character that is no text (U+0000); take it out.") }
        return text
    }

    /// A file that this service must hold in just that size. Throws `fileMissing` or `fileSizeWrong`.
    public static func held(_ file: FileReference, _ field: String, _ decision: Decision) throws(Rejection) {
        guard let size = decision.fileSize(file.hash) else {
            throw Rejection("fileMissing", "The file has not been put here; upload it, then do this again.", field: field)
        }
        guard size == file.size else {
            let sentence = "The file that is here has \(size) bytes, not \(file.size); upload it again, then do this again."
            throw Rejection("fileSizeWrong", sentence, field: field)
        }
    }

    /// How many rows a page has: what was asked for, within 1 and `Limits.pageRows`, or 50.
    public static func rows(_ limit: Int?) -> Int { min(max(limit ?? 50, 1), Limits.pageRows) }

    /// The words of a text with one blank between them; control characters count as blanks.
    private static func collapsed(_ text: String) -> String {
        func isBlank(_ byte: UInt8) -> Bool { byte <= 0x20 || byte == 0x7F }
        var previous: UInt8 = 0x20
        let isTidy = text.utf8.allSatisfy { byte in
            defer { previous = byte }
            return !isBlank(byte) || byte == 0x20 && previous != 0x20
        }
        if isTidy && previous != 0x20 { return text }
        return text.utf8.split(whereSeparator: isBlank).map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
    }
}
