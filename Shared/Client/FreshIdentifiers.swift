import Domain
import Linux
import Sodium

extension Identifier {
    /// A new id, of this moment and of fresh randomness: what every caller gives its requests.
    public static func fresh() -> Identifier {
        let random = randomBytes(16)
        let words = stride(from: 0, to: 16, by: 8).map { start in random[start..<start + 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
        return Identifier(milliseconds: wallClockMilliseconds(), random: (words[0], words[1]))
    }
}
