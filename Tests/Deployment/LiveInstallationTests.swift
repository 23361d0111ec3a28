import Deployment
import Domain
import Linux
import Scratch
import Testing
import ZeroMQ

@Suite struct LiveInstallationTests {
    private let folder: TemporaryDirectory
    private var home: String { "\(folder.path)/kantor" }

    init() throws {
        folder = try TemporaryDirectory()
        try Deployment.make(home: "\(folder.path)/kantor", host: "127.0.0.1", port: 4700)
    }

    private func write(_ text: String) throws { try writeFileAtomically("\(home)/peers.yaml", Array(text.utf8)) }

    @Test("A revoked key is no longer permitted once the files are read again, and a new one is")
    func reload() throws {
        let live = try LiveInstallation(home: home)
        let office = try KeyOffice(live.deployment)
        let (old, new) = (try #require(try office.table().peers.last?.keys.first), try CurveKeyPair.generate().publicKey)
        #expect(live.permits(old, "inbox", at: .routing) && !live.permits(new, "inbox", at: .routing))
        #expect(live.reload() == .none)
        _ = try office.revoke("alurctl")
        try office.authorise("alurctl", key: new, nil)
        #expect(live.permits(old, "inbox", at: .routing))
        #expect(live.reload() == .changed)
        #expect(!live.permits(old, "inbox", at: .routing) && live.permits(new, "inbox", at: .routing))
        #expect(live.version == 1 && live.reload() == .none)
    }

    @Test("A table with a mistake changes nothing, is complained of once, and its next good version is in force")
    func mistake() throws {
        let live = try LiveInstallation(home: home)
        let table = try #require(live.peers)
        try write("peers: [")
        guard case .mistake(let words) = live.reload() else {
            Issue.record("no complaint")
            return
        }
        #expect(words.hasPrefix("\(home)/peers.yaml: ") && live.complaint == words)
        #expect(live.reload() == .none && live.peers == table)
        try removeFile("\(home)/peers.yaml")
        #expect(live.reload() != .none && live.peers == table)
        try write("peers: {}\n")
        #expect(live.reload() == .changed && live.peers?.peers == [] && live.complaint == nil)
    }

    @Test("Whoever has no key is permitted by local sockets and never over a network")
    func withoutKey() throws {
        #expect(!(try LiveInstallation(home: home)).permits(nil, "service.status", at: .routing))
        let local = "\(folder.path)/lokal"
        try Deployment.make(home: local)
        let live = try LiveInstallation(home: local)
        #expect(live.permits(nil, "service.status", at: .routing) && !live.permits("x", "service.status", at: .routing))
    }

    @Test("Endpoints of both kinds in one installation are refused; so is a networked one without a table")
    func kinds() throws {
        let path = "\(home)/alur.yaml"
        let text = String(decoding: try readFile(path, sizeBytesMaximum: 1 << 16), as: UTF8.self)
        try writeFileAtomically(path, Array(text.replacing("tcp://127.0.0.1:4700", with: "ipc://run/intake.ipc").utf8))
        #expect(throws: Deployment.Problem.self) { try Deployment(home: home) }
        try writeFileAtomically(path, Array(text.utf8))
        try removeFile("\(home)/peers.yaml")
        let problem = #expect(throws: Deployment.Problem.self) { _ = try LiveInstallation(home: home) }
        #expect(problem?.description.contains("alurctl keys authorise") ?? false)
    }

    @Test("Local sockets in a folder that others may enter are refused, with the command to run")
    func openFolder() throws {
        let local = "\(folder.path)/lokal"
        try Deployment.make(home: local)
        let deployment = try Deployment(home: local)
        let context = try Context()
        let place = try deployment.endpoints(of: .intake)
        _ = try deployment.router(of: .intake, at: place, .commands, in: context)
        try makeDirectory("\(folder.path)/terbuka", mode: 0o755)
        try renameFile("\(local)/run", to: "\(folder.path)/tutup")
        try renameFile("\(folder.path)/terbuka", to: "\(local)/run")
        let problem = #expect(throws: Deployment.Problem.self) { _ = try deployment.router(of: .intake, at: place, .commands, in: context) }
        #expect(problem?.description.contains("run `chmod 700 \(local)/run`") ?? false)
    }
}
