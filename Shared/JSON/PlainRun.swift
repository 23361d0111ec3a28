/// The index of the first byte from there on that cannot stand for itself in a JSON string, or the count: a quotation mark, a backslash, a control
/// character; and, if asked for, a byte beyond ASCII. Eight bytes at a time, since most of every text is what this passes over.
@inline(__always)
func endOfPlainRun(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, isASCII: Bool) -> Int {
    let raw = UnsafeRawBufferPointer(bytes)
    let (ones, highs): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
    var index = start
    while index + 8 <= bytes.count {
        let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: index, as: UInt64.self))
        // A subtraction that goes below zero sets the highest bit of its byte. It may borrow from the bytes behind, never from those before, so the
        // first bit that is set is right.
        let quotation = word ^ ones &* 0x22
        let backslash = word ^ ones &* 0x5C
        var special = (word &- ones &* 0x20) & ~word | (quotation &- ones) & ~quotation | (backslash &- ones) & ~backslash
        if isASCII { special |= word }
        special &= highs
        if special != 0 { return index + special.trailingZeroBitCount / 8 }
        index += 8
    }
    while index < bytes.count {
        let byte = bytes[index]
        if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || (isASCII && byte >= 0x80) { return index }
        index += 1
    }
    return index
}
