/// The value of a hexadecimal digit, small or capital; nil for anything else.
@inline(__always)
func hexadecimalDigit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
}

/// What a string's bytes, found to be well formed by the tokenizer, stand for.
func unescaped(_ raw: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(raw.count)
    var index = 0
    while index < raw.count {
        guard raw[index] == UInt8(ascii: "\\"), index + 1 < raw.count else {
            bytes.append(raw[index])
            index += 1
            continue
        }
        let letter = raw[index + 1]
        index += 2
        switch letter {
        case UInt8(ascii: "b"): bytes.append(0x08)
        case UInt8(ascii: "f"): bytes.append(0x0C)
        case UInt8(ascii: "n"): bytes.append(0x0A)
        case UInt8(ascii: "r"): bytes.append(0x0D)
        case UInt8(ascii: "t"): bytes.append(0x09)
        case UInt8(ascii: "u"):
            var scalar = unit(raw, index)
            index += 4
            if scalar & 0xFC00 == 0xD800 {
                scalar = 0x10000 + (scalar & 0x3FF) << 10 + unit(raw, index + 2) & 0x3FF
                index += 6
            }
            append(scalar, to: &bytes)
        default: bytes.append(letter)
        }
    }
    return bytes
}

private func unit(_ raw: UnsafeBufferPointer<UInt8>, _ start: Int) -> UInt32 {
    raw[start..<start + 4].reduce(0) { $0 << 4 | (hexadecimalDigit($1) ?? 0) }
}

private func append(_ scalar: UInt32, to bytes: inout [UInt8]) {
    func piece(_ shift: UInt32, _ mark: UInt8) -> UInt8 { mark | UInt8(truncatingIfNeeded: scalar >> shift & 0x3F) }
    switch scalar {
    case ..<0x80: bytes.append(UInt8(truncatingIfNeeded: scalar))
    case ..<0x800: bytes += [0xC0 | UInt8(truncatingIfNeeded: scalar >> 6), piece(0, 0x80)]
    case ..<0x10000: bytes += [0xE0 | UInt8(truncatingIfNeeded: scalar >> 12), piece(6, 0x80), piece(0, 0x80)]
    default: bytes += [0xF0 | UInt8(truncatingIfNeeded: scalar >> 18), piece(12, 0x80), piece(6, 0x80), piece(0, 0x80)]
    }
}
