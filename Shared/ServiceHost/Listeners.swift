import Deployment
import Domain
import Kernel
import ZeroMQ

/// The routers of one of a service's desks: one, and a second while the service's key is being changed.
///
/// Peers are named so that an answer finds its router, and no answer goes to a peer whose key was revoked meanwhile.
final class Listeners {
    /// A message of a peer who was let in.
    struct Arrival {
        let peer: Node.Peer
        let frames: [[UInt8]]
        let isTruncated: Bool
    }

    private struct Open {
        let endpoints: Deployment.Endpoints
        let number: UInt8
        let link: Link
        var index = 0
    }

    private let service: ServiceName
    private let desk: Deployment.Desk
    private let live: LiveInstallation
    private let context: Context
    private let log: Log
    private var open: [Open] = []
    private var number: UInt8 = 0

    /// Listens where the installation says. Throws when it cannot.
    init(_ service: ServiceName, _ desk: Deployment.Desk, _ live: LiveInstallation, in context: Context, _ log: Log) throws {
        self.service = service
        self.desk = desk
        self.live = live
        self.context = context
        self.log = log
        let deployment = live.deployment
        for endpoints in try deployment.listeningPlaces(of: service) { try listen(at: endpoints, deployment) }
    }

    /// Listens where the installation says now: opens what is new, and closes, with every connection to it, what is no more.
    func adjust() {
        let deployment = live.deployment
        do {
            let wanted = try deployment.listeningPlaces(of: service)
            // The old one first: the new one may have its port.
            for gone in open where !wanted.contains(gone.endpoints) { log.line("no longer listens at \(gone.endpoints.address(desk))") }
            open.removeAll { !wanted.contains($0.endpoints) }
            for endpoints in wanted where !open.contains(where: { $0.endpoints == endpoints }) {
                try listen(at: endpoints, deployment)
                log.line("listens at \(endpoints.address(desk)) too")
            }
        } catch {
            log.line("\(error); what was good before goes on")
        }
    }

    private func listen(at endpoints: Deployment.Endpoints, _ deployment: Deployment) throws {
        let link = Link(try deployment.router(of: service, at: endpoints, desk, in: context))
        open.append(Open(endpoints: endpoints, number: number, link: link))
        number &+= 1
    }

    /// Adds all routers to a poller.
    func add(to poller: inout Poller) { for index in open.indices { open[index].index = poller.add(open[index].link.socket) } }

    /// Says whether more is to come in.
    func watch(_ isOpen: Bool, in poller: inout Poller) { for one in open { poller.watch(one.index, for: isOpen ? .readable : []) } }

    /// The next message of any peer; nil when none waits.
    func receive() throws -> Arrival? {
        for one in open {
            guard let message = try one.link.socket.receive(), let routing = message.frames.first else { continue }
            let key = message.userIdentifier
            let peer = Node.Peer(name: [one.number] + Array((key ?? "").utf8) + routing, key: key)
            return Arrival(peer: peer, frames: Array(message.frames.dropFirst()), isTruncated: message.isTruncated)
        }
        return nil
    }

    /// Sends to a peer that a message came from. A peer that is gone, does not read or may no longer come gets nothing.
    func send(_ frames: [[UInt8]], to name: [UInt8]) throws {
        guard let one = open.first(where: { $0.number == name.first }) else { return }
        var rest = name.dropFirst()
        if let peers = live.peers {
            let key = rest.prefix(CurveKeyPair.keyCharacters)
            guard peers.peer(withKey: String(decoding: key, as: UTF8.self)) != nil else { return }
            rest = rest.dropFirst(key.count)
        }
        _ = try one.link.socket.send([Array(rest)] + frames)
    }
}
