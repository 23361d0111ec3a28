import Catalogue
import Client
import Domain
import Linux
import Nettle
import Protocol
import Sodium

/// The agency that is measured, with everything its officials hold in their hands before the first case.
struct BenchOffice {
    let agency: Key<Agency>
    let clerk: Key<Position>
    let register: Key<Register>
    let classification: String
    /// The grant of each position, as it travels.
    let grants: [Key<Position>: [UInt8]]
    /// Who acts as it.
    private let persons: [Key<Position>: String]
    let berkas: Identifier
    /// The text that is every version of every document: files have benches of their own.
    let text: FileReference
    /// The scan of every signed sheet.
    let scan: FileReference
    let today: CivilDate
    private let subject: String

    /// Applies the catalogue, and puts the papers in their places.
    init(_ catalogue: AgencyCatalogue, _ caller: Caller, subject: String) throws {
        self.subject = subject
        let organisation = catalogue.organisation
        let agency = organisation.agency.id
        try caller.give(ApplyCatalogue(organisation: organisation, sops: catalogue.sops), to: .routing, as: .operator(name: "bench"))
        let office = try DemoOffice(agency, caller)
        guard let book = organisation.registers.first(where: { $0.direction == .incoming }), let row = organisation.classifications.first else {
            throw DemoFailure("\(agency): a bench needs a book of incoming letters and a classification")
        }
        self.agency = agency
        clerk = office.clerk
        register = book.id
        classification = row.code
        today = office.today
        text = try caller.put(Array("Surat jawaban kantor uji.\n".utf8), to: .drafting)
        scan = try caller.put(Array("Pindaian lembar yang ditandatangani.\n".utf8), to: .approvals)
        let opening = OpenBerkas(classification: row.code, title: "Uji \(caller.newIdentifier())")
        let opened = try caller.give(opening, to: .archival, as: office.speaker(office.archivist)).first(BerkasOpened.self)
        guard let opened else { throw DemoFailure("archival opened a berkas without saying which") }
        berkas = opened.berkas
        var grants: [Key<Position>: [UInt8]] = [:]
        var persons: [Key<Position>: String] = [:]
        for position in office.actingPositions {
            persons[position] = office.persons(at: position).first
            let question = IssueGrant(agency: agency, position: position, person: office.persons(at: position).first)
            grants[position] = bytes(hexadecimal: try caller.ask(question, of: .routing, as: nil).grant)
        }
        self.grants = grants
        self.persons = persons
    }

    /// What is asked of Routing for an act that is signed singly; nobody in the bench has a key.
    func soleGrant(for request: Request, to service: ServiceName, as position: Key<Position>) -> IssueGrant {
        let hash = hexadecimal(SHA256.hash(Array(request.verb.utf8), [0], request.body))
        let only = SoleCommand(id: request.id, service: service, verb: request.verb, hash: hash)
        return IssueGrant(agency: agency, position: position, person: persons[position], only: only)
    }

    /// A letter from outside, never the same twice.
    func letter(_ name: Identifier) -> RegisterLetter {
        RegisterLetter(
            register: register, sender: "Bupati", number: "UJI/\(name)", letterDate: today, subject: "\(subject) \(name)", channel: .caraka)
    }

    /// What the holder of a task does with it. Throws `DemoFailure` for an act that no bench asks for.
    func command(for task: TaskOpened) throws -> any CommandBody {
        let hash = task.document?.hash ?? ""
        switch task.word {
        case .disposisi: return GiveOrder(task: task.task, instructions: ["tindak-lanjuti"])
        case .sampaikan: return task.kind == .acknowledgement ? Acknowledge(task: task.task) : HandOver(task: task.task)
        case .telaah: return WriteStudy(task: task.task, note: "Sesuai.")
        case .susun: return ComposeVersion(task: task.task, file: text, name: "surat.txt", parent: task.document?.version ?? 0)
        case .periksa: return Check(task: task.task, hash: hash, approve: true)
        case .paraf: return Initial(task: task.task, hash: hash, approve: true)
        case .tandaTangan: return Sign(task: task.task, hash: hash, approve: true, method: .basah, scan: scan)
        case .nomor: return GiveNumber(task: task.task)
        case .gandakan: return MakeCopies(task: task.task, count: 2)
        case .kirim:
            let deliveries = task.addressees.indices.map { DispatchDocument.Delivery(receiver: $0, outcome: .sampai, receivedBy: "Penerima") }
            return DispatchDocument(task: task.task, deliveries: deliveries)
        case .arsip: return FileDocument(task: task.task, berkas: berkas)
        default: throw DemoFailure("the bench does not know the act \(task.word.rawValue)")
        }
    }
}
