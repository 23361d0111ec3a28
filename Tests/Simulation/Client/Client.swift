import Client
import Domain
import Nettle
import Protocol
import Sodium

/// Everybody at the office, at one program: it does what Routing's journal offers, waits for answers as `alurctl` does, and keeps a ledger.
///
/// Sending again, renewing grants and reading one's own writes is `Exchange` and `SeenPlaces`, which the production client runs on.
final class Client {
    /// A request under way, and why.
    struct Open {
        var exchange: Exchange
        let service: ServiceName
        let order: Order
    }

    /// Something to be asked.
    struct Order {
        let id: Identifier
        let verb: String
        let service: ServiceName
        let body: [UInt8]
        let speaker: Speaker?
        let purpose: Purpose
        var isSignedSingly = false
        /// How often its grant was found to be no longer good.
        var renewals = 0
    }

    /// Whom the program speaks for.
    enum Speaker: Hashable {
        case official(Key<Position>, person: String?)
        case manager
    }

    /// What an answer is for.
    enum Purpose {
        case grant(Speaker)
        /// A grant for one command alone, which is given then.
        indirect case soleGrant(Order)
        case journal
        /// An act on a task.
        case act(Identifier)
        /// Looking for the version that stands.
        case version(of: Identifier)
        /// Looking whether a task that was done is gone from the inbox.
        case inbox(without: Identifier)
        case errand(Errand)

        /// Whether the same command twice must come to the same as once.
        var mayBePressedTwice: Bool {
            switch self {
            case .act, .errand(.registerLetter), .errand(.startCase(.some, _, _)): true
            default: false
            }
        }
    }

    let starting: Starting
    let files: SimulatedFiles
    let oracle: Oracle
    let json = JSONText()
    let epoch: Int64
    var chance: Chance
    var ledger = Ledger()
    var now: Int64 = 0
    var desk: Desk
    private(set) var isFinishing = false
    private var seen = SeenPlaces()
    private var openExchanges: [Open] = []
    private var waitingForGrant: [Order] = []
    private var grants: [Speaker: (frame: [UInt8], expires: Int64)] = [:]
    private var sendings: [(ServiceName, [[UInt8]])] = []
    private var generation: UInt8 = 0
    private var named: UInt64 = 0
    private var later: [(at: Int64, order: Order)] = []
    private var reading: Reading
    private var breach: Breach?

    /// How far Routing's journal was read.
    private struct Reading {
        var place: StreamPosition
        var hash = ""
        var isUnderWay = false
    }

    private static let patienceMilliseconds: Int64 = 15_000
    private static let grantReserveMilliseconds: Int64 = 60_000

    init(_ starting: Starting, _ files: SimulatedFiles, _ oracle: Oracle, epoch: Int64, seed: UInt64) {
        self.starting = starting
        self.files = files
        self.oracle = oracle
        self.epoch = epoch
        chance = Chance(seed: seed)
        var turnover = Chance(seed: seed ^ 0x6D75_7461_7369)
        desk = Desk(starting.catalogue.organisation, &chance, turnover: &turnover)
        // A program that is new looks at the whole journal; what stands in it from the start is the catalogue.
        reading = Reading(place: StreamPosition(stream: .routing, epoch: 1, position: 0))
    }

    /// The name of its connections.
    var peer: [UInt8] { [1, generation] }

    /// Connections are made anew: what is under way to the old ones reaches nobody.
    func reconnect() { generation &+= 1 }

    /// From now on only what was begun is brought to its end.
    func beginNothingMore() { isFinishing = true }

    /// Whether nothing is under way and nothing is to be done.
    var isIdle: Bool {
        desk.isDone && waitingForGrant.isEmpty && later.isEmpty
            && openExchanges.allSatisfy { if case .journal = $0.order.purpose { true } else { false } }
    }

    /// What it waits for, in words.
    var open: [String] {
        desk.open + openExchanges.map { "\($0.service.rawValue) does not answer \($0.order.verb)" }
            + waitingForGrant.map { "\($0.verb) waits for a grant" }
    }

    /// When it has something to do.
    var wake: Int64? {
        var next = desk.next ?? .max
        if !reading.isUnderWay { return now }
        for open in openExchanges {
            switch open.exchange.move(at: now) {
            case .send, .end: return now
            case .wait(let until): next = min(next, until)
            }
        }
        for item in later { next = min(next, item.at) }
        return next == .max ? nil : next
    }

    /// What is to be sent.
    func takeSendings() -> [(ServiceName, [[UInt8]])] {
        defer { sendings.removeAll(keepingCapacity: true) }
        return sendings
    }

    // MARK: - Turns

    /// Does what is due.
    func act(at time: Int64) {
        now = time
        if !reading.isUnderWay { readOn() }
        let due = later.filter { $0.at <= now }
        later.removeAll { $0.at <= now }
        for item in due { give(item.order) }
        workAtDesk()
        driveExchanges()
    }

    /// Takes a reply. Throws when it breaks a promise.
    func receive(_ frames: [[UInt8]], from service: ServiceName, at time: Int64) throws {
        now = time
        guard let reply = Reply(frames: frames) else { throw Breach(.running, "\(service.rawValue) sent what is no reply") }
        if reply.status == .ok { ledger.accept(reply) }
        for index in openExchanges.indices { openExchanges[index].exchange.take(reply, at: now) }
        driveExchanges()
        if let breach { throw breach }
    }

    private func driveExchanges() {
        var index = 0
        while index < openExchanges.count {
            switch openExchanges[index].exchange.move(at: now) {
            case .send:
                sendings.append((openExchanges[index].service, openExchanges[index].exchange.request.frames))
                openExchanges[index].exchange.sent(at: now)
                index += 1
            case .wait: index += 1
            case .end(let ending):
                let open = openExchanges.remove(at: index)
                end(open, ending)
            }
        }
    }

    private func end(_ open: Open, _ ending: Exchange.Ending) {
        let order = open.order
        do {
            switch ending {
            case .ok(let reply):
                seen.note(reply.position)
                try succeed(order, reply)
            case .rejected(let rejection):
                if rejection.code == "unauthenticated", let speaker = order.speaker, order.renewals < Self.renewalsMost(order) {
                    // As the production client does: a new grant, and the same id. One that is stale at once is asked for again a little later.
                    grants[speaker] = nil
                    var again = order
                    again.renewals += 1
                    later.append((now + Int64(chance.among(50...400)), again))
                } else {
                    try refuse(order, rejection)
                }
            case .noAnswer: again(order)
            case .fault(let what): throw Breach(.faultless, "\(order.service.rawValue) answers \(order.verb) with a fault: \(what)")
            }
        } catch let found as Breach {
            breach = breach ?? found
        } catch {
            breach = breach ?? Breach(.running, "\(order.verb): \(error)")
        }
    }

    /// Who acts on a task looks at it again instead, and somebody else may do it; only the operator has to go on.
    private static func renewalsMost(_ order: Order) -> Int {
        if case .manager = order.speaker { return .max }
        if case .act = order.purpose { return 3 }
        return 20
    }

    /// Asks the same once more, with the same id, after a while; the journal at once.
    private func again(_ order: Order) {
        if case .journal = order.purpose { return reading.isUnderWay = false }
        later.append((now + Int64(chance.among(100...2_000)), order))
    }

    // MARK: - Asking

    /// The next id, by the clock of the client.
    func newIdentifier() -> Identifier {
        named += 1
        return Identifier(milliseconds: epoch + now, random: (chance.next(), named << 20 | chance.next() & 0xFFFFF))
    }

    /// Gives a command.
    func give(_ body: any CommandBody, to service: ServiceName, as speaker: Speaker, for purpose: Purpose) {
        do {
            let order = Order(
                id: newIdentifier(), verb: type(of: body).verb, service: service, body: try json.encode(body), speaker: speaker, purpose: purpose,
                isSignedSingly: type(of: body).isSignedSingly)
            give(order)
            // Somebody has pressed the button twice: another command with the same words.
            if purpose.mayBePressedTwice, chance.isLikely(perMille: 40) {
                give(
                    Order(
                        id: newIdentifier(), verb: order.verb, service: service, body: order.body, speaker: speaker,
                        purpose: .errand(.pressedTwice), isSignedSingly: order.isSignedSingly))
            }
        } catch {
            breach = breach ?? Breach(.running, "\(type(of: body).verb) cannot be written: \(error)")
        }
    }

    /// Asks a question.
    func ask(_ body: any QueryBody, of service: ServiceName, as speaker: Speaker?, for purpose: Purpose) {
        ask(type(of: body).verb, body, of: service, as: speaker, for: purpose)
    }

    private func ask(_ verb: String, _ body: any Encodable, of service: ServiceName, as speaker: Speaker?, for purpose: Purpose) {
        do {
            give(Order(id: newIdentifier(), verb: verb, service: service, body: try json.encode(body), speaker: speaker, purpose: purpose))
        } catch {
            breach = breach ?? Breach(.running, "\(verb) cannot be written: \(error)")
        }
    }

    private func give(_ order: Order) {
        guard let speaker = order.speaker else { return begin(order, grant: []) }
        if order.isSignedSingly { return askForSoleGrant(order, speaker) }
        if let held = grants[speaker], held.expires - (epoch + now) > Self.grantReserveMilliseconds { return begin(order, grant: held.frame) }
        waitingForGrant.append(order)
        let isAsked = openExchanges.contains { if case .grant(speaker) = $0.order.purpose { true } else { false } }
        if isAsked { return }
        ask(question(for: speaker), of: .routing, as: nil, for: .grant(speaker))
    }

    private func question(for speaker: Speaker) -> IssueGrant {
        switch speaker {
        case .official(let position, let person): IssueGrant(agency: SimulatedOffice.agency, position: position, person: person)
        case .manager: IssueGrant(operatorName: "simulasi")
        }
    }

    /// What is signed singly comes with a grant for just that command.
    private func askForSoleGrant(_ order: Order, _ speaker: Speaker) {
        var question = question(for: speaker)
        let hash = hexadecimal(SHA256.hash(Array(order.verb.utf8), [0], order.body))
        question.only = SoleCommand(id: order.id, service: order.service, verb: order.verb, hash: hash)
        ask(question, of: .routing, as: nil, for: .soleGrant(order))
    }

    private func begin(_ order: Order, grant: [UInt8]) {
        let request = Request(id: order.id, verb: order.verb, grant: grant, after: seen.after(for: order.service), body: order.body)
        switch order.purpose {
        case .act, .errand: ledger.ask(request, of: order.service)
        case .grant, .soleGrant, .journal, .version, .inbox: break
        }
        let exchange = Exchange(request, at: now, patienceMilliseconds: Self.patienceMilliseconds)
        openExchanges.append(Open(exchange: exchange, service: order.service, order: order))
    }

    private func readOn() {
        reading.isUnderWay = true
        let pull = PullJournal(after: reading.place, hash: reading.hash, waitMilliseconds: Limits.pullMilliseconds)
        ask(PullJournal.verb, pull, of: .routing, as: nil, for: .journal)
    }

    // MARK: - Answers

    private func succeed(_ order: Order, _ reply: Reply) throws {
        switch order.purpose {
        case .grant(let speaker): try take(try json.decode(IssueGrant.Answer.self, from: reply.body), for: speaker)
        case .soleGrant(let order):
            let answer = try json.decode(IssueGrant.Answer.self, from: reply.body)
            begin(order, grant: try hold(answer))
        case .journal: try read(reply)
        case .act(let task): try acted(task, order, reply)
        case .version(let task): desk.found(try json.decode(ListVersions.Answer.self, from: reply.body), for: task, at: now)
        case .inbox(let task):
            let answer = try json.decode(Inbox.Answer.self, from: reply.body)
            if answer.tasks.contains(where: { $0.task.task == task }) {
                throw Breach(.fresh, "task \(task) was done and is still in the inbox that was asked for afterwards")
            }
        case .errand(let errand): try finish(errand, order, reply)
        }
    }

    private func take(_ answer: IssueGrant.Answer, for speaker: Speaker) throws {
        let frame = try hold(answer)
        grants[speaker] = (frame, answer.expires)
        let ready = waitingForGrant.filter { $0.speaker == speaker }
        waitingForGrant.removeAll { $0.speaker == speaker }
        for order in ready { begin(order, grant: frame) }
    }

    private func hold(_ answer: IssueGrant.Answer) throws -> [UInt8] {
        guard let frame = bytes(hexadecimal: answer.grant) else { throw Breach(.running, "a grant is not hexadecimal") }
        ledger.hold(frame, until: answer.expires)
        return frame
    }

    private func refuse(_ order: Order, _ rejection: Rejection) throws {
        switch order.purpose {
        case .journal: throw Breach(.chains, "the client may not read Routing on: \(rejection.code)")
        case .grant(let speaker):
            // Who may not act as that position any more does nothing; the task is looked at again, and somebody else does it.
            let waiting = waitingForGrant.filter { $0.speaker == speaker }
            waitingForGrant.removeAll { $0.speaker == speaker }
            for order in waiting { try meet(rejection, order) }
        case .soleGrant(let refused): try meet(rejection, refused)
        case .act, .version, .errand: try meet(rejection, order)
        case .inbox:
            guard ["notYet", "vacant", "unauthenticated"].contains(rejection.code) else {
                throw Breach(.running, "an inbox is refused: \(rejection.code)")
            }
        }
    }

    private func read(_ reply: Reply) throws {
        let page = try json.decode(JournalPage.self, from: reply.body)
        guard page.after == reading.place, reply.payload.count == page.count * 2 else { throw Breach(.chains, "a page of Routing does not fit") }
        for index in 0..<page.count {
            reading.place.position += 1
            guard let (header, data) = EventHeader.parse(reply.payload[index * 2]) else {
                throw Breach(.chains, "an event of Routing cannot be read")
            }
            try hear(header, data)
        }
        reading.hash = page.hash
        reading.isUnderWay = false
        readOn()
    }
}
