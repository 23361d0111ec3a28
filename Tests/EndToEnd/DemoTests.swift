import Client
import Deployment
import Domain
import Glibc
import Linux
import Protocol
import Testing

/// The demo as a process of its own, over a catalogue the test gives it.
@Suite(.serialized) struct DemoTests {
    private static let demoMilliseconds = 300_000

    @Test("A fifth agency with a SOP of its own needs a folder of YAML and no code")
    func fifthAgency() throws {
        let stage = try Stage()
        defer { try? stage.remove() }
        try stage.copy("deploy/catalog/kalender")
        try stage.copy("deploy/catalog/disnaker-tanjabbar")
        try stage.copy("Tests/EndToEnd/FifthAgency/kecamatan-contoh")
        let end = try stage.start().wait(timeoutMilliseconds: Self.demoMilliseconds)
        let output = try stage.output()
        #expect(end == .exited(0), "\(output)")
        let row = try #require(try stage.row("profil-kecamatan"))
        #expect(row.agency == "kecamatan-contoh")
        #expect(row.steps == 8)
        #expect(row.cases == 2, "once with the optional repair, once without")
        #expect(row.number?.contains("/KEC-CTH/") ?? false)
    }

    @Test("Each service killed once in mid-flow: the cases go on, nothing is lost or doubled, no number is left out")
    func killedServices() throws {
        let stage = try Stage()
        defer { try? stage.remove() }
        try stage.copy("deploy/catalog/kalender")
        try stage.copy("deploy/catalog/disnaker-tanjabbar")
        try stage.copy("deploy/catalog/dpmptsp-tanjabbar")
        let demo = try stage.start()
        let caller = try Caller(try stage.deployment())
        caller.patienceMilliseconds = 60_000
        // Each is killed when the process has gone on by some hundred events since the last: always in the middle of something.
        for (number, service) in ServiceName.allCases.enumerated() {
            try stage.waitForEvents(Int64(300 + number * 250), caller)
            try stage.kill(service)
        }
        let end = try demo.wait(timeoutMilliseconds: Self.demoMilliseconds)
        let output = try stage.output()
        #expect(end == .exited(0), "\(output)")
        for service in ServiceName.allCases { #expect(try stage.starts(of: service) == 2) }
        // What was killed and recovered is what its journal says, table by table.
        for service in ServiceName.allCases {
            #expect(try stage.rebuild(service).contains("the tables were equal"), "\(service.rawValue)")
        }
    }

    @Test("A demo that stays up goes on until Ctrl-C, then ends with exit code 0 and leaves no service behind")
    func keepUp() throws {
        let stage = try Stage()
        defer { try? stage.remove() }
        try stage.copy("deploy/catalog/kalender")
        try stage.copy("Tests/EndToEnd/FifthAgency/kecamatan-contoh")
        let demo = try stage.start(["--keep-up"])
        try stage.waitForLine("the services stay up; Ctrl-C stops them")
        #expect(try ServiceName.allCases.allSatisfy { try stage.process(of: $0) != nil })
        #expect(try demo.signal(SIGINT))
        let end = try demo.wait(timeoutMilliseconds: 20_000)
        let output = try stage.output()
        #expect(end == .exited(0), "\(output)")
        #expect(try ServiceName.allCases.allSatisfy { try stage.process(of: $0) == nil })
    }

    @Test("alurctl up --json tells of each service in JSON, and Ctrl-C ends it with exit code 0; so does rebuild --json of what has stopped")
    func up() throws {
        struct Notice: Decodable, Equatable {
            var service: ServiceName
            var event: String?
        }
        func notices(_ text: String) throws -> [Notice] {
            try text.split(separator: "\n").map { try JSONText().decode(Notice.self, from: Array($0.utf8)) }
        }
        let stage = try Stage()
        defer { try? stage.remove() }
        let tool = try stage.start(tool: ["up", "--json"])
        // The last to answer is the end of the beginning.
        try stage.waitForLine(#""event":"ready""#, count: ServiceName.allCases.count)
        #expect(try tool.signal(SIGINT))
        #expect(try tool.wait(timeoutMilliseconds: 20_000) == .exited(0))
        let told = try notices(try stage.output())
        for event in ["started", "ready", "stopped"] {
            #expect(Set(told.filter { $0.event == event }.map(\.service)) == Set(ServiceName.allCases), "\(event)")
        }
        #expect(try stage.start(tool: ["rebuild", "intake", "--json"]).wait(timeoutMilliseconds: 20_000) == .exited(0))
        #expect(try stage.output().contains(#"{"service":"intake"}"#))
    }
}

/// A folder in which a demo is played.
final class Stage {
    let home: String
    private let folder: String
    private var demo: ChildProcess?

    init() throws {
        var template = Array("/tmp/alur-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Installation.Mishap(description: "no folder for the test") }
        folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        home = "\(folder)/contoh"
        try makeDirectory("\(folder)/catalog")
    }

    func remove() throws {
        if let demo, try demo.poll() == nil {
            _ = try demo.signal(SIGTERM)
            _ = try demo.wait(timeoutMilliseconds: 20_000)
        }
        _ = try ChildProcess(arguments: ["/bin/rm", "-rf", folder], environment: [:]).wait(timeoutMilliseconds: 20_000)
    }

    /// Puts a folder of the checkout into the catalogue.
    func copy(_ path: String) throws {
        let copy = try ChildProcess(arguments: ["/bin/cp", "-r", repository(path), "\(folder)/catalog/"], environment: [:])
        guard try copy.wait(timeoutMilliseconds: 20_000) == .exited(0) else { throw Installation.Mishap(description: "\(path) cannot be copied") }
    }

    /// Starts the demo over the stage's catalogue: for programs, or with other options for people.
    func start(_ options: [String] = ["--json"]) throws -> ChildProcess {
        try start(tool: ["demo", "--catalog", "\(folder)/catalog", "--files", repository("deploy/demo")] + Installation.demoOptions + options)
    }

    /// Calls the tool in the stage's home.
    func start(tool words: [String]) throws -> ChildProcess {
        let program = "\(try Installation.binaries())/alurctl"
        let started = try ChildProcess(
            arguments: [program] + words + ["--home", home], environment: environmentVariables(), outputPath: "\(folder)/output")
        demo = started
        return started
    }

    /// Waits until the tool has written a text so many times. Throws when it ends before.
    func waitForLine(_ text: String, count: Int = 1) throws {
        while try output().split(separator: "\n").filter({ $0.contains(text) }).count < count {
            // Waits for its end a moment at a time.
            if let demo, try demo.wait(timeoutMilliseconds: 20) != nil { throw Installation.Mishap(description: try output()) }
        }
    }

    func output() throws -> String { String(decoding: try readFile("\(folder)/output", sizeBytesMaximum: 1 << 20), as: UTF8.self) }

    /// The installation, once the demo has made it.
    func deployment() throws -> Deployment {
        while true {
            if try fileStatus("\(home)/keys/grants.pub") != nil { return try Deployment(home: home) }
            // Waits for the demo's end a moment at a time, and gives up with it.
            if let demo, try demo.wait(timeoutMilliseconds: 20) != nil { throw Installation.Mishap(description: try output()) }
        }
    }

    /// Waits until Routing's journal has so many events, by long polls.
    func waitForEvents(_ count: Int64, _ caller: Caller) throws {
        var place = StreamPosition(stream: .routing, epoch: 1, position: 0)
        var hash = ""
        while place.position < count {
            if let demo, try demo.poll() != nil { throw Installation.Mishap(description: "the demo ended early: \(try output())") }
            let (page, _) = try caller.pull(after: place, hash: hash, waitMilliseconds: Limits.pullMilliseconds)
            place.position += Int64(page.count)
            hash = page.hash
        }
    }

    /// The process of a service, found by its arguments; nil when there is none.
    func process(of service: ServiceName) throws -> Int32? {
        let wanted = "alur-\(service.rawValue)\u{0}serve\u{0}--home\u{0}\(home)\u{0}"
        for name in try directoryNames("/proc") {
            guard let process = Int32(name), let line = try? readFile("/proc/\(name)/cmdline", sizeBytesMaximum: 4096) else { continue }
            if String(decoding: line, as: UTF8.self).hasSuffix(wanted) { return process }
        }
        return nil
    }

    /// Kills the process of a service.
    func kill(_ service: ServiceName) throws {
        guard let process = try process(of: service) else { throw Installation.Mishap(description: "alur-\(service.rawValue) does not run") }
        Glibc.kill(process, SIGKILL)
    }

    /// Makes a stopped service's tables anew from its journal; what it says of them.
    func rebuild(_ service: ServiceName) throws -> String {
        let arguments = ["\(try Installation.binaries())/alur-\(service.rawValue)", "rebuild", "--home", home]
        let rebuild = try ChildProcess(arguments: arguments, environment: environmentVariables(), outputPath: "\(folder)/rebuild-\(service.rawValue)")
        _ = try rebuild.wait(timeoutMilliseconds: 60_000)
        return String(decoding: try readFile("\(folder)/rebuild-\(service.rawValue)", sizeBytesMaximum: 1 << 16), as: UTF8.self)
    }

    /// How often a service has said that it is ready.
    func starts(of service: ServiceName) throws -> Int {
        let log = String(decoding: try readFile("\(home)/log/\(service.rawValue).log", sizeBytesMaximum: 1 << 22), as: UTF8.self)
        return log.split(separator: "\n").filter { $0.contains(": ready at ") }.count
    }

    /// What the demo says of one SOP.
    struct Row: Decodable {
        var agency: String
        var sop: String
        var steps: Int
        var cases: Int
        var number: String?
    }

    /// The demo's row of a SOP.
    func row(_ sop: String) throws -> Row? {
        let lines = try output().split(separator: "\n").filter { $0.contains("\"sop\":\"\(sop)\"") }
        return try lines.first.map { try JSONText().decode(Row.self, from: Array($0.utf8)) }
    }
}
