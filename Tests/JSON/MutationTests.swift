import FoundationEssentials
import JSON
import Testing

@Suite struct MutationTests {
    /// Which rule of RFC 8259 or WIRE.md Foundation does not hold where it reads what is refused here; nil if there is no such rule.
    private func lenience(_ flaw: JSONFlaw, _ bytes: [UInt8]) -> String? {
        let (behind, byte) = (bytes[..<flaw.offsetBytes], flaw.offsetBytes < bytes.count ? bytes[flaw.offsetBytes] : 0)
        let last = behind.last { !" \t\r\n".utf8.contains($0) }
        switch flaw.reason {
        case _ where bytes.prefix(4).contains(0): return "Zero bytes at the beginning are taken for UTF-16 or UTF-32."
        case .duplicateKey: return "Of two equal keys the first counts."
        case .tooDeep: return "512 levels are read."
        case .numberOutOfRange: return "1.0 and 1e0 are read as integers."
        case .malformedNumber: return "Numbers that nobody asks for are not checked."
        case .unexpectedByte, .trailingBytes:
            if last == UInt8(ascii: ","), "]}".utf8.contains(byte) { return "A comma may stand behind the last element." }
            if ".eE+-".utf8.contains(byte), let last, last &- UInt8(ascii: "0") < 10 { return "Numbers that nobody asks for are not checked." }
            return nil
        default: return nil
        }
    }

    /// Whether a zero is written with an exponent, which Foundation refuses and RFC 8259 does not.
    private func hasZeroExponent(_ bytes: [UInt8]) -> Bool {
        String(decoding: bytes, as: UTF8.self).contains(/[^0-9.]0(\.0*)?[eE]|^0[eE]/)
    }

    private enum Outcome<Value: Equatable>: Equatable {
        case value(Value)
        case refused(JSONFlaw?)
    }

    private func ours<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8]) -> Outcome<Value> {
        do {
            return .value(try JSONCoder(depthMaximum: 16).decode(type, from: bytes))
        } catch DecodingError.dataCorrupted(let context) {
            return .refused(context.underlyingError as? JSONFlaw)
        } catch {
            return .refused(nil)
        }
    }

    /// What is the same in both: what ours reads Foundation reads the same way, and what ours refuses it refuses, or it is one of the strictnesses.
    private func compare<Value: Decodable & Equatable>(_ type: Value.Type, _ bytes: [UInt8]) {
        let theirs = try? JSONDecoder().decode(type, from: Data(bytes))
        switch ours(type, bytes) {
        case .value(let value):
            #expect(theirs == value || hasZeroExponent(bytes), "\(String(decoding: bytes, as: UTF8.self).debugDescription)")
        case .refused(let flaw):
            guard theirs != nil else { return }
            #expect(
                flaw.flatMap { lenience($0, bytes) } != nil, "\(String(describing: flaw)): \(String(decoding: bytes, as: UTF8.self).debugDescription)"
            )
        }
    }

    private func mutate(_ bytes: [UInt8], _ chance: inout Chance) -> [UInt8] {
        var bytes = bytes
        let pieces = ["\"", "\\", "{", "}", "[", "]", ",", ":", "0", "1", "-", ".", "e", "\\u", "d8", "null", " ", "\u{0}", "é", "[[[["].map {
            Array($0.utf8)
        }
        for _ in 0...chance.below(3) where !bytes.isEmpty {
            let place = chance.below(bytes.count)
            switch chance.below(5) {
            case 0: bytes[place] ^= 1 << UInt8(chance.below(8))
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(contentsOf: chance.pick(pieces), at: place)
            case 3: bytes.removeSubrange(place..<min(bytes.count, place + chance.below(10)))
            default:
                let from = chance.below(bytes.count)
                bytes.insert(contentsOf: bytes[from..<min(bytes.count, from + chance.below(20))], at: place)
            }
        }
        return bytes
    }

    @Test("A text with mistakes is read as Foundation reads it, or refused for a reason that is known", arguments: 1...40 as ClosedRange<UInt64>)
    func mutations(seed: UInt64) throws {
        var chance = Chance(seed: seed)
        let coder = JSONCoder(depthMaximum: 16)
        for _ in 0..<40 {
            let tree = try coder.encode(Tree(&chance))
            let sample = try coder.encode(Sample(&chance))
            for _ in 0..<25 { compare(Tree.self, mutate(tree, &chance)) }
            for _ in 0..<10 { compare(Sample.self, mutate(sample, &chance)) }
        }
    }
}
