import Approvals
import Archival
import Domain
import Drafting
import Intake
import Kernel
import Policy
import Protocol
import Rehearsal
import Routing
import Testing

/// A service on which the table is played.
enum Stage: String, CaseIterable, Sendable {
    case intake, routing, drafting, approvals, archival

    static let all = allCases

    func open() throws -> Scene {
        switch self {
        case .intake: try Scene.intake()
        case .routing: try Scene.routing()
        case .drafting: try Scene.drafting()
        case .approvals: try Scene.approvals()
        case .archival: try Scene.archival()
        }
    }
}

/// A task in a state, of a case of a keamanan, and a command about it that its rules refuse once the policy has let it through.
struct StagedTask {
    enum State: CaseIterable {
        case open
        /// The holder of the position has taken it.
        case taken
        case withdrawn
    }

    var verb: String
    var word: Act.Word
    var state: State
    var keamanan: Keamanan
    /// Gives the command; throws the `Rejection` it meets.
    var give: (Principal) throws -> Void
}

/// A question about something of a keamanan.
struct StagedLook {
    var verb: String
    var thing: String
    var keamanan: Keamanan
    /// Asks, and says how much came back.
    var see: (Principal) throws -> Sight
    /// What a role sees; by default what the table says, and nothing by name of what is masked.
    var expected: (HandTable.Role) -> Sight
}

/// A service with things of every keamanan, each given to `kabid-a`.
struct Scene {
    let room: Rehearsal
    var tasks: [StagedTask] = []
    var looks: [StagedLook] = []
    var duties: [StagedDuty] = []

    /// The codes with which the policy refuses; all others are the verbs' own rules.
    static let refusals: Set<String> = [
        "notFound", "wrongPosition", "takenByAnother", "taskEnded", "mandateTooNarrow", "forbidden", "unauthenticated", "signedSingly", "notKeeper",
        "notAgendaClerk",
    ]

    init(_ service: Service) throws {
        room = try Rehearsal(service)
        for agency: Key<Agency> in ["dinas", "lain"] { try room.open(try OfficeSketch.organisation(of: agency)) }
    }

    /// The code with which the policy refuses; nil when it lets the command through.
    func code(_ task: StagedTask, by principal: Principal) throws -> String? {
        try Self.refusal(of: task.verb, try room.rejection { try task.give(principal) })
    }

    /// The code, if it is one of the policy's; what met none has gone through, which the command was staged not to do.
    static func refusal(of verb: String, _ code: String?) throws -> String? {
        guard let code else { throw Mistake(description: "\(verb) went through: its rules were to refuse it") }
        return refusals.contains(code) ? code : nil
    }

    struct Mistake: Error, CustomStringConvertible {
        let description: String
    }

    // MARK: - Tasks

    /// Routing tells of a task for `kabid-a`, and of what becomes of it.
    @discardableResult
    func hear(
        _ word: Act.Word, _ keamanan: Keamanan, in state: StagedTask.State = .open, caseID: Identifier? = nil, kind: TaskKind = .regular,
        change: (inout TaskOpened) -> Void = { _ in }
    ) throws -> TaskOpened {
        var task = TaskOpened(
            task: room.newIdentifier(), caseID: caseID ?? room.newIdentifier(), agency: OfficeSketch.agency, step: 1, kind: kind, word: word,
            position: "kabid-a", document: Self.version, naskahKind: "surat", register: "surat-keluar", classification: "000.7.2",
            keamanan: keamanan == .biasa ? nil : keamanan)
        change(&task)
        try room.hear(task, from: .routing, about: task.caseID, content: TaskWords(subject: Self.subject, activity: "Kegiatan", document: "Renja"))
        switch state {
        case .open: break
        case .taken:
            let taken = TaskAssigned(task: task.task, caseID: task.caseID, position: "kabid-a", person: OfficeSketch.nip("kabid-a"))
            try room.hear(taken, from: .routing, about: task.caseID)
        case .withdrawn: try room.hear(TaskWithdrawn(task: task.task, caseID: task.caseID), from: .routing, about: task.caseID)
        }
        return task
    }

    static let subject = "Rencana rahasia"
    static let version = DocumentVersion(name: DocumentName(naskah: "renja"), version: 1, hash: String(repeating: "a", count: 64))

    /// Adds a verb about a task, in every state and keamanan.
    mutating func add<Body: CommandBody>(
        _ word: Act.Word, kind: TaskKind = .regular,
        change: (inout TaskOpened) -> Void = { _ in }, _ body: @escaping (Identifier) -> Body
    ) throws {
        for state in StagedTask.State.allCases {
            for keamanan in Keamanan.allCases {
                let task = try hear(word, keamanan, in: state, kind: kind, change: change).task
                tasks.append(
                    StagedTask(verb: Body.verb, word: word, state: state, keamanan: keamanan) { [room] in try room.give(body(task), by: $0) })
            }
        }
    }

    // MARK: - Looks

    /// Adds a question about one thing by its name: it is answered, or there is no such thing.
    mutating func addNamed<Body: QueryBody>(_ body: Body, _ thing: String, _ keamanan: Keamanan) {
        looks.append(
            StagedLook(
                verb: Body.verb, thing: thing, keamanan: keamanan,
                see: { [room] principal in
                    do {
                        _ = try room.ask(body, by: principal)
                        return .full
                    } catch let rejection as Rejection where rejection.code == "notFound" { return .unknown }
                }, expected: { HandTable.sees(thing, keamanan, $0) == .full ? .full : .unknown }))
    }

    /// Adds a question that gives a list: `find` says whether the thing is in it, and its words.
    mutating func addListed<Body: QueryBody>(
        _ body: Body, _ thing: String, _ keamanan: Keamanan, expected: ((HandTable.Role) -> Sight)? = nil, find: @escaping (Body.Answer) -> String??
    ) {
        looks.append(
            StagedLook(
                verb: Body.verb, thing: thing, keamanan: keamanan,
                see: { [room] principal in
                    do {
                        guard let words = find(try room.ask(body, by: principal)) else { return .unknown }
                        return words == nil || words == maskedText ? .masked : .full
                    } catch let rejection as Rejection where rejection.code == "notFound" { return .unknown }
                }, expected: expected ?? { HandTable.sees(thing, keamanan, $0) }))
    }
}
