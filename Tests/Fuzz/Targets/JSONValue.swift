import JSON

/// Any JSON, read and written through the project's own coder.
enum JSONValue: Codable, Equatable {
    case null
    case truth(Bool)
    case whole(Int64)
    case large(UInt64)
    case fraction(Double)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let truth = try? value.decode(Bool.self) {
            self = .truth(truth)
        } else if let whole = try? value.decode(Int64.self) {
            self = .whole(whole)
        } else if let large = try? value.decode(UInt64.self) {
            self = .large(large)
        } else if let fraction = try? value.decode(Double.self) {
            // Written without a fraction, it would come back as a whole number.
            self = Int64(exactly: fraction).map { .whole($0) } ?? UInt64(exactly: fraction).map { .large($0) } ?? .fraction(fraction)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let elements = try? decoder.unkeyedContainer() {
            self = .list(try Self.list(elements))
        } else {
            self = .object(try value.decode([String: JSONValue].self))
        }
    }

    private static func list(_ elements: any UnkeyedDecodingContainer) throws -> [JSONValue] {
        var elements = elements
        var list: [JSONValue] = []
        while !elements.isAtEnd { list.append(try elements.decode(JSONValue.self)) }
        return list
    }

    func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .null: try value.encodeNil()
        case .truth(let truth): try value.encode(truth)
        case .whole(let whole): try value.encode(whole)
        case .large(let large): try value.encode(large)
        case .fraction(let fraction): try value.encode(fraction)
        case .text(let text): try value.encode(text)
        case .list(let list): try value.encode(list)
        case .object(let object): try value.encode(object)
        }
    }

    /// The value with one place of it changed as the bytes say: another type, a bound, a key gone, one too many, an element doubled, a deep nest.
    func mutated(_ source: ByteSource) -> JSONValue {
        switch self {
        case .object(var object) where !object.isEmpty:
            let keys = object.keys.sorted()
            guard let key = source.pick(keys), let value = object[key] else { return self }
            switch source.below(8) {
            case 0: object[key] = Self.stranger(source)
            case 1: object[key] = nil
            case 2: object[key + "x"] = value
            case 3: return Self.stranger(source)
            default: object[key] = value.mutated(source)
            }
            return .object(object)
        case .list(var list) where !list.isEmpty:
            let index = source.below(list.count)
            switch source.below(6) {
            case 0: list[index] = Self.stranger(source)
            case 1: list.remove(at: index)
            case 2: list.append(list[index])
            case 3: list += [JSONValue](repeating: list[index], count: 300)
            default: list[index] = list[index].mutated(source)
            }
            return .list(list)
        default: return Self.stranger(source)
        }
    }

    private static func stranger(_ source: ByteSource) -> JSONValue {
        switch source.below(14) {
        case 0: .null
        case 1: .truth(true)
        case 2: .whole(0)
        case 3: .whole(-1)
        case 4: .whole(.max)
        case 5: .whole(.min)
        case 6: .whole(Int64(source.byte()) << 8 | Int64(source.byte()))
        case 7: .fraction(1e300)
        case 8: .text("")
        case 9: .text(String(decoding: source.bytes(most: Int(source.byte())), as: UTF8.self))
        case 10: .text(String(repeating: "e\u{301}", count: 70_000))
        case 11: .list([])
        case 12: .object([:])
        default: (0..<62).reduce(.null) { inner, _ in .list([inner]) }
        }
    }
}
