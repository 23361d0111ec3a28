import Client
import Deployment
import Domain
import Linux
import Protocol
import Scratch
import Testing

@Suite struct CallerTests {
    private static let clerk = Caller.Speaker.official(agency: "dinas", position: "agendaris", person: "1990")

    @Test("A grant that is no longer good is renewed, and the same command id sent again")
    func grantIsRenewed() throws {
        let directory = try TemporaryDirectory()
        let stubs = try StubServices(in: "\(directory.path)/home") { _, request in
            Self.isFirst(request) ? try .rejected("unauthenticated") : .accepted
        }
        try Caller(try Deployment(home: stubs.home)).give(Knock(), to: .intake, as: Self.clerk)
        let sent = stubs.requests.filter { $0.service == .intake }.map(\.request.id)
        #expect(sent.count == 2)
        #expect(Set(sent).count == 1)
    }

    @Test("A service that could not do it now is asked again with the same id")
    func unavailableIsAskedAgain() throws {
        let directory = try TemporaryDirectory()
        let stubs = try StubServices(in: "\(directory.path)/home") { _, request in
            Self.isFirst(request) ? StubServices.Answer(status: .unavailable) : .accepted
        }
        try Caller(try Deployment(home: stubs.home)).give(Knock(), to: .intake, as: Self.clerk)
        let sent = stubs.requests.filter { $0.service == .intake }.map(\.request.id)
        #expect(sent.count == 2)
        #expect(Set(sent).count == 1)
    }

    @Test("Who waits for a service that does not answer is told so once, before the wait is over")
    func late() throws {
        let directory = try TemporaryDirectory()
        try Deployment.make(home: directory.path)
        let caller = try Caller(try Deployment(home: directory.path))
        caller.patienceMilliseconds = 2_500
        var late: [ServiceName] = []
        caller.whenLate = { late.append($0) }
        #expect(throws: Caller.Failure.self) { _ = try caller.ask(ListAgencies(), of: .routing, as: nil) }
        #expect(late == [.routing])
    }

    private struct Knock: CommandBody {
        static let verb = "door.knock"
    }

    private static let seen = Locked<Set<Identifier>>([])

    private static func isFirst(_ request: Request) -> Bool { seen.withLock { $0.insert(request.id).inserted } }
}
