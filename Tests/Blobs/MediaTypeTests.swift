import Blobs
import Testing

@Suite struct MediaTypeTests {
    /// An entry of a ZIP archive, as far as it is looked at.
    private static func entry(_ name: String) -> [UInt8] {
        [0x50, 0x4B, 0x03, 0x04] + [UInt8](repeating: 0, count: 26) + Array(name.utf8)
    }

    @Test(
        "A file is what it begins with",
        arguments: [
            (Array("%PDF-1.7\n".utf8) + [0xE2, 0xE3, 0x00], .pdf),
            ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00], .png),
            ([0xFF, 0xD8, 0xFF, 0xE0, 0x00], .jpeg),
            (entry("[Content_Types].xml") + [1, 2, 3] + entry("word/document.xml"), .docx),
            (entry("word/document.xml"), .docx),
            (entry("xl/workbook.xml"), .zip),
            (entry("password/word/x"), .zip),
            (entry(""), .zip),
            ([0x50, 0x4B, 0x03, 0x04], .zip),
            (Array("Perihal: undangan\r\n\tdengan hormat, é €\u{C}".utf8), .plainText),
            ([0x61], .plainText),
        ] as [([UInt8], MediaType)])
    func known(bytes: [UInt8], expected: MediaType) {
        #expect(MediaType(firstBytes: bytes) == expected)
    }

    @Test(
        "Anything else is nothing we take",
        arguments: [
            [], [0x7F, 0x45, 0x4C, 0x46], [0x61, 0x00], [0x61, 0x1B, 0x5B], [0xC3, 0x28], [0x61, 0xFF], [0x80], [0xC0, 0xAF], [0xC2, 0x80, 0x80],
            [0xFF, 0xFE, 0x61, 0x00],
        ] as [[UInt8]])
    func unknown(bytes: [UInt8]) {
        #expect(MediaType(firstBytes: bytes) == nil)
    }

    @Test("Text cut within its last character is text")
    func cutText() {
        let text = Array("a é € 𝄞".utf8)
        for length in 1...text.count { #expect(MediaType(firstBytes: Array(text[..<length])) == .plainText) }
    }
}
