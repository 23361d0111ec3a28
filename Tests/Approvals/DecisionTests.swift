import Domain
import Protocol
import Rehearsal
import Testing

@Suite("Check and paraf")
struct DecisionTests {
    @Test("A yes ends the task as done and names the version that was checked")
    func checkedYes() throws {
        let office = try Office()
        let task = try office.open(.periksa, for: "sekdis")
        try office.play.give(Check(task: task.task, hash: Office.hash(1), approve: true), by: Office.secretary)
        let event = try #require(try office.play.events(Checked.self).first)
        #expect(event.body.done == Completion(task: task.task, caseID: office.caseID, outcome: .done, document: Office.version(1)))
        #expect(event.body.by.position == "sekdis" && event.body.by.nip == "197204081998032315")
        #expect(event.content == nil)
    }

    @Test("A no needs a reason, and the reason stands in the content, never in the header")
    func checkedNo() throws {
        let office = try Office()
        let task = try office.open(.periksa, for: "sekdis")
        for reason in [nil, "", " \n"] {
            let check = Check(task: task.task, hash: Office.hash(1), approve: false, reason: reason)
            #expect(try office.refusal(check, by: Office.secretary) == "reasonMissing")
        }
        let reply = try office.play.give(
            Check(task: task.task, hash: Office.hash(1), approve: false, reason: "Pagu belum sesuai", members: ["kabid-a"]), by: Office.secretary)
        let event = try #require(try office.play.events(Checked.self).first)
        #expect(event.body.done.outcome == .returned && event.body.done.members == ["kabid-a"])
        #expect(event.content?.reason == "Pagu belum sesuai")
        #expect(!String(decoding: reply.body, as: UTF8.self).contains("Pagu"))
    }

    @Test("A note beside a yes is kept as a note")
    func noteBesideYes() throws {
        let office = try Office()
        let task = try office.open(.periksa, for: "sekdis")
        try office.play.give(Check(task: task.task, hash: Office.hash(1), approve: true, reason: "Sudah baik"), by: Office.secretary)
        #expect(try office.play.events(Checked.self).first?.content == ActWords(note: "Sudah baik"))
    }

    @Test("Only the version the task names can be decided on")
    func staleVersion() throws {
        let office = try Office()
        let tasks = [try office.open(.periksa, for: "kadis"), try office.open(.paraf, for: "kadis"), try office.open(.tandaTangan, for: "kadis")]
        let old = Office.hash(2)
        #expect(try office.refusal(Check(task: tasks[0].task, hash: old, approve: true), by: Office.head) == "staleVersion")
        #expect(try office.refusal(Initial(task: tasks[1].task, hash: old, approve: true), by: Office.head) == "staleVersion")
        #expect(try office.refusal(Sign(task: tasks[2].task, hash: old, approve: false, reason: "x"), by: Office.head) == "staleVersion")
    }

    @Test("A document without a version cannot be decided on")
    func documentMissing() throws {
        let office = try Office()
        let nothing = DocumentVersion(name: DocumentName(naskah: "renja"), version: 0, hash: "")
        let task = try office.open(.periksa, for: "kadis") { $0.document = nothing }
        #expect(try office.refusal(Check(task: task.task, hash: "", approve: true), by: Office.head) == "documentMissing")
    }

    @Test("A task is for its own position, its own act, its own agency, and once")
    func tasksAreGuarded() throws {
        let office = try Office()
        let task = try office.open(.periksa, for: "sekdis")
        let check = Check(task: task.task, hash: Office.hash(1), approve: true)
        let stranger = Principal.official(Principal.Official(agency: "lain", person: "1", position: "sekdis"))
        #expect(try office.refusal(check, by: Office.head) == "wrongPosition")
        #expect(try office.refusal(check, by: stranger) == "notFound")
        #expect(try office.refusal(check, by: Office.operatorPrincipal) == "forbidden")
        #expect(try office.refusal(Initial(task: task.task, hash: Office.hash(1), approve: true), by: Office.secretary) == "otherAct")
        #expect(try office.refusal(check, by: Office.secretary) == nil)
        #expect(try office.refusal(check, by: Office.secretary) == "taskEnded")
    }

    @Test("Names of units belong to a no, and each stands once")
    func members() throws {
        let office = try Office()
        let task = try office.open(.periksa, for: "sekdis")
        func code(_ approve: Bool, _ members: [Key<Position>]) throws -> String? {
            try office.refusal(Check(task: task.task, hash: Office.hash(1), approve: approve, reason: "x", members: members), by: Office.secretary)
        }
        #expect(try code(true, ["a"]) == "invalid")
        #expect(try code(false, []) == "invalid")
        #expect(try code(false, ["a", "a"]) == "invalid")
        #expect(try code(false, ["a", "b"]) == nil)
    }

    @Test("The same command again is answered alike and done once")
    func repeated() throws {
        let office = try Office()
        let task = try office.open(.periksa, for: "sekdis")
        let check = Check(task: task.task, hash: Office.hash(1), approve: true)
        let id = office.play.newIdentifier()
        let first = try office.play.give(check, by: Office.secretary, id: id)
        #expect(try office.play.give(check, by: Office.secretary, id: id) == first)
        #expect(try office.play.events(Checked.self).count == 1)
    }

    @Test("A decision of a party outside is recorded with proof that is held here, and shown as that party's")
    func outsideDecision() throws {
        let office = try Office()
        let task = try office.open(.periksa, for: "agendaris") { $0.outside = "bappeda" }
        let proof = office.scan()
        func check(_ proof: FileReference?) -> Check { Check(task: task.task, hash: Office.hash(1), approve: true, proof: proof) }
        #expect(try office.refusal(check(nil), by: Office.clerk) == "proofMissing")
        #expect(try office.refusal(check(FileReference(hash: Office.hash(9), size: 1, mediaType: "image/png")), by: Office.clerk) == "fileMissing")
        #expect(try office.refusal(check(FileReference(hash: proof.hash, size: 1, mediaType: "image/png")), by: Office.clerk) == "fileSizeWrong")
        #expect(try office.refusal(check(FileReference(hash: proof.hash, size: 4000, mediaType: "")), by: Office.clerk) == "invalid")
        try office.play.give(check(proof), by: Office.clerk)
        let row = try #require(try office.play.ask(ListApprovals(caseID: office.caseID), by: Office.clerk).approvals.first)
        #expect(row.by.outside == "bappeda" && row.file == proof)
    }

    @Test("A version bears at most three paraf of the hierarchy; a coordination does not count")
    func threeParaf() throws {
        let office = try Office()
        for (index, kind) in [Act.ParafKind.hierarchy, .coordination, .hierarchy, .hierarchy].enumerated() {
            let task = try office.open(.paraf, for: "kasubbag") { $0.parafKind = kind }
            let person = Office.official("kasubbag", "19830314200903240\(index)")
            try office.play.give(Initial(task: task.task, hash: Office.hash(1), approve: true), by: person)
        }
        let fourth = try office.open(.paraf, for: "sekdis")
        #expect(try office.refusal(Initial(task: fourth.task, hash: Office.hash(1), approve: true), by: Office.secretary) == "parafFull")
        let coordination = try office.open(.paraf, for: "sekdis") { $0.parafKind = .coordination }
        #expect(try office.refusal(Initial(task: coordination.task, hash: Office.hash(1), approve: true), by: Office.secretary) == nil)
        let later = try office.open(.paraf, for: "sekdis", kind: .renewal, version: 2)
        #expect(try office.refusal(Initial(task: later.task, hash: Office.hash(2), approve: true), by: Office.secretary) == nil)
        #expect(try office.refusal(Initial(task: fourth.task, hash: Office.hash(1), approve: false, reason: "x"), by: Office.secretary) == nil)
    }

    @Test("A paraf records position and person, and the mandate with its decree")
    func mandateRecorded() throws {
        let office = try Office()
        let task = try office.open(.paraf, for: "sekdis")
        let acting = Office.official("sekdis", "198303142009032406", mandate: Principal.Authority(kind: .plh, decree: "800/12/UJI/2026"))
        try office.play.give(Initial(task: task.task, hash: Office.hash(1), approve: true), by: acting)
        let by = try #require(try office.play.events(Initialled.self).first?.body.by)
        #expect(by.position == "sekdis" && by.nip == "198303142009032406" && by.mandate == .plh && by.decree == "800/12/UJI/2026")
        let row = try #require(try office.play.ask(ListApprovals(caseID: office.caseID), by: Office.head).approvals.first)
        #expect(row.by == by && row.word == .paraf && row.kind == .hierarchy)
    }

    @Test("Under an a.n. one signs for the position, and does nothing else for it")
    func narrowMandate() throws {
        let office = try Office()
        let task = try office.open(.paraf, for: "sekdis")
        let initial = Initial(task: task.task, hash: Office.hash(1), approve: true)
        for kind in [Mandate.Kind.an, .ub] {
            let onBehalf = Office.official("sekdis", "198303142009032406", mandate: Principal.Authority(kind: kind, decree: "1"))
            #expect(try office.refusal(initial, by: onBehalf) == "mandateTooNarrow")
        }
        #expect(try office.refusal(initial, by: Office.secretary) == nil)
    }

    @Test("A later version voids the decisions on earlier ones of that document when its task arrives, and no others")
    func laterVersionVoids() throws {
        let office = try Office()
        let member = DocumentName(naskah: "renja", member: "kabid-a")
        for name in [DocumentName(naskah: "renja"), member] {
            let task = try office.open(.paraf, for: "sekdis", name: name)
            try office.play.give(Initial(task: task.task, hash: Office.hash(1, name.text), approve: true), by: Office.secretary)
        }
        func voids() throws -> [Bool] { try office.play.ask(ListApprovals(caseID: office.caseID), by: Office.head).approvals.map(\.isVoid) }
        #expect(try voids() == [false, false])
        let renewal = try office.open(.paraf, for: "sekdis", kind: .renewal, version: 2)
        #expect(try voids() == [true, false])
        try office.play.give(Initial(task: renewal.task, hash: Office.hash(2), approve: true), by: Office.secretary)
        #expect(try voids() == [true, false, false])
        let one = try office.play.ask(ListApprovals(caseID: office.caseID, document: member), by: Office.head).approvals
        #expect(one.map(\.document.name) == [member])
    }

    @Test("Decisions are shown to the own agency and to operators, page by page")
    func listed() throws {
        let office = try Office()
        for _ in 0..<2 {
            let task = try office.open(.periksa, for: "sekdis")
            try office.play.give(Check(task: task.task, hash: Office.hash(1), approve: false, reason: "x"), by: Office.secretary)
        }
        let rows = try office.play.ask(ListApprovals(caseID: office.caseID), by: Office.operatorPrincipal).approvals
        #expect(rows.count == 2 && rows.allSatisfy { $0.reason == "x" })
        #expect(try office.play.ask(ListApprovals(caseID: office.caseID, after: rows[0].place), by: Office.head).approvals == [rows[1]])
        let stranger = Principal.official(Principal.Official(agency: "lain", person: "1", position: "kadis"))
        func code(_ caseID: Identifier, _ principal: Principal) throws -> String? {
            try office.play.rejection { _ = try office.play.ask(ListApprovals(caseID: caseID), by: principal) }
        }
        let unknown = office.play.newIdentifier()
        #expect(try code(office.caseID, stranger) == "notFound" && code(unknown, stranger) == "notFound")
        #expect(try code(unknown, Office.head) == "notFound" && code(unknown, Office.operatorPrincipal) == "notFound")
    }
}
