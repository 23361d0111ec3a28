import Domain
import Protocol

/// How the services are.
enum StatusVerb {
    static let status = Verb(
        "status", "says of every service where it stands and what keeps it from going on",
        discussion: [
            "Exit code 1 when a service does not answer within two seconds, cannot read on, has events parked, or has recorded faults.",
            "`behind` is how many events of each other service are still to be read; `held` are requests that wait for what they build on.",
        ], run: run)

    private static let patienceMilliseconds: Int64 = 2_000

    /// One service as JSON.
    private struct Line: Encodable {
        let service: ServiceName
        let isAway: Bool
        let status: ShowStatus.Answer?
        /// Events still to be read, by service; a service that does not answer is missing.
        let behind: [String: Int64]
    }

    private static func run(_ call: Call) throws -> ExitCode {
        let answers = try StatusProbe.askAll(try call.deployment(), timeoutMilliseconds: patienceMilliseconds)
        if call.isJSON {
            for service in ServiceName.allCases {
                let answer = answers[service]
                let known = lags(answer, answers).compactMap { lag in lag.events.map { (lag.stream.rawValue, $0) } }
                let behind = Dictionary(uniqueKeysWithValues: known)
                try call.json.line(Line(service: service, isAway: answer == nil, status: answer, behind: behind))
            }
        } else {
            show(answers, call.terminal)
        }
        return isWell(answers) ? .ok : .negative
    }

    /// Whether every service answers, reads on, and has nothing parked and no mistake of its own recorded.
    static func isWell(_ answers: [ServiceName: ShowStatus.Answer]) -> Bool {
        ServiceName.allCases.allSatisfy { service in answers[service].map { $0.problems.isEmpty && $0.parked == 0 && $0.faults == 0 } ?? false }
    }

    /// How far a service is behind those it follows; nil for one that does not answer, or whose journal has begun anew.
    static func lags(
        _ answer: ShowStatus.Answer?, _ answers: [ServiceName: ShowStatus.Answer]
    ) -> [(stream: ServiceName, events: Int64?)] {
        (answer?.following ?? []).map { place in
            guard let other = answers[place.stream]?.position, other.epoch == place.epoch else { return (place.stream, nil) }
            // The other may have been asked a moment earlier.
            return (place.stream, max(0, other.position - place.position))
        }
    }

    private static func show(_ answers: [ServiceName: ShowStatus.Answer], _ terminal: Terminal) {
        let rows: [[Terminal.Cell]] = ServiceName.allCases.map { service in
            guard let answer = answers[service] else { return [.init(service.rawValue), .init("away", .red), "", "", "", "", "", ""] }
            let behind = lags(answer, answers).map { "\($0.stream.rawValue) \($0.events.map(String.init) ?? "?")" }.joined(separator: ", ")
            return [
                .init(service.rawValue), .init("answers", .green), .init("\(answer.position.epoch):\(answer.position.position)"),
                .init(String(answer.parked), answer.parked == 0 ? nil : .red), .init(String(answer.faults), answer.faults == 0 ? nil : .red),
                .init(String(answer.held)), .init("\(Text.mebibytes(answer.residentBytes)) (most \(Text.mebibytes(answer.peakResidentBytes)))"),
                .init(behind),
            ]
        }
        terminal.table(["service", "state", "position", "parked", "faults", "held", "memory", "behind"], rows)
        if answers.isEmpty { terminal.line("no service answers; `alurctl up` starts them") }
        for service in ServiceName.allCases {
            for problem in answers[service]?.problems ?? [] {
                terminal.line(terminal.styled("\(service.rawValue): ", .red) + Terminal.plain(problem))
            }
            if let parked = answers[service]?.parked, parked > 0 {
                terminal.line("\(service.rawValue): \(parked) parked; see `alurctl parked list \(service.rawValue)`")
            }
        }
    }
}
