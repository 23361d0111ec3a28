import Client
import Deployment
import Domain
import Linux
import Protocol

/// Plays every official of the catalogue's agencies through every SOP.
enum DemoVerb {
    static let demo = Verb(
        "demo", "plays every SOP of the catalogue from the first step to the archive, in a store of its own",
        discussion: [
            "The officials act only on what their inboxes return. Each decision is refused once; what may be passed over is done in one case",
            "and passed over in another. At the end journals, books, archived files and the services' memory are checked; exit code 1 when",
            "anything is missing or too much.",
            "The home is made if there is none, and marked CONTOH; one that is not the demo's is refused. A second run goes on in it.",
            "With --json: one object a SOP, then one with the totals, where `cases` and `steps` count each SOP once; `casesPlayed` counts the",
            "second cases too, as do acts, returns, versions and numbers.",
        ],
        options: [
            Option("home", "DIR", "the demo's own installation; else ./.alur/contoh"),
            Option("catalog", "DIR", "agencies and calendars; else ./deploy/catalog"),
            Option("files", "DIR", "the papers that officials bring; else ./deploy/demo"),
            Option("memory", "MIB", "what a service may take of memory; else \(DemoAudit.usualMebibytes)"),
            .tcp,
            Option("keep-up", nil, "leaves the services running after the play, until Ctrl-C"),
        ],
        run: run)

    /// Never the home that other verbs take: that one may be an office's.
    private static let usualHome = "./.alur/contoh"

    private static func run(_ call: Call) throws -> ExitCode {
        // Before all else, so that no thread is left that dies of a signal.
        let signals = try SignalSource()
        let papers = try DemoPapers(folder: call.arguments.text("files") ?? "./deploy/demo")
        let catalogue = try CatalogueFolder(call.arguments.text("catalog") ?? "./deploy/catalog")
        if let finding = catalogue.findings.first { throw DemoFailure("\(finding.description); `alurctl sop check` names all mistakes") }
        let home = try DemoHome(call.arguments.text("home") ?? usualHome, try call.network())
        let deployment = try Deployment(home: home.path)
        let services = try DemoServices(deployment, signals, call)
        let result = Result {
            try services.start()
            let caller = try Caller(deployment)
            caller.whileWaiting = services.attend
            let troupe = DemoTroupe(home: home, caller: caller, papers: papers, catalogue: catalogue, attend: services.attend)
            let isWhole = try play(DemoProgramme(troupe, call))
            if call.arguments.flag("keep-up"), isWhole { try services.keepUp() }
            return isWhole
        }
        let isStopped = try services.stop()
        return try result.get() && isStopped ? .ok : .negative
    }

    /// Plays; a "no" or a silence that no official expected ends it with a sentence.
    private static func play(_ programme: DemoProgramme) throws -> Bool {
        do { return try programme.play() } catch let failure as Caller.Failure { throw DemoFailure(failure.description) }
    }
}
