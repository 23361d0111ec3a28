import Client
import Deployment
import Domain
import Linux
import Protocol
import Sodium
import ZeroMQ

/// Asks one service how it is, without ever waiting itself: its owner waits, beside other things, through a poller.
final class StatusProbe {
    private let socket: Socket
    private let json = JSONText()
    private var question: Identifier?
    private var index = 0

    /// How long a question is left alone before it is asked again: the service may have started anew and never have seen it.
    static let repeatMilliseconds: Int64 = 1_000
    private var sentTicks: Int64 = 0

    /// A probe of a service of an installation, whether it is there or not.
    init(_ service: ServiceName, _ deployment: Deployment, in context: Context) throws {
        var options = SocketOptions()
        // Whoever watches a start wants to know soon.
        options.reconnectMillisecondsMaximum = 200
        socket = try deployment.dealer(to: service, as: Deployment.tool, in: context, options: options)
    }

    /// Adds what the probe waits for to a poller.
    func add(to poller: inout Poller, ticks: Int64) {
        if question != nil, ticks - sentTicks >= Self.repeatMilliseconds { question = nil }
        index = poller.add(socket, for: question == nil ? .writable : .readable)
    }

    /// Goes on after a wait of that poller: the answer, if it has come.
    func advance(_ poller: Poller, ticks: Int64) throws -> ShowStatus.Answer? {
        if question == nil, poller.isWritable(index) {
            let id = Identifier.fresh()
            let request = Request(id: id, verb: ShowStatus.verb, body: try json.encode(ShowStatus()))
            if try socket.send(request.frames) {
                question = id
                sentTicks = ticks
            }
        }
        guard question != nil, poller.isReadable(index) else { return nil }
        while let message = try socket.receive() {
            guard let reply = Reply(frames: message.frames), reply.id == question, reply.status == .ok else { continue }
            question = nil
            return try json.decode(ShowStatus.Answer.self, from: reply.body)
        }
        return nil
    }

    /// Asks all services of an installation at once; those that have not answered in time are missing.
    static func askAll(_ deployment: Deployment, timeoutMilliseconds: Int64) throws -> [ServiceName: ShowStatus.Answer] {
        let context = try Context()
        var waiting: [ServiceName: StatusProbe] = [:]
        for service in ServiceName.allCases {
            waiting[service] = try StatusProbe(service, deployment, in: context)
        }
        var answers: [ServiceName: ShowStatus.Answer] = [:]
        let deadline = monotonicNanoseconds() / 1_000_000 + timeoutMilliseconds
        while !waiting.isEmpty {
            let ticks = monotonicNanoseconds() / 1_000_000
            guard ticks < deadline else { break }
            var poller = Poller()
            for probe in waiting.values { probe.add(to: &poller, ticks: ticks) }
            try poller.wait(timeoutMilliseconds: Int(min(deadline - ticks, repeatMilliseconds)))
            for (service, probe) in waiting {
                guard let answer = try probe.advance(poller, ticks: ticks) else { continue }
                answers[service] = answer
                waiting[service] = nil
            }
        }
        return answers
    }
}
