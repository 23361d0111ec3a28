import Domain
import Policy
import Protocol
import Rehearsal
import Testing

/// The whole of the table: roles by things, states, keamanan and mandates, on the policy and on the services that ask it.
@Suite struct MatrixTests {
    @Test("What a role sees of a thing is what the table says, at every keamanan")
    func sights() {
        let things: [(String, Paper.Kind, Bool, Bool)] = [
            ("letter", .letter, false, false), ("worked", .letter, true, false), ("personal", .letter, true, true), ("case", .casefile, false, false),
            ("booked", .casefile, false, false), ("record", .record, false, false), ("line", .line, false, false),
        ]
        var cells = 0
        for (name, kind, isInCase, isPersonal) in things {
            for keamanan in Keamanan.allCases {
                for role in HandTable.Role.allCases {
                    let reach: Reach = role == .reached ? .position : role == .unit ? .unit : .none
                    let duties: Duties =
                        switch role {
                        case .head, .stranger: .head
                        case .clerk: .agendaClerk
                        case .archivist: .archivist
                        default: []
                        }
                    let reader: Reader = role == .operator ? .operator : .official(agency: role == .stranger ? "lain" : "dinas", duties: duties)
                    let paper = Paper(
                        kind, of: "dinas", keamanan, reach: reach, isInCase: isInCase, isPersonal: isPersonal, hasLetter: name == "booked")
                    #expect(sight(of: paper, for: reader) == HandTable.sees(name, keamanan, role), "\(name) \(keamanan) \(role)")
                    cells += 1
                }
            }
        }
        #expect(cells == 7 * 4 * 8 && HandTable.sight.count == 28)
    }

    @Test("Every verb is played as its line in the table says, and in no other way")
    func everyLine() throws {
        func verbs(_ about: String...) -> [String] { HandTable.verbs.filter { about.contains($0.value.about) }.map(\.key).sorted() }
        var (tasks, looks, duties): (Set<String>, Set<String>, Set<String>) = ([], [], [])
        for stage in Stage.all {
            let scene = try stage.open()
            tasks.formUnion(scene.tasks.map(\.verb))
            looks.formUnion(scene.looks.map(\.verb))
            duties.formUnion(try stage.openDuties().duties.map(\.verb))
        }
        #expect(tasks.sorted() == verbs("task"))
        #expect(looks.sorted() == verbs("case", "letter", "record", "line"))
        #expect(duties.sorted() == verbs("clerk", "keeper", "archivist", "head", "acting", "casework", "own"))
        #expect(DisposisiPolicyTests.verbs.sorted() == verbs("disposisi"))
        let byNobody = verbs("open", "operator", "-", "machine", "kept", "file")
        #expect(tasks.count + looks.count + duties.count + DisposisiPolicyTests.verbs.count + byNobody.count == HandTable.verbs.count)
    }

    @Test("A duty is its keepers', for more than a signature and at home; whoever else tries learns nothing", arguments: Stage.all)
    func duties(_ stage: Stage) throws {
        for duty in try stage.openDuties().duties {
            for asker in Asker.all {
                let found = try duty.meet(asker.principal)
                let who = "\(asker.position) \(asker.mandate.map(\.rawValue) ?? "-")\(asker.isForeign ? " of another agency" : "")"
                #expect(found == duty.expected(asker), "\(duty.verb) as \(who)")
            }
        }
    }

    @Test(
        "A task is done by whom it lies with, while it waits, within the mandate; who may not know of it is told that there is none",
        arguments: Stage.all)
    func tasks(_ stage: Stage) throws {
        let scene = try stage.open()
        // Intake carries out no acts.
        #expect(scene.tasks.isEmpty == (stage == .intake))
        for task in scene.tasks {
            for role in HandTable.Role.officials {
                for mandate in Mandate.Kind?.every {
                    let expected = Self.expected(task, role, mandate)
                    let found = try scene.code(task, by: role.principal(mandate))
                    #expect(found == expected, "\(task.verb) \(task.state) \(task.keamanan) as \(role) \(mandate.map(\.rawValue) ?? "-")")
                }
            }
        }
    }

    /// What becomes of a command about a task, by the rules of the trade; nil when the policy lets it through.
    private static func expected(_ task: StagedTask, _ role: HandTable.Role, _ mandate: Mandate.Kind?) -> String? {
        guard role == .reached else {
            return HandTable.sees("case", task.keamanan, role) == .full ? "wrongPosition" : "notFound"
        }
        if task.state == .taken, mandate != nil { return "takenByAnother" }
        if task.state == .withdrawn { return "taskEnded" }
        let signsOnly = mandate == .an || mandate == .ub
        return signsOnly && task.word != .tandaTangan ? "mandateTooNarrow" : nil
    }

    @Test("What is asked about is answered in full, masked, or not at all, as the table says, under every mandate", arguments: Stage.all)
    func questions(_ stage: Stage) throws {
        let scene = try stage.open()
        for look in scene.looks {
            for role in HandTable.Role.allCases where HandTable.verbs[look.verb]?.who.contains(role == .operator ? "P" : "O") == true {
                for mandate in role == .operator ? [nil] : Mandate.Kind?.every {
                    let seen = try look.see(role.principal(mandate))
                    #expect(seen == look.expected(role), "\(look.verb) \(look.thing) \(look.keamanan) as \(role) \(mandate.map(\.rawValue) ?? "-")")
                }
            }
        }
    }
}
