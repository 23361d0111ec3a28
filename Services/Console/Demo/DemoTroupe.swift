import Client
import Domain
import Protocol
import Sodium

/// What all cases of a run share: the line to the services, the papers, the people and their pens.
final class DemoTroupe {
    /// How the operator of the demo is named in the journals.
    static let manager = Caller.Speaker.operator(name: "demo")

    let caller: Caller
    let papers: DemoPapers
    let catalogue: CatalogueFolder
    let seals: SealWatch
    /// Sees after the services between two acts; throws when the play is to end.
    let attend: () throws -> Void
    private let home: DemoHome
    private var pens: [String: SigningKey] = [:]
    private var signatures = 0
    private var turns = 0
    private var lettersReceived = 0

    init(home: DemoHome, caller: Caller, papers: DemoPapers, catalogue: CatalogueFolder, attend: @escaping () throws -> Void) {
        self.home = home
        self.attend = attend
        self.caller = caller
        self.papers = papers
        self.catalogue = catalogue
        seals = SealWatch(caller)
        // Whoever has a key in force signs each paraf and signature with it.
        caller.pen = { try home.knownPen(of: $0) }
    }

    /// A counter that lets people of a shared position take turns.
    func nextTurn() -> Int {
        turns += 1
        return turns
    }

    /// Whether the next signature is put with a person's own key; every other one is.
    func isNextSignatureByKey() -> Bool {
        signatures += 1
        return signatures % 2 == 0
    }

    /// A person's pair of keys, known to Approvals from its first use on.
    func pen(of nip: String, as speaker: Caller.Speaker) throws -> SigningKey {
        if let pen = pens[nip] { return pen }
        let pen = try home.pen(of: nip)
        let publicKey = hexadecimal(pen.publicKey)
        let known = try caller.ask(ListKeys(nip: nip), of: .approvals, as: speaker).keys.first { $0.revoked == nil }
        if let known, known.publicKey != publicKey {
            throw DemoFailure("NIP \(nip) has another key in force than the demo's; remove the demo's home and play again")
        }
        if known == nil { try caller.give(RegisterKey(nip: nip, publicKey: publicKey), to: .approvals, as: speaker) }
        pens[nip] = pen
        return pen
    }

    /// The agenda clerk enters an incoming letter with its scan.
    func receiveLetter(from sender: String, subject: String, office: DemoOffice) throws -> Identifier {
        guard let book = office.organisation.registers.first(where: { $0.direction == .incoming }) else {
            throw DemoFailure("\(office.agency.id): there is no book of incoming letters")
        }
        lettersReceived += 1
        // The tail of a new id, so that letters of later runs are others.
        let number = "CONTOH/\(lettersReceived)/\(caller.newIdentifier().description.suffix(6))"
        var fields = office.letterhead
        fields.merge(["pengirim": sender, "nomor": number, "perihal": subject, "kepada": office.agency.name]) { $1 }
        let scan = try caller.put(papers.scan(.incomingLetter, fields), to: .intake)
        let letter = RegisterLetter(
            register: book.id, sender: sender, number: number, letterDate: office.today, subject: subject, summary: "Surat untuk peragaan.",
            channel: lettersReceived % 2 == 0 ? .email : .caraka, attachments: "1 berkas",
            files: [RegisterLetter.File(file: scan, name: DemoPapers.Scan.incomingLetter.rawValue)])
        let accepted = try caller.give(letter, to: .intake, as: office.speaker(office.clerk))
        guard let registered = try accepted.first(LetterRegistered.self) else { throw DemoFailure("intake registered a letter without saying which") }
        return registered.letter
    }
}
