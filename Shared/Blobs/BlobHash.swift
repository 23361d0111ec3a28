import Nettle
import Sodium

/// The name of a file's content: its SHA-256. Whoever has the name can tell whether he got the content.
public struct BlobHash: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// 64 hexadecimal digits in small letters.
    public let description: String

    /// Takes a digest; nil when it is not just 32 bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == SHA256.size else { return nil }
        description = hexadecimal(bytes)
    }

    /// Takes 64 hexadecimal digits in small letters; nil for anything else, so that a name never leads outside its folder and one content has one name.
    public init?(_ text: String) {
        guard text.utf8.count == 2 * SHA256.size, text.utf8.allSatisfy(Self.isDigit) else { return nil }
        description = text
    }

    /// Whether the left name comes first in a list.
    public static func < (left: BlobHash, right: BlobHash) -> Bool { left.description < right.description }

    /// The folder that holds the file: its first two digits, so that no folder grows beyond a 256th of all files.
    var folder: String { String(description.prefix(2)) }

    /// Whether it is one of 0-9 and a-f.
    static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}

/// The name of an upload while it goes on, chosen by who sends it.
public struct UploadName: Hashable, Sendable, CustomStringConvertible {
    /// The name.
    public let description: String

    /// Takes 1 to 64 letters, digits and hyphens of ASCII, such as a UUID; nil for anything else, so that a name never leads outside its folder.
    public init?(_ text: String) {
        let isAllowed = text.utf8.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || byte == UInt8(ascii: "-")
        }
        guard isAllowed, (1...64).contains(text.utf8.count) else { return nil }
        description = text
    }
}
