import Domain
import Kernel
import Protocol
import Rehearsal
import Testing

@testable import Drafting

@Suite("Comparing two texts line by line")
struct LineDiffTests {
    private func compare(_ old: String, _ new: String) throws -> CompareVersions.Answer {
        try LineDiff.compare(old: Array(old.utf8), new: Array(new.utf8))
    }

    private func text(_ lines: some Sequence<Int>) -> String { lines.map { "\($0)\n" }.joined() }

    /// Numbers that look random and are the same in every run.
    private struct Dice {
        var state: UInt64

        mutating func roll(_ faces: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(faces))
        }
    }

    /// The new text out of the old one and the edits; nil when the edits don't fit the two.
    private func patched(_ old: [Int], _ new: [Int], _ edits: (removed: [Bool], added: [Bool])) -> [Int]? {
        let kept = zip(old, edits.removed).filter { !$0.1 }.map(\.0)
        let equal = zip(new, edits.added).filter { !$0.1 }.map(\.0)
        guard kept == equal else { return nil }
        var rest = kept[...]
        return zip(new, edits.added).compactMap { line, isAdded in isAdded ? line : rest.popFirst() }
    }

    /// The length of the longest common subsequence, the slow and certain way.
    private func commonCount(_ old: [Int], _ new: [Int]) -> Int {
        var row = [Int](repeating: 0, count: new.count + 1)
        for line in old {
            var diagonal = 0
            for (index, other) in new.enumerated() {
                let above = row[index + 1]
                row[index + 1] = line == other ? diagonal + 1 : max(above, row[index])
                diagonal = above
            }
        }
        return row[new.count]
    }

    @Test("Equal texts have no hunks, whatever ends their lines")
    func equal() throws {
        #expect(try compare("", "") == CompareVersions.Answer(hunks: [], isCut: false))
        #expect(try compare("a\nb\n", "a\r\nb").hunks.isEmpty)
    }

    @Test("A changed line stands between three equal ones on each side")
    func context() throws {
        let new = text(1...9).replacing("5\n", with: "lima\n")
        let hunk = DiffHunk(
            oldStart: 2, oldCount: 7, newStart: 2, newCount: 7, lines: [" 2", " 3", " 4", "-5", "+lima", " 6", " 7", " 8"])
        #expect(try compare(text(1...9), new).hunks == [hunk])
    }

    @Test("A hunk that takes no line of a text is numbered by the line before it")
    func nothingTaken() throws {
        #expect(try compare("", "a\nb\n").hunks == [DiffHunk(oldStart: 0, oldCount: 0, newStart: 1, newCount: 2, lines: ["+a", "+b"])])
        #expect(try compare("a\n", "").hunks == [DiffHunk(oldStart: 1, oldCount: 1, newStart: 0, newCount: 0, lines: ["-a"])])
    }

    @Test("Changes six equal lines apart share a hunk, seven apart do not")
    func merging() throws {
        func hunks(_ gap: Int) throws -> [DiffHunk] {
            try compare(text(1...20), text((1...20).map { $0 == 4 || $0 == 5 + gap ? -$0 : $0 })).hunks
        }
        #expect(try hunks(6).count == 1)
        let apart = try hunks(7)
        #expect(apart.map(\.oldStart) == [1, 9])
        #expect(apart.map(\.lines.count) == [8, 8])
    }

    @Test("The edits make the new text of the old, and there are no fewer")
    func shortest() {
        var dice = Dice(state: 42)
        for _ in 0..<2000 {
            let faces = 1 + dice.roll(6)
            let old = (0..<dice.roll(14)).map { _ in dice.roll(faces) }
            let new = (0..<dice.roll(14)).map { _ in dice.roll(faces) }
            let edits = LineDiff.edits(old, new)
            #expect(patched(old, new, edits) == new)
            #expect(edits.removed.filter { !$0 }.count == commonCount(old, new), "\(old) \(new)")
        }
    }

    @Test("Texts too different for the shortest way still give right edits", arguments: 1...4)
    func beyondTheBound(depth: Int) {
        var dice = Dice(state: 7)
        for _ in 0..<500 {
            let faces = 2 + dice.roll(20)
            let old = (0..<dice.roll(60)).map { _ in dice.roll(faces) }
            let new = (0..<dice.roll(60)).map { _ in dice.roll(faces) }
            #expect(patched(old, new, LineDiff.edits(old, new, searchDepth: depth)) == new)
        }
    }

    @Test("A text of more than 20,000 lines is refused, one of 20,000 is not")
    func bound() throws {
        let most = String(repeating: "a\n", count: LineDiff.linesMaximum)
        #expect(try compare(most, most + "").hunks.isEmpty)
        #expect(throws: Rejection.self) { try compare(most, most + "b") }
    }

    @Test("An answer too long for a frame is cut after whole lines, and so is a line too long to read")
    func cutting() throws {
        let long = String(repeating: "é", count: 5000)
        let answer = try compare("", (0..<500).map { "\($0) \(long)\n" }.joined())
        #expect(answer.isCut)
        let hunk = try #require(answer.hunks.first)
        #expect(hunk.newCount == hunk.lines.count && hunk.newCount < 500)
        #expect(hunk.lines[0].unicodeScalars.count == Limits.lineCharacters + 2 && hunk.lines[0].hasSuffix("…"))
        #expect(try JSONText().encode(answer).count <= Limits.pageBytes + 1000)
        let controls = try compare("", String(repeating: String(repeating: "\u{1}", count: 1000) + "\n", count: 1000))
        #expect(controls.isCut)
        #expect(try JSONText().encode(controls).count <= Limits.pageBytes + 1000)
    }

    @Test("Bytes that are no UTF-8 are shown and do not stop the comparison")
    func otherBytes() throws {
        #expect(try LineDiff.compare(old: [0x61, 0xFF], new: [0x61]).hunks.first?.lines == ["-a\u{FFFD}", "+a"])
    }
}

@Suite("Comparing two versions")
struct CompareVersionsTests {
    let play: Play

    init() throws { play = try Play() }

    private func compare(_ old: Int, _ new: Int, by principal: Principal = Play.official("kadis")) throws -> CompareVersions.Answer {
        play.rehearsal.files.contents[play.file("a1").hash] = Array("satu\ndua\n".utf8)
        play.rehearsal.files.contents[play.file("a2").hash] = Array("satu\ntiga\n".utf8)
        return try play.rehearsal.ask(CompareVersions(caseID: play.caseID, document: Play.draft, old: old, new: new), by: principal)
    }

    @Test("Two versions of a document are compared by their files; only texts can be")
    func comparing() throws {
        let task = try play.open(.susun, document: Play.draft)
        try play.save(task, "a1", parent: 0)
        try play.save(task, "a2", parent: 1)
        let picture = play.file("a3", mediaType: "application/pdf")
        try play.rehearsal.give(ComposeVersion(task: task, file: picture, name: "a.pdf", parent: 2), by: Play.official("staf"))
        #expect(try compare(1, 2).hunks.map(\.lines) == [[" satu", "-dua", "+tiga"]])
        #expect(try compare(1, 1).hunks.isEmpty)
        #expect(try play.rehearsal.rejection { _ = try compare(1, 3) } == "notText")
        #expect(try play.rehearsal.rejection { _ = try compare(1, 4) } == "notFound")
        #expect(try play.rehearsal.rejection { _ = try compare(1, 2, by: Play.official("staf", of: "bappeda")) } == "notFound")
    }

    @Test("A text of more lines than are compared is refused, and the field says which of the two it is")
    func tooLong() throws {
        let task = try play.open(.susun, document: Play.draft)
        try play.save(task, "b1", parent: 0)
        try play.save(task, "b2", parent: 1)
        let most = String(repeating: "\n", count: LineDiff.linesMaximum)
        func refusal(_ old: String, _ new: String) throws -> String? {
            play.rehearsal.files.contents[play.file("b1").hash] = Array(old.utf8)
            play.rehearsal.files.contents[play.file("b2").hash] = Array(new.utf8)
            do {
                _ = try compare(1, 2)
                return nil
            } catch let refused as Rejection {
                return "\(refused.code) \(refused.field ?? "")"
            }
        }
        #expect(try refusal(most, "satu\n") == nil)
        #expect(try refusal(most + "\n", "satu\n") == "tooLong old")
        #expect(try refusal("satu\n", most + "dua") == "tooLong new")
    }
}
