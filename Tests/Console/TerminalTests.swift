import Testing

@testable import Console

@Suite struct TerminalTests {
    private final class Kept {
        var text = ""
    }

    private let kept = Kept()

    private func terminal(colours: Bool = false, progress: Bool = false) -> Terminal {
        let kept = kept
        let keep = { (bytes: [UInt8]) in
            kept.text += String(decoding: bytes, as: UTF8.self)
            return true
        }
        return Terminal(answers: keep, remarks: keep, showsColours: colours, showsProgress: progress)
    }

    @Test("Columns are as wide as their widest cell, and no line ends in blanks")
    func table() {
        terminal().table(["name", "n"], [["long name", "1"], ["x", ""]])
        #expect(kept.text == "name       n\nlong name  1\nx\n")
    }

    @Test("A table without rows is nothing, not even its headings")
    func emptyTable() {
        terminal().table(["name"], [])
        #expect(kept.text.isEmpty)
    }

    @Test("Styles are written only where colours are shown, and do not count for a column's width")
    func styles() {
        terminal().table(["a", "b"], [[.init("x", .red), "y"]])
        #expect(kept.text == "a  b\nx  y\n")
        kept.text = ""
        terminal(colours: true).table(["aa", "b"], [[.init("x", .red), "y"]])
        #expect(kept.text == "\u{1B}[1maa\u{1B}[0m  \u{1B}[1mb\u{1B}[0m\n\u{1B}[31mx\u{1B}[0m   y\n")
    }

    @Test("Nothing in a letter can give orders to the terminal")
    func plain() {
        #expect(Terminal.plain("Perihal: Renja \u{1B}[2J\u{9B}2J\u{7}") == "Perihal: Renja \u{FFFD}[2J\u{FFFD}2J\u{FFFD}")
        #expect(Terminal.plain("satu\r\ndua\ttiga") == "satu  dua tiga")
        #expect(Terminal.plain("\u{202E}fdp.exe\u{2066}") == "\u{FFFD}fdp.exe\u{FFFD}")
        #expect(Terminal.plain("Façade 書類 🙂") == "Façade 書類 🙂")
    }

    @Test("A progress bar is drawn on a terminal only, and goes away before the next line")
    func progress() {
        let quiet = terminal()
        quiet.progress("reading", 1, of: 2)
        quiet.line("done")
        #expect(kept.text == "done\n")
        kept.text = ""
        let shown = terminal(progress: true)
        shown.progress("reading", 1, of: 2)
        shown.line("done")
        #expect(kept.text == "\r\u{1B}[Kreading [###############...............] 1/2\r\u{1B}[Kdone\n")
    }
}
