import Domain
import Nettle
import Protocol
import Rehearsal
import Sodium
import Testing

@Suite("Signatures")
struct SigningTests {
    private let key: SigningKey

    init() throws { key = try #require(SigningKey(seed: [UInt8](repeating: 1, count: 32))) }

    private func register(_ office: Office, _ key: SigningKey, for principal: Principal = Office.head) throws {
        guard case .official(let official) = principal else { return }
        try office.play.give(RegisterKey(nip: official.person, publicKey: hexadecimal(key.publicKey)), by: principal)
    }

    private func signature(_ task: TaskOpened, by principal: Principal, _ key: SigningKey) throws -> String {
        guard case .official(let official) = principal else { return "" }
        let document = try #require(task.document)
        let text = SignedStatement.text(task: task.task, caseID: task.caseID, document: document, by: official)
        return hexadecimal(key.sign(Array(text.utf8)))
    }

    private func wet(_ task: TaskOpened, _ office: Office, appoints: [Key<Position>]? = nil) -> Sign {
        Sign(task: task.task, hash: task.document?.hash ?? "", approve: true, method: .basah, scan: office.scan(), appoints: appoints)
    }

    @Test("The statement that is signed has one form")
    func statement() throws {
        let task = try #require(Identifier("018f4e7a-1c2d-7abc-9def-0123456789ab"))
        let caseID = try #require(Identifier("018f4e7a-1c2d-7abc-9def-0123456789ac"))
        let document = DocumentVersion(name: DocumentName(naskah: "pk", member: "kabid-a"), version: 3, hash: "ab12")
        let signer = Principal.Official(
            agency: "dinas-uji", person: "197001011995031001", position: "kadis", mandate: Principal.Authority(kind: .plt, decree: "800/1/UJI"))
        #expect(
            SignedStatement.text(task: task, caseID: caseID, document: document, by: signer) == """
                alur-tanda-tangan/1
                case: 018f4e7a-1c2d-7abc-9def-0123456789ac
                task: 018f4e7a-1c2d-7abc-9def-0123456789ab
                document: pk/kabid-a
                version: 3
                hash: ab12
                agency: dinas-uji
                position: kadis
                nip: 197001011995031001
                mandate: plt 800/1/UJI

                """)
    }

    @Test("The internal key signs the version, and the evidence is kept")
    func internalKey() throws {
        let office = try Office()
        try register(office, key)
        let task = try office.open(.tandaTangan, for: "kadis")
        let signature = try signature(task, by: Office.head, key)
        let sign = Sign(task: task.task, hash: Office.hash(1), approve: true, method: .kunci, signature: signature.uppercased())
        try office.play.give(sign, by: Office.head)
        let event = try #require(try office.play.events(Signed.self).first?.body)
        #expect(event.done.outcome == .done && event.method == .kunci && event.signature == signature)
        #expect(event.keyHash == hexadecimal(SHA256.hash(key.publicKey)))
        let kept = try #require(event.signedText)
        #expect(SigningKey.verify(try #require(bytes(hexadecimal: signature)), of: Array(kept.utf8), by: key.publicKey))
    }

    @Test("A signature for another version, task, capacity or by another key is refused")
    func forged() throws {
        let office = try Office()
        try register(office, key)
        let task = try office.open(.tandaTangan, for: "kadis")
        let other = try office.open(.tandaTangan, for: "kadis")
        let stranger = try #require(SigningKey(seed: [UInt8](repeating: 2, count: 32)))
        var otherVersion = task
        otherVersion.document = Office.version(2)
        let acting = Office.official("kadis", "197001011995031001", mandate: Principal.Authority(kind: .plt, decree: "1"))
        let forgeries = [
            try signature(task, by: Office.head, stranger), try signature(other, by: Office.head, key),
            try signature(otherVersion, by: Office.head, key), try signature(task, by: acting, key), "", "zz",
            String(repeating: "00", count: 64),
        ]
        for forgery in forgeries {
            let sign = Sign(task: task.task, hash: Office.hash(1), approve: true, method: .kunci, signature: forgery)
            #expect(try office.refusal(sign, by: Office.head) == "signatureWrong")
        }
    }

    @Test("Without a key in force the internal key cannot sign; the key is the person's, never the position's")
    func keyOfThePerson() throws {
        let office = try Office()
        let task = try office.open(.tandaTangan, for: "kadis")
        func sign(_ principal: Principal) throws -> Sign {
            Sign(task: task.task, hash: Office.hash(1), approve: true, method: .kunci, signature: try signature(task, by: principal, key))
        }
        #expect(try office.refusal(try sign(Office.head), by: Office.head) == "keyUnknown")
        try register(office, key)
        // The secretary acts for the head: the head's key does not serve.
        let acting = Office.official("kadis", "197204081998032315", mandate: Principal.Authority(kind: .plh, decree: "800/12"))
        #expect(try office.refusal(try sign(acting), by: acting) == "keyUnknown")
        try office.play.give(RevokeKey(nip: "197001011995031001"), by: Office.head)
        #expect(try office.refusal(try sign(Office.head), by: Office.head) == "keyUnknown")
    }

    @Test("A mandate stands in the signed statement and beside the signature")
    func mandateSigned() throws {
        let office = try Office()
        let acting = Office.official("kadis", "197204081998032315", mandate: Principal.Authority(kind: .plh, decree: "800/12/UJI/2026"))
        try register(office, key, for: acting)
        let task = try office.open(.tandaTangan, for: "kadis")
        let sign = Sign(task: task.task, hash: Office.hash(1), approve: true, method: .kunci, signature: try signature(task, by: acting, key))
        try office.play.give(sign, by: acting)
        let event = try #require(try office.play.events(Signed.self).first?.body)
        #expect(event.by.mandate == .plh && event.by.decree == "800/12/UJI/2026" && event.by.position == "kadis")
        #expect(event.signedText?.hasSuffix("mandate: plh 800/12/UJI/2026\n") == true)
    }

    @Test("Wet ink needs the scan of the signed print, held here")
    func wetInk() throws {
        let office = try Office()
        let task = try office.open(.tandaTangan, for: "kadis")
        func sign(_ method: SignatureMethod?, _ scan: FileReference?) -> Sign {
            Sign(task: task.task, hash: Office.hash(1), approve: true, method: method, scan: scan)
        }
        #expect(try office.refusal(sign(nil, nil), by: Office.head) == "methodMissing")
        #expect(try office.refusal(sign(.basah, nil), by: Office.head) == "scanMissing")
        #expect(try office.refusal(sign(.kunci, nil), by: Office.head) == "signatureMissing")
        let missing = FileReference(hash: Office.hash(7), size: 4, mediaType: "application/pdf")
        #expect(try office.refusal(sign(.basah, missing), by: Office.head) == "fileMissing")
        let scan = office.scan()
        try office.play.give(sign(.basah, scan), by: Office.head)
        #expect(try office.play.events(Signed.self).first?.body.scan == scan)
    }

    @Test("What a party outside signs is recorded with its scan, never signed with the recorder's key")
    func outsideSigns() throws {
        let office = try Office()
        let task = try office.open(.tandaTangan, for: "agendaris") { $0.outside = "bupati" }
        let sign = Sign(task: task.task, hash: Office.hash(1), approve: true, method: .kunci, signature: "00")
        #expect(try office.refusal(sign, by: Office.clerk) == "outsideSigns")
        try office.play.give(wet(task, office), by: Office.clerk)
        #expect(try office.play.events(Signed.self).first?.body.by.outside == "bupati")
    }

    @Test("The signer returns a version with a reason and needs no method for it")
    func returned() throws {
        let office = try Office()
        let task = try office.open(.tandaTangan, for: "kadis")
        #expect(try office.refusal(Sign(task: task.task, hash: Office.hash(1), approve: false), by: Office.head) == "reasonMissing")
        try office.play.give(Sign(task: task.task, hash: Office.hash(1), approve: false, reason: "Perbaiki"), by: Office.head)
        let event = try #require(try office.play.events(Signed.self).first)
        #expect(event.body.done.outcome == .returned && event.body.method == nil && event.content?.reason == "Perbaiki")
    }

    @Test("Who gave a version the paraf of the hierarchy does not sign it, and who signed it gives none")
    func parafBySigner() throws {
        let office = try Office()
        let paraf = try office.open(.paraf, for: "sekdis")
        try office.play.give(Initial(task: paraf.task, hash: Office.hash(1), approve: true), by: Office.secretary)
        let sign = try office.open(.tandaTangan, for: "kadis")
        let acting = Office.official("kadis", "197204081998032315", mandate: Principal.Authority(kind: .plh, decree: "800/12"))
        #expect(try office.refusal(wet(sign, office), by: acting) == "parafBySigner")
        #expect(try office.refusal(wet(sign, office), by: Office.head) == nil)
        let late = try office.open(.paraf, for: "kadis")
        #expect(try office.refusal(Initial(task: late.task, hash: Office.hash(1), approve: true), by: Office.head) == "parafBySigner")
    }

    @Test("A paraf for a vacant position, a coordination, or one on an earlier version does not keep its giver from signing")
    func otherParaf() throws {
        let office = try Office()
        let vacant = try office.open(.paraf, for: "kadis") { $0.vacant = "sekdis" }
        try office.play.give(Initial(task: vacant.task, hash: Office.hash(1), approve: true), by: Office.head)
        let coordination = try office.open(.paraf, for: "kadis") { $0.parafKind = .coordination }
        try office.play.give(Initial(task: coordination.task, hash: Office.hash(1), approve: true), by: Office.head)
        let sign = try office.open(.tandaTangan, for: "kadis")
        #expect(try office.refusal(wet(sign, office), by: Office.head) == nil)
        let earlier = try office.open(.paraf, for: "sekdis")
        try office.play.give(Initial(task: earlier.task, hash: Office.hash(1), approve: true), by: Office.secretary)
        let renewal = try office.open(.tandaTangan, for: "sekdis", kind: .renewal, version: 2)
        #expect(try office.refusal(wet(renewal, office), by: Office.secretary) == nil)
        let late = try office.open(.paraf, for: "sekdis", version: 2) { $0.vacant = "kasubbag" }
        #expect(try office.refusal(Initial(task: late.task, hash: Office.hash(2), approve: true), by: Office.secretary) == nil)
    }

    @Test("Who stands in since a position became vacant decides in its stead, and a holder who came back for the own position")
    func becameVacant() throws {
        let office = try Office()
        func move(_ task: TaskOpened, to position: Key<Position>, vacant: Key<Position>?) throws {
            let moved = TaskAssigned(task: task.task, caseID: task.caseID, position: position, vacant: vacant, person: nil)
            try office.play.hear(moved, from: .routing, about: task.caseID)
        }
        let task = try office.open(.paraf, for: "sekdis")
        try move(task, to: "kadis", vacant: "sekdis")
        let paraf = Initial(task: task.task, hash: Office.hash(1), approve: true)
        #expect(try office.refusal(paraf, by: Office.secretary) == "wrongPosition")
        try office.play.give(paraf, by: Office.head)
        #expect(try office.play.events(Initialled.self).last?.body.by.vacant == "sekdis")
        let again = try office.open(.paraf, for: "sekdis", version: 2)
        try move(again, to: "kadis", vacant: "sekdis")
        try move(again, to: "sekdis", vacant: nil)
        try office.play.give(Initial(task: again.task, hash: Office.hash(2), approve: true), by: Office.secretary)
        #expect(try office.play.events(Initialled.self).last?.body.by.vacant == nil)
    }

    @Test("A superior countersigns the same version as a task of its own")
    func countersign() throws {
        let office = try Office()
        let name = DocumentName(naskah: "perjanjian-kinerja", member: "sekdis")
        let own = try office.open(.tandaTangan, for: "sekdis", name: name)
        try office.play.give(wet(own, office), by: Office.secretary)
        let counter = try office.open(.tandaTangan, for: "kadis", kind: .countersign, name: name)
        try office.play.give(wet(counter, office), by: Office.head)
        let rows = try office.play.ask(ListApprovals(caseID: office.caseID, document: name), by: Office.head).approvals
        #expect(rows.map(\.by.position) == ["sekdis", "kadis"] && rows.allSatisfy { !$0.isVoid && $0.document == own.document })
    }

    @Test("A signature that appoints takes the team as proposed or as the signer wants it, its lead first")
    func appoints() throws {
        let office = try Office()
        func task() throws -> TaskOpened { try office.open(.tandaTangan, for: "kadis") { $0.appoints = ["sekdis", "kasubbag"] } }
        try office.play.give(wet(try task(), office), by: Office.head)
        let changed = try task()
        #expect(try office.refusal(wet(changed, office, appoints: []), by: Office.head) == "invalid")
        #expect(try office.refusal(wet(changed, office, appoints: ["sekdis", "sekdis"]), by: Office.head) == "invalid")
        #expect(try office.refusal(wet(changed, office, appoints: ["sekdis", "bupati"]), by: Office.head) == "positionUnknown")
        try office.play.give(wet(changed, office, appoints: ["kasubbag"]), by: Office.head)
        #expect(try office.play.events(Signed.self).map(\.body.done.appointed) == [["sekdis", "kasubbag"], ["kasubbag"]])
        let plain = try office.open(.tandaTangan, for: "kadis")
        #expect(try office.refusal(wet(plain, office, appoints: ["sekdis"]), by: Office.head) == "invalid")
    }

    @Test("A person registers and revokes the own key, an operator anyone's; one is in force at a time and none serves twice")
    func keys() throws {
        let office = try Office()
        let nip = "197001011995031001"
        let first = hexadecimal(key.publicKey)
        let second = hexadecimal(try #require(SigningKey(seed: [UInt8](repeating: 9, count: 32))).publicKey)
        #expect(try office.refusal(RegisterKey(nip: nip, publicKey: first), by: Office.secretary) == "forbidden")
        #expect(try office.refusal(RegisterKey(nip: nip, publicKey: "ab"), by: Office.head) == "invalid")
        #expect(try office.refusal(RegisterKey(nip: "x", publicKey: first), by: Office.operatorPrincipal) == "invalid")
        #expect(try office.refusal(RevokeKey(nip: nip), by: Office.head) == "keyUnknown")
        try office.play.give(RegisterKey(nip: nip, publicKey: first), by: Office.head)
        #expect(try office.refusal(RegisterKey(nip: nip, publicKey: second), by: Office.head) == "keyInForce")
        #expect(try office.refusal(RevokeKey(nip: nip), by: Office.secretary) == "forbidden")
        try office.play.give(RevokeKey(nip: nip, reason: "Hilang"), by: Office.operatorPrincipal)
        #expect(try office.refusal(RegisterKey(nip: "197204081998032315", publicKey: first.uppercased()), by: Office.secretary) == "keyUsed")
        try office.play.give(RegisterKey(nip: nip, publicKey: second), by: Office.operatorPrincipal)
        let rows = try office.play.ask(ListKeys(nip: nip), by: Office.secretary).keys
        #expect(rows.map(\.publicKey) == [first, second] && rows.map { $0.revoked == nil } == [false, true])
        #expect(try office.play.events(KeyRevoked.self).first?.content?.reason == "Hilang")
    }
}
