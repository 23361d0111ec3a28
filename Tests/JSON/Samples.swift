/// All that Codable makes of structs and enums, and some that a type does by hand.
struct Sample: Codable, Equatable {
    enum Word: String, Codable { case susun, tandaTangan = "tanda-tangan" }
    enum Level: Int, Codable { case low = -1, high = 7 }
    indirect enum Shape: Codable, Equatable {
        case none
        case point(Int, named: String?)
        case pair(Shape, Shape)
    }
    struct Inner: Codable, Equatable {
        var zone: String
        var area: Double?
        var deeper: [Inner]
    }

    var word: Word
    var flag: Bool
    var absent: Bool?
    var int: Int
    var small: Int8
    var medium: Int16?
    var long: Int64
    var unsigned: UInt
    var byte: UInt8
    var short: UInt16
    var half: UInt32
    var whole: UInt64
    var ratio: Double
    var rough: Float
    var text: String
    var maybe: String?
    var level: Level
    var shape: Shape
    var inner: Inner
    var list: [Int]
    var gaps: [String?]
    var table: [String: Double]
    var figures: [Int: Bool]
    var words: [Word: Int]

    private enum CodingKeys: String, CodingKey {
        case word, flag, absent, int, small, medium, long, unsigned, byte, short, half, whole, ratio, rough, text, maybe, level, shape
        case inner, list, gaps, table, figures
        case words = "w/\"ö\n"
    }

    init(_ chance: inout Chance) {
        word = chance.pick([.susun, .tandaTangan])
        flag = chance.once(in: 2)
        absent = chance.pick([nil, true, false])
        int = Int(chance.integer())
        small = Int8(truncatingIfNeeded: chance.integer())
        medium = chance.once(in: 2) ? nil : Int16(truncatingIfNeeded: chance.integer())
        long = chance.pick([.min, .max, chance.integer()])
        unsigned = UInt(bitPattern: Int(chance.integer()))
        byte = UInt8(truncatingIfNeeded: chance.next())
        short = UInt16(truncatingIfNeeded: chance.next())
        half = UInt32(truncatingIfNeeded: chance.next())
        whole = chance.pick([0, .max, chance.next()])
        ratio = chance.double()
        rough = Float(chance.integer()) / 8
        text = chance.text(200)
        maybe = chance.once(in: 2) ? nil : chance.text()
        level = chance.pick([.low, .high])
        shape = Self.shape(&chance, depth: 0)
        inner = Self.inner(&chance, depth: 0)
        list = chance.list(50) { Int($0.integer()) }
        gaps = chance.list(4) { $0.once(in: 2) ? nil : $0.text() }
        table = Dictionary(chance.list(60) { ($0.text(9), $0.double()) }) { first, _ in first }
        figures = Dictionary(chance.list(4) { (Int($0.integer()), $0.once(in: 2)) }) { first, _ in first }
        // One entry at most: a dictionary whose keys are no texts is an array in an order of its own.
        words = chance.once(in: 2) ? [:] : [word: 1]
    }

    private static func shape(_ chance: inout Chance, depth: Int) -> Shape {
        switch chance.below(depth > 4 ? 2 : 3) {
        case 0: .none
        case 1: .point(Int(chance.integer()), named: chance.once(in: 2) ? nil : chance.text())
        default: .pair(shape(&chance, depth: depth + 1), shape(&chance, depth: depth + 1))
        }
    }

    private static func inner(_ chance: inout Chance, depth: Int) -> Inner {
        Inner(
            zone: chance.text(), area: chance.once(in: 2) ? nil : chance.double(),
            deeper: depth > 3 ? [] : chance.list(2) { inner(&$0, depth: depth + 1) })
    }
}

/// Any JSON at all, with keys and elements in the order of the text.
indirect enum Tree: Codable, Equatable {
    case null
    case truth(Bool)
    case number(Double)
    case text(String)
    case list([Tree])
    case fields([String: Tree])

    init(_ chance: inout Chance, depth: Int = 0) {
        switch chance.below(depth > 5 ? 4 : 6) {
        case 0: self = .null
        case 1: self = .truth(chance.once(in: 2))
        case 2: self = .number(chance.double())
        case 3: self = .text(chance.text())
        case 4: self = .list(chance.list(5) { Tree(&$0, depth: depth + 1) })
        default: self = .fields(Dictionary(chance.list(5) { ($0.text(10), Tree(&$0, depth: depth + 1)) }) { first, _ in first })
        }
    }

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let truth = try? value.decode(Bool.self) {
            self = .truth(truth)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if var elements = try? decoder.unkeyedContainer() {
            var list: [Tree] = []
            while !elements.isAtEnd { list.append(try elements.decode(Tree.self)) }
            self = .list(list)
        } else if let fields = try? decoder.container(keyedBy: AnyKey.self) {
            self = .fields(
                Dictionary(uniqueKeysWithValues: try fields.allKeys.map { ($0.stringValue, try fields.decode(Tree.self, forKey: $0)) }))
        } else {
            self = .number(try value.decode(Double.self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .null: try value.encodeNil()
        case .truth(let truth): try value.encode(truth)
        case .number(let number): try value.encode(number)
        case .text(let text): try value.encode(text)
        case .list(let list): try value.encode(list)
        case .fields(let fields): try value.encode(fields)
        }
    }
}

/// A key of any name.
struct AnyKey: CodingKey, ExpressibleByStringLiteral {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init(stringLiteral value: String) { stringValue = value }
    init?(intValue: Int) { nil }
}
