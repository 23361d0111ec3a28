import Deployment
import Domain
import Glibc
import Linux
import Scratch
import Testing
import ZeroMQ

@Suite struct KeyOfficeTests {
    private let folder: TemporaryDirectory
    private var home: String { "\(folder.path)/kantor" }
    private var peersPath: String { "\(home)/peers.yaml" }

    init() throws {
        folder = try TemporaryDirectory()
        try Deployment.make(home: "\(folder.path)/kantor", host: "127.0.0.1", port: 4700)
    }

    private func text(_ path: String) throws -> String { String(decoding: try readFile(path, sizeBytesMaximum: 1 << 20), as: UTF8.self) }

    private func write(_ text: String, _ path: String) throws { try writeFileAtomically(path, Array(text.utf8)) }

    private func office() throws -> KeyOffice { try KeyOffice(try Deployment(home: home)) }

    private func keys(_ peer: String) throws -> [String] {
        try PeerTable(try readFile(peersPath, sizeBytesMaximum: 1 << 20), path: peersPath).peers.first { $0.name == peer }?.keys ?? []
    }

    @Test("A networked installation has a key for each service and for alurctl; each secret is its owner's alone, and what was made stays")
    func making() throws {
        for name in ServiceName.allCases.map(\.rawValue) + ["alurctl"] {
            #expect(try fileStatus("\(home)/keys/\(name).curve")?.permissions == 0o600)
            let pair = try #require(try CurveKeys(try Deployment(home: home)).pair(name))
            #expect(try keys(name) == [pair.publicKey])
            #expect(try !text(peersPath).contains(pair.secretKey))
        }
        let before = try text("\(home)/alur.yaml")
        try Deployment.make(home: home, host: "127.0.0.1", port: 4800)
        #expect(try text("\(home)/alur.yaml") == before)
        let deployment = try Deployment(home: home)
        #expect(deployment.isNetworked)
        #expect(try deployment.endpoints(of: .routing).files == "tcp://127.0.0.1:4703")
    }

    @Test("A secret that others may read is refused, and the sentence says what to run", arguments: [0o640, 0o604, 0o660] as [UInt32])
    func wideKeyFile(_ mode: UInt32) throws {
        let path = "\(home)/keys/intake.curve"
        chmod(path, mode)
        let problem = #expect(throws: Deployment.Problem.self) { try CurveKeys(try Deployment(home: home)).identity("intake") }
        #expect(problem?.description.contains("run `chmod 600 \(path)`") ?? false)
        try Keys.make(try Deployment(home: home))
        chmod("\(home)/keys/grants.key", mode)
        #expect(throws: Deployment.Problem.self) { try Keys.signingKey(try Deployment(home: home)) }
    }

    @Test("Authorising, revoking and authorising again change the key's own line; every other line stays, comments too")
    func comments() throws {
        let office = try office()
        let (one, two) = (try CurveKeyPair.generate().publicKey, try CurveKeyPair.generate().publicKey)
        try office.authorise(
            "gateway", key: one, PeerTable.Rights(reads: [.intake], headers: [.archival], asks: [.routing: .these(["inbox", "grant.issue"])]))
        let said = try text(peersPath).replacing("    keys:\n      - \"\(one)\"", with: "    keys:   # di loket\n      - \"\(one)\"  # sejak 2026")
        try write(said + "# penutup\n", peersPath)
        try office.authorise("gateway", key: two, nil)
        #expect(try text(peersPath) == (said + "# penutup\n").replacing("# sejak 2026\n", with: "# sejak 2026\n      - \"\(two)\"\n"))
        #expect(try office.revoke("gateway", key: two) == [two])
        #expect(try text(peersPath) == said + "# penutup\n")
        #expect(try office.revoke("gateway") == [one])
        #expect(try keys("gateway") == [])
        let left = try text(peersPath)
        #expect(left.contains("# di loket") && !left.contains(one))
        try office.authorise("gateway", key: two, nil)
        let peer = try #require(try office.table().peer(withKey: two))
        #expect(peer.rights == PeerTable.Rights(reads: [.intake], headers: [.archival], asks: [.routing: .these(["inbox", "grant.issue"])]))
    }

    @Test("Keys written in one line are edited in that line", arguments: ["", "ONE", "ONE, TWO", "TWO, ONE"])
    func flowStyle(_ list: String) throws {
        let (one, two, three) = (try CurveKeyPair.generate().publicKey, try CurveKeyPair.generate().publicKey, try CurveKeyPair.generate().publicKey)
        let written = list.replacing("ONE", with: "\"\(one)\"").replacing("TWO", with: "\"\(two)\"")
        try write("peers:\n  a: {keys: [\(written)], reads: [intake]} # sebaris\n", peersPath)
        let office = try office()
        let before = try keys("a")
        try office.authorise("a", key: three, nil)
        #expect(try keys("a") == before + [three])
        if !list.isEmpty { _ = try office.revoke("a", key: one) }
        #expect(try keys("a") == before.filter { $0 != one } + [three])
        #expect(try text(peersPath).hasSuffix("], reads: [intake]} # sebaris\n"))
    }

    @Test("What cannot be right is refused and changes nothing")
    func refusals() throws {
        let office = try office()
        let before = try text(peersPath)
        let routing = try keys("routing")
        #expect(throws: Deployment.Problem.self) { try office.authorise("gateway", key: "short", nil) }
        #expect(throws: Deployment.Problem.self) { try office.authorise("gateway", key: routing[0], nil) }
        #expect(throws: Deployment.Problem.self) { try office.authorise("../x", key: try CurveKeyPair.generate().publicKey, nil) }
        #expect(throws: Deployment.Problem.self) {
            try office.authorise("routing", key: try CurveKeyPair.generate().publicKey, .init(reads: [.intake]))
        }
        #expect(throws: Deployment.Problem.self) { try office.revoke("nobody") }
        #expect(throws: Deployment.Problem.self) { try office.beginRotation("routing", port: nil) }
        #expect(throws: Deployment.Problem.self) { try office.finishRotation("routing") }
        #expect(throws: Deployment.Problem.self) { try office.make("routing") }
        #expect(try text(peersPath) == before)
        #expect(throws: Deployment.Problem.self) { _ = try self.office() }
    }

    @Test(
        "A service's key is changed in two steps, in which first both and then only the new one is good; the old pair of ports goes with the old key")
    func rotation() throws {
        let old = try keys("intake")
        let new = try office().beginRotation("intake", port: 4720)
        #expect(try keys("intake") == old + [new])
        var deployment = try Deployment(home: home)
        #expect(try deployment.listeningPlaces(of: .intake).map(\.key) == [old[0], new])
        #expect(try deployment.endpoints(of: .intake).commands == "tcp://127.0.0.1:4720")
        #expect(try CurveKeys(deployment).identity("intake").publicKey == new)
        #expect(try CurveKeys(deployment).pair("intake", publicKey: old[0]).publicKey == old[0])
        #expect(throws: Deployment.Problem.self) { try office().beginRotation("intake", port: 4730) }
        try office().finishRotation("intake")
        deployment = try Deployment(home: home)
        #expect(try deployment.listeningPlaces(of: .intake) == [.init(commands: "tcp://127.0.0.1:4720", files: "tcp://127.0.0.1:4721", key: new)])
        #expect(try keys("intake") == [new])
        #expect(try CurveKeys(deployment).pair("intake")?.publicKey == new)
        #expect(try fileStatus("\(home)/keys/intake.next.curve") == nil)
    }

    @Test("A change of keys that was cut off in the middle is finished by asking again")
    func interruptedRotation() throws {
        let made = try CurveKeys(try Deployment(home: home)).make("intake", .next)
        #expect(try office().beginRotation("intake", port: 4720) == made)
        // Cut off behind the new alur.yaml: the old key is still in the table, and the new pair has not its name yet.
        try office().finishRotation("intake")
        try renameFile("\(home)/keys/intake.curve", to: "\(home)/keys/intake.next.curve")
        try office().finishRotation("intake")
        #expect(try keys("intake") == [made])
    }

    @Test("A service on a network without a key is given one by `keys new`, and the others' lines stay")
    func keyForAService() throws {
        let key = try keys("drafting")[0]
        let before = try text("\(home)/alur.yaml")
        try write(before.replacing(", key: \"\(key)\"}", with: "} # tanpa kunci"), "\(home)/alur.yaml")
        let deployment = try Deployment(home: home)
        let context = try Context()
        let problem = #expect(throws: Deployment.Problem.self) { _ = try deployment.dealer(to: .drafting, as: "alurctl", in: context) }
        #expect(problem?.description.contains("run `alurctl keys new drafting --home \(home)`") ?? false)
        #expect(try office().make("drafting") == key)
        #expect(try text("\(home)/alur.yaml") == before.replacing(", key: \"\(key)\"}", with: ", key: \"\(key)\"} # tanpa kunci"))
    }
}
