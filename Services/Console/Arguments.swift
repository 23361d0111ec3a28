import Domain

/// A word of a call that stands for itself, in its order: `DIR`, `TASK`.
struct Operand: Sendable {
    enum Count: Sendable { case one, optional, many }

    let name: String
    let help: String
    let count: Count

    init(_ name: String, _ help: String, _ count: Count = .one) {
        self.name = name
        self.help = help
        self.count = count
    }

    /// `DIR`, `[DIR]` or `FILE...`.
    var usage: String {
        switch count {
        case .one: name
        case .optional: "[\(name)]"
        case .many: "\(name)..."
        }
    }
}

/// A word of a call that begins with `--`: a flag, or a name with a value behind it.
struct Option: Sendable {
    enum Count: Sendable { case optional, required, many }

    /// Without the hyphens.
    let name: String
    /// What stands behind it, such as `DIR`; nil for a flag.
    let value: String?
    let help: String
    let count: Count

    init(_ name: String, _ value: String?, _ help: String, _ count: Count = .optional) {
        self.name = name
        self.value = value
        self.help = help
        self.count = count
    }

    /// `--home DIR`.
    var usage: String { value.map { "--\(name) \($0)" } ?? "--\(name)" }
}

/// What a call gave, checked against what its verb takes.
///
/// The parser is exact: no abbreviations, no single hyphens, nothing twice that is not said to be; `--name value` and `--name=value` are the same, and
/// everything behind `--` is an operand.
struct Arguments {
    private let options: [Option]
    private var operands: [String: [String]] = [:]
    private var values: [String: [String]] = [:]

    /// Sorts the words of a call. Throws `WrongCall` for a word that the verb does not take and for one that it misses.
    init(_ words: [String], operands: [Operand], options: [Option]) throws(WrongCall) {
        self.options = options
        var plain: [String] = []
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "--" {
                plain += rest
                break
            }
            guard word.hasPrefix("-"), word != "-" else {
                plain.append(word)
                continue
            }
            try take(word, &rest)
        }
        try sort(plain, operands)
        // Whoever asks for help need not know what else is missing.
        if flag("help") { return }
        if let missing = operands.first(where: { $0.count != .optional && self.operands[$0.name] == nil }) {
            throw WrongCall("\(missing.name) is missing: \(missing.help)")
        }
        if let missing = options.first(where: { $0.count == .required && values[$0.name] == nil }) {
            throw WrongCall("\(missing.usage) is missing: \(missing.help)")
        }
    }

    private mutating func take(_ word: String, _ rest: inout ArraySlice<String>) throws(WrongCall) {
        let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard word.hasPrefix("--"), let name = parts.first, let option = options.first(where: { $0.name == name }) else {
            let hint = Spelling.nearest(to: word, among: options.map { "--\($0.name)" }).map { "; is \($0) meant?" } ?? ""
            throw WrongCall("there is no option \(word)\(hint)")
        }
        guard values[name] == nil || option.count == .many else { throw WrongCall("--\(name) is given twice") }
        guard let placeholder = option.value else {
            guard parts.count == 1 else { throw WrongCall("--\(name) takes no value") }
            values[name] = [""]
            return
        }
        guard let value = parts.count == 2 ? parts[1] : rest.popFirst() else { throw WrongCall("--\(name) needs a value: --\(name) \(placeholder)") }
        // Almost always a value that was forgotten; one that really begins so is written with =.
        guard parts.count == 2 || !value.hasPrefix("--") else {
            throw WrongCall("--\(name) needs a value, and \(value) is an option; write --\(name)=\(value) if it is meant")
        }
        values[name, default: []].append(value)
    }

    private mutating func sort(_ words: [String], _ operands: [Operand]) throws(WrongCall) {
        var rest = words[...]
        for operand in operands {
            if operand.count == .many {
                if !rest.isEmpty { self.operands[operand.name] = Array(rest) }
                rest = []
            } else if let word = rest.popFirst() {
                self.operands[operand.name] = [word]
            }
        }
        if let word = rest.first { throw WrongCall("\(word) is a word too many; a text of several words is written in quotation marks") }
    }

    // MARK: - What was given

    /// Whether a flag was given.
    func flag(_ name: String) -> Bool {
        check(name)
        return values[name] != nil
    }

    /// The value of an option; nil when it was not given.
    func text(_ name: String) -> String? {
        check(name)
        return values[name]?.first
    }

    /// The values of an option that may be given again and again.
    func texts(_ name: String) -> [String] {
        check(name)
        return values[name] ?? []
    }

    /// The value of a required option.
    func required(_ name: String) -> String {
        guard let text = text(name) else { preconditionFailure("--\(name) is not declared as required") }
        return text
    }

    /// The one word of an operand.
    func operand(_ name: String) -> String {
        guard let word = operands[name]?.first else { preconditionFailure("\(name) is not declared as an operand") }
        return word
    }

    /// The word of an operand that may be missing.
    func optionalOperand(_ name: String) -> String? { operands[name]?.first }

    /// The words of an operand of which there may be many.
    func operands(_ name: String) -> [String] { operands[name] ?? [] }

    /// The value of an option, read as what it stands for; nil when it was not given.
    func value<Value>(_ name: String, _ reading: Reading<Value>) throws(WrongCall) -> Value? {
        guard let text = text(name) else { return nil }
        return try reading.value(text, "--\(name)")
    }

    /// The value of a required option, read as what it stands for.
    func required<Value>(_ name: String, _ reading: Reading<Value>) throws(WrongCall) -> Value {
        try reading.value(required(name), "--\(name)")
    }

    /// An operand, read as what it stands for.
    func operand<Value>(_ name: String, _ reading: Reading<Value>) throws(WrongCall) -> Value {
        try reading.value(operand(name), name)
    }

    /// Whether the verb takes an option of this name.
    func takes(_ name: String) -> Bool { options.contains { $0.name == name } }

    /// The names of the options that were given, in alphabetical order.
    var given: [String] { values.keys.sorted() }

    private func check(_ name: String) {
        precondition(takes(name), "--\(name) is not an option of this verb")
    }

    /// How a word is turned into a value.
    struct Reading<Value> {
        /// What is expected, for the one who wrote something else.
        let expected: String
        let read: (String) -> Value?

        func value(_ text: String, _ name: String) throws(WrongCall) -> Value {
            guard let value = read(text) else { throw WrongCall("\(name): \(text.isEmpty ? "nothing" : text) is not \(expected)") }
            return value
        }
    }
}

extension Arguments.Reading where Value == CivilDate {
    static var date: Self { Self(expected: "a date such as 2026-01-05") { CivilDate($0) } }
}

extension Arguments.Reading where Value == Identifier {
    static var identifier: Self { Self(expected: "an id such as 018f4e7a-1c2d-7abc-9def-0123456789ab") { Identifier($0) } }
}

extension Arguments.Reading where Value == Int {
    static var count: Self { Self(expected: "a whole number from 1 on") { Int($0).flatMap { $0 > 0 ? $0 : nil } } }
}

extension Arguments.Reading where Value == Int64 {
    static var position: Self { Self(expected: "a position: a whole number from 1 on") { Int64($0).flatMap { $0 > 0 ? $0 : nil } } }
}

extension Arguments.Reading where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of the words of an enumeration.
    static var word: Self {
        Self(expected: "one of \(Value.allCases.map(\.rawValue).joined(separator: ", "))") { Value(rawValue: $0) }
    }
}
