import Deployment
import Domain
import Linux
import Protocol
import Sodium
import ZeroMQ

/// Sends requests to the services without waiting for one before the next, and hands over what is answered; it stays on one thread.
///
/// A request that cannot be sent, or is not answered for a while, is sent again with the same id.
final class RequestLine {
    /// A request under way.
    struct Open {
        let service: ServiceName
        let frames: [[UInt8]]
        /// When it was first to be sent, in nanoseconds of the steady clock.
        let begun: Int64
        var sent: Int64
    }

    private let sockets: [Link]
    private let context: Context
    private(set) var open: [Identifier: Open] = [:]
    /// Requests that were sent again.
    private(set) var repeats = 0
    private var unsent: [Identifier] = []
    private var poller = Poller()
    private var nextLook: Int64 = 0

    private static let resendNanoseconds: Int64 = 2_000_000_000

    private struct Link {
        let service: ServiceName
        let socket: SocketBox
    }

    private final class SocketBox {
        let socket: Socket
        init(_ socket: consuming Socket) { self.socket = socket }
    }

    /// A line to all services of an installation.
    init(_ deployment: Deployment) throws {
        context = try Context()
        var links: [Link] = []
        for service in ServiceName.allCases {
            let socket = try deployment.dealer(to: service, as: Deployment.tool, in: context)
            links.append(Link(service: service, socket: SocketBox(socket)))
        }
        sockets = links
        for link in links { poller.add(link.socket.socket) }
    }

    /// Sends a request, now or as soon as there is room.
    func send(_ request: Request, to service: ServiceName) throws {
        let now = monotonicNanoseconds()
        open[request.id] = Open(service: service, frames: request.frames, begun: now, sent: now)
        if try !transmit(request.id) { unsent.append(request.id) }
    }

    /// Sends a request once more.
    private func repeatRequest(_ id: Identifier) throws {
        repeats += 1
        if try !transmit(id) { unsent.append(id) }
    }

    /// Waits a while for answers, and hands each over with the request it answers and the nanoseconds it took.
    func turn(waitingMilliseconds: Int, _ take: (Reply, Open, Int64) throws -> Void) throws {
        let waiting = unsent
        unsent.removeAll(keepingCapacity: true)
        for id in waiting where open[id] != nil {
            if try !transmit(id) { unsent.append(id) }
        }
        try poller.wait(timeoutMilliseconds: unsent.isEmpty ? waitingMilliseconds : 1)
        for (index, link) in sockets.enumerated() where poller.isReadable(index) {
            while let message = try link.socket.socket.receive() {
                guard let reply = Reply(frames: message.frames), let request = open[reply.id] else { continue }
                if try isToRepeat(reply) { continue }
                open[reply.id] = nil
                try take(reply, request, monotonicNanoseconds() - request.begun)
            }
        }
        try resendSilent()
    }

    /// A service that is behind, or away for a moment, is asked again.
    private func isToRepeat(_ reply: Reply) throws -> Bool {
        switch reply.status {
        case .ok, .fault: return false
        case .unavailable: break
        case .rejected:
            let rejection = try JSONText().decode(Rejection.self, from: reply.body)
            guard rejection.code == Rejection.notYet.code else { return false }
        }
        try repeatRequest(reply.id)
        return true
    }

    private func resendSilent() throws {
        let now = monotonicNanoseconds()
        guard now >= nextLook else { return }
        nextLook = now + Self.resendNanoseconds / 4
        for (id, request) in open where now - request.sent > Self.resendNanoseconds { try repeatRequest(id) }
    }

    private func transmit(_ id: Identifier) throws -> Bool {
        guard var request = open[id], let link = sockets.first(where: { $0.service == request.service }) else { return true }
        request.sent = monotonicNanoseconds()
        open[id] = request
        return try link.socket.socket.send(request.frames)
    }
}
