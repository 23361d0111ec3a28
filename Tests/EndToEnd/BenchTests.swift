import Domain
import Glibc
import Linux
import Protocol
import Testing

/// The load as a process of its own; its figures are not judged, only that it did what it says.
@Suite struct BenchTests {
    private struct Figures: Decodable {
        var cases: Int
        var inFlight: Int
        var acts: Int
        var processorMicrosecondsPerAct: [String: Double]
    }

    @Test(
        "A load walks every case from its letter to the archive, each act a command of its own, and a second one goes on in the same home",
        arguments: [("sepuluh-tindakan", 10), ("tiga-puluh-enam-tindakan", 36)])
    func everyActIsCounted(_ sop: String, _ acts: Int) throws {
        var template = Array("/tmp/alur-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Installation.Mishap(description: "no folder for the test") }
        let folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        defer { _ = try? ChildProcess(arguments: ["/bin/rm", "-rf", folder], environment: [:]).wait(timeoutMilliseconds: 5_000) }
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        for _ in 0..<2 {
            let bench = try ChildProcess(
                arguments: [
                    "\(try Installation.binaries())/alurctl", "bench", "--home", "\(folder)/uji", "--json", "--cases", "5", "--in-flight", "3",
                    "--sop", sop, "--catalog", "/\(root)/Tests/Benchmarks/catalog/kantor-uji",
                ], environment: environmentVariables(), outputPath: "\(folder)/output")
            let end = try bench.wait(timeoutMilliseconds: 120_000)
            let output = String(decoding: try readFile("\(folder)/output", sizeBytesMaximum: 1 << 20), as: UTF8.self)
            #expect(end == .exited(0), "\(output)")
            let last = try #require(output.split(separator: "\n").last { $0.hasPrefix("{") }, "\(output)")
            let figures = try JSONText().decode(Figures.self, from: Array(last.utf8))
            #expect(figures.cases == 5 && figures.inFlight == 3 && figures.acts == 5 * acts)
            #expect(Set(figures.processorMicrosecondsPerAct.keys) == Set(ServiceName.allCases.map(\.rawValue) + ["client"]))
        }
    }
}
