import Domain
import Kernel
import Nettle
import Protocol
import Rehearsal
import SQLite
import Sodium

/// Doors and bells as two nodes over a network that loses, doubles, delays and reorders, with crashes; all of it from one seed.
final class TwoServiceSimulation {
    private struct Random {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
            return z ^ z >> 31
        }

        mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
    }

    private enum End: Equatable { case client, node(ServiceName) }

    private struct Message {
        var at: Int64
        var sequence: Int
        var from: End
        var to: End
        var frames: [[UInt8]]
    }

    private var random: Random
    private var nodes: [ServiceName: Node] = [:]
    private var network: [Message] = []
    private var sequence = 0
    private var ticks: Int64 = 0
    private var trace = SHA256()
    private var unanswered: [Identifier: Request] = [:]
    private(set) var acknowledged: Set<Identifier> = []
    private(set) var crashes = 0
    private let json = JSONText()
    private var knocks: [Identifier: Int] = [:]
    private let isFaulty: Bool

    init(seed: UInt64, isFaulty: Bool = true) throws {
        random = Random(state: seed)
        self.isFaulty = isFaulty
        for service in [doors, bells] { nodes[service.name] = try Self.node(service, image: nil) }
    }

    private static func node(_ service: Service, image: [UInt8]?) throws -> Node {
        let key = try Rehearsal.publicKey()
        let settings = Engine.Settings(grantKey: key, salt: { [UInt8](repeating: 5, count: 16) })
        return Node(try Engine(service, database: try Database.inMemory(image: image), settings: settings), grantKey: key)
    }

    /// Plays until so many knocks are acknowledged and the bells have heard of all of them; the hash of everything that was sent.
    func play(knocks count: Int) throws -> String {
        let grant = try Rehearsal.signer().sign(Grant(principal: official, expires: 1 << 60, peer: nil))
        for number in 0..<count {
            let id = name(1000 + number)
            let door = name(random.below(4))
            knocks[door, default: 0] += 1
            unanswered[id] = Request(id: id, verb: Knock.verb, grant: grant, body: try json.encode(Knock(door: door)))
        }
        var rounds = 0
        while try !isDone(count), rounds < 20_000 {
            rounds += 1
            if rounds % 40 == 1 { resend() }
            try deliver()
            for service in [doors, bells] { try turn(service) }
            if isFaulty, random.below(40) == 0 { try crash(random.below(2) == 0 ? doors : bells) }
            ticks += Int64(1 + random.below(10))
        }
        return hexadecimal(trace.finish())
    }

    /// How often each door was knocked at, by its table, and how many events bells has rung for, by its journal.
    func counts() throws -> (doors: Int, rings: Int, wanted: Int) {
        let knocked = try nodes[.intake]?.engine.reading.integer("SELECT sum(count) FROM door") ?? 0
        let rung = try nodes[.drafting]?.engine.reading.integer("SELECT sum(rings) FROM bell") ?? 0
        return (Int(knocked), Int(rung), knocks.values.reduce(0, +))
    }

    private func isDone(_ count: Int) throws -> Bool { try acknowledged.count == count && counts().rings == count }

    private func clock() -> Node.Clock { Node.Clock(now: Moment(milliseconds: 1_767_596_400_000 + ticks), ticks: ticks) }

    private func resend() {
        for id in unanswered.keys.sorted() {
            if let request = unanswered[id] { send(from: .client, to: .node(.intake), request.frames) }
        }
    }

    private func send(from: End, to: End, _ frames: [[UInt8]]) {
        for frame in frames { trace.update(frame) }
        let copies = isFaulty ? [0, 1, 1, 1, 1, 1, 2][random.below(7)] : 1
        for _ in 0..<copies {
            sequence += 1
            network.append(Message(at: ticks + Int64(random.below(isFaulty ? 60 : 2)), sequence: sequence, from: from, to: to, frames: frames))
        }
    }

    private func deliver() throws {
        let due = network.filter { $0.at <= ticks }.sorted { ($0.at, $0.sequence) < ($1.at, $1.sequence) }
        network.removeAll { $0.at <= ticks }
        for message in due {
            switch (message.to, message.from) {
            case (.client, _):
                guard let reply = Reply(frames: message.frames), reply.status == .ok else { continue }
                unanswered[reply.id] = nil
                acknowledged.insert(reply.id)
            case (.node(let name), .node(let other)) where name == .drafting:
                nodes[name]?.receive(message.frames, fromUpstream: other, clock())
            case (.node(let name), let from):
                let peer = Node.Peer(name: [from == .client ? 1 : 2], key: nil)
                if let answer = nodes[name]?.receive(message.frames, from: peer, clock()) { route(answer, from: name) }
            }
        }
    }

    private func turn(_ service: Service) throws {
        guard let node = nodes[service.name], let next = node.nextTurn(clock()), next <= ticks else { return }
        for sending in try node.turn(clock()) { route(sending, from: service.name) }
    }

    private func route(_ sending: Node.Sending, from name: ServiceName) {
        switch sending {
        case .toPeer(let peer, let frames): send(from: .node(name), to: peer == [1] ? .client : .node(.drafting), frames)
        case .toUpstream(let stream, let frames): send(from: .node(name), to: .node(stream), frames)
        }
    }

    /// The process dies: what was not committed is gone, and so is what it held in memory.
    private func crash(_ service: Service) throws {
        guard let node = nodes[service.name] else { return }
        crashes += 1
        nodes[service.name] = try Self.node(service, image: try node.engine.image())
    }
}
