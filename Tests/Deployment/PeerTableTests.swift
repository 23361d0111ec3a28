import Approvals
import Archival
import Deployment
import Domain
import Drafting
import Intake
import Kernel
import Routing
import Sodium
import Testing
import ZeroMQ

@Suite struct PeerTableTests {
    private let one = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"
    private let two = "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6"

    private let three = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"

    private func table(_ text: String) throws -> PeerTable { try PeerTable(Array(text.utf8), path: "peers.yaml") }

    private var text: String {
        """
        peers:
          gateway:
            keys: ["\(one)"]
            reads: [intake]
            headers: [intake, drafting]
            asks: {routing: [grant.issue, inbox, journal.kept], drafting: all}
          arsip: {keys: ["\(two)"]}
        """
    }

    @Test("What the table names is allowed, and nothing else")
    func defaultDeny() throws {
        let table = try table(text)
        #expect(table.permits(one, "grant.issue", at: .routing))
        #expect(table.permits(one, "inbox", at: .routing))
        #expect(table.permits(one, "draft.show", at: .drafting))
        #expect(table.permits(one, "journal.pull", at: .intake))
        for (key, verb, service) in [
            (one, "inbox", ServiceName.intake), (one, "catalogue.apply", .routing), (one, "journal.pull", .routing),
            (one, "journal.pull", .approvals),
            (two, "service.status", .routing), (two, "journal.pull", .intake), ("", "inbox", .routing), (String(one.reversed()), "inbox", .routing),
        ] { #expect(!table.permits(key, verb, at: service), "\(verb) at \(service)") }
    }

    @Test("A journal named under headers is followed without its contents, one named under reads with them")
    func headersOnly() throws {
        let table = try table(text)
        #expect(table.permits(one, "journal.pull", at: .drafting) && !table.isCleared(one, forContentsOf: .drafting))
        #expect(table.permits(one, "journal.pull", at: .intake) && table.isCleared(one, forContentsOf: .intake))
        #expect(!table.isCleared(one, forContentsOf: .routing) && !table.isCleared(two, forContentsOf: .intake))
    }

    @Test("What was kept of a journal is given back to services that the table names for it, and never under `all`")
    func takingBack() throws {
        let table = try table(text + "\n  intake: {keys: [\"\(three)\"], asks: {drafting: [journal.kept], routing: all}}\n")
        #expect(table.permits(three, "journal.kept", at: .drafting))
        for (key, service) in [(three, ServiceName.routing), (three, .archival), (one, .drafting), (one, .routing)] {
            #expect(!table.permits(key, "journal.kept", at: service), "\(service)")
        }
        for service in ServiceName.allCases {
            for other in ServiceName.allCases where other != service {
                let rights = try #require(PeerTable.usualRights(service.rawValue))
                var verbs: Set<String> = []
                if case .these(let named) = rights.asks[other] { verbs = named }
                #expect(verbs.isSuperset(of: ["journal.cursor", "journal.kept"]), "\(service) of \(other)")
            }
        }
    }

    @Test("Only a peer that is marked so gets grants of operators")
    func operators() throws {
        #expect(try table(text).operatorKeys == [])
        let key = try CurveKeyPair.generate().publicKey
        #expect(try table(text + "\n  meja:\n    keys: [\"\(key)\"]\n    operator: yes\n").operatorKeys == [key])
    }

    @Test(
        "A mistake is named with its line",
        arguments: [
            ("peers:\n  a:\n    keys: [short]\n", "line 3"),
            ("peers:\n  a:\n    key: []\n", "line 3: unknown key key"),
            ("peers:\n  A_b: {keys: []}\n", "line 2: A_b is no peer's name"),
            ("peers:\n  a:\n    reads: [moon]\n", "line 3: moon does not belong here"),
            ("peers:\n  a:\n    asks: {moon: all}\n", "line 3: no such service"),
            ("peers:\n  a:\n    asks: {intake: [journal.pull]}\n", "line 3: journal.pull does not belong here"),
            ("peers:\n  a:\n    asks: {intake: [all]}\n", "line 3: all does not belong here"),
            ("peers:\n  a:\n    asks: {intake: everything}\n", "line 3: a list is expected"),
            ("peers:\n  a:\n    operator: perhaps\n", "operator is yes or no"),
            ("peers:\n  a: {}\n  a: {}\n", "line 3"),
            ("everyone: {}\n", "line 1: unknown key everyone"),
            ("", "empty"),
        ])
    func mistakes(_ text: String, _ words: String) throws {
        let problem = #expect(throws: Deployment.Problem.self) { try table(text) }
        #expect(problem?.description.contains(words) ?? false, "\(problem?.description ?? "")")
        #expect(problem?.description.hasPrefix("peers.yaml: ") ?? false)
    }

    @Test("A key is one peer's")
    func sharedKey() {
        let problem = #expect(throws: Deployment.Problem.self) { try table("peers:\n  a: {keys: [\"\(one)\"]}\n  b: {keys: [\"\(one)\"]}\n") }
        #expect(problem?.description == "peers.yaml: line 3: b and a have the same key; a key is one peer's")
    }

    @Test("A new installation's table lets each service read those that it follows, and no more")
    func upstreams() throws {
        guard let key = SigningKey(seed: [UInt8](repeating: 1, count: 32)) else { return }
        for service in [intake, routing(signer: GrantSigner(key: key)), drafting, approvals, archival] {
            #expect(PeerTable.usualRights(service.name.rawValue)?.reads == Set(service.upstreams), "\(service.name.rawValue)")
        }
    }

    @Test("Only 40 characters of Z85 are a key")
    func keys() throws {
        let made = try CurveKeyPair.generate().publicKey
        #expect(CurveKeyPair.isKey(one) && CurveKeyPair.isKey(made))
        for text in [
            "", String(one.dropLast()), one + "a", String(one.dropLast()) + "\"", String(one.dropLast()) + "\\", String(repeating: "é", count: 20),
        ] {
            #expect(!CurveKeyPair.isKey(text), "\(text)")
        }
    }
}
