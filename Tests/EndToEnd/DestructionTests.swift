import Client
import Deployment
import Domain
import Glibc
import Linux
import Protocol
import Testing

/// Destruction by law through all five services, as processes on their files, years after the letters came.
@Suite(.serialized) struct DestructionTests {
    /// Sets the clock of a process, as the package `faketime` brings it; nil where it is not installed.
    private static let clockLibrary: String? = {
        let folders = (try? directoryNames("/usr/lib")) ?? []
        let paths = folders.filter { $0.hasSuffix("-linux-gnu") }.map { "/usr/lib/\($0)/faketime/libfaketimeMT.so.1" }
        return paths.first { (try? fileStatus($0)) ?? nil != nil }
    }()
    private static let isPossible = clockLibrary != nil && !Installation.isSanitized

    /// A word that no letter but those to be destroyed has.
    private static let marker = "kembangsepatu"
    private static let kept = "tetaptinggal"

    /// Seven years later: two active and three inactive ones after the year of closing are over.
    ///
    /// With a name given for what the library shares between processes, it adds no variable of its own: Swift finds its arguments beside the environment.
    private static let later = [
        "LD_PRELOAD": clockLibrary ?? "", "FAKETIME": "+2600d", "FAKETIME_DONT_FAKE_MONOTONIC": "1", "FAKETIME_SHARED": "none none",
    ]

    /// Runs the operator's tool; what it said.
    @discardableResult
    private func alurctl(
        _ words: [String], _ installation: Installation, in years: [String: String] = [:], expecting code: Int32 = 0
    ) throws -> String {
        try alurctl(words, at: installation.home, in: years, expecting: code)
    }

    @discardableResult
    private func alurctl(_ words: [String], at home: String, in years: [String: String] = [:], expecting code: Int32 = 0) throws -> String {
        let output = "\(home)-alurctl.log"
        defer { _ = try? removeFile(output) }
        let environment = environmentVariables().merging(years) { $1 }
        let tool = try ChildProcess(
            arguments: ["\(try Installation.binaries())/alurctl"] + words + ["--home", home], environment: environment,
            outputPath: output)
        let end = try tool.wait(timeoutMilliseconds: 120_000)
        let said = String(decoding: try readFile(output, sizeBytesMaximum: 1 << 20), as: UTF8.self)
        #expect(end == .exited(code), "\(words): \(said)")
        return said
    }

    /// Files letters about a word in a berkas of their own, by the load that walks cases from the letter to the archive.
    private func file(_ word: String, in home: String) throws {
        try alurctl(
            [
                "bench", "--json", "--cases", "2", "--in-flight", "1", "--subject", "Perihal \(word)", "--catalog",
                repository("Tests/Benchmarks/catalog/kantor-uji"),
            ], at: home)
    }

    private func asked(_ position: String) -> [String] { ["--agency", "kantor-uji", "--as", position] }

    /// The files beneath a folder that hold a word, in small letters or capitals.
    private func files(holding word: String, beneath folder: String) throws -> [String] {
        let output = "\(folder)-grep.log"
        defer { _ = try? removeFile(output) }
        let grep = try ChildProcess(arguments: ["/bin/grep", "-rial", word, folder], environment: [:], outputPath: output)
        _ = try grep.wait(timeoutMilliseconds: 60_000)
        return String(decoding: try readFile(output, sizeBytesMaximum: 1 << 20), as: UTF8.self).split(separator: "\n").map(String.init).sorted()
    }

    /// Waits until each of these services has written its database anew so many times since its log began; each question gives it time.
    private func waitUntilErased(_ services: [ServiceName], times: Int, _ installation: Installation) throws {
        let caller = try Caller(installation.deployment)
        for service in services {
            var found = 0
            for _ in 0..<20_000 where found < times {
                _ = try caller.ask(ShowStatus(), of: service, as: nil)
                found = try installation.log(service).split(separator: "\n").count { $0.contains("nothing of it is left") }
            }
            let log = try installation.log(service)
            let problems = try caller.ask(ShowStatus(), of: service, as: nil).problems
            #expect(found >= times, "\(service.rawValue): \(problems) \(log)")
        }
    }

    private struct Berkas: Decodable {
        let berkas: String
        let number: String
    }

    @Test(
        "Words of destroyed letters are in no byte of any store; chains, books and other letters stay; a rebuild, a backup and a restore bring nothing back",
        .enabled(if: isPossible, "needs the package faketime, and no sanitizer"))
    func nothingIsLeft() throws {
        let outer = try Installation()
        defer { try? outer.remove() }
        let home = "\(outer.home)/uji"
        let old = "\(outer.home)/lama"
        let installation = try Installation(at: home) {
            try file(Self.marker, in: $0.home)
            try file(Self.kept, in: $0.home)
        }
        try installation.start()
        let rows = try alurctl(["archive", "berkas", "--json"] + asked("arsiparis"), installation).split(separator: "\n")
        let berkas = try rows.map { try JSONText().decode(Berkas.self, from: Array($0.utf8)) }.sorted { $0.number < $1.number }.map(\.berkas)
        #expect(berkas.count == 2)
        for one in berkas { try alurctl(["archive", "close", one] + asked("arsiparis"), installation) }
        let held = try files(holding: Self.marker, beneath: home)
        #expect(held.count >= 5, "every service knows of it: \(held)")
        try alurctl(["backup", old], installation)
        for service in ServiceName.allCases { _ = try installation.stop(service, SIGTERM) }

        try installation.start(in: Self.later)
        let early = try alurctl(["destruction", "propose", berkas[0]] + asked("agendaris"), installation, in: Self.later, expecting: 3)
        #expect(early.contains("forbidden"))
        let said = try alurctl(["destruction", "propose", berkas[0]] + asked("arsiparis"), installation, in: Self.later)
        let id = try #require(said.split(separator: " ").last).description.trimmed
        try alurctl(["destruction", "approve", id] + asked("kepala"), installation, in: Self.later)
        let document = "\(outer.home)/berita-acara.txt"
        try writeFileAtomically(document, Array("Berita acara pemusnahan\n".utf8))
        let order = ["destruction", "carry-out", id, "--number", "BA/7", "--document", document] + asked("arsiparis")
        try alurctl(order, installation, in: Self.later)
        try waitUntilErased(ServiceName.allCases, times: 1, installation)
        #expect(try files(holding: Self.marker, beneath: home) == [])
        #expect(try files(holding: Self.kept, beneath: home).count >= 5)
        let verified = try alurctl(["audit", "verify", "--json"], installation, in: Self.later)
        #expect(!verified.contains("\"destroyed\":0") && verified.split(separator: "\n").count == 5, "\(verified)")
        let found = try alurctl(["archive", "search", Self.marker] + asked("arsiparis"), installation, in: Self.later, expecting: 1)
        #expect(found.contains("nothing was found"))
        #expect(try alurctl(["archive", "search", Self.kept] + asked("arsiparis"), installation, in: Self.later).contains(Self.kept))

        for service in [ServiceName.routing, .archival] {
            // From before the act: what is put back has the words, and takes the event from its readers.
            _ = try installation.stop(service, SIGKILL)
            try alurctl(["restore", old, service.rawValue], installation, in: Self.later)
            #expect(try !files(holding: Self.marker, beneath: installation.deployment.folder(of: service)).isEmpty)
            try removeFile("\(home)/log/\(service.rawValue).log")
            try installation.start(service, in: Self.later)
            try waitUntilErased([service], times: 1, installation)
        }
        #expect(try files(holding: Self.marker, beneath: home) == [])
        try alurctl(["audit", "verify"], installation, in: Self.later)
        let new = "\(outer.home)/baru"
        try alurctl(["backup", new], installation, in: Self.later)
        #expect(try files(holding: Self.marker, beneath: new) == [])
        for service in ServiceName.allCases {
            _ = try installation.stop(service, SIGTERM)
            let rebuilt = try alurctl(["rebuild", service.rawValue], installation, in: Self.later)
            #expect(rebuilt.contains("the tables were equal"), "\(service.rawValue): \(rebuilt)")
        }
        #expect(try files(holding: Self.marker, beneath: home) == [])
        try alurctl(["audit", "verify", "--offline", home], installation)
    }
}

extension String {
    fileprivate var trimmed: String { String(filter { !"`\n".contains($0) }) }
}
