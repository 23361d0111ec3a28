import Client
import Deployment
import Domain
import Linux
import Protocol

/// Measures an installation under load.
enum BenchVerb {
    static let lifecycle = Verb(
        "bench", "walks many cases at once from the incoming letter to the archive, and says how fast",
        discussion: [
            "Every act is a command of its own, given by the position whose task it is as soon as Routing's journal shows the task, and answered",
            "when it is on the disk. The figures of one run say little: compare them with another program's in turn, on the same machine.",
            "The home is made if there is none, and marked CONTOH; one that is not the bench's is refused.",
        ],
        options: [
            Option("home", "DIR", "the bench's own installation; else ./.alur/uji"),
            Option("catalog", "DIR", "the agency that is measured; else ./Tests/Benchmarks/catalog/kantor-uji"),
            Option("sop", "SOP", "the procedure; else sepuluh-tindakan, of ten acts"),
            Option("cases", "N", "how many cases; else 500"),
            Option("subject", "TEXT", "what its letters are about; else Permintaan jawaban"),
            .tcp,
            Option("in-flight", "N", "how many of them at once; else 64"),
        ], run: run)

    private static func run(_ call: Call) throws -> ExitCode {
        let signals = try SignalSource()
        let catalogue = try CatalogueFolder(call.arguments.text("catalog") ?? "./Tests/Benchmarks/catalog/kantor-uji")
        guard let agency = catalogue.agencies.first, catalogue.findings.isEmpty else {
            throw DemoFailure("the catalogue of the bench has mistakes; `alurctl sop check` names them")
        }
        let sop = Key<SOP>(call.arguments.text("sop") ?? "sepuluh-tindakan")
        guard agency.sops.contains(where: { $0.id == sop }) else { throw WrongCall("\(agency.organisation.agency.id) has no SOP \(sop)") }
        let cases = try call.arguments.value("cases", .count) ?? 500
        let inFlight = try call.arguments.value("in-flight", .count) ?? 64
        let home = try DemoHome(call.arguments.text("home") ?? "./.alur/uji", try call.network())
        let deployment = try Deployment(home: home.path)
        let services = try DemoServices(deployment, signals, call)
        let result = Result {
            try services.start()
            let caller = try Caller(deployment)
            caller.whileWaiting = services.attend
            let office = try BenchOffice(agency, caller, subject: call.arguments.text("subject") ?? "Permintaan jawaban")
            let load = try LifecycleLoad(deployment, office, sop: sop, cases: cases, inFlight: inFlight, attend: services.attend)
            let before = try processorMicroseconds(caller)
            let figures = try load.run()
            let after = try processorMicroseconds(caller)
            let used = ServiceName.allCases.map { ($0.rawValue, (after[$0] ?? 0) - (before[$0] ?? 0)) }
            try report(figures, used, call)
        }
        let isStopped = try services.stop()
        try result.get()
        return isStopped ? .ok : .negative
    }

    private static func processorMicroseconds(_ caller: Caller) throws -> [ServiceName: Int64] {
        var used: [ServiceName: Int64] = [:]
        for service in ServiceName.allCases { used[service] = try caller.ask(ShowStatus(), of: service, as: nil).processorMicroseconds }
        return used
    }

    /// What came of a run, as JSON.
    private struct Line: Encodable {
        let cases: Int
        let inFlight: Int
        let acts: Int
        let repeats: Int
        let seconds: Double
        let actsPerSecond: Double
        let caseMillisecondsP50: Double
        let caseMillisecondsP99: Double
        let actMillisecondsP50: Double
        let actMillisecondsP99: Double
        /// Of all acts, by who spent it.
        let processorMicrosecondsPerAct: [String: Double]
    }

    private static func report(_ figures: LifecycleLoad.Figures, _ used: [(String, Int64)], _ call: Call) throws {
        func tenths(_ value: Double) -> Double { (value * 10).rounded() / 10 }
        let acts = Double(figures.acts)
        var processor = Dictionary(uniqueKeysWithValues: used.map { ($0.0, tenths(Double($0.1) / acts)) })
        processor["client"] = tenths(Double(figures.clientMicroseconds) / acts)
        let line = Line(
            cases: figures.cases.count, inFlight: figures.inFlight, acts: figures.acts, repeats: figures.repeats, seconds: figures.seconds,
            actsPerSecond: tenths(acts / figures.seconds), caseMillisecondsP50: figures.cases.percentile(50),
            caseMillisecondsP99: figures.cases.percentile(99), actMillisecondsP50: figures.answers.percentile(50),
            actMillisecondsP99: figures.answers.percentile(99), processorMicrosecondsPerAct: processor)
        if call.isJSON { return try call.json.line(line) }
        call.terminal.fields([
            ("cases", "\(line.cases), \(line.inFlight) at once, \(line.acts) acts in \(line.seconds) s"),
            ("acts a second", "\(line.actsPerSecond)"), ("sent again", "\(line.repeats)"),
            ("a case", "p50 \(line.caseMillisecondsP50) ms, p99 \(line.caseMillisecondsP99) ms"),
            ("an act", "p50 \(line.actMillisecondsP50) ms, p99 \(line.actMillisecondsP99) ms"),
            ("processor an act", processor.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ") + " microseconds"),
        ])
    }
}
