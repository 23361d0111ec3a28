/// Numbers without pattern from a seed, so that a failure can be played again (splitmix64).
struct Chance: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    /// One of so many, from 0.
    mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &self) }

    /// True once in so many times.
    mutating func once(in count: Int) -> Bool { below(count) == 0 }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

    /// A figure whose size is as likely to be small as great.
    mutating func integer() -> Int64 { Int64(bitPattern: next()) >> Int64(below(64)) }

    /// Any finite double: simple ones, those around the limits, and bits as they fall.
    mutating func double() -> Double {
        switch below(4) {
        case 0: return Double(integer())
        case 1: return Double(integer()) / 1_000
        case 2: return pick([0, -0.0, 1e16, 1e15, 1e-4, 1e-5, .greatestFiniteMagnitude, .leastNormalMagnitude, .leastNonzeroMagnitude, 0.1])
        default:
            let any = Double(bitPattern: next())
            return any.isFinite ? any : 1
        }
    }

    /// A text of up to so many characters, with all that must be escaped and some that must not.
    mutating func text(_ most: Int = 20) -> String {
        let odd: [Character] = [
            "\"", "\\", "/", "\u{0}", "\u{1}", "\u{8}", "\t", "\n", "\u{B}", "\u{C}", "\r", "\r\n", "\u{1F}", "\u{7F}", "\u{80}", "é", "€",
            "\u{2028}", "\u{FFFD}", "\u{FFFF}", "😀", "\u{10FFFF}", "🇮🇩", " ",
        ]
        var text = ""
        for _ in 0..<below(most + 1) { text.append(once(in: 3) ? pick(odd) : Character(Unicode.Scalar(UInt8(below(94) + 33)))) }
        return text
    }

    mutating func list<Element>(_ most: Int, _ make: (inout Chance) -> Element) -> [Element] {
        (0..<below(most + 1)).map { _ in make(&self) }
    }
}
