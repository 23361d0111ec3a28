import Deployment
import Domain
import ZeroMQ

/// The connections of a service to those whose journals it follows.
final class Upstreams {
    private struct Open {
        let endpoints: Deployment.Endpoints
        /// The public key it connects with; nil on local sockets.
        let key: String?
        let link: Link
    }

    private let service: ServiceName
    private let streams: [ServiceName]
    private let live: LiveInstallation
    private let context: Context
    private var open: [ServiceName: Open] = [:]

    /// Connects to all. Throws when a key is missing.
    init(_ service: ServiceName, _ streams: [ServiceName], _ live: LiveInstallation, in context: Context) throws {
        self.service = service
        self.streams = streams
        self.live = live
        self.context = context
        _ = try adjust()
    }

    /// Connects anew to those that are elsewhere now or are to be shown another key; which they are.
    func adjust() throws -> [ServiceName] {
        let deployment = live.deployment
        let key = deployment.isNetworked ? try CurveKeys(deployment).identity(service.rawValue).publicKey : nil
        var changed: [ServiceName] = []
        for stream in streams {
            let endpoints = try deployment.endpoints(of: stream)
            if let old = open[stream], old.endpoints == endpoints, old.key == key { continue }
            let socket = try deployment.dealer(to: stream, as: service.rawValue, in: context)
            open[stream] = Open(endpoints: endpoints, key: key, link: Link(socket))
            changed.append(stream)
        }
        return changed
    }

    /// Adds all connections to a poller.
    func add(to poller: inout Poller) { for one in open.values { _ = poller.add(one.link.socket) } }

    /// The next message of a followed service; nil when none waits.
    func receive(from stream: ServiceName) throws -> [[UInt8]]? { try open[stream]?.link.socket.receive()?.frames }

    /// Queues a message; false when the service is not connected.
    func send(_ frames: [[UInt8]], to stream: ServiceName) throws -> Bool { try open[stream]?.link.socket.send(frames) ?? false }
}
