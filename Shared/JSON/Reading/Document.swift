/// A text cut into tokens, as the readers of one `decode` share it.
final class Document {
    /// The token of the whole text.
    static let root = 0

    let bytes: [UInt8]
    // Unchecked: nothing here calls code that could come back while it changes a token.
    @exclusivity(unchecked) private(set) var tokens: [Token]

    init(bytes: [UInt8], tokens: [Token]) {
        self.bytes = bytes
        self.tokens = tokens
    }

    // MARK: Members

    /// The value of this key in an object. Fields mostly come in the order of the text, so the search begins behind the last one found.
    func member(_ key: String, of object: Int) -> Int? {
        var name = key
        let key = name.withUTF8 { utf8 in tokens.withUnsafeBufferPointer { tokens in search(utf8, tokens, object) } }
        guard let key else { return nil }
        let next = tokens[key + 1].next
        tokens[object].start = next < tokens[object].next ? next : UInt32(truncatingIfNeeded: object + 1)
        return key + 1
    }

    @inline(__always)
    private func search(_ key: UnsafeBufferPointer<UInt8>, _ tokens: UnsafeBufferPointer<Token>, _ object: Int) -> Int? {
        let code = keyCode(key)
        let begin = Int(tokens[object].start)
        var (candidate, limit) = (begin, Int(tokens[object].next))
        while true {
            while candidate < limit {
                if tokens[candidate].next == code, isKey(tokens[candidate], key) { return candidate }
                candidate = Int(tokens[candidate + 1].next)
            }
            if limit == begin { return nil }
            // What stands before the place where the search began.
            (candidate, limit) = (object + 1, begin)
        }
    }

    private func isKey(_ token: Token, _ key: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.withUnsafeBufferPointer { bytes in
            let raw = UnsafeBufferPointer(rebasing: bytes[Int(token.start)..<Int(token.start + token.length)])
            guard token.kind == .escaped else { return byteOrder(raw, key) == 0 }
            return unescaped(raw).withUnsafeBufferPointer { byteOrder($0, key) == 0 }
        }
    }

    /// The keys of an object, in the order of the text.
    func keys(of object: Int) -> [String] {
        var keys: [String] = []
        var key = object + 1
        while key < Int(tokens[object].next) {
            keys.append(text(key))
            key = Int(tokens[key + 1].next)
        }
        return keys
    }

    // MARK: Values

    @inline(__always)
    private func raw<Result>(_ token: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let start = Int(tokens[token].start)
        let end = start + Int(tokens[token].length)
        return bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[start..<end])) }
    }

    /// What a string or key says.
    func text(_ token: Int) -> String {
        raw(token) { tokens[token].kind == .escaped ? String(decoding: unescaped($0), as: UTF8.self) : String(decoding: $0, as: UTF8.self) }
    }

    /// An integer written without fraction or exponent; nil where it does not fit.
    func integer<Integer: FixedWidthInteger>(_ token: Int) -> Integer? {
        guard tokens[token].kind == .integer else { return nil }
        return raw(token) { digits in
            let isNegative = digits[0] == UInt8(ascii: "-")
            var magnitude: UInt64 = 0
            for digit in digits.dropFirst(isNegative ? 1 : 0) {
                let (tens, tensOverflow) = magnitude.multipliedReportingOverflow(by: 10)
                let (sum, sumOverflow) = tens.addingReportingOverflow(UInt64(digit &- UInt8(ascii: "0")))
                guard !tensOverflow, !sumOverflow else { return nil }
                magnitude = sum
            }
            guard isNegative else { return Integer(exactly: magnitude) }
            guard magnitude <= 1 << 63 else { return nil }
            return Integer(exactly: Int64(truncatingIfNeeded: 0 &- magnitude))
        }
    }

    /// A floating-point number; nil where it is too great, or too small to be told from zero.
    func floatingPoint<Number: BinaryFloatingPoint & LosslessStringConvertible>(_ token: Int) -> Number? {
        let digits = text(token)
        guard let number = Number(digits), number.isFinite else { return nil }
        let significand = digits.utf8.prefix { $0 | 0x20 != UInt8(ascii: "e") }
        return number.isZero && significand.contains { (UInt8(ascii: "1")...UInt8(ascii: "9")).contains($0) } ? nil : number
    }

    // MARK: Errors

    /// Where a token stands, as keys and indices from the top; found only when somebody asks, so that reading costs nothing for it.
    func path(to token: Int) -> [any CodingKey] {
        var path: [any CodingKey] = []
        var token = token
        while token != Self.root {
            let parent = Int(tokens[token].parent)
            path.append(tokens[parent].kind == .object ? PathKey(text(token - 1)) : PathKey(Int(tokens[token].place)))
            token = parent
        }
        return path.reversed()
    }

    /// A value of another kind than the type asked for: `valueNotFound` for null, else `typeMismatch`.
    func mismatch(_ type: Any.Type, _ token: Int) -> DecodingError {
        let kind = tokens[token].kind
        let context = DecodingError.Context(codingPath: path(to: token), debugDescription: "Expected \(type) but found \(kind).")
        return kind == .null ? .valueNotFound(type, context) : .typeMismatch(type, context)
    }

    /// A number that its field cannot hold. Its path is empty, as for a text that is no JSON: the number itself is what cannot be read.
    func outOfRange(_ type: Any.Type, _ token: Int) -> DecodingError {
        let flaw = JSONFlaw(reason: .numberOutOfRange, offsetBytes: Int(tokens[token].start))
        return .dataCorrupted(.init(codingPath: [], debugDescription: "The number does not fit \(type).", underlyingError: flaw))
    }
}

/// A step of a path: the key of a member, or the index of an element.
struct PathKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(_ key: String) { (stringValue, intValue) = (key, nil) }
    init(_ index: Int) { (stringValue, intValue) = ("Index \(index)", index) }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { self.init(intValue) }
}
