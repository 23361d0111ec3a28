import Domain
import Kernel
import Protocol

extension Rehearsal {
    /// Plays a service that was restored, whose readers know nothing of it, and that an operator lets go on without what may be lost. Throws the
    /// `Rejection` that meets.
    public func acceptLoss(_ highest: [HighestNumber] = [], reason: String = "kebakaran", by principal: Principal = .operator(name: "uji")) throws {
        let note = RecoveryNote(restored: engine.position, reached: nil)
        let node = Node(engine, grantKey: try Self.publicKey(), readers: [engine.service.name == .routing ? .intake : .routing], note: note)
        let request = try request(AcceptLoss(highest: highest, reason: reason), by: principal)
        for ticks in Int64(0)..<10 {
            if ticks == 5 { _ = node.receive(request.frames, from: Node.Peer(name: [1], key: nil), Node.Clock(now: now, ticks: ticks)) }
            for sending in try node.turn(Node.Clock(now: now, ticks: ticks)) {
                switch sending {
                case .toUpstream(let reader, let frames):
                    let asked = try Request(frames: frames)
                    let body = try JSONText().encode(ShowCursor.Answer(place: nil, hash: "", isRecovering: false))
                    let reply = Reply(id: asked.id, status: .ok, position: engine.position, body: body)
                    node.receive(reply.frames, fromUpstream: reader, Node.Clock(now: now, ticks: ticks))
                case .toPeer(_, let frames):
                    guard let reply = Reply(frames: frames) else { throw Mishap(description: "no reply") }
                    if reply.status == .ok { return }
                    throw try JSONText().decode(Rejection.self, from: reply.body)
                }
            }
        }
        throw Mishap(description: "the loss was neither accepted nor refused")
    }
}
