import Approvals
import Archival
import Catalogue
import Domain
import Drafting
import Intake
import Kernel
import Protocol
import Rehearsal
import Routing
import SQLite

/// A service with a catalogue in force and tasks open, from which every input begins anew.
struct Room: Sendable {
    /// The service; made for each input, so that nothing one of them left behind is seen by the next.
    let service: @Sendable () throws -> Service
    /// The database it begins with.
    let image: [UInt8]
    /// Those who may come: first the one whose the tasks are.
    let principals: [Principal]
    /// What there is to be talked about.
    let words: Words
    let commands: [any CommandBody.Type]
    let questions: [any QueryBody.Type]
    /// The body of a command that puts the agency's whole catalogue in force.
    let catalogue: ApplyCatalogue

    /// One room a service.
    static let all = Result { try ServiceName.allCases.map { try open($0) } }

    /// The engine of a fresh copy of the room.
    func engine() throws -> Engine {
        let key = try Rehearsal.publicKey()
        let sizes = Dictionary(uniqueKeysWithValues: words.files.map { ($0.hash, $0.size) })
        let settings = Engine.Settings(grantKey: key, salt: { [UInt8](repeating: 3, count: 16) }, fileSize: { sizes[$0] })
        return try Engine(try service(), database: try Database.inMemory(image: image), settings: settings)
    }

    // MARK: - Furnishing

    private static func open(_ name: ServiceName) throws -> Room {
        switch name {
        case .intake: try furnish { intake }
        case .routing: try furnish { Routing.routing(signer: try Rehearsal.signer()) }
        case .drafting: try furnish { drafting }
        case .approvals: try furnish { approvals }
        case .archival: try furnish { archival }
        }
    }

    private static func furnish(_ service: @escaping @Sendable () throws -> Service) throws -> Room {
        let made = try service()
        let play = try Rehearsal(made)
        let catalogue = try agency()
        let organisation = catalogue.organisation
        let clerk = organisation.role(Organisation.agendaClerk)?.actors.first ?? organisation.positions[0].id
        var identifiers: [Identifier] = []
        if made.name == .routing {
            identifiers = try openCases(play, catalogue)
        } else {
            let words = CatalogueWords(organisation: organisation, sops: catalogue.sops)
            try play.hear(CatalogueApplied(agency: organisation.agency.id, version: 1, hash: ""), from: .routing, about: nil, content: words)
            identifiers = try openTasks(play, organisation, for: clerk)
        }
        if made.name == .intake { identifiers = try registerLetters(play, official(clerk, organisation)) }
        let words = Words(organisation, sops: catalogue.sops, identifiers: identifiers)
        let (commands, questions) = made.verbs
        return Room(
            service: service, image: try play.engine.image(), principals: principals(organisation, first: clerk), words: words,
            commands: Bodies.commands.filter { commands.contains($0.verb) } + Bodies.runtime,
            questions: Bodies.questions.filter { questions.contains($0.verb) },
            catalogue: ApplyCatalogue(organisation: organisation, sops: catalogue.sops))
    }

    /// An agency of the delivered catalogue with two of its SOPs.
    private static func agency() throws -> AgencyCatalogue {
        guard let found = try CatalogueLoader.load(path: "\(Golden.root)/deploy/catalog/dinkopukm-sulteng").catalogue else {
            throw Broken("the delivered catalogue cannot be read")
        }
        let sops: [Key<SOP>] = ["lkjip", "pengumpulan-data-kinerja"]
        return AgencyCatalogue(organisation: found.organisation, sops: sops.compactMap(found.sop))
    }

    private static func official(_ position: Key<Position>, _ organisation: Organisation, plh decree: String? = nil) -> Principal {
        let nip = organisation.holders.first { $0.position == position && $0.until == nil }?.nip ?? "190000000000000000"
        let authority = decree.map { Principal.Authority(kind: .plh, decree: $0) }
        return .official(Principal.Official(agency: organisation.agency.id, person: nip, position: position, mandate: authority))
    }

    private static func principals(_ organisation: Organisation, first clerk: Key<Position>) -> [Principal] {
        let positions = [clerk] + organisation.positions.map(\.id).filter { $0 != clerk }.prefix(12)
        var principals = positions.map { official($0, organisation) }
        principals.append(.operator(name: "uji"))
        principals.append(official(organisation.positions[0].id, organisation, plh: "800/1/BKD/2026"))
        let outsider = Principal.Official(agency: "dinas-lain", person: "190000000000000001", position: clerk)
        principals.append(.official(outsider))
        return principals
    }

    private static func openCases(_ play: Rehearsal, _ catalogue: AgencyCatalogue) throws -> [Identifier] {
        let organisation = catalogue.organisation
        let agency = organisation.agency.id
        try play.give(ApplyCatalogue(organisation: organisation, sops: catalogue.sops), by: .operator(name: "uji"))
        var letters: [Identifier] = []
        for sop in catalogue.sops {
            let (letter, caseID) = (play.newIdentifier(), play.newIdentifier())
            letters.append(letter)
            let requested = CaseRequested(letter: letter, caseID: caseID, agency: agency, sop: sop.id, keamanan: .biasa, urgensi: .segera)
            try play.hear(requested, from: .intake, about: caseID, content: CaseWords(subject: "Permintaan dokumen"))
        }
        let tasks = try play.events(TaskOpened.self).map(\.body)
        return tasks.map(\.task) + tasks.map(\.caseID) + letters
    }

    private static func openTasks(_ play: Rehearsal, _ organisation: Organisation, for clerk: Key<Position>) throws -> [Identifier] {
        let words = Words(organisation, sops: [], identifiers: [])
        let caseID = play.newIdentifier()
        var tasks: [Identifier] = []
        for word in Act.Word.allCases where word.owner == play.engine.service.name {
            for isOptional in [false, true] {
                let outgoing = organisation.registers.first { $0.direction == .outgoing }
                let task = TaskOpened(
                    task: play.newIdentifier(), caseID: caseID, agency: organisation.agency.id, step: 1, kind: .regular, word: word,
                    position: clerk, document: word == .minta || word == .kumpul ? nil : words.documents[0], naskahKind: outgoing?.kinds.first,
                    register: outgoing?.id, classification: organisation.classifications.first?.code, isOptional: isOptional,
                    to: [Receiver(role: "penerima", position: organisation.positions[0].id, name: "Kepala Dinas")],
                    participants: organisation.positions.prefix(3).map(\.id), awaits: word == .kumpul ? tasks : [])
                tasks.append(task.task)
                try play.hear(
                    task, from: .routing, about: caseID, content: TaskWords(subject: "Renja 2027", activity: "Kegiatan", document: "Renja"))
            }
        }
        return tasks + [caseID]
    }

    private static func registerLetters(_ play: Rehearsal, _ clerk: Principal) throws -> [Identifier] {
        guard let date = CivilDate("2026-01-02") else { return [] }
        for number in 1...2 {
            let letter = RegisterLetter(
                register: "surat-masuk", sender: "Bappeda", number: "045/\(number)/BAPPEDA", letterDate: date,
                subject: "Permintaan data", urgensi: .biasa, channel: .caraka)
            try play.give(letter, by: clerk)
        }
        return try play.events(LetterRegistered.self).map(\.body.letter)
    }
}
