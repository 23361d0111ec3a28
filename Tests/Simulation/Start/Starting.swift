import Approvals
import Archival
import Domain
import Drafting
import Intake
import Kernel
import Protocol
import Routing
import SQLite
import Sodium

/// What a run begins with: the five services, their databases with the office's catalogue in them, and Routing's key. Made once per process.
struct Starting: Sendable {
    /// The services, in the order in which they are always gone through.
    let services: [Service]
    /// Each service's database, as bytes.
    let images: [[UInt8]]
    /// Each service's database without any event, for a replay.
    let emptyImages: [[UInt8]]
    /// Where each journal stands in those.
    let tips: [Int64]
    /// The catalogue that is in force in them.
    let catalogue: AgencyCatalogue
    let grantKey: [UInt8]

    static let names: [ServiceName] = [.intake, .routing, .drafting, .approvals, .archival]
    /// The procedures of that catalogue.
    static let sopCount = 12
    /// When the catalogue was applied.
    static let appliedAt = Moment(milliseconds: 1_767_571_200_000)

    /// What cannot be made.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    static let shared = Result { try Starting() }

    private init() throws {
        guard let key = SigningKey(seed: [UInt8](repeating: 7, count: 32)) else { throw Failure(description: "there is no key") }
        let grantKey = key.publicKey
        let signer = GrantSigner(key: key)
        let services = [intake, routing(signer: signer), drafting, approvals, archival]
        let catalogue = try Self.catalogue(named: "dasar", count: Self.sopCount, seed: 1)
        let engines = try services.map { service in
            try Engine(service, database: try Database.inMemory(), settings: Engine.Settings(grantKey: grantKey, salt: Self.salt))
        }
        emptyImages = try engines.map { try $0.image() }
        let grant = try signer.sign(Grant(principal: .operator(name: "simulasi"), expires: 1 << 60, peer: nil))
        let id = Identifier(milliseconds: Self.appliedAt.milliseconds, random: (0, 1))
        let command = ApplyCatalogue(organisation: catalogue.organisation, sops: catalogue.sops)
        let request = Request(id: id, verb: ApplyCatalogue.verb, grant: grant, body: try JSONText().encode(command))
        let replies = try engines[1].process([.command(request, key: nil)], now: Self.appliedAt)
        guard replies.first??.status == .ok else { throw Failure(description: "the catalogue is refused: \(String(describing: replies.first))") }
        for engine in engines { try Self.read(engines[1], engine) }
        self.services = services
        self.catalogue = catalogue
        self.grantKey = grantKey
        images = try engines.map { try $0.image() }
        tips = engines.map(\.tip.position)
    }

    /// Lets a service hear all of another's journal.
    private static func read(_ source: Engine, _ reader: Engine) throws {
        guard let pull = reader.pull(from: source.service.name, waitMilliseconds: 0) else { return }
        let (page, payload) = try source.page(after: pull.after, hash: pull.hash)
        guard let run = JournalRun(page, payload: payload) else { throw Failure(description: "a page cannot be read") }
        _ = try reader.process([.run(run)], now: appliedAt)
    }

    /// Sixteen bytes that are the same in every run, so that the same seed makes the same journals.
    @Sendable static func salt() -> [UInt8] { [UInt8](repeating: 5, count: 16) }

    /// The office with so many SOPs by chance: half begin with a letter, the others from a basis.
    static func catalogue(named name: String, count: Int, seed: UInt64) throws -> AgencyCatalogue {
        var chance = Chance(seed: seed)
        let sops = (0..<count).map { number in
            MadeUpSOPs.sop(
                Key("\(name)-\(number)"), start: number % 2 == 0 ? .incomingLetter(from: ["Bupati"]) : .internalBasis(documents: ["DPA"]), &chance)
        }
        let organisation = SimulatedOffice.organisation(agendaFormat: try NumberTemplate("{klasifikasi}/{urut}/{kode}/{tahun}"))
        return AgencyCatalogue(organisation: organisation, sops: sops)
    }

    /// A service of the run as it stands on the disk at its start.
    func open(_ index: Int, image: [UInt8], files: SimulatedFiles, mishap: Mishap?) throws -> Engine {
        let settings = Engine.Settings(
            grantKey: grantKey, salt: Self.salt, fileSize: { [name = Self.names[index]] in files.size(of: $0, at: name) },
            sealKey: SigningKey(seed: [UInt8](repeating: UInt8(20 + index), count: 32)))
        return try Engine(services[index], database: try Database.inMemory(image: image, mishap: mishap), settings: settings)
    }
}

/// The files that each service holds; what is put there stays. Unchecked Sendable: one run is one thread.
final class SimulatedFiles: @unchecked Sendable {
    private var held: [ServiceName: Set<String>] = [:]
    static let size = 512

    func put(_ hash: String, at service: ServiceName) { held[service, default: []].insert(hash) }

    func holds(_ hash: String, at service: ServiceName) -> Bool { held[service]?.contains(hash) ?? false }

    func size(of hash: String, at service: ServiceName) -> Int? { holds(hash, at: service) ? Self.size : nil }
}
