import Approvals
import Archival
import Domain
import Drafting
import Intake
import Policy
import Protocol
import Rehearsal
import Routing
import Testing

@testable import Kernel
@testable import ServiceHost

@Suite struct GateTests {
    private static func services() throws -> [Service] { [intake, try routing(signer: Rehearsal.signer()), drafting, approvals, archival] }
    /// The verbs that every service has from the runtime, out of the runtime's own tables.
    private static let ofEvery = Set(Engine.operatorRules.keys).union(Node.ownVerbs).union(FileDesk.OwnVerb.allCases.map(\.text))

    @Test("Every verb of every service stands in the table, and nothing else does")
    func everyVerb() throws {
        let verbs = Set(try Self.services().flatMap { $0.verbs.commands + $0.verbs.queries }).union(Self.ofEvery)
        #expect(verbs.subtracting(HandTable.verbs.keys).sorted() == [], "write what they need into HandTable")
        #expect(Set(HandTable.verbs.keys).subtracting(verbs).sorted() == [], "there are no such verbs")
    }

    @Test("Who may not use a verb at all is refused before anything else is looked at, at every verb of every service")
    func gate() throws {
        for service in try Self.services() {
            let room = try Rehearsal(service)
            var desk = QuestionDesk(service, grantKey: try Rehearsal.publicKey()) { _ in [] }
            let principals: [(Character, Principal?)] = [
                ("-", nil), ("O", OfficeSketch.official("kabid-a")), ("P", .operator(name: "uji")),
                ("S", .service(name: service.name, cause: room.newIdentifier())),
            ]
            for verb in service.verbs.commands + service.verbs.queries + Engine.operatorRules.keys.sorted() {
                let line = try #require(HandTable.verbs[verb])
                for (letter, principal) in principals {
                    let code = try code(verb, principal, room, &desk)
                    let isAllowed = letter != "S" && (line.who.contains(letter) || line.who.contains("A"))
                    let allowed = line.isSignedSingly && letter == "O" ? "signedSingly" : nil
                    let expected = isAllowed ? allowed : letter == "O" || letter == "P" ? "forbidden" : "unauthenticated"
                    #expect(code == expected, "\(service.name) \(verb) as \(letter)")
                }
            }
        }
    }

    /// The code with which an empty request is refused at the gate; nil when it comes through.
    private func code(_ verb: String, _ principal: Principal?, _ room: Rehearsal, _ desk: inout QuestionDesk) throws -> String? {
        let json = JSONText()
        let grant = try principal.map { try Rehearsal.signer().sign(Grant(principal: $0, expires: room.now.milliseconds + 1, peer: nil)) } ?? []
        let request = Request(id: room.newIdentifier(), verb: verb, grant: grant, body: Array("{}".utf8))
        let isQuestion = room.engine.service.verbs.queries.contains(verb)
        let reply =
            isQuestion
            ? try desk.answer(request, key: nil, reading: room.engine.reading, position: room.engine.position, now: room.now)
            : try #require(try room.engine.process([.command(request, key: nil)], now: room.now).first ?? nil)
        guard reply.status == .rejected else { return nil }
        let rejection = try json.decode(Rejection.self, from: reply.body)
        // What a rule of the verb forbids comes later, and says so of itself.
        let isGate =
            ["unauthenticated", "signedSingly"].contains(rejection.code) || rejection.message.hasPrefix("This is not for officials")
            || rejection.message.hasPrefix("This is for a person acting as a position") || rejection.message == "A service may not do this."
        return isGate ? rejection.code : nil
    }

    @Test("A machine without a grant does what its table names, over the network; a local one is the operator's")
    func machines() throws {
        let rights = MachineRights(
            mayAsk: { $0 == "kenal" && $1 == "journal.pull" }, mayReadContent: { $0 == "kenal" }, isService: { _, _ in false })
        func code(_ rights: MachineRights, _ verb: String, _ key: String?) -> String? {
            do throws(Rejection) {
                try rights.permit(verb, from: key)
                return nil
            } catch { return error.code }
        }
        for verb in Self.ofEvery where HandTable.verbs[verb]?.who.contains("M") == true {
            #expect(code(rights, verb, nil) == nil)
            #expect(code(rights, verb, "asing") == "forbidden")
            #expect(code(rights, verb, "kenal") == (verb == "journal.pull" ? nil : "forbidden"))
            #expect(code(.localOnly, verb, "kenal") == "forbidden")
        }
        #expect(rights.mayReadContent(nil) && rights.mayReadContent("kenal") && !rights.mayReadContent("asing"))
        #expect(!MachineRights.localOnly.mayReadContent("kenal"))
    }
}
