import Domain
import Kernel
import Protocol

/// The verbs about events that a service could not process and has set aside with their cases.
enum ParkedVerbs {
    static let all = [
        Verb("parked list", "shows what a service has set aside, oldest first", operands: [.service], run: list),
        Verb(
            "parked retry", "tries the events of a case again, from the first one parked",
            operands: [.service, .stream, .parkedPosition], speech: .gives(.operator), run: retry),
        Verb(
            "parked discard", "gives the first parked event of a case up, for a reason that the journal keeps",
            operands: [.service, .stream, .parkedPosition], options: [Option("reason", "TEXT", "why", .required)],
            speech: .gives(.operator), run: discard),
    ]

    private static func list(_ call: Call) throws -> ExitCode {
        let answer = try call.conversation().ask(ListParked(), of: try call.arguments.operand("SERVICE", .word), as: nil)
        if call.isJSON {
            for row in answer.parked { try call.json.line(row) }
        } else {
            call.terminal.table(
                ["stream", "position", "case", "code", "why"],
                answer.parked.map { row in
                    [.init(row.stream.rawValue), .init(String(row.position)), .init(row.subject), .init(row.code), .init(row.message)]
                })
            if answer.parked.isEmpty { call.terminal.line("nothing is parked") }
        }
        return answer.parked.isEmpty ? .ok : .negative
    }

    private static func retry(_ call: Call) throws -> ExitCode {
        let (service, stream, position) = try place(call)
        return try call.conversation().give(RetryParked(stream: stream, position: position), to: service, as: call.operatorSpeaker) { _ in
            "\(stream.rawValue) \(position) was tried again; see `alurctl parked list \(service.rawValue)` for what is left"
        }
    }

    private static func discard(_ call: Call) throws -> ExitCode {
        let (service, stream, position) = try place(call)
        let command = DiscardParked(stream: stream, position: position, reason: call.arguments.required("reason"))
        return try call.conversation().give(command, to: service, as: call.operatorSpeaker) { _ in "\(stream.rawValue) \(position) was given up" }
    }

    private static func place(_ call: Call) throws -> (service: ServiceName, stream: ServiceName, position: Int64) {
        let arguments = call.arguments
        return (try arguments.operand("SERVICE", .word), try arguments.operand("STREAM", .word), try arguments.operand("POSITION", .position))
    }
}

extension Operand {
    fileprivate static let stream = Operand("STREAM", "whose event it is: \(ServiceName.allCases.map(\.rawValue).joined(separator: ", "))")
    fileprivate static let parkedPosition = Operand("POSITION", "its place in that service's journal, as `alurctl parked list` shows it")
}
