/// What the tool says of itself.
struct Help {
    private let terminal: Terminal

    init(_ terminal: Terminal) { self.terminal = terminal }

    /// All verbs, by group, and the exit codes.
    func overview() {
        terminal.line("alurctl: the operator's tool of Alur")
        terminal.line()
        terminal.line("usage: alurctl VERB [words and options]; alurctl help VERB says more")
        let width = VerbTable.all.reduce(0) { max($0, $1.name.count) }
        for group in VerbTable.groups {
            terminal.line()
            terminal.line(terminal.styled(group.title, .bold))
            for verb in group.verbs { summary(verb, width) }
        }
        terminal.line()
        terminal.line("Most verbs speak for an official: --agency AGENCY --as POSITION, or ALUR_AGENCY and ALUR_AS for all calls.")
        terminal.line("Times are shown in that office's zone (WIB, WITA, WIT), else in UTC (Z); --json gives milliseconds since 1970.")
        terminal.line()
        exitCodes()
    }

    /// The verbs that begin with one word.
    func group(_ verbs: [Verb]) {
        let width = verbs.reduce(0) { max($0, $1.name.count) }
        for verb in verbs { summary(verb, width) }
    }

    /// One verb with all it takes.
    func verb(_ verb: Verb) {
        terminal.line("alurctl \(verb.name): \(verb.summary)")
        terminal.line()
        write("usage: ", verb.usage)
        let own = verb.operands.map { ($0.name, $0.help) } + verb.ownOptions.map(row)
        let shared = verb.sharedOptions.map(row)
        let width = (own + shared).reduce(0) { max($0, $1.0.count) }
        for rows in [own, shared] where !rows.isEmpty {
            terminal.line()
            for (name, help) in rows { write("  \(padded(name, width))  ", help) }
        }
        if verb.options.contains(where: { $0.value == "DATE" }) {
            terminal.line()
            terminal.line("A DATE is written 2026-01-05: year, month, day.")
        }
        if !verb.discussion.isEmpty {
            terminal.line()
            for line in verb.discussion {
                // What is indented is a table of two columns.
                let indent = line.hasPrefix("  ") ? line.dropFirst(2).drop { $0 != " " }.drop { $0 == " " }.count : line.count
                write(String(line.dropLast(indent)), String(line.suffix(indent)))
            }
        }
        terminal.line()
        exitCodes()
    }

    /// Writes a text behind a head, in as many lines as it takes; the later ones are indented by the head's width.
    private func write(_ head: String, _ text: String) {
        let width = 132
        var line = head
        var isEmpty = true
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            if !isEmpty, line.count + 1 + word.count > width {
                terminal.line(line)
                line = String(repeating: " ", count: head.count)
                isEmpty = true
            }
            line += isEmpty ? String(word) : " \(word)"
            isEmpty = false
        }
        terminal.line(line)
    }

    private func row(_ option: Option) -> (String, String) {
        (option.usage, option.help + (option.count == .required ? " (required)" : option.count == .many ? " (may be repeated)" : ""))
    }

    private func summary(_ verb: Verb, _ width: Int) { terminal.line("  \(padded(verb.name, width))  \(verb.summary)") }

    private func exitCodes() {
        terminal.line("exit codes:")
        for code in ExitCode.allCases { terminal.line("  \(padded(String(code.rawValue), 2))  \(code.meaning)") }
    }

    private func padded(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(0, width - text.count)) }
}
