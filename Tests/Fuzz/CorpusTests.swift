import Domain
import Fuzzing
import Linux
import Testing

@Suite struct CorpusTests {
    struct Input: Sendable, CustomTestStringConvertible {
        let target: FuzzTarget
        let name: String
        let bytes: [UInt8]
        var testDescription: String { "\(target.name)/\(name)" }
    }

    static let corpus = "/" + #filePath.split(separator: "/").dropLast().joined(separator: "/") + "/Corpus"

    static func kept(_ target: FuzzTarget) throws -> [Input] {
        try directoryNames("\(corpus)/\(target.name)").sorted().map {
            Input(target: target, name: $0, bytes: try readFile("\(corpus)/\(target.name)/\($0)", sizeBytesMaximum: 1 << 20))
        }
    }

    @Test("No seed breaks a promise", arguments: FuzzTarget.all.map(\.name))
    func seeds(_ name: String) throws {
        let target = try #require(FuzzTarget.named(name))
        let seeds = try target.seeds()
        #expect(!seeds.isEmpty)
        for (number, seed) in seeds.enumerated() {
            do { try target.run(seed) } catch { Issue.record("seed \(number): \(error)") }
        }
    }

    @Test("No input that was kept breaks a promise", arguments: FuzzTarget.all.map(\.name))
    func corpus(_ name: String) throws {
        let target = try #require(FuzzTarget.named(name))
        let inputs = try Self.kept(target)
        #expect(!inputs.isEmpty)
        for input in inputs {
            do { try target.run(input.bytes) } catch { Issue.record("\(input.testDescription): \(error)") }
        }
    }

    @Test("The corpora stay small")
    func size() throws {
        let bytes = try FuzzTarget.all.flatMap { try Self.kept($0) }.reduce(0) { $0 + $1.bytes.count }
        #expect(bytes <= 1 << 20)
    }
}
