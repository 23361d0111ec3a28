/// Bytes that grow at their end; like an array, but several bytes are appended with one look at whether there is room.
struct ByteBuffer {
    /// The bytes up to `count`, and zeros for those to come.
    private var storage: [UInt8]
    private(set) var count = 0

    init(capacity: Int = 960) { storage = [UInt8](repeating: 0, count: capacity) }

    /// The bytes that were appended.
    @inline(__always)
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        storage.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[..<count])) }
    }

    /// The bytes that were appended, as an array.
    consuming func array() -> [UInt8] {
        storage.removeLast(storage.count - count)
        return storage
    }

    /// Room for so many more bytes, which `write` fills; it returns how many of them it did.
    @inline(__always)
    private mutating func extend(_ most: Int, _ write: (UnsafeMutableBufferPointer<UInt8>) -> Int) {
        if storage.count - count < most { grow(most) }
        count += storage.withUnsafeMutableBufferPointer { write(UnsafeMutableBufferPointer(rebasing: $0[count..<count + most])) }
    }

    @inline(never)
    private mutating func grow(_ most: Int) {
        storage += [UInt8](repeating: 0, count: max(most, storage.count))
    }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        extend(1) { room in
            room[0] = byte
            return 1
        }
    }

    @inline(__always)
    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        extend(bytes.count) { $0.update(fromContentsOf: bytes) }
    }

    /// Bytes with two in front and two behind.
    @inline(__always)
    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>, between before: (UInt8, UInt8), and after: (UInt8, UInt8)) {
        extend(bytes.count + 4) { room in
            (room[0], room[1]) = before
            let end = UnsafeMutableBufferPointer(rebasing: room[2...]).update(fromContentsOf: bytes) + 2
            (room[end], room[end + 1]) = after
            return end + 2
        }
    }

    /// A string with its quotation marks, and what must be escaped escaped.
    mutating func append(string utf8: UnsafeBufferPointer<UInt8>) {
        var start = 0
        append(UInt8(ascii: "\""))
        while true {
            let end = endOfPlainRun(utf8, from: start, isASCII: false)
            append(UnsafeBufferPointer(rebasing: utf8[start..<end]))
            if end == utf8.count { break }
            append(escape: utf8[end])
            start = end + 1
        }
        append(UInt8(ascii: "\""))
    }

    private mutating func append(escape byte: UInt8) {
        append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: append(UInt8(ascii: "b"))
        case 0x09: append(UInt8(ascii: "t"))
        case 0x0A: append(UInt8(ascii: "n"))
        case 0x0C: append(UInt8(ascii: "f"))
        case 0x0D: append(UInt8(ascii: "r"))
        case ..<0x20:
            let digit = byte & 0xF
            for letter in "u00".utf8 { append(letter) }
            append(UInt8(ascii: "0") + byte >> 4)
            append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        default: append(byte)
        }
    }

    /// An integer in decimal digits.
    mutating func append(digits integer: some FixedWidthInteger) {
        if integer < 0 { append(UInt8(ascii: "-")) }
        var rest = UInt64(truncatingIfNeeded: integer.magnitude)
        var count = 1
        var beyond = rest / 10
        while beyond > 0 {
            count += 1
            beyond /= 10
        }
        extend(count) { room in
            for index in stride(from: count - 1, through: 0, by: -1) {
                room[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            }
            return count
        }
    }
}
