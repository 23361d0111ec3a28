import Domain
import JSON
import Linux
import Sodium

/// Seeds out of the source tree: the golden files of the wire, and the catalogue.
enum Golden {
    /// Text, or hexadecimal digits and then text; `times` repeats what there is.
    struct Piece: Decodable {
        let bytes: [UInt8]

        private enum CodingKeys: String, CodingKey { case hex, text, times }

        init(from decoder: any Decoder) throws {
            if let text = try? decoder.singleValueContainer().decode(String.self) {
                bytes = Array(text.utf8)
                return
            }
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            guard let head = Sodium.bytes(hexadecimal: try fields.decodeIfPresent(String.self, forKey: .hex) ?? "") else {
                throw DecodingError.dataCorruptedError(forKey: .hex, in: fields, debugDescription: "not hexadecimal")
            }
            let part = head + Array((try fields.decodeIfPresent(String.self, forKey: .text) ?? "").utf8)
            bytes = Array([[UInt8]](repeating: part, count: try fields.decodeIfPresent(Int.self, forKey: .times) ?? 1).joined())
        }
    }

    /// A row of any golden file, with what it has of these.
    struct Row: Decodable {
        private let text: String?
        /// The frames, if it is about frames.
        let frames: [[UInt8]]
        /// A stored event's bytes, if it is about an event.
        let event: [UInt8]?
        /// A request's or reply's body.
        var body: [UInt8] { Array((text ?? "{}").utf8) }

        private enum CodingKeys: String, CodingKey { case body, frames, event }

        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            text = try? fields.decode(String.self, forKey: .body)
            frames = try fields.decodeIfPresent([Piece].self, forKey: .frames)?.map(\.bytes) ?? []
            event = (try? fields.decode(Piece.self, forKey: .event))?.bytes
        }
    }

    /// The rows of a golden file.
    static func read(_ name: String) throws -> [Row] {
        try JSONCoder(depthMaximum: 64).decode([Row].self, from: try file("Tests/Wire/Golden/\(name).json"))
    }

    /// The bytes of a file of the source tree.
    static func file(_ path: String) throws -> [UInt8] { try readFile("\(root)/\(path)", sizeBytesMaximum: 1 << 22) }

    /// The names in a folder of the source tree, in alphabetical order.
    static func files(in folder: String) throws -> [String] { try directoryNames("\(root)/\(folder)").sorted() }

    /// The source tree.
    static let root = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
}
