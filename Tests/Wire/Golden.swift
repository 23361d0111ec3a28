import FoundationEssentials
import Sodium

/// The golden files: the bytes of the wire, as the clients in every language must write and read them.
enum Golden {
    /// Text, or hexadecimal digits and then text; `times` repeats what there is.
    struct Piece: Decodable {
        var bytes: [UInt8]

        private enum CodingKeys: String, CodingKey { case hex, text, times }

        init(from decoder: any Decoder) throws {
            if let text = try? decoder.singleValueContainer().decode(String.self) {
                bytes = Array(text.utf8)
                return
            }
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            let hex = try fields.decodeIfPresent(String.self, forKey: .hex) ?? ""
            guard let head = Sodium.bytes(hexadecimal: hex) else {
                throw DecodingError.dataCorruptedError(forKey: .hex, in: fields, debugDescription: "not hexadecimal")
            }
            let part = head + Array((try fields.decodeIfPresent(String.self, forKey: .text) ?? "").utf8)
            let times = try fields.decodeIfPresent(Int.self, forKey: .times) ?? 1
            bytes = Array([[UInt8]](repeating: part, count: times).joined())
        }
    }

    /// What stands in a golden file.
    static func read<Value: Decodable>(_ name: String, as: Value.Type = Value.self) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(try file("Tests/Wire/Golden/\(name).json")))
    }

    /// The bytes of a file of the source tree.
    static func file(_ path: String) throws -> [UInt8] {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return [UInt8](try Data(contentsOf: URL(filePath: "/\(root)/\(path)")))
    }

    /// The names of the files in a folder of the source tree, in alphabetical order.
    static func files(in folder: String) throws -> [String] {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return try FileManager.default.contentsOfDirectory(atPath: "/\(root)/\(folder)").sorted()
    }
}
