import Deployment
import Domain
import Linux
import Protocol
import ZeroMQ

/// Services that answer as a test says, on the sockets of an installation, so that calls of the tool can be tried without any rules behind them.
final class StubServices {
    /// What a service answers to a request.
    struct Answer: Sendable {
        var status = Reply.Status.ok
        var body = Array("{}".utf8)
        var payload: [[UInt8]] = []
        var position: Int64 = 1

        static func ok(_ value: some Encodable) throws -> Answer { Answer(body: try JSONText().encode(value)) }

        /// To a command that made one event.
        static func accepted(_ event: some EventBody, by service: ServiceName) throws -> Answer {
            let text = String(decoding: try StubJournal.event(event, by: service), as: UTF8.self)
            return Answer(body: Array(#"{"events":[\#(text)]}"#.utf8))
        }

        static func rejected(_ code: String) throws -> Answer {
            Answer(status: .rejected, body: try JSONText().encode(Rejection(code, "The rules say no.", field: "field")))
        }

        /// To a command that made no event; the journal stands at 7.
        static let accepted = Answer(body: Array(#"{"events":[]}"#.utf8), position: 7)
    }

    typealias Rule = @Sendable (ServiceName, Request) throws -> Answer

    /// What the thread of the stubs shares with the test.
    private final class Shared: Sendable {
        let requests = Locked<[(service: ServiceName, request: Request)]>([])
        let isStopped = Locked(false)
    }

    private final class Link {
        let socket: Socket
        init(_ socket: consuming Socket) { self.socket = socket }
    }

    let home: String
    private let shared = Shared()
    private var thread: WorkerThread?

    /// The requests so far, grants left out.
    var requests: [(service: ServiceName, request: Request)] { shared.requests.withLock { $0 } }

    /// Makes an installation in a folder and answers on all its sockets; whoever asks for a grant gets one.
    init(in folder: String, rule: @escaping Rule) throws {
        home = folder
        try Deployment.make(home: folder)
        let deployment = try Deployment(home: folder)
        let shared = shared
        thread = try WorkerThread {
            do {
                try Self.serve(deployment, shared, rule)
            } catch {
                print("the stubs stop: \(error)")
            }
        }
    }

    deinit {
        shared.isStopped.withLock { $0 = true }
        if let thread = thread.take() { thread.join() }
    }

    private static func serve(_ deployment: Deployment, _ shared: Shared, _ rule: Rule) throws {
        let context = try Context()
        var poller = Poller()
        let links = try ServiceName.allCases.flatMap { service in
            let endpoints = try deployment.endpoints(of: service)
            return try [endpoints.commands, endpoints.files].map { endpoint in
                let link = Link(try Socket(.router, in: context))
                try link.socket.bind(endpoint)
                poller.add(link.socket)
                return (service, link)
            }
        }
        while !shared.isStopped.withLock({ $0 }) {
            try poller.wait(timeoutMilliseconds: 20)
            for (service, link) in links {
                while let message = try link.socket.receive() {
                    let request = try Request(frames: Array(message.frames.dropFirst()))
                    let answer = try answer(service, request, shared, rule)
                    let position = StreamPosition(stream: service, epoch: 1, position: answer.position)
                    let reply = Reply(id: request.id, status: answer.status, position: position, body: answer.body, payload: answer.payload)
                    _ = try link.socket.send([message.frames[0]] + reply.frames)
                }
            }
        }
    }

    private static func answer(_ service: ServiceName, _ request: Request, _ shared: Shared, _ rule: Rule) throws -> Answer {
        if request.verb == IssueGrant.verb {
            return try .ok(IssueGrant.Answer(grant: "00", expires: .max, principal: .operator(name: "test")))
        }
        shared.requests.withLock { $0.append((service, request)) }
        return try rule(service, request)
    }
}
