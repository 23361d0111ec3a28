import Client
import Deployment
import Domain
import Kernel
import Linux
import Protocol
import Sodium

/// Many cases on their way at once, each from its letter to its end; one begins when another has ended.
final class LifecycleLoad {
    /// What was measured.
    struct Figures {
        /// Milliseconds each case took, from the first word of its letter to the case's end.
        var cases: [Double] = []
        /// Milliseconds each act took, from its sending to its answer.
        var answers: [Double] = []
        var acts = 0
        var inFlight = 0
        var seconds = 0.0
        /// Requests that were sent again, because they came too early or got no answer.
        var repeats = 0
        /// The processor time of the client itself.
        var clientMicroseconds: Int64 = 0
    }

    private let office: BenchOffice
    private let sop: Key<SOP>
    private let count: Int
    private let line: RequestLine
    private let attend: () throws -> Void
    private let json = JSONText()
    private var figures = Figures()
    private var begun = 0
    private var ended = 0
    /// When each open case began.
    private var started: [Identifier: Int64] = [:]
    /// When a case ended whose beginning has not been answered yet: answers can be lost, events cannot.
    private var early: [Identifier: Int64] = [:]
    /// When the letter was sent from which a case is to begin, by the request that is under way for it.
    private var letters: [Identifier: Int64] = [:]
    /// The acts that wait for a grant of their own, by the request that asks for it.
    private var unsigned: [Identifier: (request: Request, service: ServiceName)] = [:]
    /// How far Routing's journal has been read.
    private var place = StreamPosition(stream: .routing, epoch: 1, position: 0)
    private var placeHash = ""
    private var pull: Identifier?
    private static let attendNanoseconds: Int64 = 200_000_000

    /// A load of so many cases, so many of them at once; `attend` sees after the services now and then.
    init(
        _ deployment: Deployment, _ office: BenchOffice, sop: Key<SOP>, cases: Int, inFlight: Int, attend: @escaping () throws -> Void
    ) throws {
        self.office = office
        self.sop = sop
        self.attend = attend
        count = cases
        figures.inFlight = inFlight
        line = try RequestLine(deployment)
    }

    /// Runs until the last case has ended. Throws `DemoFailure` at the first "no".
    func run() throws -> Figures {
        try readToEnd()
        let (start, processor) = (monotonicNanoseconds(), processorMicroseconds())
        var nextLook = start
        while ended < count || line.open.keys.contains(where: { $0 != pull }) {
            while begun < count, begun - ended < figures.inFlight { try begin() }
            if pull == nil { try pullOn() }
            try line.turn(waitingMilliseconds: 100, take)
            let now = monotonicNanoseconds()
            guard now >= nextLook else { continue }
            nextLook = now + Self.attendNanoseconds
            try attend()
        }
        figures.seconds = Double((monotonicNanoseconds() - start) / 1_000_000) / 1_000
        figures.repeats = line.repeats
        figures.clientMicroseconds = processorMicroseconds() - processor
        return figures
    }

    // MARK: - Requests

    private func begin() throws {
        begun += 1
        let id = Identifier.fresh()
        letters[id] = monotonicNanoseconds()
        try give(office.letter(id), to: .intake, as: office.clerk, id: id)
    }

    private func give(
        _ body: any CommandBody, to service: ServiceName, as position: Key<Position>, id: Identifier, after: [StreamPosition] = []
    ) throws {
        guard let grant = office.grants[position] else { throw DemoFailure("nobody acts as \(position) in the bench") }
        var request = Request(id: id, verb: type(of: body).verb, grant: grant, after: after, body: try json.encode(body))
        guard type(of: body).isSignedSingly else { return try line.send(request, to: service) }
        request.grant = []
        let question = office.soleGrant(for: request, to: service, as: position)
        let asking = Identifier.fresh()
        unsigned[asking] = (request, service)
        try line.send(Request(id: asking, verb: IssueGrant.verb, body: try json.encode(question)), to: .routing)
    }

    /// Gives an act that is signed singly, now that Routing has given a grant for it.
    private func giveSigned(_ reply: Reply, _ waiting: (request: Request, service: ServiceName)) throws {
        var request = waiting.request
        request.grant = bytes(hexadecimal: try json.decode(IssueGrant.Answer.self, from: reply.body).grant) ?? []
        try line.send(request, to: waiting.service)
    }

    private func take(_ reply: Reply, _ request: RequestLine.Open, _ nanoseconds: Int64) throws {
        guard reply.status == .ok else {
            throw DemoFailure("\(request.service.rawValue): \(reply.status.rawValue) \(String(decoding: reply.body, as: UTF8.self))")
        }
        if reply.id == pull {
            pull = nil
            return try read(reply)
        }
        if let waiting = unsigned.removeValue(forKey: reply.id) { return try giveSigned(reply, waiting) }
        figures.acts += 1
        figures.answers.append(Double(nanoseconds) / 1_000_000)
        guard let start = letters.removeValue(forKey: reply.id) else { return }
        guard let event = reply.events.first.flatMap({ EventHeader.parse($0) }) else {
            throw DemoFailure("intake accepted a letter without an event")
        }
        switch event.header.type {
        case LetterRegistered.type:
            let letter = try json.decode(LetterRegistered.self, from: event.data).letter
            let id = Identifier.fresh()
            letters[id] = start
            try give(StartCaseFromLetter(letter: letter, sop: sop), to: .intake, as: office.clerk, id: id)
        case CaseRequested.type:
            let caseID = try json.decode(CaseRequested.self, from: event.data).caseID
            started[caseID] = start
            if let end = early.removeValue(forKey: caseID) { endCase(caseID, at: end) }
        default: throw DemoFailure("intake answered with \(event.header.type)")
        }
    }

    private func endCase(_ caseID: Identifier, at end: Int64) {
        guard let start = started.removeValue(forKey: caseID) else {
            early[caseID] = end
            return
        }
        ended += 1
        figures.cases.append(Double(end - start) / 1_000_000)
    }

    // MARK: - Routing's journal, where tasks appear

    private func pullOn() throws {
        let id = Identifier.fresh()
        pull = id
        let body = PullJournal(after: place, hash: placeHash, waitMilliseconds: Limits.pullMilliseconds)
        try line.send(Request(id: id, verb: PullJournal.verb, body: try json.encode(body)), to: .routing)
    }

    private func read(_ reply: Reply) throws {
        let page = try json.decode(JournalPage.self, from: reply.body)
        guard let run = JournalRun(page, payload: reply.payload) else { throw DemoFailure("a page of routing's journal is broken") }
        for entry in run.entries {
            place.position += 1
            guard let (header, data) = EventHeader.parse(entry.event) else { throw DemoFailure("an event of routing cannot be read") }
            switch header.type {
            case TaskOpened.type:
                let task = try json.decode(TaskOpened.self, from: data)
                // Routing need not wait for itself.
                let after = task.owner == .routing ? [] : [place]
                try give(try office.command(for: task), to: task.owner, as: task.position, id: .fresh(), after: after)
            case CaseClosed.type:
                guard let subject = header.subject else { continue }
                endCase(subject, at: monotonicNanoseconds())
            default: continue
            }
        }
        placeHash = page.hash
        try pullOn()
    }

    /// Reads over what earlier runs have left.
    private func readToEnd() throws {
        var isAtEnd = false
        while !isAtEnd {
            if pull == nil { try pullOn() }
            try line.turn(waitingMilliseconds: 100) { reply, _, _ in
                pull = nil
                let page = try json.decode(JournalPage.self, from: reply.body)
                place.position += Int64(page.count)
                placeHash = page.hash
                isAtEnd = place.position == page.last
            }
        }
    }
}

extension [Double] {
    /// The value that so many of a hundred do not exceed, to a hundredth; 0 where there are none.
    func percentile(_ part: Int) -> Double {
        guard !isEmpty else { return 0 }
        return (sorted()[Swift.min(count - 1, count * part / 100)] * 100).rounded() / 100
    }
}
