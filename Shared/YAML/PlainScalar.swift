extension YAMLScalar {
    /// Whether it is written without quotes although other readers of YAML 1.1 or 1.2 take it for something else than this text.
    ///
    /// `no`, `~`, nothing at all, `045`, `1_000`, `0x1F`, `1.50`, `07:30`, `2026-01-05`, `<<` are; `5`, `-3` and `2 tahun` are not: a whole number in its
    /// shortest form is the same figures either way, up to 15 of them. Leans to yes where readers differ.
    public var isPlainAmbiguous: Bool {
        guard !isQuoted else { return false }
        if words.contains(text.lowercased()) { return true }
        let bytes = text.utf8[...]
        return isOtherNumber(bytes) || isClockTime(bytes) || isTimestamp(bytes)
    }
}

/// What the readers take for nothing, a truth value, a special number, a merge or a default.
private let words: Set<String> = [
    "", "~", "null", "y", "yes", "n", "no", "true", "false", "on", "off", ".nan", ".inf", "+.inf", "-.inf", "<<", "=",
]

/// A number that is not a whole one in its shortest form, or too long for those who count in floating point: 045, +5, 1_000, 0x1F, 0b1, 0o17, 1.5, .5, 1e3.
private func isOtherNumber(_ text: Substring.UTF8View) -> Bool {
    var rest = text
    let hasPlus = rest.first == UInt8(ascii: "+")
    let hasMinus = rest.first == UInt8(ascii: "-")
    if hasPlus || hasMinus { rest = rest.dropFirst() }
    if hasPrefixedDigits(rest) { return true }

    let whole = rest.prefix { isDigit($0) || $0 == UInt8(ascii: "_") }
    guard whole.first.map(isDigit) ?? true else { return false }
    rest = rest.dropFirst(whole.count)
    var fraction = rest.prefix(0)
    let hasPoint = rest.first == UInt8(ascii: ".")
    if hasPoint {
        fraction = rest.dropFirst().prefix { isDigit($0) || $0 == UInt8(ascii: "_") }
        rest = rest.dropFirst(1 + fraction.count)
    }
    guard whole.contains(where: isDigit) || fraction.contains(where: isDigit) else { return false }
    let hasExponent = rest.first.map { $0 | 0x20 == UInt8(ascii: "e") } ?? false
    if hasExponent {
        rest = rest.dropFirst()
        if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        guard !rest.isEmpty, rest.allSatisfy(isDigit) else { return false }
        rest = rest.dropFirst(rest.count)
    }
    guard rest.isEmpty else { return false }

    let isShortest = !whole.contains(UInt8(ascii: "_")) && (whole.count == 1 || whole.first != UInt8(ascii: "0"))
    let isMinusZero = hasMinus && whole.elementsEqual([UInt8(ascii: "0")])
    return hasPlus || hasPoint || hasExponent || !isShortest || isMinusZero || whole.count > 15
}

/// 0x1F, 0o17, 0b11.
private func hasPrefixedDigits(_ text: Substring.UTF8View) -> Bool {
    guard text.count > 2, text.first == UInt8(ascii: "0"), let kind = text.dropFirst().first else { return false }
    let digits = text.dropFirst(2)
    switch kind | 0x20 {
    case UInt8(ascii: "x"):
        return digits.allSatisfy { isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0 | 0x20) || $0 == UInt8(ascii: "_") }
    case UInt8(ascii: "o"), UInt8(ascii: "b"):
        return digits.allSatisfy { isDigit($0) || $0 == UInt8(ascii: "_") }
    default:
        return false
    }
}

/// 07:30, 190:20:30 or 7:30.5, which YAML 1.1 takes for numbers to base 60.
private func isClockTime(_ text: Substring.UTF8View) -> Bool {
    let unsigned = text.first == UInt8(ascii: "+") || text.first == UInt8(ascii: "-") ? text.dropFirst() : text
    let parts = unsigned.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard parts.count > 1 else { return false }
    for (index, part) in parts.enumerated() {
        let isLast = index == parts.count - 1
        let digits = isLast ? part.prefix { $0 != UInt8(ascii: ".") } : part
        guard !digits.isEmpty, index == 0 || digits.count <= 2, digits.allSatisfy({ isDigit($0) || $0 == UInt8(ascii: "_") }) else { return false }
        guard part.dropFirst(digits.count + 1).allSatisfy({ isDigit($0) || $0 == UInt8(ascii: "_") }) else { return false }
    }
    return true
}

/// 2026-01-05, 2026-1-5 or one with a time behind it after a space or T.
private func isTimestamp(_ text: Substring.UTF8View) -> Bool {
    let date = text.prefix { isDigit($0) || $0 == UInt8(ascii: "-") }
    let parts = date.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].count == 4, (1...2).contains(parts[1].count), (1...2).contains(parts[2].count) else { return false }
    let time = text.dropFirst(date.count)
    guard let separator = time.first else { return true }
    guard separator | 0x20 == UInt8(ascii: "t") || separator == UInt8(ascii: " ") || separator == UInt8(ascii: "\t") else { return false }
    let clock = time.drop { $0 | 0x20 == UInt8(ascii: "t") || $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    return isClockTime(clock.prefix { isDigit($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") })
}

private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
