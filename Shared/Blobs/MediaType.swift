/// The kinds of files that may be attached to a letter; told by what a file begins with, never by its name.
public enum MediaType: String, CaseIterable, Sendable {
    /// PDF.
    case pdf = "application/pdf"
    /// A PNG picture.
    case png = "image/png"
    /// A JPEG picture.
    case jpeg = "image/jpeg"
    /// A document of Word, since 2007.
    case docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    /// Another ZIP archive.
    case zip = "application/zip"
    /// Text in UTF-8 without control characters other than tabs, line ends and page ends.
    case plainText = "text/plain"

    /// Tells the kind by the first bytes of a file, of which 4,096 are enough; nil for anything else, an empty file too.
    ///
    /// It tells what the file claims to be, not that it is sound: serve it as an attachment all the same.
    public init?(firstBytes: [UInt8]) {
        if firstBytes.starts(with: "%PDF-".utf8) {
            self = .pdf
        } else if firstBytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if firstBytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if firstBytes.starts(with: zipEntry) {
            self = hasWordEntry(firstBytes) ? .docx : .zip
        } else if isPlainText(firstBytes) {
            self = .plainText
        } else {
            return nil
        }
    }
}

/// What every entry of a ZIP archive begins with; its name follows at byte 30.
private let zipEntry: [UInt8] = [0x50, 0x4B, 0x03, 0x04]

/// Whether an entry in sight belongs to a Word document: its parts are in `word/`.
private func hasWordEntry(_ bytes: [UInt8]) -> Bool {
    let name = Array("word/".utf8)
    let nameOffset = 30
    guard bytes.count >= nameOffset + name.count else { return false }
    return (0...bytes.count - nameOffset - name.count).contains { start in
        bytes[start] == zipEntry[0] && bytes[start...].starts(with: zipEntry) && bytes[(start + nameOffset)...].starts(with: name)
    }
}

/// Whether the bytes are text as far as they go; the last character may be cut.
private func isPlainText(_ bytes: [UInt8]) -> Bool {
    guard !bytes.isEmpty else { return false }
    let allowedControls: [UInt8] = [0x09, 0x0A, 0x0C, 0x0D]
    guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || allowedControls.contains($0) }) else { return false }
    // A character has up to four bytes, so at most three of the last one are here.
    return (0...min(3, bytes.count - 1)).contains { cut in
        let end = bytes.count - cut
        return (cut == 0 || isCutCharacter(bytes[end...])) && String(validating: bytes[..<end], as: UTF8.self) != nil
    }
}

/// Whether these are the first bytes of a character of UTF-8 that has more.
private func isCutCharacter(_ bytes: ArraySlice<UInt8>) -> Bool {
    let length =
        switch bytes.first {
        case .some(0xC2...0xDF): 2
        case .some(0xE0...0xEF): 3
        case .some(0xF0...0xF4): 4
        default: 0
        }
    return bytes.count < length && bytes.dropFirst().allSatisfy { $0 & 0xC0 == 0x80 }
}
