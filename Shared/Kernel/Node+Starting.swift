import Domain
import Protocol
import Sodium

/// What a node does between its start and its first decision.
extension Node {
    /// Whether the service may decide: give out numbers, react to others, do what is due.
    public var mayDecide: Bool { comparison == nil && recovering == nil }

    /// Whether words and files are kept from everybody: a service that was put back may hold what was destroyed by law since, until it has its journal again.
    public var withholdsWords: Bool { comparison?.isRestored ?? engine.mayAcceptLoss }

    /// Asks the readers what is to be asked of them now, and takes what came of it.
    func compare(_ clock: Clock) throws -> [Sending] {
        guard var comparison else { return [] }
        if let page = comparison.takePage() {
            do { try engine.refill(page.run, from: page.from, now: clock.now) } catch is Engine.Parted { comparison.refuse(page.from) }
        }
        let finding = try comparison.finding(engine.tip, clock, hash: engine.hash(at:))
        if finding != .open, comparison.isRestored { try engine.noteHearsay(now: clock.now) }
        switch finding {
        case .open:
            let questions = try comparison.questions(engine.tip, clock, json)
            self.comparison = comparison
            return questions.map { .toUpstream($0.to, frames: $0.request.frames) }
        case .whole:
            self.comparison = nil
            arrived = early + arrived
            early.removeAll()
            return []
        case .behind(let sentence):
            engine.mayAcceptLoss = comparison.isRestored
            self.comparison = nil
            recovering = sentence
            defer { early.removeAll() }
            return early.map { .toPeer($0.peer.name, frames: notNow($0.request.id).frames) }
        }
    }

    /// Decides again, once a loss was accepted.
    func goOnAfterLoss() {
        guard engine.mayAcceptLoss, engine.lossWasAccepted else { return }
        engine.mayAcceptLoss = false
        recovering = nil
    }

    /// Keeps a command until the readers have answered, or refuses it while the service is recovering.
    func postpone(_ arrival: Arrival) -> [Sending] {
        if recovering != nil { return [.toPeer(arrival.peer.name, frames: notNow(arrival.request.id).frames)] }
        early.append(arrival)
        return []
    }

    /// How far this service has read the journal of the one who asks.
    func answerCursor(_ request: Request, _ stream: ServiceName) throws -> Reply {
        let cursor = engine.cursors[stream]
        let answer = ShowCursor.Answer(
            place: cursor.map { StreamPosition(stream: stream, epoch: $0.epoch, position: $0.position) },
            hash: cursor.map { $0.position == 0 ? "" : hexadecimal($0.hash) } ?? "",
            isRecovering: !mayDecide || engine.hearsay.contains(stream))
        return Reply(id: request.id, status: .ok, position: engine.position, body: try json.encode(answer))
    }

    /// What this service has kept of the journal of the one who asks.
    func answerKept(_ arrival: Arrival) throws -> Reply {
        let request = arrival.request
        let place = try json.decode(ShowKept.self, from: request.body).after
        try machines.permitTakingBack(place.stream, to: arrival.peer.key)
        let (page, payload) = try engine.keptPage(after: place)
        return Reply(id: request.id, status: .ok, position: engine.position, body: try json.encode(page), payload: payload)
    }

    func refusal(_ id: Identifier, _ rejection: Rejection) -> Reply {
        Reply(id: id, status: .rejected, position: engine.position, body: (try? json.encode(rejection)) ?? Array("{}".utf8))
    }

    func notNow(_ id: Identifier) -> Reply {
        let body = (try? json.encode(Rejection.recovering)) ?? Array("{}".utf8)
        return Reply(id: id, status: .unavailable, position: engine.position, body: body)
    }
}
