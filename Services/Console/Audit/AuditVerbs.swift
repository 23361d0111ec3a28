import Client
import Deployment
import Domain
import Kernel
import Linux
import Protocol
import SQLite

/// Shows that journals are what they were, to whoever asks for proof.
enum AuditVerbs {
    static let all = [
        Verb(
            "audit verify", "checks every journal from its first event on: chain, contents, seals and witnesses",
            discussion: [
                "Each seal must name the hash before it and be signed with the service's key; each seal that another service keeps must name the hash",
                "that the journal has at its place. Exit code 1 when something does not hold, when signatures could not be checked, or when two others do not",
                "keep a seal within an hour. With --offline the databases of a copy are read, and",
                "no service is asked. With --json: one line a journal, then one a finding.",
            ],
            options: [
                Option("offline", "DIR", "a copy of an installation, or of its data folder, instead of the running services"),
                Option("paper", "SEAL", "a line that `audit seal` has printed, such as from the agenda book", .many),
            ],
            run: verify),
        Verb(
            "audit seal", "prints where each journal stands, to be kept on paper",
            discussion: [
                "One line a journal: its place and its hash. Print it in the agenda book at the end of the day; `audit verify --paper LINE` shows later",
                "whether the journal still has that hash at that place.",
            ],
            run: seal),
    ]

    private static let others = "Look at the logs, and restore the journal that is wrong; the witnesses say from where on."

    private static func verify(_ call: Call) throws -> ExitCode {
        let deployment = try call.deployment()
        let paper = try call.arguments.texts("paper").map(paperSeal)
        var audits: [JournalAudit]
        if let folder = call.arguments.text("offline") {
            audits = try JournalCopies(folder, deployment).audits(paper)
        } else {
            let caller = try Caller(deployment)
            audits = try ServiceName.allCases.map { try live($0, paper, deployment, caller, call) }
        }
        audits = JournalAudit.compare(audits)
        for audit in audits { try show(audit.summary, call) }
        let findings = audits.flatMap(\.findings)
        for finding in findings {
            if call.isJSON {
                try call.json.line(finding)
            } else {
                call.terminal.line(call.terminal.styled("\(finding.stream.rawValue) at \(finding.position): \(finding.what)", .red))
            }
        }
        if !findings.isEmpty, !call.isJSON { call.terminal.line(others) }
        return findings.isEmpty ? .ok : .negative
    }

    private static func show(_ summary: JournalAudit.Summary, _ call: Call) throws {
        if call.isJSON { return try call.json.line(summary) }
        let witnesses = summary.witnesses.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        call.terminal.fields([
            (
                summary.stream.rawValue,
                "\(summary.events) events, \(summary.contents) contents, \(summary.destroyed) destroyed by law, \(summary.missing) missing"
            ),
            ("", "\(summary.seals) seals, \(summary.unsealed) events behind the last; witnesses: \(witnesses.isEmpty ? "none" : witnesses)"),
        ])
    }

    private static func seal(_ call: Call) throws -> ExitCode {
        let caller = try Caller(try call.deployment())
        for stream in ServiceName.allCases {
            let status = try caller.ask(ShowStatus(), of: stream, as: nil)
            if call.isJSON {
                try call.json.line(["place": "\(status.position)", "hash": status.hash])
            } else {
                call.terminal.line("\(status.position) \(status.hash)")
            }
        }
        return .ok
    }

    private static func paperSeal(_ line: String) throws -> Seal {
        let parts = line.split(separator: " ")
        guard parts.count == 2, let place = StreamPosition(parts[0]), parts[1].count == 64 else {
            throw WrongCall("--paper takes a line of `audit seal`: a place and 64 hexadecimal digits")
        }
        return Seal(place: place, hash: parts[1].lowercased(), signature: "")
    }

    // MARK: - Running services

    private static func live(
        _ stream: ServiceName, _ paper: [Seal], _ deployment: Deployment, _ caller: Caller, _ call: Call
    ) throws -> JournalAudit {
        let status = try caller.ask(ShowStatus(), of: stream, as: nil)
        let start = StreamPosition(stream: stream, epoch: status.position.epoch, position: 0)
        var audit = JournalAudit(start, publicKey: try SealKeys.publicKey(deployment, of: stream))
        for witness in ServiceName.allCases where witness != stream {
            audit.expect(try caller.seals(of: stream, keptBy: witness), of: witness.rawValue)
        }
        let lines = paper.filter { $0.place.stream == stream }
        if !lines.isEmpty { audit.expect(lines, of: "paper") }
        var (place, hash) = (start, "")
        while place.position < status.position.position {
            let (page, payload) = try caller.pull(after: place, hash: hash, waitMilliseconds: 0)
            guard let run = JournalRun(page, payload: payload), !run.entries.isEmpty else {
                throw Caller.Failure.fault(stream, verb: PullJournal.verb, "a page is empty before the journal's end")
            }
            audit.note(page.epochs ?? [])
            for entry in run.entries {
                guard try audit.take(entry) else { return audit.closed }
            }
            guard audit.hold(run.hash) else { return audit.closed }
            (place, hash) = (run.end, run.hash)
            call.terminal.progress(stream.rawValue, Int(place.position), of: Int(status.position.position))
        }
        audit.close(at: Moment(milliseconds: wallClockMilliseconds()))
        return audit
    }
}

extension Caller {
    /// All seals of a journal that another service keeps.
    func seals(of stream: ServiceName, keptBy witness: ServiceName) throws -> [Seal] {
        var seals: [Seal] = []
        while true {
            let page = try ask(ListSeals(stream: stream, after: seals.last?.place, hash: seals.last?.hash), of: witness, as: nil)
            seals += page.seals
            guard page.hasMore else { return seals }
        }
    }
}

extension JournalAudit {
    /// The audit with what only the end of a journal shows.
    var closed: JournalAudit {
        var audit = self
        audit.close()
        return audit
    }
}
