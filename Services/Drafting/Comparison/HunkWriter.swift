import Protocol

/// Writes edits as hunks, until an answer is full.
struct HunkWriter {
    let old: [ArraySlice<UInt8>]
    let new: [ArraySlice<UInt8>]
    let removed: [Bool]
    let added: [Bool]

    private var hunks: [DiffHunk] = []
    private var hunk: DiffHunk?
    private var bytes = 0
    /// Equal lines since the last edit.
    private var equalLines = 0

    init(old: [ArraySlice<UInt8>], new: [ArraySlice<UInt8>], removed: [Bool], added: [Bool]) {
        self.old = old
        self.new = new
        self.removed = removed
        self.added = added
    }

    /// The hunks from the top, as many as an answer holds.
    consuming func answer() -> CompareVersions.Answer {
        var (x, y) = (0, 0)
        while x < old.count || y < new.count {
            let isRemoved = x < old.count && removed[x]
            let isAdded = !isRemoved && y < new.count && added[y]
            if isRemoved || isAdded {
                beginHunk(x, y)
                guard write(isRemoved ? old[x] : new[y], isRemoved ? "-" : "+") else { return CompareVersions.Answer(hunks: finished(), isCut: true) }
                equalLines = 0
                if isRemoved { x += 1 } else { y += 1 }
            } else {
                // Two hunks whose context would touch are one.
                if hunk != nil {
                    equalLines += 1
                    if equalLines > 2 * LineDiff.contextLines {
                        endHunk()
                    } else if !write(old[x], " ") {
                        return CompareVersions.Answer(hunks: finished(), isCut: true)
                    }
                }
                (x, y) = (x + 1, y + 1)
            }
        }
        return CompareVersions.Answer(hunks: finished(), isCut: false)
    }

    private mutating func beginHunk(_ x: Int, _ y: Int) {
        guard hunk == nil else { return }
        let context = min(LineDiff.contextLines, x, y)
        hunk = DiffHunk(oldStart: x - context, oldCount: 0, newStart: y - context, newCount: 0, lines: [])
        // Context in front is short and never what fills an answer; the line behind it is measured again.
        for line in old[(x - context)..<x] { _ = write(line, " ") }
    }

    /// Adds a line to the hunk; false when the answer is full.
    private mutating func write(_ line: ArraySlice<UInt8>, _ mark: String) -> Bool {
        let text = Self.shown(line)
        bytes += Self.jsonBytes(text) + 4
        guard bytes <= Limits.pageBytes else { return false }
        hunk?.lines.append(mark + text)
        if mark != "+" { hunk?.oldCount += 1 }
        if mark != "-" { hunk?.newCount += 1 }
        return true
    }

    /// Puts the hunk away without the equal lines at its end that are more than context, numbered as diff programs do: from 1, and by the line
    /// before where it takes none.
    private mutating func endHunk() {
        guard var hunk else { return }
        let written = hunk.lines.reversed().prefix { $0.hasPrefix(" ") }.count
        let surplus = max(0, written - LineDiff.contextLines)
        hunk.lines.removeLast(surplus)
        hunk.oldCount -= surplus
        hunk.newCount -= surplus
        if hunk.oldCount > 0 { hunk.oldStart += 1 }
        if hunk.newCount > 0 { hunk.newStart += 1 }
        if hunk.oldCount != hunk.newCount || hunk.lines.contains(where: { !$0.hasPrefix(" ") }) { hunks.append(hunk) }
        self.hunk = nil
        equalLines = 0
    }

    private mutating func finished() -> [DiffHunk] {
        endHunk()
        return hunks
    }

    /// The line as text, cut where it is too long to be read.
    private static func shown(_ line: ArraySlice<UInt8>) -> String {
        let text = String(decoding: line.prefix(4 * Limits.lineCharacters), as: UTF8.self)
        let isCut = line.count > 4 * Limits.lineCharacters || text.unicodeScalars.count > Limits.lineCharacters
        guard isCut else { return text }
        var short = String.UnicodeScalarView()
        short.append(contentsOf: text.unicodeScalars.prefix(Limits.lineCharacters))
        return String(short) + "…"
    }

    /// The bytes a text takes in JSON.
    private static func jsonBytes(_ text: String) -> Int {
        text.utf8.reduce(0) { $0 + ($1 < 0x20 ? 6 : $1 == UInt8(ascii: "\"") || $1 == UInt8(ascii: "\\") ? 2 : 1) }
    }
}
