/// The index of the first byte from there on that a JSON string must escape, or the count.
@inline(__always)
func firstEscaped(_ utf8: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var index = start
    while index < utf8.count {
        let byte = utf8[index]
        if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return index }
        index += 1
    }
    return index
}

/// Appends a string with its quotation marks.
func appendString(_ utf8: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    var index = 0
    while true {
        let end = firstEscaped(utf8, from: index)
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[index..<end]))
        if end == utf8.count { break }
        appendEscape(utf8[end], to: &bytes)
        index = end + 1
    }
    bytes.append(UInt8(ascii: "\""))
}

private func appendEscape(_ byte: UInt8, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\\"))
    switch byte {
    case 0x08: bytes.append(UInt8(ascii: "b"))
    case 0x09: bytes.append(UInt8(ascii: "t"))
    case 0x0A: bytes.append(UInt8(ascii: "n"))
    case 0x0C: bytes.append(UInt8(ascii: "f"))
    case 0x0D: bytes.append(UInt8(ascii: "r"))
    case ..<0x20:
        let digit = byte & 0xF
        bytes.append(contentsOf: "u00\(byte >> 4)".utf8)
        bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
    default: bytes.append(byte)
    }
}

/// Appends an integer in decimal digits.
@inline(__always)
func appendDigits<Integer: FixedWidthInteger>(_ integer: Integer, to bytes: inout [UInt8]) {
    if integer < 0 { bytes.append(UInt8(ascii: "-")) }
    let start = bytes.count
    var rest = UInt64(truncatingIfNeeded: integer.magnitude)
    repeat {
        bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
        rest /= 10
    } while rest > 0
    // They came last digit first.
    var (left, right) = (start, bytes.count - 1)
    while left < right {
        bytes.swapAt(left, right)
        left += 1
        right -= 1
    }
}
