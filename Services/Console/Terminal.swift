import Glibc

/// Where the tool writes: answers on one stream, remarks on another, with colours, tables and progress bars for people at a terminal only.
public final class Terminal {
    /// How a word is set off where colours are shown.
    public enum Style: String, Sendable {
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
    }

    private let writeAnswer: ([UInt8]) -> Bool
    private let writeRemark: ([UInt8]) -> Bool
    private let showsColours: Bool
    private let showsProgress: Bool
    private var isBarShown = false
    /// Whether an answer could not be written, because the disk is full or the reader is gone.
    public private(set) var isBroken = false

    /// A terminal that writes by these functions, which tell whether they could.
    public init(
        answers: @escaping ([UInt8]) -> Bool, remarks: @escaping ([UInt8]) -> Bool, showsColours: Bool = false, showsProgress: Bool = false
    ) {
        writeAnswer = answers
        writeRemark = remarks
        self.showsColours = showsColours
        self.showsProgress = showsProgress
    }

    /// Standard output and standard error. Colours need a terminal and no `NO_COLOR` (no-color.org); a bar needs a terminal to be drawn on.
    public static func standard(environment: [String: String]) -> Terminal {
        let isPlain = environment["NO_COLOR"].map { !$0.isEmpty } ?? false || environment["TERM"] == "dumb"
        return Terminal(
            answers: { write($0, to: STDOUT_FILENO) }, remarks: { write($0, to: STDERR_FILENO) },
            showsColours: isatty(STDOUT_FILENO) == 1 && !isPlain, showsProgress: isatty(STDERR_FILENO) == 1 && environment["TERM"] != "dumb")
    }

    /// Writes a line of the answer.
    public func line(_ text: String = "") {
        write(Array((text + "\n").utf8))
    }

    /// Writes bytes of the answer, as they are.
    public func write(_ bytes: [UInt8]) {
        clearBar()
        if !writeAnswer(bytes) { isBroken = true }
    }

    /// Writes a remark: what goes on, or why there is no answer.
    public func remark(_ text: String) {
        clearBar()
        remarkPart(text + "\n")
    }

    /// The text in a style, where colours are shown.
    public func styled(_ text: String, _ style: Style) -> String {
        showsColours ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// Shows how far a long thing has come, in place of what was shown before.
    public func progress(_ label: String, _ done: Int, of total: Int) {
        guard showsProgress, total > 0 else { return }
        let width = 30
        let filled = min(width, max(0, done * width / total))
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
        isBarShown = true
        remarkPart("\r\u{1B}[K\(label) [\(bar)] \(done)/\(total)")
    }

    private func clearBar() {
        guard isBarShown else { return }
        isBarShown = false
        remarkPart("\r\u{1B}[K")
    }

    private func remarkPart(_ text: String) {
        // One that cannot be written is lost: there is nobody else to tell.
        _ = writeRemark(Array(text.utf8))
    }

    /// A cell of a table.
    public struct Cell: ExpressibleByStringInterpolation {
        let text: String
        let style: Style?

        /// A text, set off or not.
        public init(_ text: String, _ style: Style? = nil) {
            self.text = Terminal.plain(text)
            self.style = style
        }

        /// A text written in the source.
        public init(stringLiteral value: String) { self.init(value) }
    }

    /// Writes rows in columns under their headings; the last column is not padded. Without rows it writes that sentence, or nothing.
    public func table(_ headings: [String], ifNone sentence: String? = nil, _ rows: [[Cell]]) {
        guard !rows.isEmpty else {
            if let sentence { line(Self.plain(sentence)) }
            return
        }
        let widths = headings.indices.map { column in rows.reduce(headings[column].count) { max($0, $1[column].text.count) } }
        func padded(_ cell: Cell, _ column: Int) -> String {
            let padding = column == headings.count - 1 ? 0 : widths[column] - cell.text.count
            return (cell.style.map { styled(cell.text, $0) } ?? cell.text) + String(repeating: " ", count: padding)
        }
        for row in [headings.map { Cell($0, .bold) }] + rows {
            let cells = row.enumerated().map { padded($0.element, $0.offset) }.joined(separator: "  ")
            line(cells.hasSuffix(" ") ? String(cells.reversed().drop { $0 == " " }.reversed()) : cells)
        }
    }

    /// Writes names and values below each other; pairs without a value, or with an empty one, are left out.
    public func fields(_ pairs: [(name: String, value: String?)]) {
        let shown = pairs.compactMap { pair in pair.value.flatMap { $0.isEmpty ? nil : (pair.name, $0) } }
        let width = shown.reduce(0) { max($0, $1.0.count) }
        for (name, value) in shown {
            line(styled(name + ":", .dim) + String(repeating: " ", count: width - name.count + 1) + Self.plain(value))
        }
    }

    /// The text in one line without anything that a terminal takes for an order: letters come from strangers.
    ///
    /// Control characters and the marks that turn the direction of writing are replaced.
    public static func plain(_ text: String) -> String {
        func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
            switch scalar.value {
            case 0x20...0x7E: true
            case 0...0x9F, 0x2028...0x202E, 0x2066...0x2069, 0x200E, 0x200F, 0x061C: false
            default: true
            }
        }
        if text.unicodeScalars.allSatisfy(isHarmless) { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if isHarmless(scalar) {
                result.append(scalar)
            } else {
                result.append(scalar == "\n" || scalar == "\t" || scalar == "\r" ? " " : "\u{FFFD}")
            }
        }
        return String(result)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var bytes = bytes[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count < 0 { return false }
            bytes = bytes.dropFirst(count)
        }
        return true
    }
}
