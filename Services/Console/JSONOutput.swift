import Protocol

/// Answers for programs: one JSON object a line, keys sorted.
struct JSONOutput {
    private let terminal: Terminal
    private let json = JSONText()

    init(_ terminal: Terminal) { self.terminal = terminal }

    /// Writes one value as one line.
    func line(_ value: some Encodable) throws { terminal.line(String(decoding: try json.encode(value), as: UTF8.self)) }

    /// Writes a remark as one line: errors of a call that asked for JSON.
    func remark(_ value: some Encodable) throws { terminal.remark(String(decoding: try json.encode(value), as: UTF8.self)) }
}
