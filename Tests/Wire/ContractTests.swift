import Kernel
import Protocol
import Testing

/// Holds WIRE.md to the sources.
@Suite struct ContractTests {
    private static func contract() throws -> String { String(decoding: try Golden.file("Shared/Protocol/WIRE.md"), as: UTF8.self) }

    /// The lines under a heading, up to the next one.
    private static func section(_ heading: String) throws -> [Substring] {
        let lines = try contract().split(separator: "\n", omittingEmptySubsequences: false)
        guard let start = lines.firstIndex(of: "## \(heading)") else { return [] }
        return Array(lines[(start + 1)...].prefix { !$0.hasPrefix("## ") })
    }

    @Test("The limits in WIRE.md are those of the code")
    func limits() throws {
        var code: [String: Int64] = [
            "frameBytes": Int64(Limits.frameBytes), "closingFrameBytes": Int64(Limits.closingFrameBytes), "bodyBytes": Int64(Limits.bodyBytes),
            "grantBytes": Int64(Limits.grantBytes),
            "jsonDepth": Int64(Limits.jsonDepth),
            "verbBytes": Int64(Limits.verbBytes), "requestFrames": Int64(Limits.requestFrames), "afterPlaces": Int64(Limits.afterPlaces),
            "pageBytes": Int64(Limits.pageBytes), "pageEvents": Int64(Limits.pageEvents), "chunkBytes": Int64(Limits.chunkBytes),
            "fileBytes": Int64(Limits.fileBytes), "pageRows": Int64(Limits.pageRows), "lineCharacters": Int64(Limits.lineCharacters),
            "textCharacters": Int64(Limits.textCharacters), "afterMilliseconds": Limits.afterMilliseconds,
            "pullMilliseconds": Limits.pullMilliseconds, "causationDepth": Int64(Limits.causationDepth), "sealEvents": Limits.sealEvents,
            "sealMilliseconds": Limits.sealMilliseconds,
            "sealWitnesses": Int64(Limits.sealWitnesses), "witnessMilliseconds": Limits.witnessMilliseconds,
            "questionMilliseconds": Limits.questionMilliseconds,
        ]
        let source = String(decoding: try Golden.file("Shared/Protocol/Wire/Limits.swift"), as: UTF8.self)
        #expect(Set(names(behind: "public static let ", in: source)) == Set(code.keys), "a limit is missing in this test")
        code["lifetimeMilliseconds"] = Grant.lifetimeMilliseconds
        code["soleLifetimeMilliseconds"] = Grant.soleLifetimeMilliseconds
        var document: [String: Int64] = [:]
        for line in try Self.section("Limits") where line.hasPrefix("| `") {
            let cells = line.split(separator: "|").map { $0.trimmed("` ") }
            document[cells[0]] = Int64(cells[1])
        }
        #expect(document == code)
    }

    @Test("Every verb is listed in WIRE.md, under the file that documents it")
    func verbs() throws {
        let expected = try verbLines()
        let found = try Self.section("Verbs").filter { $0.hasPrefix("- ") }.map(String.init)
        #expect(found == expected, "Put this under Verbs in WIRE.md:\n\n\(expected.joined(separator: "\n"))\n")
    }

    @Test("Every verb and every event type has its place in VERBS.md")
    func annex() throws {
        let annex = String(decoding: try Golden.file("Shared/Protocol/VERBS.md"), as: UTF8.self)
        let headings = Set(annex.split(separator: "\n").filter { $0.hasPrefix("### `") }.map { $0.trimmed("#` ") })
        var paths = ["Shared/Protocol/Wire/JournalPages.swift", "Shared/Kernel/KernelEvents.swift"]
        paths += try Golden.files(in: "Shared/Protocol/Messages").map { "Shared/Protocol/Messages/\($0)" }
        var named: Set<String> = []
        for path in paths {
            let source = String(decoding: try Golden.file(path), as: UTF8.self)
            named.formUnion(names(behind: "static let verb = \"", in: source) + names(behind: "static let type = \"", in: source))
        }
        #expect(named.count > 150 && headings == named, "write VERBS.md anew with `make wire-annex`")
    }

    @Test("Every code that the runtime gives is explained in WIRE.md")
    func codes() throws {
        let explained = try Self.section("Replies").filter { $0.hasPrefix("| `") }.joined()
        for path in [
            "Shared/Protocol/Wire/Rejection.swift", "Shared/Kernel/Questions.swift", "Shared/ServiceHost/FileDesk.swift",
            "Shared/ServiceHost/FileTransfer.swift",
        ] {
            let source = String(decoding: try Golden.file(path), as: UTF8.self)
            for code in names(behind: "Rejection(\"", in: source) { #expect(explained.contains("`\(code)`"), "\(code) of \(path)") }
        }
    }

    /// The words that follow a text in a source.
    private func names(behind text: String, in source: String) -> [String] {
        var rest = source[...]
        var names: [String] = []
        while let range = rest.firstRange(of: text) {
            rest = rest[range.upperBound...]
            names.append(String(rest.prefix { $0.isLetter || $0.isNumber || $0 == "." }))
        }
        return names
    }

    /// A line for each source with verbs.
    private func verbLines() throws -> [String] {
        let sources = try Golden.files(in: "Shared/Protocol/Messages").map { "Shared/Protocol/Messages/\($0)" }
        return try (sources + ["Shared/Protocol/Wire/JournalPages.swift", "Shared/Kernel/KernelEvents.swift"]).compactMap { path in
            let source = String(decoding: try Golden.file(path), as: UTF8.self)
            // What stands between two verbs belongs to the first.
            let parts = source.components(between: "static let verb = \"")
            let verbs = parts.map { part in
                let verb = String(part.prefix { $0 != "\"" })
                let isCold = verb.hasPrefix("file.") || part.contains("static let isCold = true")
                return isCold ? "`\(verb)` (*files*)" : "`\(verb)`"
            }
            guard !verbs.isEmpty, let file = path.split(separator: "/").last else { return nil }
            return "- \(file): \(verbs.joined(separator: " "))"
        }
    }
}

extension StringProtocol {
    /// Without those characters at either end.
    fileprivate func trimmed(_ characters: String) -> String {
        var text = self[...]
        while let first = text.first, characters.contains(first) { text = text.dropFirst() }
        while let last = text.last, characters.contains(last) { text = text.dropLast() }
        return String(text)
    }
}

extension String {
    /// The parts that follow a text, each up to its next place.
    fileprivate func components(between text: String) -> [Substring] {
        var parts: [Substring] = []
        var rest = self[...]
        while let range = rest.firstRange(of: text) {
            rest = rest[range.upperBound...]
            parts.append(rest.firstRange(of: text).map { rest[..<$0.lowerBound] } ?? rest)
        }
        return parts
    }
}
