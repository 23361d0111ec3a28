import Domain
import Kernel
import Policy
import Protocol
import Rehearsal
import Routing
import Testing

extension Scene {
    static func routing() throws -> Scene {
        var scene = try Scene(catalogueOf: ["dinas", "lain"])
        for keamanan in Keamanan.allCases {
            for state in StagedTask.State.allCases {
                let (caseID, task) = try scene.start(keamanan, state)
                scene.stage(GiveOrder(task: task, instructions: [], note: " "), state, keamanan)
                scene.stage(HandOver(task: task), state, keamanan)
                scene.stage(Receive(task: task), state, keamanan)
                scene.stage(Acknowledge(task: task), state, keamanan)
                scene.stage(SkipTask(task: task), state, keamanan)
                if state == .withdrawn {
                    scene.stage(TakeTask(task: task), state, keamanan)
                    scene.stage(ReleaseTask(task: task), state, keamanan)
                }
                scene.addListed(ShowCase(caseID: caseID), "case", keamanan) { $0.row.title }
                scene.addListed(Timeline(caseID: caseID), "case", keamanan) { answer in answer.entries.first.map(\.note) }
                scene.addNamed(ShowTask(task: task), "case", keamanan)
                scene.addListed(ListCases(agency: OfficeSketch.agency), "case", keamanan) { answer in
                    answer.cases.first { $0.caseID == caseID }.map(\.title)
                }
            }
            let letter = try scene.dispose(keamanan)
            scene.addNamed(DisposisiTree(letter: letter), "letter", keamanan)
            // With whom an open letter lies is told to its office and the operator; with whom a secret one lies, to who knows of it or keeps the book.
            let isOpen = keamanan < .rahasia
            scene.addListed(
                Whereabouts(letters: [letter]), "letter", keamanan,
                expected: { role in
                    switch role {
                    case .head, .reached, .clerk: .full
                    case .unit, .archivist, .other, .operator: isOpen ? .full : .unknown
                    case .stranger: .unknown
                    }
                }
            ) { answer in answer.rows.first.map { $0.position?.text } }
        }
        return scene
    }

    /// What may be done by a duty, or only about one's own.
    static func routingDuties() throws -> Scene {
        var scene = try Scene(catalogueOf: ["dinas", "lain"])
        let scan = FileReference(hash: String(repeating: "0", count: 64), size: 1, mediaType: "application/pdf")
        for keamanan in Keamanan.allCases {
            let caseID = try scene.start(keamanan, .open).caseID
            let oracle = Oracle(keamanan: keamanan, given: ["kabid-a"])
            let casework: (Asker) -> String? = { asker in
                asker.signsOnly ? "mandateTooNarrow" : !asker.isForeign && oracle.seesCase(asker.position.text) ? nil : "notFound"
            }
            scene.addDuty(RequestCancel(caseID: caseID, reason: ""), expected: casework)
            scene.addDuty(AnswerCancel(caseID: caseID, agree: true), expected: casework)
            _ = try scene.dispose(keamanan)
            let sheet = try #require(try scene.room.events(SheetOpened.self).last).body.sheet
            scene.addDuty(RecordWrittenDisposisi(sheet: sheet, to: ["staf-a"], instructions: [], scan: scan)) {
                $0.signsOnly ? "mandateTooNarrow" : $0.code(Keepers.books, orElse: "notAgendaClerk")
            }
        }
        scene.addDuty(StartCase(agency: OfficeSketch.agency, sop: "uji", title: "")) {
            $0.signsOnly ? "mandateTooNarrow" : $0.isForeign ? "notFound" : nil
        }
        let own: (Asker) -> String? = { $0.position == "kabid-a" ? nil : "forbidden" }
        scene.addDuty(Inbox(position: "kabid-a"), expected: own)
        scene.addDuty(DisposisiInbox(position: "kabid-a"), expected: own)
        return scene
    }

    init(catalogueOf agencies: [Key<Agency>]) throws {
        room = try Rehearsal(Routing.routing(signer: try Rehearsal.signer()))
        for agency in agencies {
            let organisation = try OfficeSketch.organisation(of: agency)
            try room.give(ApplyCatalogue(organisation: organisation, sops: [OfficeSketch.sop]), by: .operator(name: "uji"))
        }
    }

    private mutating func stage(_ body: some CommandBody, _ state: StagedTask.State, _ keamanan: Keamanan) {
        tasks.append(
            StagedTask(verb: type(of: body).verb, word: .disposisi, state: state, keamanan: keamanan) { [room] in try room.give(body, by: $0) })
    }

    /// A case whose first task is the order of the `kabid-a`, in that state.
    func start(_ keamanan: Keamanan, _ state: StagedTask.State) throws -> (caseID: Identifier, task: Identifier) {
        let holder = OfficeSketch.official("kabid-a")
        try room.give(
            StartCase(agency: OfficeSketch.agency, sop: "uji", title: Self.subject, basis: "DPA", keamanan: keamanan),
            by: OfficeSketch.official("staf-a2"))
        let task = try #require(try room.events(TaskOpened.self).last).body
        switch state {
        case .open: break
        case .taken: try room.give(TakeTask(task: task.task), by: holder)
        case .withdrawn:
            try room.give(RequestCancel(caseID: task.caseID, reason: "Batal"), by: OfficeSketch.official("kadis"))
            try room.give(AnswerCancel(caseID: task.caseID, agree: true), by: holder)
        }
        return (task.caseID, task.task)
    }

    /// A letter raised to the secretary, who disposed it to the `kabid-a`.
    private func dispose(_ keamanan: Keamanan) throws -> Identifier {
        let letter = room.newIdentifier()
        let raised = LetterForwarded(letter: letter, agency: OfficeSketch.agency, to: "sekdis", keamanan: keamanan, urgensi: .biasa)
        try room.hear(raised, from: .intake, about: letter, content: ForwardWords(subject: Self.subject, sender: "Bappeda"))
        let sheet = try #require(try room.events(SheetOpened.self).last).body.sheet
        try room.give(GiveDisposisi(sheet: sheet, to: ["kabid-a"], instructions: ["tindak-lanjuti"]), by: OfficeSketch.official("sekdis"))
        return letter
    }
}

@Suite struct DisposisiPolicyTests {
    /// The verbs about a disposisi or a sheet.
    static let verbs: Set<String> = [
        AdviseLeader.verb, ReadDisposisi.verb, AnswerDisposisi.verb, DeclineDisposisi.verb, CancelDisposisi.verb, CloseSheet.verb, GiveDisposisi.verb,
    ]

    @Test(
        "Nobody learns of a sheet that has not come to them, whatever they try with it; who knows of it is told with whom it lies",
        arguments: Keamanan.allCases)
    func sheets(_ keamanan: Keamanan) throws {
        let scene = try Scene.routing()
        let room = scene.room
        let given = try #require(
            try room.events(DisposisiGiven.self).map(\.body).first { given in
                try room.events(SheetOpened.self).contains { $0.body.sheet == given.sheet && $0.body.keamanan == keamanan }
            })
        let slip = try #require(given.slips.first).disposisi
        let orders: [any CommandBody] = [
            AdviseLeader(sheet: given.sheet, note: ""), ReadDisposisi(disposisi: slip), AnswerDisposisi(disposisi: slip, note: ""),
            DeclineDisposisi(disposisi: slip, reason: ""), CancelDisposisi(disposisi: slip), CloseSheet(sheet: given.sheet),
            GiveDisposisi(sheet: given.sheet, disposisi: slip, to: [], instructions: []), GiveDisposisi(sheet: given.sheet, to: [], instructions: []),
        ]
        #expect(Set(orders.map { type(of: $0).verb }) == Self.verbs)
        func code(_ order: some CommandBody, _ principal: Principal) throws -> String? { try room.rejection { try room.give(order, by: principal) } }
        for order in orders {
            for role in [HandTable.Role.unit, .archivist, .other, .stranger] {
                #expect(try code(order, role.principal()) == "notFound", "\(type(of: order).verb) as \(role)")
            }
            for role in [HandTable.Role.head, .clerk] {
                #expect(try code(order, role.principal()) == "wrongPosition", "\(type(of: order).verb) as \(role)")
            }
            for kind in [Mandate.Kind.an, .ub] {
                #expect(try code(order, HandTable.Role.reached.principal(kind)) == "mandateTooNarrow", "\(type(of: order).verb)")
            }
        }
    }

    @Test("Nobody asks for a case to be given up that is kept from them", arguments: Keamanan.allCases)
    func cancelling(_ keamanan: Keamanan) throws {
        let scene = try Scene.routing()
        let task = try #require(scene.tasks.first { $0.keamanan == keamanan && $0.state == .open })
        let started = try scene.room.events(CaseStarted.self).map(\.body).first { $0.keamanan == task.keamanan }
        let caseID = try #require(started).caseID
        for role in HandTable.Role.officials {
            let code = try scene.room.rejection { try scene.room.give(RequestCancel(caseID: caseID, reason: ""), by: role.principal()) }
            #expect(code == (HandTable.sees("case", keamanan, role) == .full ? "invalid" : "notFound"), "\(role)")
        }
    }
}
