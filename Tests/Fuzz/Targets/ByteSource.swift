/// The bytes of an input, taken one after the other; zeros behind its end.
final class ByteSource {
    private let bytes: [UInt8]
    private var offset = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { offset >= bytes.count }

    func byte() -> UInt8 {
        guard offset < bytes.count else { return 0 }
        defer { offset += 1 }
        return bytes[offset]
    }

    /// A number from 0 on and below that one.
    func below(_ count: Int) -> Int { count <= 1 ? 0 : Int(count > 256 ? UInt16(byte()) << 8 | UInt16(byte()) : UInt16(byte())) % count }

    /// One of these; the first where the bytes have ended.
    func pick<Element>(_ elements: [Element]) -> Element? { elements.isEmpty ? nil : elements[below(elements.count)] }

    /// As many bytes as there are left, at most that many.
    func bytes(most count: Int) -> [UInt8] {
        let end = min(bytes.count, offset + max(0, count))
        defer { offset = end }
        return Array(bytes[offset..<end])
    }

    /// What is left.
    func rest() -> [UInt8] { bytes(most: bytes.count) }

    /// Pieces with their lengths in two bytes before each, as `framed` writes them; the last may be cut short.
    func frames(most count: Int) -> [[UInt8]] {
        var frames: [[UInt8]] = []
        while !isAtEnd, frames.count < count {
            let length = Int(byte()) << 8 | Int(byte())
            frames.append(bytes(most: length))
        }
        return frames
    }

    /// The input that `frames` reads those pieces from.
    static func framed(_ frames: [[UInt8]]) -> [UInt8] {
        frames.reduce(into: []) { input, frame in
            let frame = frame.prefix(0xFFFF)
            input += [UInt8(frame.count >> 8), UInt8(frame.count & 0xFF)] + frame
        }
    }
}
