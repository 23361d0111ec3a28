import Protocol

/// What differs between two texts, line by line, in few edits: Myers' algorithm in linear space (Algorithmica 1, 1986).
///
/// Pure and bounded: at most `linesMaximum` lines a side and about `Limits.pageBytes` of answer. The edits are the fewest there are as long as no
/// part needs more than about twice `searchDepth` of them; beyond that they are still right, and time stays bounded. Lines end with LF or CRLF;
/// which of the two, and whether the last line has one, makes no difference. Bytes that are no UTF-8 show as U+FFFD.
enum LineDiff {
    /// The most lines of one text.
    static let linesMaximum = 20_000
    /// Edits looked for from each end of a part before the search settles for what it has found.
    static let searchDepth = 1_024
    /// Equal lines shown around a difference.
    static let contextLines = 3

    /// Compares two texts. Throws `tooLong`, with the field `old` or `new`, for more lines than `linesMaximum`.
    static func compare(old: [UInt8], new: [UInt8]) throws(Rejection) -> CompareVersions.Answer {
        let old = try lines(of: old, "old")
        let new = try lines(of: new, "new")
        let (removed, added) = edits(old, new)
        return HunkWriter(old: old, new: new, removed: removed, added: added).answer()
    }

    /// The lines without their ends.
    static func lines(of text: [UInt8], _ field: String) throws(Rejection) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        while start < text.count {
            let end = text[start...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
            let isCRLF = end > start && end < text.count && text[end - 1] == UInt8(ascii: "\r")
            guard lines.count < linesMaximum else {
                throw Rejection(
                    "tooLong", "A text to compare has at most \(linesMaximum) lines; get both versions and compare them yourself.", field: field)
            }
            lines.append(text[start..<(isCRLF ? end - 1 : end)])
            start = end + 1
        }
        return lines
    }

    /// Which of the old lines are not in the new text, and which of the new ones were not in the old; the others are equal, in order.
    ///
    /// `searchDepth` is at least 1; tests make it small.
    static func edits<Line: Hashable>(
        _ old: [Line], _ new: [Line], searchDepth: Int = LineDiff.searchDepth
    ) -> (removed: [Bool], added: [Bool]) {
        var numbers: [Line: Int32] = [:]
        func numbered(_ lines: [Line]) -> [Int32] {
            lines.map { line in
                if let number = numbers[line] { return number }
                let number = Int32(numbers.count)
                numbers[line] = number
                return number
            }
        }
        let oldNumbers = numbered(old)
        let newNumbers = numbered(new)
        // A line that only one side has is an edit for sure; leaving those out keeps texts that share nothing from being searched at all.
        var occurs = (old: [Bool](repeating: false, count: numbers.count), new: [Bool](repeating: false, count: numbers.count))
        for number in oldNumbers { occurs.old[Int(number)] = true }
        for number in newNumbers { occurs.new[Int(number)] = true }
        let oldShared = oldNumbers.indices.filter { occurs.new[Int(oldNumbers[$0])] }
        let newShared = newNumbers.indices.filter { occurs.old[Int(newNumbers[$0])] }
        var search = ShortestEdit(old: oldShared.map { oldNumbers[$0] }, new: newShared.map { newNumbers[$0] }, depth: searchDepth)
        search.run()
        var removed = [Bool](repeating: true, count: old.count)
        var added = [Bool](repeating: true, count: new.count)
        for (index, place) in oldShared.enumerated() { removed[place] = search.removed[index] }
        for (index, place) in newShared.enumerated() { added[place] = search.added[index] }
        return (removed, added)
    }
}
