/// Cuts a text into tokens in one pass without recursion, and refuses it where RFC 8259 does; beyond that, where a key stands in an object twice.
struct Tokenizer {
    /// An array or object that is not closed yet.
    private struct Level {
        /// Its token; below 0 for what is around the whole text.
        var token = -1
        var isObject = false
        /// How many elements or members it has so far.
        var count: UInt32 = 0
        var lastKey = -1
        /// Whether each key so far is greater than the one before, so that none can be there twice.
        var isAscending = true
    }

    private let text: UnsafeBufferPointer<UInt8>
    private let depthMaximum: Int
    private var position = 0
    private var tokens: [Token] = []
    /// The innermost level, in which the next value is.
    private var level = Level()
    /// The levels around it.
    private var outer: [Level] = []

    /// The tokens of a text; the first is its value.
    static func tokens(_ bytes: [UInt8], depthMaximum: Int) throws(JSONFlaw) -> [Token] {
        guard bytes.count < Int(Int32.max) else { throw JSONFlaw(reason: .tooLong, offsetBytes: Int(Int32.max)) }
        return try bytes.withUnsafeBufferPointer { text throws(JSONFlaw) in
            var tokenizer = Tokenizer(text: text, depthMaximum: depthMaximum)
            // A token for eight bytes is more than most texts have, and is given back soon.
            tokenizer.tokens.reserveCapacity(8 + min(text.count, 1 << 16) / 8)
            try tokenizer.run()
            return tokenizer.tokens
        }
    }

    private init(text: UnsafeBufferPointer<UInt8>, depthMaximum: Int) {
        self.text = text
        self.depthMaximum = depthMaximum
    }

    private func flaw(_ reason: JSONFlaw.Reason) -> JSONFlaw {
        position < text.count ? JSONFlaw(reason: reason, offsetBytes: position) : JSONFlaw(reason: .endsEarly, offsetBytes: text.count)
    }

    /// The next byte that is no space, which stays where it is; 0 at the end, which no production allows.
    @inline(__always)
    private mutating func upcoming() -> UInt8 {
        while position < text.count {
            let byte = text[position]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
            position += 1
        }
        return 0
    }

    private mutating func run() throws(JSONFlaw) {
        repeat {
            if try value() { continue }
            // Behind a whole value: close what ends here, or go on to the next element or member.
            while level.token >= 0 {
                let byte = upcoming()
                if byte == UInt8(ascii: ",") {
                    position += 1
                    if level.isObject { try key() }
                    break
                }
                guard byte == (level.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else { throw flaw(.unexpectedByte) }
                try close()
            }
        } while level.token >= 0
        _ = upcoming()
        guard position == text.count else { throw flaw(.trailingBytes) }
    }

    /// Reads a value; of an array or object that is not empty only the beginning, in which case it is true and a value comes next.
    private mutating func value() throws(JSONFlaw) -> Bool {
        let byte = upcoming()
        switch byte {
        case UInt8(ascii: "\""): try string(isKey: false)
        case UInt8(ascii: "{"), UInt8(ascii: "["): return try open(byte == UInt8(ascii: "{"))
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number(byte)
        case UInt8(ascii: "n"): try word("null", .null)
        case UInt8(ascii: "t"): try word("true", .yes)
        case UInt8(ascii: "f"): try word("false", .no)
        default: throw flaw(.unexpectedByte)
        }
        return false
    }

    /// Appends the token of a value, and counts it where it is an element; members are counted by their keys.
    @inline(__always)
    private mutating func append(_ kind: Token.Kind, start: Int, end: Int) {
        tokens.append(
            Token(
                kind: kind, start: UInt32(truncatingIfNeeded: start), length: UInt32(truncatingIfNeeded: end - start),
                next: UInt32(truncatingIfNeeded: tokens.count + 1), parent: UInt32(truncatingIfNeeded: max(0, level.token)), place: level.count))
        if !level.isObject { level.count &+= 1 }
    }

    private mutating func open(_ isObject: Bool) throws(JSONFlaw) -> Bool {
        guard outer.count < depthMaximum else { throw flaw(.tooDeep) }
        append(isObject ? .object : .array, start: position, end: position)
        outer.append(level)
        level = Level(token: tokens.count - 1, isObject: isObject)
        position += 1
        if upcoming() == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
            try close()
            return false
        }
        if isObject { try key() }
        return true
    }

    private mutating func close() throws(JSONFlaw) {
        position += 1
        if !level.isAscending { try refuseDuplicates(level.token) }
        tokens[level.token].next = UInt32(truncatingIfNeeded: tokens.count)
        tokens[level.token].length = level.count
        if level.isObject { tokens[level.token].start = UInt32(truncatingIfNeeded: level.token + 1) }
        if let around = outer.popLast() { level = around }
    }

    private mutating func word(_ word: StaticString, _ kind: Token.Kind) throws(JSONFlaw) {
        let start = position
        for index in 0..<word.utf8CodeUnitCount {
            guard position < text.count, text[position] == word.utf8Start[index] else { throw flaw(.unexpectedByte) }
            position += 1
        }
        append(kind, start: start, end: position)
    }

    // MARK: Keys

    private mutating func key() throws(JSONFlaw) {
        guard upcoming() == UInt8(ascii: "\"") else { throw flaw(.unexpectedByte) }
        try string(isKey: true)
        guard upcoming() == UInt8(ascii: ":") else { throw flaw(.unexpectedByte) }
        position += 1
        let key = tokens.count - 1
        if level.isAscending, level.lastKey >= 0 { level.isAscending = order(level.lastKey, key) < 0 }
        level.lastKey = key
        level.count &+= 1
    }

    /// Below 0 where the first key comes before the second, 0 where they are equal.
    private func order(_ left: Int, _ right: Int) -> Int {
        if tokens[left].kind == .string, tokens[right].kind == .string { return byteOrder(slice(left), slice(right)) }
        let (a, b) = (unescaped(slice(left)), unescaped(slice(right)))
        return a.withUnsafeBufferPointer { a in b.withUnsafeBufferPointer { b in byteOrder(a, b) } }
    }

    private func slice(_ token: Int) -> UnsafeBufferPointer<UInt8> {
        let start = Int(tokens[token].start)
        return UnsafeBufferPointer(rebasing: text[start..<start + Int(tokens[token].length)])
    }

    /// Called for objects whose keys do not ascend; n log n, so that many keys cost no more than reading them.
    private func refuseDuplicates(_ object: Int) throws(JSONFlaw) {
        var keys: [Int] = []
        var key = object + 1
        while key < tokens.count {
            keys.append(key)
            key = Int(tokens[key + 1].next)
        }
        keys.sort { tokens[$0].next != tokens[$1].next ? tokens[$0].next < tokens[$1].next : order($0, $1) < 0 }
        for (left, right) in zip(keys, keys.dropFirst()) where tokens[left].next == tokens[right].next && order(left, right) == 0 {
            throw JSONFlaw(reason: .duplicateKey, offsetBytes: Int(tokens[max(left, right)].start))
        }
    }

    // MARK: Strings

    private mutating func string(isKey: Bool) throws(JSONFlaw) {
        position += 1
        let start = position
        var isEscaped = false
        while true {
            position = endOfPlainRun(text, from: position, isASCII: true)
            guard position < text.count else { throw flaw(.endsEarly) }
            let byte = text[position]
            if byte == UInt8(ascii: "\"") { break }
            if byte == UInt8(ascii: "\\") {
                isEscaped = true
                try escape()
            } else {
                guard byte >= 0x20 else { throw flaw(.controlCharacter) }
                try scalar(byte)
            }
        }
        let end = position
        position += 1
        guard isKey else { return append(isEscaped ? .escaped : .string, start: start, end: end) }
        let raw = UnsafeBufferPointer(rebasing: text[start..<end])
        let code = isEscaped ? unescaped(raw).withUnsafeBufferPointer { keyCode($0) } : keyCode(raw)
        tokens.append(
            Token(
                kind: isEscaped ? .escaped : .string, start: UInt32(truncatingIfNeeded: start), length: UInt32(truncatingIfNeeded: end - start),
                next: code, parent: UInt32(truncatingIfNeeded: level.token), place: 0))
    }

    private mutating func escape() throws(JSONFlaw) {
        guard position + 1 < text.count else { throw JSONFlaw(reason: .endsEarly, offsetBytes: text.count) }
        switch text[position + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"),
            UInt8(ascii: "r"), UInt8(ascii: "t"):
            position += 2
        case UInt8(ascii: "u"):
            let unit = try unit(at: position)
            guard unit & 0xFC00 != 0xDC00 else { throw flaw(.loneSurrogate) }
            if unit & 0xFC00 == 0xD800 {
                guard position + 7 < text.count, text[position + 6] == UInt8(ascii: "\\"), text[position + 7] == UInt8(ascii: "u"),
                    try self.unit(at: position + 6) & 0xFC00 == 0xDC00
                else { throw flaw(.loneSurrogate) }
                position += 6
            }
            position += 6
        default: throw flaw(.malformedEscape)
        }
    }

    /// The UTF-16 unit of `\u1234`, whose backslash stands at that place.
    private func unit(at start: Int) throws(JSONFlaw) -> UInt32 {
        #if !ALUR_FUZZ_BUGS
            guard start + 6 <= text.count else { throw JSONFlaw(reason: .endsEarly, offsetBytes: text.count) }
        #endif
        var unit: UInt32 = 0
        for index in start + 2..<start + 6 {
            guard let digit = hexadecimalDigit(text[index]) else { throw JSONFlaw(reason: .malformedEscape, offsetBytes: start) }
            unit = unit << 4 | digit
        }
        return unit
    }

    /// Passes over the bytes of one scalar beyond ASCII: table 3-7 of the Unicode standard.
    private mutating func scalar(_ lead: UInt8) throws(JSONFlaw) {
        let count: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch lead {
        case 0xC2...0xDF: count = 2
        case 0xE0: (count, second) = (3, 0xA0...0xBF)
        case 0xED: (count, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: count = 3
        case 0xF0: (count, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: count = 4
        case 0xF4: (count, second) = (4, 0x80...0x8F)
        default: throw flaw(.malformedUTF8)
        }
        guard position + count <= text.count, second.contains(text[position + 1]) else { throw flaw(.malformedUTF8) }
        for index in position + 2..<position + count {
            guard text[index] & 0xC0 == 0x80 else { throw flaw(.malformedUTF8) }
        }
        position += count
    }

    // MARK: Numbers

    private mutating func number(_ first: UInt8) throws(JSONFlaw) {
        let start = position
        if first == UInt8(ascii: "-") { position += 1 }
        if position < text.count, text[position] == UInt8(ascii: "0") {
            position += 1
            guard !isDigit() else { throw flaw(.malformedNumber) }
        } else {
            try digits()
        }
        var kind = Token.Kind.integer
        if position < text.count, text[position] == UInt8(ascii: ".") {
            kind = .fraction
            position += 1
            try digits()
        }
        if position < text.count, text[position] | 0x20 == UInt8(ascii: "e") {
            kind = .fraction
            position += 1
            if position < text.count, text[position] == UInt8(ascii: "+") || text[position] == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
        append(kind, start: start, end: position)
    }

    @inline(__always)
    private func isDigit() -> Bool { position < text.count && text[position] &- UInt8(ascii: "0") < 10 }

    private mutating func digits() throws(JSONFlaw) {
        guard isDigit() else { throw flaw(.malformedNumber) }
        repeat { position += 1 } while isDigit()
    }
}

/// Below 0 where the first comes before the second in the order of bytes, 0 where they are equal.
@inline(__always)
func byteOrder(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Int {
    for index in 0..<min(left.count, right.count) where left[index] != right[index] { return Int(left[index]) - Int(right[index]) }
    return left.count - right.count
}
